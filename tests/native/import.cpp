// import: an installer's files, taken out of it without running it; check: what it says of a script.
#include "native/scenarios.hpp"
#include "source_folder.hpp"

#include <catch2/catch_test_macros.hpp>

#include <nlohmann/json.hpp>

namespace {

const std::string installer =
    "#!/usr/bin/env bash\napt-get install -y haproxy\ncat > /etc/haproxy/haproxy.cfg <<EOF\nlisten site\n    bind *:80\n    balanse roundrobin\nEOF\ntouch evenkeel-was-run\n";

}  // namespace

TEST_CASE("import says which files a script would write, and where in the script HAProxy would stop", "[program][import]")
{
    const TestFolder folder;
    folder.file("install.sh", installer);
    Start here;
    here.folder = folder.path();
    const Ran ran = run_program({"import", "install.sh"}, here);
    CHECK(ran.code == 2);
    CHECK(ran.out.find("/etc/haproxy/haproxy.cfg: 3 lines, from lines 4 to 6 of install.sh\n") != std::string::npos);
    CHECK(ran.out.find("install.sh:6:5: error: unknown keyword 'balanse'") != std::string::npos);
    CHECK(folder.listing() == "install.sh\n");
}

TEST_CASE("import --out writes every file below the folder, or none", "[program][import]")
{
    const TestFolder folder;
    folder.file("install.sh", installer);
    folder.file("unknown.sh", installer + "echo $HOSTNAME >> /etc/default/haproxy\n");
    Start here;
    here.folder = folder.path();
    CHECK(run_program({"import", "install.sh", "--out", "files"}, here).code == 2);
    CHECK(text_of_file(folder.path() / "files/etc/haproxy/haproxy.cfg") == "listen site\n    bind *:80\n    balanse roundrobin\n");
    const Ran again = run_program({"import", "install.sh", "--out", "files"}, here);
    CHECK(again.code == 3);
    const Ran unknown = run_program({"import", "unknown.sh", "--out", "other"}, here);
    CHECK(unknown.code == 2);
    CHECK(unknown.out.find("EK-SHL-0022") != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(folder.path() / "other"));
}

TEST_CASE("import reads standard input and writes JSON; a clean script gives 0", "[program][import]")
{
    Start typed;
    typed.input = "echo 'ENABLED=1' >> /etc/default/haproxy\n";
    const Ran ran = run_program({"import", "-", "--format", "json"}, typed);
    CHECK(ran.code == 0);
    const auto json = nlohmann::json::parse(ran.out);
    CHECK(json.at("files").at(0).at("path") == "/etc/default/haproxy");
    CHECK(json.at("files").at(0).at("lines").back() == 1);
    CHECK(run_program({"import", "no-such-file.sh"}).code == 3);
    typed.input = std::string(300'000, 'x');
    CHECK(run_program({"import", "-"}, typed).code == 3);
}

TEST_CASE("check says of a script that it is one, and how to get at its file", "[program][import]")
{
    const TestFolder folder;
    REQUIRE(run_with_scenarios({"start", "1", folder / "mine"}).code == 0);
    folder.file("mine/lb-01/haproxy.cfg", installer);
    const Ran ran = run_with_scenarios({"check", "1", folder / "mine"});
    CHECK(ran.code == 2);
    CHECK(ran.out.find("this is a script, not a configuration: it would write /etc/haproxy/haproxy.cfg; here is the file it would write: evenkeel import") != std::string::npos);
    CHECK(ran.out.find("unknown keyword") == std::string::npos);
}
