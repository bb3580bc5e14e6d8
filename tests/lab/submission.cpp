#include "lab/submission.hpp"

#include <catch2/catch_test_macros.hpp>

#include "lab/folder.hpp"

using namespace evenkeel;

namespace {

Lab lab() { return read_lab(small_lab(), "lab.json").config; }

std::vector<std::string> errors(const Files& submitted)
{
    std::vector<std::string> lines;
    for (const Diagnostic& diagnostic : read_submission(lab(), small_lab_files(), submitted).diagnostics)
        if (diagnostic.severity == Severity::error) lines.push_back(to_text(diagnostic));
    return lines;
}

void check_refused(const Files& submitted, std::string_view words)
{
    const std::vector<std::string> lines = errors(submitted);
    for (const std::string& line : lines) INFO(line);
    INFO("expected: " << words);
    REQUIRE(!lines.empty());
    CHECK(lines.front().find(words) != std::string::npos);
}

const std::string file = "lb-01/haproxy.cfg";

}  // namespace

TEST_CASE("a submission that leaves a file out keeps the lab's", "[lab][submission]")
{
    const Parsed<Submission> nothing = read_submission(lab(), small_lab_files(), {});
    CHECK(!has_error(nothing.diagnostics));
    CHECK(nothing.config.changed.empty());
    CHECK(nothing.config.files == small_lab_files());

    Files changed{{file, small_lab_files().at(file) + "# mine\n"}};
    const Parsed<Submission> mine = read_submission(lab(), small_lab_files(), changed);
    CHECK(!has_error(mine.diagnostics));
    CHECK(mine.config.changed == std::vector<std::string>{file});
}

TEST_CASE("a submission stays inside its folder", "[lab][submission]")
{
    for (const std::string path : {"/etc/passwd", "../x", "lb-01/../../x", "lb-01//haproxy.cfg", "lb-01\\haproxy.cfg", "C:/x", ".", "", "a\nb"}) {
        INFO(path);
        check_refused({{path, "x"}}, "is no path HOST/FILE");
    }
}

TEST_CASE("a file under another name would silently change nothing, so it is refused", "[lab][submission]")
{
    check_refused({{"lb-01/haproxy.conf", ""}}, "lb-01/haproxy.conf: error: the lab has no file 'lb-01/haproxy.conf'; did you mean 'lb-01/haproxy.cfg'? [EK-SUB-0006]");
}

TEST_CASE("maps, lists and error pages may lie beside a configuration that may be edited", "[lab][submission]")
{
    const std::string base = small_lab_files().at(file);
    const std::string rule = "frontend more\n    bind :81\n    http-request deny if { path -f /etc/haproxy/banned.lst }\n    errorfile 503 /etc/haproxy/errors/503.http\n"
                             "    http-request set-header X %[path,map(/etc/haproxy/maps/paths.map,none)]\n";
    const std::string page = "HTTP/1.1 503 Later\n\nlater\n";
    const Files whole{{file, base + rule}, {"lb-01/banned.lst", "/admin\n"}, {"lb-01/errors/503.http", page}, {"lb-01/maps/paths.map", "/a b\n"}};
    for (const std::string& line : errors(whole)) INFO(line);
    CHECK(errors(whole).empty());

    Files without = whole;
    without.erase("lb-01/banned.lst");
    check_refused(without, "failed to open pattern file </etc/haproxy/banned.lst>");
    Files broken = whole;
    broken["lb-01/errors/503.http"] = "later\n";
    check_refused(broken, "unable to parse headers (error offset: 0)");
    for (const std::string path : {"lb-01/paths.txt", "lb-01/deep/paths.map", "web-01/paths.map", "lb-01/.map", "nobody/paths.map", "paths.map", "lb-01/a b.map"}) {
        INFO(path);
        check_refused({{path, "x y"}}, "the lab has no file");
    }
}

TEST_CASE("a file beside the configuration that no line names changes nothing, and is named", "[lab][submission]")
{
    const Parsed<Submission> read = read_submission(lab(), small_lab_files(), {{"lb-01/unused.map", "a b\n"}});
    REQUIRE(!has_error(read.diagnostics));
    REQUIRE(!read.diagnostics.empty());
    CHECK(read.diagnostics.back().id == "EK-SUB-0018");
    CHECK(read.diagnostics.back().at.file == "lb-01/unused.map");
}

