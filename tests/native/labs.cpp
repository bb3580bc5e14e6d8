// labs, start, check, run, grade, explain, lab new, lab lint: what each is for.
#include "native/scenarios.hpp"

#include <catch2/catch_test_macros.hpp>

#include <fstream>

#include <nlohmann/json.hpp>

namespace {

/// A copy of a scenario's start files that a test may change.
std::string started(const TestFolder& folder, const std::string& lab)
{
    const Ran ran = run_with_scenarios({"start", lab, folder / "mine"});
    INFO(ran.err);
    REQUIRE(ran.code == 0);
    return folder / "mine";
}

void replace(const std::string& file, const std::string& what, const std::string& with)
{
    std::string text = text_of_file(file);
    const std::size_t at = text.find(what);
    REQUIRE(at != std::string::npos);
    std::ofstream{file, std::ios::binary} << text.replace(at, what.size(), with);
}

}  // namespace

TEST_CASE("labs lists what there is", "[program][labs]")
{
    const Ran text = run_with_scenarios({"labs"});
    CHECK(text.code == 0);
    CHECK(text.out.starts_with("01-round-robin             5 min  Three web servers in turn\n"));
    const auto json = nlohmann::json::parse(run_with_scenarios({"labs", "--format", "json"}).out);
    REQUIRE(json.size() == 7);
    CHECK(json[5]["id"] == "06-closed-loop-cookies");
}

TEST_CASE("start copies the start files, and never over something", "[program][labs]")
{
    const TestFolder folder;
    const std::string mine = started(folder, "1");
    CHECK(folder.listing() == "mine\nmine/lb-01\nmine/lb-01/haproxy.cfg\nmine/web-01\nmine/web-01/nginx.conf\nmine/web-02\nmine/web-02/nginx.conf\n"
                              "mine/web-03\nmine/web-03/nginx.conf\n");
    CHECK(text_of_file(mine + "/lb-01/haproxy.cfg") == haproxy_cfg("01-round-robin"));
    folder.file("mine/lb-01/haproxy.cfg", "my work");
    const Ran again = run_with_scenarios({"start", "1", mine});
    CHECK(again.code == 3);
    CHECK(text_of_file(mine + "/lb-01/haproxy.cfg") == "my work");
    Start here;
    here.folder = folder.path() / "here";
    std::filesystem::create_directory(here.folder);
    CHECK(run_with_scenarios({"start", "1", "."}, here).code == 0);
    CHECK(std::filesystem::exists(here.folder / "lb-01/haproxy.cfg"));
}

TEST_CASE("what was started can be checked, run and graded as it is", "[program][labs]")
{
    const TestFolder folder;
    const std::string mine = started(folder, "1");
    const Ran checked = run_with_scenarios({"check", "1", mine});
    CHECK(checked.code == 0);
    CHECK(checked.out == "no errors, no warnings\n");
    const Ran graded = run_with_scenarios({"grade", "1", mine});
    INFO(graded.out);
    CHECK(graded.code == 0);
}

TEST_CASE("check names file, line and column under the user's own path", "[program][labs]")
{
    const TestFolder folder;
    const std::string mine = started(folder, "1");
    replace(mine + "/lb-01/haproxy.cfg", "balance roundrobin", "balance roundrobbin");
    const Ran of_folder = run_with_scenarios({"check", "1", mine});
    CHECK(of_folder.code == 2);
    CHECK(of_folder.out.find(mine + "/lb-01/haproxy.cfg:12:") != std::string::npos);
    CHECK(of_folder.out.find("balance only supports 'roundrobin'") != std::string::npos);
    Start there;
    there.folder = mine + "/lb-01";
    const Ran of_file = run_with_scenarios({"check", "1", "haproxy.cfg"}, there);
    CHECK(of_file.code == 2);
    CHECK(of_file.out.starts_with("haproxy.cfg:12:"));
    const Ran unknown = run_with_scenarios({"check", "1", folder.file("nftables.conf", "")});
    CHECK(unknown.code == 3);
    // nginx.conf alone could be any of three.
    CHECK(run_with_scenarios({"check", "1", folder.file("nginx.conf", "")}).code == 3);
    CHECK(run_with_scenarios({"check", "1", mine + "/web-02/nginx.conf"}).code == 0);
}

