// A line as a shell takes it apart.

#include <catch2/catch_test_macros.hpp>

#include "console/command_line.hpp"

using namespace evenkeel;
using console::read_command_line;

namespace {

std::vector<std::vector<std::string>> words(std::string_view line)
{
    const auto read = read_command_line(line, {"runbook.txt", 3, 20});
    for (const Diagnostic& one : read.diagnostics) UNSCOPED_INFO(to_text(one));
    CHECK(read.diagnostics.empty());
    std::vector<std::vector<std::string>> all;
    for (const console::Command& command : read.config) {
        all.emplace_back();
        for (const console::Word& word : command) all.back().push_back(word.text);
    }
    return all;
}

std::string said(std::string_view line)
{
    const auto read = read_command_line(line, {"runbook.txt", 3, 20});
    REQUIRE(read.diagnostics.size() == 1);
    return std::to_string(read.diagnostics.front().at.column) + " " + read.diagnostics.front().what;
}

using Lines = std::vector<std::vector<std::string>>;

}  // namespace

TEST_CASE("words are parted by blanks, and quotes keep them together", "[console]")
{
    CHECK(words("systemctl  reload\thaproxy ") == Lines{{"systemctl", "reload", "haproxy"}});
    CHECK(words(R"(echo 'a  "b"' "c 'd'" e\ f)") == Lines{{"echo", "a  \"b\"", "c 'd'", "e f"}});
    CHECK(words(R"(echo "a\"b\\c\n" '' x''y)") == Lines{{"echo", "a\"b\\c\\n", "", "xy"}});
    CHECK(words("curl -w '%{http_code}' http://a/?x=*") == Lines{{"curl", "-w", "%{http_code}", "http://a/?x=*"}});
}

TEST_CASE("a pipe parts commands, a # begins a comment", "[console]")
{
    CHECK(words("echo \"show stat\"|socat - /x | grep a#b # and no more | x") == Lines{{"echo", "show stat"}, {"socat", "-", "/x"}, {"grep", "a#b"}});
    CHECK(words("").empty());
    CHECK(words("  # nothing").empty());
}

TEST_CASE("what only a whole shell could do is refused, with its place", "[console]")
{
    CHECK(said("curl x && curl y") == "27 '&&' is not understood in a command line");
    CHECK(said("a; b") == "21 ';' is not understood in a command line");
    CHECK(said("a > b") == "22 '>' is not understood in a command line");
    CHECK(said("echo $HOME") == "25 '$' is not understood in a command line");
    CHECK(said("echo \"$(date)\"") == "26 '$(' is not understood in a command line");
    CHECK(said("a || b") == "22 '||' is not understood in a command line");
    CHECK(said("echo 'abc") == "25 the quote ' is not closed");
    CHECK(said("| grep x") == "20 no command");
    CHECK(said("echo x |") == "28 no command");
}