TEST_CASE("a file that may not be edited may be handed in unchanged", "[lab][submission]")
{
    const Lab with_nginx = read_lab(with(small_lab(), "\"app\": { \"workers\": 4, \"port\": 80, \"service\": { \"exponential\": \"20ms\" } }", "\"nginx\": \"web-01/nginx.conf\""), "lab.json").config;
    Files start = small_lab_files();
    start["web-01/nginx.conf"] = "events {}\nhttp {\n    server { listen 80; }\n}\n";
    Parsed<Submission> same = read_submission(with_nginx, start, {{"web-01/nginx.conf", start["web-01/nginx.conf"]}});
    for (const Diagnostic& diagnostic : same.diagnostics) INFO(to_text(diagnostic));
    CHECK(!has_error(same.diagnostics));
    const Parsed<Submission> other = read_submission(with_nginx, start, {{"web-01/nginx.conf", "events {}\nhttp {\n    server { listen 81; }\n}\n"}});
    REQUIRE(has_error(other.diagnostics));
    CHECK(other.diagnostics.front().id == "EK-SUB-0007");
    CHECK(other.diagnostics.front().at == Location{"web-01/nginx.conf", 3, 0});
}

TEST_CASE("what is not built yet is refused by name, never passed over", "[lab][submission]")
{
    check_refused({{"answers.json", "{}"}}, "the lab has no file 'answers.json'");
    check_refused({{"topology.json", "{}"}}, "changed topologies are not built yet");
}

TEST_CASE("a runbook is read where the lab has commands", "[lab][submission][runbook]")
{
    const Parsed<Submission> read = read_submission(lab(), small_lab_files(), {{"runbook.txt", "+00:10 lb-01$ curl -s http://localhost/\n"}});
    for (const Diagnostic& diagnostic : read.diagnostics) INFO(to_text(diagnostic));
    CHECK(!has_error(read.diagnostics));
    CHECK(read.config.runbook.size() == 1);
    CHECK(read.config.changed == std::vector<std::string>{"runbook.txt"});
    check_refused({{"runbook.txt", "+00:10 lb-01$ true\n"}}, "runbook.txt:1:15: error: true: command not found");
    check_refused({{"runbook.txt", "+00:10 lb-01$ systemctl stop haproxy\n"}}, "runbook.txt:1:15: error: this lab does not have systemctl");
    check_refused({{"runbook.txt", "+59:00:00 lb-01$ curl x\n"}}, "is not before the end of the run");
    const Lab silent = read_lab(with(small_lab(), "\"commands\": [\"curl\", \"haproxy\"]", "\"commands\": []"), "lab.json").config;
    const Parsed<Submission> refused = read_submission(silent, small_lab_files(), {{"runbook.txt", "+00:10 lb-01$ curl x\n"}});
    REQUIRE(has_error(refused.diagnostics));
    CHECK(refused.diagnostics.back().id == "EK-OPR-0011");
}

TEST_CASE("limits are checked before anything is parsed", "[lab][submission]")
{
    check_refused({{file, std::string(256 * 1024 + 1, '\n')}}, "the file has 262145 bytes; at most 262144 are read");
    check_refused({{file, "global\n" + std::string(8 * 1024 + 1, 'x')}}, "lb-01/haproxy.cfg:2:8193: error: the line has 8193 bytes; at most 8192 are read");
    Files many;
    for (int i = 0; i < 65; ++i) many["lb-01/" + std::to_string(i)] = "";
    check_refused(many, "the submission has 65 files; at most 64 are read");
    Files large;
    for (int i = 0; i < 5; ++i) large["lb-01/" + std::to_string(i)] = std::string(220'000, '\n');
    check_refused(large, "the submission has 1100000 bytes; at most 1048576 are read");
}

TEST_CASE("a file must be UTF-8 text, and the first byte that is not is named", "[lab][submission]")
{
    check_refused({{file, std::string("global\n  a\0b\n", 13)}}, "lb-01/haproxy.cfg:2:4: error: a NUL byte");
    check_refused({{file, "global\n# caf\xe9\n"}}, "lb-01/haproxy.cfg:2:6: error: a byte that is not UTF-8");
}

TEST_CASE("what HAProxy refuses is refused at the same line", "[lab][submission]")
{
    check_refused({{file, with(small_lab_files().at(file), "balance roundrobin", "balance rundrobin")}}, "lb-01/haproxy.cfg:12");
}

TEST_CASE("more servers than are simulated are refused by number", "[lab][submission]")
{
    std::string text = "defaults\n    mode http\n    timeout connect 1s\n    timeout client 1s\n    timeout server 1s\nlisten a\n    bind *:80\n";
    for (int i = 0; i < 1001; ++i) text += "    server s" + std::to_string(i) + " 10.0.1.11:80\n";
    check_refused({{file, text}}, "more than 1000 servers");
}
