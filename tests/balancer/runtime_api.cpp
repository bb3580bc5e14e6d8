// The runtime API's answers, as recorded from HAProxy 2.6.12.

#include <catch2/catch_test_macros.hpp>

#include "balancer/runtime_api.hpp"
#include "balancer/stage.hpp"

using namespace evenkeel;

namespace {

/// Backends "app" (roundrobin) and "stat" (source), each with a server s1 of weight 10.
haproxy::Settings site()
{
    haproxy::Settings settings;
    for (const haproxy::Algorithm algorithm : {haproxy::Algorithm::roundrobin, haproxy::Algorithm::source}) {
        haproxy::Backend backend;
        backend.name = settings.backends.empty() ? "app" : "stat";
        backend.balance.algorithm = algorithm;
        haproxy::Server server;
        server.id = 1;
        server.name = "s1";
        server.weight = 10;
        server.address = ipv4(settings.backends.empty() ? 0x0a00'0101u : 0x0a00'0102u);
        server.port = 80;
        backend.servers.push_back(server);
        settings.backends.push_back(backend);
    }
    return settings;
}

struct RuntimeApi {
    stage::Stage stage{site()};

    std::string operator()(std::string_view line)
    {
        Context context = stage.context();
        return haproxy::run_commands(stage.balancer, line, context);
    }
};

}  // namespace

TEST_CASE("get weight and set weight answer as the real one", "[balancer]")
{
    RuntimeApi say;
    CHECK(say("get weight app/s1") == "10 (initial 10)\n\n");
    CHECK(say("get weight app/s9") == "No such server.\n\n");
    CHECK(say("get weight nope/s1") == "No such backend.\n\n");
    CHECK(say("get weight app") == "Require 'backend/server'.\n\n");
    CHECK(say("set server app/s1 weight") == "Require <weight> or <weight%>.\n\n");
    CHECK(say("set server app/s1 weight 300") == "Absolute weight can only be between 0 and 256 inclusive.\n\n");
    CHECK(say("set server app/s1 weight -1") == "Absolute weight can only be between 0 and 256 inclusive.\n\n");
    CHECK(say("set server app/s1 weight abc") == "Empty weight string empty or preceded by garbage\n");
    CHECK(say("set server app/s1 weight -5%") == "Relative weight must be positive.\n\n");
    CHECK(say("set server app/s1 weight 50%") == "\n");
    CHECK(say("get weight app/s1") == "5 (initial 10)\n\n");
    CHECK(say("set server app/s1 weight 2600%") == "\n");
    CHECK(say("get weight app/s1") == "256 (initial 10)\n\n");
    CHECK(say("set weight app/s1 7") == "\n");
    CHECK(say("set server app/s1 state ready ; get weight app/s1") == "\n7 (initial 10)\n\n");
}

TEST_CASE("a static algorithm takes no other weight than none and its own", "[balancer]")
{
    RuntimeApi say;
    CHECK(say("set server stat/s1 weight 5") == "Backend is using a static LB algorithm and only accepts weights '0%' and '100%'.\n\n");
    CHECK(say("set server stat/s1 weight 0") == "\n");
    CHECK(say("get weight stat/s1") == "0 (initial 10)\n\n");
    CHECK(say("set server stat/s1 weight 100%") == "\n");
    CHECK(say("get weight stat/s1") == "10 (initial 10)\n\n");
}

TEST_CASE("states are set by their words, and wrong words are told", "[balancer]")
{
    RuntimeApi say;
    CHECK(say("set server app/s1 state maint") == "\n");
    CHECK(server_state(say.stage.balancer, 0, 0).admin == haproxy::Administrative::maintenance);
    CHECK(say("enable server app/s1") == "\n");
    CHECK(server_state(say.stage.balancer, 0, 0).admin == haproxy::Administrative::ready);
    CHECK(say("set server app/s1 state drain") == "\n");
    CHECK(server_state(say.stage.balancer, 0, 0).admin == haproxy::Administrative::drain);
    CHECK(say("set server app/s1 state foo") == "'set server <srv> state' expects 'ready', 'drain' and 'maint'.\n\n");
    CHECK(say("set server app/s1 state") == "'set server <srv> state' expects 'ready', 'drain' and 'maint'.\n\n");
    CHECK(say("set server app/s1").starts_with("usage: set server <backend>/<server> addr | agent | "));
    CHECK(say("disable server") == "Require 'backend/server'.\n\n");
    CHECK(say("disable server app/s9") == "No such server.\n\n");
    CHECK(say("set server app/s1 health down") == "\n");
    CHECK(server_state(say.stage.balancer, 0, 0).state == haproxy::Operational::stopped);
    CHECK(say("set server app/s1 health up") == "\n");
    CHECK(server_state(say.stage.balancer, 0, 0).state == haproxy::Operational::running);
    CHECK(say("set server app/s1 health foo") == "'set server <srv> health' expects 'up', 'stopping', or 'down'.\n\n");
}

TEST_CASE("set maxconn changes a server's limit", "[balancer]")
{
    RuntimeApi say;
    CHECK(say("set maxconn server app/s1 5") == "\n");
    CHECK(server_state(say.stage.balancer, 0, 0).maxconn == 5);
    CHECK(say("set maxconn server app/s1") == "Require <maxconn>.\n\n");
    CHECK(say("set maxconn server app/s1 x") == "maxconn string empty or preceded by garbage\n");
}

TEST_CASE("a command that is not simulated says so, and does nothing", "[balancer]")
{
    RuntimeApi say;
    CHECK(say("show stat") == "not simulated yet: show stat\n\n");
    CHECK_FALSE(haproxy::is_simulated_command("show stat"));
    CHECK_FALSE(haproxy::is_simulated_command("set server app/s1 addr 10.0.0.1"));
    CHECK(haproxy::is_simulated_command("set server app/s1 state maint"));
}
