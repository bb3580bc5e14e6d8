// What students and typists hand in by mistake or on purpose: a clear sentence, the right exit code, and nothing else.
#include "native/scenarios.hpp"

#include <catch2/catch_test_macros.hpp>

#include <sys/stat.h>
#include <unistd.h>

namespace {

constexpr std::string_view plain = "01-round-robin";

/// Grades a folder that holds this one file.
Ran grade_file(const TestFolder& folder, std::string_view path, std::string_view text)
{
    folder.file(std::string("s/") + std::string(path), text);
    return run_with_scenarios({"grade", "1", folder / "s"});
}

/// Not gradable, said with this id about this file, in the report and never as a grade.
void check_refused(const Ran& ran, std::string_view id, std::string_view file)
{
    INFO(ran.out << ran.err);
    CHECK(ran.code == 2);
    CHECK(ran.err.empty());
    CHECK(ran.out.find(id) != std::string::npos);
    CHECK(ran.out.find(file) != std::string::npos);
}

}  // namespace

TEST_CASE("an unknown lab is wrong use, and the nearest one is named", "[program][input]")
{
    const TestFolder folder;
    const Ran ran = run_with_scenarios({"grade", "01-round-robbin", folder.path().string()});
    CHECK(ran.code == 3);
    CHECK(ran.err == "evenkeel: error: there is no lab '01-round-robbin'; did you mean '01-round-robin'? [EK-CLI-0011]\n");
    CHECK(run_with_scenarios({"grade", "77", folder.path().string()}).code == 3);
    CHECK(run_with_scenarios({"grade", "./nowhere", folder.path().string()}).code == 3);
    CHECK(run_program({"labs", "--labs", folder / "missing"}).err ==
          folder / "missing" + ": error: cannot be read: there is no such file or folder [EK-CLI-0006]\n");
    CHECK(run_program({"labs", "--labs", folder.file("file", "")}).err == folder / "file" + ": error: is a file, and a folder is expected here [EK-CLI-0008]\n");
}

TEST_CASE("a lab is named by number, id or folder", "[program][input]")
{
    const std::string folder = scenario_labs() + "/01-round-robin";
    const TestFolder mine;
    for (const std::string& lab : {std::string("1"), std::string("01"), std::string("01-round-robin"), folder}) {
        const Ran ran = run_with_scenarios({"run", lab, "--until", "1s"});
        INFO(ran.err);
        CHECK(ran.code == 0);
        CHECK(ran.out.starts_with("lab         01-round-robin\n"));
    }
}

TEST_CASE("a missing submission is wrong use, whatever is in its place", "[program][input]")
{
    const TestFolder folder;
    CHECK(run_with_scenarios({"grade", "1", folder / "missing"}).code == 3);
    const Ran file = run_with_scenarios({"grade", "1", folder.file("file", "x")});
    CHECK(file.code == 3);
    CHECK(file.err == folder / "file" + ": error: is a file, and a folder is expected here [EK-CLI-0008]\n");
    if (geteuid() == 0) return;
    std::filesystem::permissions(folder.path() / "file", std::filesystem::perms::none);
    CHECK(run_with_scenarios({"check", "1", folder / "file"}).code == 3);
}

TEST_CASE("an empty submission is the start state, graded as such", "[program][input]")
{
    const TestFolder folder;
    const Ran ran = run_with_scenarios({"grade", "1", folder.path().string(), "--seed", "1", "--exit-zero"});
    CHECK(ran.code == 0);
}

TEST_CASE("a file of a gigabyte is refused by its size, not read", "[program][input]")
{
    const TestFolder folder;
    const std::string file = folder.file("s/lb-01/haproxy.cfg", "frontend");
    std::filesystem::resize_file(file, std::uintmax_t{1} << 30);
    check_refused(run_with_scenarios({"grade", "1", folder / "s"}), "EK-CLI-0009", "lb-01/haproxy.cfg");
}

