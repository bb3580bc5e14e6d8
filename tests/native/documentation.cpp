// docs/commands.md shows what the program really prints. EVENKEEL_UPDATE=1 puts the present output into it.
#include "native/program.hpp"
#include "source_folder.hpp"

#include <catch2/catch_test_macros.hpp>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace {

constexpr std::string_view prompt = "$ evenkeel";

/// Words of a line as a shell would cut them: blanks, and single quotes around them.
std::vector<std::string> words_of(std::string_view line)
{
    std::vector<std::string> words;
    bool quoted = false;
    bool inside = false;
    for (const char c : line) {
        if (c == '\'') {
            quoted = !quoted;
            if (!inside) words.emplace_back();
            inside = true;
        } else if (c == ' ' && !quoted) {
            inside = false;
        } else {
            if (!inside) words.emplace_back();
            inside = true;
            words.back() += c;
        }
    }
    return words;
}

/// Output as the page shows it; an exit code other than 0 is shown as a remark.
std::string shown(const Ran& ran)
{
    std::string text = ran.out + ran.err;
    if (ran.code != 0) text += "(exit code " + std::to_string(ran.code) + ")\n";
    return text;
}

/// The page without what this program does not have: under Node there is no `serve`, neither in the list of commands nor with its help.
std::string for_this_program(const std::string& page)
{
    if (!is_webassembly()) return page;
    std::istringstream lines{page};
    std::string result;
    bool of_serve = false;
    for (std::string line; std::getline(lines, line);) {
        if (line == "```") of_serve = false;
        of_serve = of_serve || line.starts_with("$ evenkeel serve");
        if (!of_serve && !line.starts_with("  serve ")) result += line + "\n";
    }
    return result;
}

/// The page with every output replaced by the true one. Commands of a page run one after the other in one folder, in which `labs`
/// and `tests` are those of the sources.
std::string with_true_output(const std::string& page)
{
    const TestFolder folder;
    for (const char* name : {"labs", "tests"}) std::filesystem::create_directory_symlink(source_folder() / name, folder / name);
    Start there;
    there.folder = folder.path();
    std::istringstream lines{page};
    std::string result;
    bool in_output = false;
    for (std::string line; std::getline(lines, line);) {
        if (line == "```") in_output = false;
        const bool is_command = line.starts_with(prompt);
        if (is_command || !in_output) result += line + "\n";
        if (!is_command) continue;
        result += shown(run_program(words_of(std::string_view(line).substr(prompt.size())), there));
        in_output = true;
    }
    return result;
}

/// "line 12: '…' is now '…'", or nothing.
std::string first_difference(const std::string& before, const std::string& after)
{
    std::istringstream old_lines{before};
    std::istringstream new_lines{after};
    std::string old_line;
    std::string new_line;
    for (int number = 1; ; ++number) {
        const bool old_is_there = static_cast<bool>(std::getline(old_lines, old_line));
        const bool new_is_there = static_cast<bool>(std::getline(new_lines, new_line));
        if (!old_is_there && !new_is_there) return {};
        if (old_is_there != new_is_there || old_line != new_line)
            return "line " + std::to_string(number) + ": '" + old_line + "' is now '" + new_line + "'";
    }
}

}  // namespace

TEST_CASE("docs/commands.md shows true output", "[program][documentation]")
{
    const std::filesystem::path path = source_folder() / "docs/commands.md";
    const std::string page = for_this_program(text_of_file(path));
    REQUIRE_FALSE(page.empty());
    const std::string wanted = with_true_output(page);
    if (std::getenv("EVENKEEL_UPDATE") != nullptr && !is_webassembly()) std::ofstream{path, std::ios::binary} << wanted;
    INFO("EVENKEEL_UPDATE=1 evenkeel_tests '[documentation]' brings docs/commands.md in step");
    CHECK(first_difference(for_this_program(text_of_file(path)), wanted) == "");
}

namespace {

constexpr std::string_view report_begins = "$ script/run --no-serve\n…\n";
constexpr std::string_view report_ends = "…\n```";
constexpr std::ptrdiff_t report_lines = 27;

/// README's excerpt of the report that script/run ends with: its first lines, as they are now.
std::string with_true_report(const std::string& page)
{
    const std::size_t begin = page.find(report_begins);
    REQUIRE(begin != std::string::npos);
    const std::size_t from = begin + report_begins.size();
    const std::size_t to = page.find(report_ends, from);
    REQUIRE(to != std::string::npos);
    std::istringstream lines{run_program({"grade", "7", "labs/07-the-dead-server-that-still-gets-traffic/sample", "--exit-zero"}).out};
    std::string report;
    std::string line;
    for (std::ptrdiff_t i = 0; i < report_lines && std::getline(lines, line); ++i) report += line + "\n";
    return page.substr(0, from) + report + page.substr(to);
}

}  // namespace

TEST_CASE("README shows the report that script/run prints", "[program][documentation]")
{
    const std::filesystem::path path = source_folder() / "README.md";
    const std::string wanted = with_true_report(text_of_file(path));
    if (std::getenv("EVENKEEL_UPDATE") != nullptr) std::ofstream{path, std::ios::binary} << wanted;
    INFO("EVENKEEL_UPDATE=1 evenkeel_tests '[documentation]' brings README.md in step");
    CHECK(first_difference(text_of_file(path), wanted) == "");
}
