// runbook.txt: its lines, their times, and what is wrong with them.

#include "console/desk.hpp"
#include "console/runbook.hpp"
#include "world/timeline.hpp"

using namespace evenkeel;

namespace {

Parsed<std::vector<Deed>> read(std::string_view text)
{
    typing::Terminal site{typing::usual_cfg};
    return console::read_runbook(text, "runbook.txt", site.desk(), Instant{} + 600_s);
}

std::string said(std::string_view text)
{
    const auto parsed = read(text);
    REQUIRE(parsed.diagnostics.size() == 1);
    return to_text(parsed.diagnostics.front());
}

}  // namespace

TEST_CASE("each line of a runbook is a deed at its time", "[console][runbook]")
{
    const auto parsed = read("# drain\n\n+00:05 lb-01$ systemctl status haproxy\r\n  +01:02.5 app-01$ systemctl stop app # now\n+0:09:59.999 shoppers$ curl -s lb-01\n");
    CHECK(parsed.diagnostics.empty());
    REQUIRE(parsed.config.size() == 3);
    CHECK(parsed.config[0].at == Instant{} + 5_s);
    CHECK(parsed.config[1].at == Instant{} + 62'500_ms);
    CHECK(parsed.config[2].at == Instant{} + 599'999_ms);
    CHECK(std::get<Operate>(parsed.config[1].action).line == "systemctl stop app # now");
    CHECK(console::runbook_line(parsed.config[1].at, "app-01", "systemctl stop app") == "+01:02.500 app-01$ systemctl stop app\n");
}

TEST_CASE("what is wrong with a line is told with its place", "[console][runbook]")
{
    CHECK(said("+00:01 lb-01$ curl x\n00:02 lb-01$ curl x\n").starts_with("runbook.txt:2:1: error: no time: '00:02'; begin the line with +MM:SS.mmm"));
    for (const char* time : {"+1", "+00:60", "+00:1", "+00:01.", "+00:01.0005", "+-1:00", "+00:-1", "+1:2:3:4", "+99999:00", "+a:b", "+"})
        CHECK(said(std::string(time) + " lb-01$ curl x").find("no time") != std::string::npos);
    CHECK(said("+00:02 lb-01$ curl x\n+00:02.000 lb-01$ curl y").starts_with("runbook.txt:2:1: error: +00:02.000 is not after +00:02.000"));
    CHECK(said("+10:00 lb-01$ curl x").starts_with("runbook.txt:1:1: error: +10:00 is not before the end of the run (10:00.000)"));
    CHECK(said("+00:02 lb-01 curl x").starts_with("runbook.txt:1:8: error: no prompt 'HOST$' behind the time; write: +00:02 lb-01$ "));
    CHECK(said("+00:02").find("no prompt") != std::string::npos);
    CHECK(said("+00:02 lb-02$ curl x").starts_with("runbook.txt:1:8: error: no host 'lb-02'; did you mean 'lb-01'?"));
    CHECK(said("+00:02 lb-01$ crul x").starts_with("runbook.txt:1:15: error: crul: command not found; did you mean 'curl'?"));
    CHECK(said("+00:02 lb-01$ curl x; curl y").starts_with("runbook.txt:1:21: error: ';' is not understood"));
    CHECK(said("+00:02 lb-01$").starts_with("runbook.txt:1:14: error: no command"));
}

TEST_CASE("a runbook has at most a thousand lines", "[console][runbook]")
{
    std::string text;
    for (int i = 0; i <= 1'000; ++i) text += console::runbook_line(Instant{} + Duration{i * ns_per_ms}, "lb-01", "echo x");
    CHECK(said(text).find("1001 commands; at most 1000 are carried out") != std::string::npos);
    CHECK(read(text.substr(text.find('\n') + 1)).config.size() == 1'000);
}

TEST_CASE("a runbook that is played is the same as its lines typed by hand", "[console][runbook]")
{
    typing::Terminal site{typing::usual_cfg};
    const auto runbook = console::read_runbook("+00:03 lb-01$ curl -s lb-01\n+00:03.001 lb-01$ echo 'disable server apps/app1' | socat - /run/haproxy/admin.sock\n+00:07.5 app-01$ systemctl restart app\n",
                                               "runbook.txt", site.desk(), Instant{} + 600_s);
    REQUIRE(runbook.diagnostics.empty());
    World played = site.world;
    play(played, {runbook.config}, Instant{} + 20_s, true);
    Timeline timeline = begin_timeline(site.world, {});
    for (const Deed& deed : runbook.config) {
        seek(timeline, deed.at);
        do_now(timeline, deed);
    }
    seek(timeline, Instant{} + 20_s);
    CHECK(state_hash(timeline.present) == state_hash(played));
    seek(timeline, Instant{} + 1_s);
    seek(timeline, Instant{} + 20_s);
    CHECK(state_hash(timeline.present) == state_hash(played));
    CHECK(played.operated.size() == 3);
}