TEST_CASE("check writes SARIF 2.1.0 with rules, places and fingerprints that survive moved lines", "[program][labs]")
{
    const TestFolder folder;
    const std::string mine = started(folder, "1");
    replace(mine + "/lb-01/haproxy.cfg", "balance roundrobin", "balance roundrobbin");
    Start there;
    there.folder = folder.path();
    const auto sarif = [&] { return nlohmann::json::parse(run_with_scenarios({"check", "1", "mine", "--format", "sarif"}, there).out); };
    const auto before = sarif();
    CHECK(before["version"] == "2.1.0");
    const auto& run = before["runs"][0];
    CHECK(run["columnKind"] == "unicodeCodePoints");
    CHECK(run["tool"]["driver"]["name"] == "evenkeel");
    const auto& result = run["results"][0];
    CHECK(result["level"] == "error");
    CHECK(run["tool"]["driver"]["rules"][result["ruleIndex"].get<std::size_t>()]["id"] == result["ruleId"]);
    const auto& place = result["locations"][0]["physicalLocation"];
    CHECK(place["artifactLocation"]["uri"] == "mine/lb-01/haproxy.cfg");
    CHECK(place["region"]["startLine"] == 12);
    CHECK(place["region"]["endColumn"].get<int>() > place["region"]["startColumn"].get<int>());
    replace(mine + "/lb-01/haproxy.cfg", "defaults\n", "# one more line\ndefaults\n");
    const auto after = sarif();
    CHECK(after["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] == 13);
    CHECK(after["runs"][0]["results"][0]["partialFingerprints"] == result["partialFingerprints"]);
}

TEST_CASE("run writes its journal, metrics and packets to files or to standard output", "[program][labs]")
{
    const TestFolder folder;
    const Ran ran = run_with_scenarios({"run", "3", "--until", "40s", "--journal", folder / "j", "--metrics", folder / "m", "--capture", folder / "c"});
    INFO(ran.err);
    CHECK(ran.code == 0);
    CHECK(ran.out.find("simulated   40s (") != std::string::npos);
    const std::string journal = text_of_file(folder / "j");
    const auto first = nlohmann::json::parse(journal.substr(0, journal.find('\n')));
    CHECK(first["kind"] == "fault_begins");
    CHECK(text_of_file(folder / "m").find("\ntruth_client_requests_total{visitors=\"shoppers\",outcome=\"ok\"} ") != std::string::npos);
    CHECK(text_of_file(folder / "c").find(": Flags [S], seq 0, length 0") != std::string::npos);
    CHECK(run_with_scenarios({"run", "3", "--until", "40s", "--journal", "-"}).out == journal);
}

TEST_CASE("run and grade see the same run", "[program][labs]")
{
    const TestFolder folder;
    const std::string ran = run_with_scenarios({"run", "3", "--seed", "2"}).out;
    const std::string graded = run_with_scenarios({"grade", "3", folder.path().string(), "--seed", "2", "--exit-zero"}).out;
    const std::string_view words = "state hash  ";
    REQUIRE(ran.find(words) != std::string::npos);
    CHECK(graded.find("state " + ran.substr(ran.find(words) + words.size(), 16)) != std::string::npos);
}

TEST_CASE("a grade is the same bytes whatever the number of jobs", "[program][labs]")
{
    const TestFolder folder;
    const Ran one = run_with_scenarios({"grade", "3", folder.path().string(), "--seed", "1,2,3", "--format", "json", "--jobs", "1", "--exit-zero"});
    const Ran three = run_with_scenarios({"grade", "3", folder.path().string(), "--seed", "1,2,3", "--format", "json", "--jobs", "3", "--exit-zero"});
    CHECK(one.code == 0);
    CHECK(one.out == three.out);
    CHECK(one.out.find("\"seed\": 3") != std::string::npos);
}

TEST_CASE("grade writes several formats at once, each to its place", "[program][labs]")
{
    const TestFolder folder;
    const Ran ran = run_with_scenarios({"grade", "1", folder.path().string(), "--format", "text,json=" + folder / "r.json,junit=" + folder / "r.xml", "--seed", "1"});
    CHECK(ran.code == 0);
    CHECK_FALSE(ran.out.empty());
    CHECK(nlohmann::json::accept(text_of_file(folder / "r.json")));
    CHECK(text_of_file(folder / "r.xml").starts_with("<?xml"));
    CHECK(folder.listing() == "r.json\nr.xml\n");
}

TEST_CASE("a report of something that cannot be graded is written all the same", "[program][labs]")
{
    const TestFolder folder;
    folder.file("s/lb-01/haproxy.cfg", "frontend\n");
    const Ran ran = run_with_scenarios({"grade", "1", folder / "s", "--format", "json=" + folder / "r.json,junit=" + folder / "r.xml"});
    CHECK(ran.code == 2);
    CHECK(nlohmann::json::parse(text_of_file(folder / "r.json"))["gradable"] == false);
    CHECK(text_of_file(folder / "r.xml").find("<error") != std::string::npos);
    CHECK(run_with_scenarios({"grade", "1", folder / "s", "--exit-zero"}).code == 2);
}

TEST_CASE("below the pass mark is exit code 1, or 0 with --exit-zero", "[program][labs]")
{
    const TestFolder folder;
    const std::string mine = started(folder, "1");
    replace(mine + "/lb-01/haproxy.cfg", "10.0.1.11:80", "10.0.1.11:81");
    replace(mine + "/lb-01/haproxy.cfg", "10.0.1.12:80", "10.0.1.12:81");
    replace(mine + "/lb-01/haproxy.cfg", "10.0.1.13:80", "10.0.1.13:81");
    CHECK(run_with_scenarios({"grade", "1", mine, "--seed", "1"}).code == 1);
    CHECK(run_with_scenarios({"grade", "1", mine, "--seed", "1", "--exit-zero"}).code == 0);
    CHECK(run_with_scenarios({"grade", "1", mine, "--seed", "1", "--only", "served"}).code == 1);
}

TEST_CASE("hidden seeds are graded and never told", "[program][labs]")
{
    const TestFolder folder;
    const std::string seeds = folder.file("seeds", "# secret\n918273645\n");
    for (const char* format : {"text", "json", "junit"}) {
        const Ran ran = run_with_scenarios({"grade", "3", folder.path().string(), "--seed", "1", "--hidden-seeds", seeds, "--format", format, "--exit-zero"});
        // The folder holds the seeds file, which is no file of the lab.
        CHECK(ran.code == 2);
        CHECK((ran.out + ran.err).find("918273645") == std::string::npos);
    }
    std::filesystem::create_directory(folder / "s");
    for (const char* format : {"text", "json", "junit"}) {
        const Ran ran = run_with_scenarios({"grade", "3", folder / "s", "--seed", "1", "--hidden-seeds", seeds, "--format", format, "--exit-zero"});
        INFO(ran.err);
        CHECK(ran.code == 0);
        CHECK((ran.out + ran.err).find("918273645") == std::string::npos);
    }
}

TEST_CASE("explain tells a sentence of the catalogue, in any case of letters", "[program][labs]")
{
    const Ran ran = run_program({"explain", "ek-cli-0013"});
    CHECK(ran.code == 0);
    CHECK(ran.out.starts_with("EK-CLI-0013: cannot be written: {why}\n"));
    CHECK(run_program({"explain", "EK-JRN-0007"}).out.find("health checks") != std::string::npos);
    const Ran unknown = run_program({"explain", "EK-CLI-0913"});
    CHECK(unknown.code == 3);
    CHECK(unknown.err.starts_with("evenkeel: error: there is no sentence 'EK-CLI-0913'; did you mean EK-CLI-0013?"));
}

TEST_CASE("explain tells why an objective fell short", "[program][labs]")
{
    const TestFolder folder;
    const Ran ran = run_with_scenarios({"explain", "3", folder.path().string(), "--objective", "served"});
    INFO(ran.err);
    CHECK(ran.code == 0);
    CHECK(ran.out.find("web-02: app hangs") != std::string::npos);
    CHECK(run_with_scenarios({"explain", "3", folder.path().string()}).code == 3);
    CHECK(run_with_scenarios({"explain", "3", folder.path().string(), "--objective", "sreved"}).err ==
          "evenkeel: error: there is no objective 'sreved' in lab 03-kill-hang-power-off; did you mean 'served'? [EK-CLI-0022]\n");
}

TEST_CASE("a new lab passes lint and runs", "[program][labs]")
{
    const TestFolder folder;
    const Ran made = run_program({"lab", "new", folder / "42-mine", "--title", "My own lab"});
    INFO(made.err);
    CHECK(made.code == 0);
    const Ran linted = run_program({"lab", "lint", folder / "42-mine"});
    INFO(linted.out);
    CHECK(linted.code == 0);
    CHECK(run_program({"run", folder / "42-mine", "--until", "5s"}).code == 0);
    CHECK(run_program({"labs", "--labs", folder.path().string()}).out.find("My own lab") != std::string::npos);
    CHECK(run_program({"lab", "new", folder / "42-mine"}).code == 3);
}

TEST_CASE("lab bundle makes the texts that the page reads, again and again", "[program][labs]")
{
    const TestFolder folder;
    const std::string into = folder / "site-labs";
    const Ran made = run_with_scenarios({"lab", "bundle", "--into", into});
    INFO(made.err);
    CHECK(made.code == 0);
    CHECK(made.out.starts_with(into + "/index.json\n" + into + "/01-round-robin.json\n"));
    CHECK(nlohmann::json::parse(text_of_file(into + "/index.json")).size() == 7);
    const auto lab = nlohmann::json::parse(text_of_file(into + "/01-round-robin.json"));
    CHECK(lab["files"]["files/lb-01/haproxy.cfg"] == haproxy_cfg("01-round-robin"));

    REQUIRE(run_program({"lab", "new", folder / "42-mine"}).code == 0);
    CHECK(run_program({"lab", "bundle", folder / "42-mine", "--into", into}).code == 0);
    CHECK(nlohmann::json::parse(text_of_file(into + "/index.json")).size() == 1);
    CHECK(text_of_file(into + "/42-mine.json").find("wrong/") == std::string::npos);
}

TEST_CASE("lab bundle writes nothing of labs with errors", "[program][labs]")
{
    const TestFolder folder;
    REQUIRE(run_program({"lab", "new", folder / "labs/42-mine"}).code == 3);
    std::filesystem::create_directory(folder / "labs");
    REQUIRE(run_program({"lab", "new", folder / "labs/42-mine"}).code == 0);
    folder.file("labs/43-broken/lab.json", "{");
    const Ran broken = run_program({"lab", "bundle", "--labs", folder / "labs", "--into", folder / "site"});
    CHECK(broken.code == 2);
    CHECK(broken.err.find("43-broken/lab.json:1:") != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(folder / "site"));
    folder.file("labs/42-mine/guide.md", "caf\xe9");
    const Ran latin = run_program({"lab", "bundle", folder / "labs/42-mine", "--into", folder / "site"});
    CHECK(latin.code == 2);
    CHECK(latin.err == "42-mine/guide.md:1: error: a byte that is not UTF-8; save the file as UTF-8 [EK-LAB-0041]\n");
    CHECK(run_program({"lab", "bundle", "--labs", folder / "labs"}).code == 3);
}

TEST_CASE("colour and progress are for terminals, and can be refused", "[program][labs]")
{
    const TestFolder folder;
    const auto shown = [&](bool terminal, std::vector<std::string> more, std::vector<std::string> environment = {}) {
        std::vector<std::string> arguments{"grade", "1", folder.path().string(), "--seed", "1,2", "--exit-zero"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        Start start;
        start.terminal = terminal;
        start.environment = std::move(environment);
        const Ran ran = run_with_scenarios(arguments, start);
        CHECK(ran.code == 0);
        return ran.out + ran.err;
    };
    const auto has_colour = [](const std::string& text) { return text.find("\x1b[") != std::string::npos && text.find('m', text.find("\x1b[")) != std::string::npos; };
    CHECK(shown(false, {}).find('\x1b') == std::string::npos);
    CHECK(has_colour(shown(false, {"--color", "always"})));
    CHECK(shown(true, {}).find("\rruns: 2 of 2\x1b[K") != std::string::npos);
    CHECK(has_colour(shown(true, {"--quiet"})));
    CHECK(shown(true, {"--quiet"}).find("runs: ") == std::string::npos);
    CHECK_FALSE(has_colour(shown(true, {"--quiet"}, {"NO_COLOR=1"})));
    CHECK_FALSE(has_colour(shown(true, {"--quiet", "--color", "never"})));
}

TEST_CASE("only --timing tells how long something took", "[program][labs]")
{
    const TestFolder folder;
    const Ran ran = run_with_scenarios({"grade", "1", folder.path().string(), "--seed", "1", "--exit-zero", "--timing"});
    CHECK(ran.err.starts_with("1 runs in "));
    CHECK(ran.err.ends_with(" s of real time\n"));
    CHECK(ran.out == run_with_scenarios({"grade", "1", folder.path().string(), "--seed", "1", "--exit-zero"}).out);
}