TEST_CASE("text that is none cannot be graded", "[program][input]")
{
    const TestFolder folder;
    check_refused(grade_file(folder, "lb-01/haproxy.cfg", "frontend w\xff\xfe"), "EK-SUB-", "lb-01/haproxy.cfg:1:11");
    check_refused(grade_file(folder, "lb-01/haproxy.cfg", std::string("frontend w\0\n", 12)), "EK-SUB-", "lb-01/haproxy.cfg:1:11");
    check_refused(grade_file(folder, "lb-01/haproxy.cfg", std::string(100'000, 'x')), "EK-SUB-", "lb-01/haproxy.cfg:1");
    check_refused(grade_file(folder, "lb-01/haproxy.cfg", std::string(10u << 20, 'x')), "EK-CLI-0009", "lb-01/haproxy.cfg");
}

TEST_CASE("an empty configuration is an error of the configuration", "[program][input]")
{
    const TestFolder folder;
    const Ran ran = grade_file(folder, "lb-01/haproxy.cfg", "");
    CHECK(ran.code != 0);
    CHECK(ran.code != 3);
    CHECK(ran.code != 4);
}

TEST_CASE("a file that the lab does not open cannot be changed", "[program][input]")
{
    const TestFolder folder;
    const std::string original = text_of_file(std::filesystem::path(scenario_labs()) / plain / "files/web-01/nginx.conf");
    check_refused(grade_file(folder, "web-01/nginx.conf", original + "# mine\n"), "EK-SUB-", "web-01/nginx.conf");
    check_refused(grade_file(folder, "web-01/nginxx.conf", original), "EK-SUB-", "web-01/nginxx.conf");
}

TEST_CASE("what is not built yet is told plainly and never passed over", "[program][input]")
{
    for (const char* name : {"answers.json", "topology.json"}) {
        const TestFolder folder;
        check_refused(grade_file(folder, name, "{}"), "EK-SUB-", name);
    }
}

TEST_CASE("links and pipes in a submission are refused, and never opened", "[program][input]")
{
    const TestFolder folder;
    std::filesystem::create_directories(folder / "s/lb-01");
    std::filesystem::create_symlink("/etc/passwd", folder / "s/lb-01/haproxy.cfg");
    check_refused(run_with_scenarios({"grade", "1", folder / "s"}), "EK-CLI-0010", "lb-01/haproxy.cfg");
    std::filesystem::remove(folder / "s/lb-01/haproxy.cfg");
    REQUIRE(mkfifo((folder / "s/lb-01/haproxy.cfg").c_str(), 0600) == 0);
    check_refused(run_with_scenarios({"grade", "1", folder / "s"}), "EK-CLI-0010", "lb-01/haproxy.cfg");
}

TEST_CASE("a lab.json with a wrong type is named by its JSON pointer", "[program][input]")
{
    const TestFolder folder;
    std::filesystem::copy(scenario_labs() + "/01-round-robin", folder / "01-mine", std::filesystem::copy_options::recursive);
    std::string text = text_of_file(folder / "01-mine/lab.json");
    const std::size_t at = text.find("\"minutes\": 5");
    REQUIRE(at != std::string::npos);
    text.replace(at, 12, "\"minutes\": \"five\"");
    folder.file("01-mine/lab.json", text);
    const Ran ran = run_program({"run", folder / "01-mine"});
    CHECK(ran.code == 3);
    CHECK(ran.err.find("01-mine/lab.json:5:") != std::string::npos);
    CHECK(ran.err.find("/minutes") != std::string::npos);
    CHECK(run_program({"lab", "lint", folder / "01-mine"}).code == 2);
    for (const char* broken : {"", "{", "[]", "\"\\ud800\"", "{\"format\": 1e999}"}) {
        folder.file("01-mine/lab.json", broken);
        INFO(broken);
        CHECK(run_program({"run", folder / "01-mine"}).code == 3);
        CHECK(run_program({"labs", "--labs", folder.path().string()}).code == 2);
    }
}

TEST_CASE("a result that cannot be stored is refused before anything is run", "[program][input]")
{
    const TestFolder folder;
    const std::string nowhere = folder / "no/such/result.json";
    const Ran ran = run_with_scenarios({"grade", "1", folder.path().string(), "--format", "text,json=" + nowhere});
    CHECK(ran.code == 3);
    CHECK(ran.out.empty());
    CHECK(ran.err == nowhere + ": error: cannot be written: there is no such file or folder [EK-CLI-0013]\n");
    CHECK(run_with_scenarios({"run", "1", "--journal", folder.path().string()}).code == 3);
}

TEST_CASE("formats: one at most is printed, and an unknown one is answered with the nearest", "[program][input]")
{
    const TestFolder folder;
    const std::string here = folder.path().string();
    CHECK(run_with_scenarios({"grade", "1", here, "--format", "text,json"}).err ==
          "evenkeel: error: 'text' and 'json' cannot both go to standard output; give one of them a file: json=FILE [EK-CLI-0017]\n");
    CHECK(run_with_scenarios({"grade", "1", here, "--format", "jsn"}).err ==
          "evenkeel: error: there is no format 'jsn'; did you mean 'json'? [EK-CLI-0016]\n");
}

TEST_CASE("seeds, times and numbers out of range are wrong use", "[program][input]")
{
    const TestFolder folder;
    const std::string here = folder.path().string();
    for (const std::vector<std::string>& more : {std::vector<std::string>{"--seed", "x"}, {"--seed", "-1"}, {"--seed", "1,,2"}, {"--seed", "99999999999999999999"},
                                                 {"--jobs", "0"}, {"--width", "3"}, {"--hidden-seeds", folder / "missing"}, {"--only", "nothing"}}) {
        std::vector<std::string> arguments{"grade", "1", here};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const Ran ran = run_with_scenarios(arguments);
        INFO(more[0] << " " << more[1] << ": " << ran.err);
        CHECK(ran.code == 3);
        CHECK(ran.out.empty());
    }
    for (const char* until : {"0", "-5s", "5", "25h", "soon"}) CHECK(run_with_scenarios({"run", "1", "--until", until}).code == 3);
}

TEST_CASE("a full disk under a result is exit code 4, and the old result stays", "[program][input]")
{
    if (!std::filesystem::exists("/dev/full")) SKIP("there is no /dev/full here");
    const Ran ran = run_with_scenarios({"run", "1", "--until", "1s", "--metrics", "/dev/full"});
    CHECK(ran.code == 4);
    CHECK(ran.err == "/dev/full: error: cannot be written: the disk is full [EK-CLI-0013]\n");
    CHECK(std::filesystem::is_character_file("/dev/full"));
}

TEST_CASE("an interrupted run leaves no file behind", "[program][input]")
{
    const TestFolder folder;
    Start start;
    start.interrupt_after_ms = 300;
    const Ran ran = run_with_scenarios({"run", "2", "--until", "24h", "--journal", folder / "journal.jsonl"}, start);
    CHECK(ran.code == 143);
    CHECK(ran.out.empty());
    CHECK(folder.listing().empty());
}
