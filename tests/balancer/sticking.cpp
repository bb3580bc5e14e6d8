// Stick tables, counters, agents and slow start of a running process.

#include <catch2/catch_test_macros.hpp>

#include "balancer/runtime_api.hpp"
#include "balancer/stage.hpp"
#include "config/haproxy.hpp"

namespace {

using namespace stage;

constexpr std::string_view defaults = "defaults\n mode http\n timeout connect 1s\n timeout client 60s\n timeout server 60s\n";

/// A site with a frontend and a backend "app" of servers s1 to s3, each written with a line of its own.
haproxy::Settings read(const std::string& frontend, const std::string& backend, const std::string& parameters = "")
{
    std::string text = std::string(defaults) + "frontend web\n bind *:80\n default_backend app\n" + frontend + "backend app\n" + backend;
    for (int i = 1; i <= 3; ++i) text += " server s" + std::to_string(i) + " 10.0.1." + std::to_string(i) + ":80 " + parameters + "\n";
    const Parsed<haproxy::Settings> parsed = haproxy::read_haproxy(text, "haproxy.cfg");
    for (const Diagnostic& diagnostic : parsed.diagnostics) INFO(to_text(diagnostic));
    REQUIRE_FALSE(has_error(parsed.diagnostics));
    return parsed.config;
}

std::string say(Stage& stage, std::string_view line)
{
    Context context = stage.context();
    const std::string answer = haproxy::run_commands(stage.balancer, line, context);
    stage.deliver();
    stage.run(10_ms);
    return answer;
}

}  // namespace

TEST_CASE("stick on src: one client stays on one server; the table shows it", "[balancer]")
{
    Stage stage{read("", " stick-table type ip size 10k expire 30m\n stick on src\n")};
    for (int i = 0; i < 3; ++i) {
        const std::uint64_t asked = stage.ask();
        CHECK(stage.holder(asked) == 0);
        stage.answer(asked);
    }
    CHECK(say(stage, "show table").starts_with("# table: app, type: ip, size:10240, used:1\n\n"));
    CHECK(say(stage, "show table app").find("key=10.0.0.1 use=0 exp=") != std::string::npos);
    CHECK(say(stage, "show table app").find("server_id=1 server_key=s1\n") != std::string::npos);
    CHECK(say(stage, "clear table app") == "\n");
    CHECK(say(stage, "show table app") == "# table: app, type: ip, size:10240, used:0\n\n");
}

TEST_CASE("table commands answer as the real one", "[balancer]")
{
    Stage stage{read(" stick-table type ip size 100k expire 60s store gpc0,http_req_rate(30s)\n", "")};
    CHECK(say(stage, "show table nope") == "No such table\n\n");
    CHECK(say(stage, "set table web key 1.2.3.4 data.gpc0 5 data.http_req_rate 7") == "\n");
    CHECK(say(stage, "show table web data.gpc0 gt 5") == "# table: web, type: ip, size:102400, used:1\n\n");
    CHECK(say(stage, "show table web data.gpc0 ge 5").find("key=1.2.3.4 use=0 exp=") != std::string::npos);
    CHECK(say(stage, "show table web").find(" gpc0=5 http_req_rate(30000)=7\n") != std::string::npos);
    CHECK(say(stage, "show table web data.gpc1 gt 1") == "Filter entry #1: Data type not stored in this table\n\n");
    CHECK(say(stage, "show table web foo") == "Optional argument only supports \"data.<store_data_type>\" <operator> <value> and key <key>\n\n");
    CHECK(say(stage, "set table web key 1.2.3.4 data.nope 3") == "Unknown data type\n\n");
    CHECK(say(stage, "show table web key 9.9.9.9") == "\n");
}

TEST_CASE("a tarpit answers after its time", "[balancer]")
{
    Stage stage{read(" http-request tarpit deny_status 429\n timeout tarpit 5s\n", "")};
    const std::uint64_t asked = stage.ask();
    CHECK(stage.status(asked) == -1);
    stage.run(6_s);
    CHECK(stage.status(asked) == 429);
    CHECK(stage.letters(asked) == "PT");
}

TEST_CASE("a connection that a rule refuses is closed without a word", "[balancer]")
{
    Stage stage{read(" tcp-request connection reject if { src 10.0.0.1 }\n", "")};
    CHECK(stage.status(stage.ask()) == 0);
    CHECK(stage.balancer.frontends[0].dcon == 1);
    CHECK(stage.balancer.frontends[0].scur == 0);
}

TEST_CASE("slow start: the weight grows with the seconds", "[balancer]")
{
    Stage stage{read("", "", "weight 16 slowstart 8s")};
    say(stage, "set server app/s1 state maint");
    say(stage, "set server app/s1 state ready");
    CHECK(stage.server(0).state == haproxy::Operational::starting);
    CHECK(stage.server(0).weight_effective == 16);
    stage.run(4_s);
    CHECK(stage.server(0).weight_effective == 16 * 9);      // (16 * 4 + 8) / 8
    stage.run(5_s);
    CHECK(stage.server(0).weight_effective == 256);
    CHECK(stage.server(0).state == haproxy::Operational::running);
}
