// Rules beside the recordings: what the log does not show, and what depends on time or chance.

#include <set>

#include <catch2/catch_test_macros.hpp>
#include <fmt/format.h>

#include "balancer/fetch.hpp"
#include "balancer/keep_alive.hpp"
#include "config/haproxy.hpp"

using namespace evenkeel;
using namespace stage;

namespace {

haproxy::Settings settings_of(const std::string& frontend, const std::string& backend = "")
{
    const std::string text = "defaults\n    mode http\n    timeout connect 1s\n    timeout client 60s\n    timeout server 60s\n\nfrontend web\n    bind :80\n" + frontend +
                             "    default_backend app\n\nbackend app\n" + backend + "    server keeper 10.0.9.1:80\n    server other 10.0.9.2:80\n";
    Parsed<haproxy::Settings> read = haproxy::read_haproxy(text, "haproxy.cfg");
    INFO(text);
    for (const Diagnostic& diagnostic : read.diagnostics) UNSCOPED_INFO(to_text(diagnostic));
    REQUIRE_FALSE(has_error(read.diagnostics));
    return read.config;
}

}  // namespace

TEST_CASE("monitor-uri is the whole target, answered before all rules, counted and not logged (recorded from 2.6.12)", "[balancer]")
{
    Kept stage{settings_of("    log 127.0.0.1 local0\n    option httplog\n    monitor-uri /alive\n    monitor fail if { nbsrv(app) lt 2 }\n    http-request deny if { path /alive }\n")};
    stage.balancer.keep_log = true;
    const Socket socket = stage.open();
    stage.say(socket, "/alive");
    stage.say(socket, "/alive?x=1");
    REQUIRE(stage.answers.size() == 2);
    CHECK(stage.answers[0].status == 200);
    CHECK(stage.answers[1].status == 403);
    set_administrative(stage.balancer.farms[0], {1}, haproxy::Administrative::maintenance, stage.now);
    stage.say(socket, "/alive");
    REQUIRE(stage.answers.size() == 3);
    CHECK(stage.answers[2].status == 503);
    CHECK(stage.balancer.frontends[0].intercepted == 2);
    CHECK(stage.balancer.log.size() == 1);
    CHECK(stage.keeper.requests == 0);
}

TEST_CASE("rate-limit sessions, maxconnrate and maxsessrate let so many in, the next after a second, then evenly (recorded from 2.6.12)", "[balancer]")
{
    haproxy::Settings settings = settings_of("");
    SECTION("rate-limit sessions") { settings = settings_of("    rate-limit sessions 3\n"); }
    SECTION("maxconnrate") { settings.connection_rate = 3; }
    SECTION("maxsessrate") { settings.session_rate = 3; }
    Kept stage{settings};
    for (int i = 0; i < 7; ++i) stage.open();
    const auto sessions = [&] { return stage.balancer.frontends[0].stot; };
    const Instant begun = stage.now;
    CHECK(sessions() == 3);
    stage.run_all(800_ms);
    CHECK(sessions() == 3);
    stage.run_all(250_ms);
    CHECK(sessions() == 4);
    stage.run_all(350_ms);
    CHECK(sessions() == 5);
    stage.run_all(350_ms);
    CHECK(sessions() == 6);
    stage.run_all(2_s);
    CHECK(sessions() == 7);
    CHECK(stage.now > begun);
}

TEST_CASE("rand draws anew for each request and alike in each run of a seed; a variable of the process outlives connections", "[balancer]")
{
    const haproxy::Settings settings = settings_of("    http-request set-header X-Draw %[rand(1000000)]\n    http-request set-var(proc.last) path if { path_beg /a }\n"
                                                   "    http-request set-header X-Last %[var(proc.last)]\n", "    http-request deny if { srv_is_up(app/other),not }\n    balance first\n");
    const auto run = [&] {
        Kept stage{settings};
        std::vector<std::string> seen;
        for (const char* path : {"/a", "/b", "/c"}) {
            stage.say(stage.open(), path);
            seen.emplace_back(stage.network.texts[stage.keeper.last.headers]);
        }
        return seen;
    };
    const std::vector<std::string> first = run();
    CHECK(first == run());
    CHECK(std::set<std::string>(first.begin(), first.end()).size() == 3);
    CHECK(first[2].find("X-Last: /a\n") != std::string::npos);
}

TEST_CASE("what converters make is cut at 16 kB, and variables of one scope at a thousand", "[balancer]")
{
    using namespace evenkeel::haproxy;
    const RequestView nothing;
    SampleExpression expression;
    expression.fetch = Fetch::constant_text;
    expression.argument = std::string(10'000, 'x');
    expression.converters = {{Conversion::hex, {}, {}}, {Conversion::length, {}, {}}};
    CHECK(sample_of(expression, nothing)->number == 16'384);
    expression.converters = {{Conversion::replace_matches, {"x", "yyyy", "g"}, {0, 0, 0}}, {Conversion::length, {}, {}}};
    CHECK(sample_of(expression, nothing)->number <= 16'384);
    expression.fetch = Fetch::variable;
    CHECK_FALSE(sample_of(expression, nothing));
}
