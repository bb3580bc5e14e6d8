// The runtime API's answers, as recorded from HAProxy 2.6.12.

#include <algorithm>

#include <catch2/catch_test_macros.hpp>

#include "balancer/runtime_api.hpp"
#include "balancer/stage.hpp"

using namespace evenkeel;

namespace {

/// Backends "app" (roundrobin) and "stat" (source), each with a server s1 of weight 10.
haproxy::Settings site()
{
    haproxy::Settings settings;
    haproxy::Frontend frontend;
    frontend.name = "web";
    frontend.mode = haproxy::Mode::http;
    haproxy::Bind bind;
    bind.port = 80;
    frontend.binds.push_back(bind);
    frontend.default_backend = 0;
    settings.frontends.push_back(frontend);
    for (const haproxy::Algorithm algorithm : {haproxy::Algorithm::roundrobin, haproxy::Algorithm::source}) {
        haproxy::Backend backend;
        backend.name = settings.backends.empty() ? "app" : "stat";
        backend.mode = haproxy::Mode::http;
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

TEST_CASE("a command that is not simulated says so, one that HAProxy does not know is answered as HAProxy does", "[balancer][runtime]")
{
    RuntimeApi say;
    CHECK(say("show pools") == "not simulated yet: show pools\n\n");
    CHECK_FALSE(haproxy::is_simulated_command("show pools"));
    CHECK(haproxy::is_simulated_command("show stat"));
    CHECK(haproxy::is_simulated_command("set server app/s1 addr 10.0.0.1"));
    CHECK(haproxy::is_simulated_command("set server app/s1 state maint"));
    CHECK(say("shutdown").starts_with("Unknown command, but maybe one of the following ones is a better match:\n  shutdown frontend <frontend>"));
    CHECK(say("reboot").ends_with("  quit                                    : disconnect\n\n"));
}

TEST_CASE("show stat has a line for each frontend, server and backend, and may be asked for some", "[balancer][runtime]")
{
    RuntimeApi say;
    const auto lines = [&](const std::string& command) { const std::string text = say(command); return std::count(text.begin(), text.end(), '\n'); };
    const auto all = lines("show stat");
    CHECK(say("show stat").starts_with("# pxname,svname,qcur,"));
    CHECK(lines("show stat -1 1 -1") + lines("show stat -1 2 -1") + lines("show stat -1 4 -1") == all + 4);
    CHECK(say("show stat nobody 7 -1") == "No such proxy.\n\n");
}

TEST_CASE("a server's address can be changed while it runs: new connections go there", "[balancer][runtime]")
{
    RuntimeApi say;
    CHECK(say("set server app/s1 addr 10.0.0.99 port 8080").ends_with("by 'stats socket command'\n\n"));
    CHECK(to_text(say.stage.balancer.settings->backends[0].servers[0].address) == "10.0.0.99");
    CHECK(say.stage.balancer.settings->backends[0].servers[0].port == 8080);
    CHECK(say("set server app/s1 addr 10.0.0.99") == "no need to change the addr by 'stats socket command'\n\n");
}

TEST_CASE("a disabled frontend refuses connections until it is enabled", "[balancer][runtime]")
{
    RuntimeApi say;
    const std::string name = say.stage.balancer.settings->frontends[0].name;
    CHECK(say("disable frontend " + name) == "\n");
    CHECK(say("disable frontend " + name) == "All sockets are already disabled.\n\n");
    CHECK(say.stage.status(say.stage.ask()) == 0);
    CHECK(say("enable frontend " + name) == "\n");
    CHECK(say.stage.status(say.stage.ask()) == -1);
}

TEST_CASE("sessions can be seen and ended", "[balancer][runtime]")
{
    RuntimeApi say;
    const std::uint64_t first = say.stage.ask();
    const std::string sessions = say("show sess");
    CHECK(sessions.find(" be=app srv=") != std::string::npos);
    CHECK(say("shutdown session " + sessions.substr(0, sessions.find(':'))) == "\n");
    say.stage.run(10_ms);
    CHECK(say.stage.status(first) == 502);
    CHECK(say.stage.letters(first) == "KH");
    CHECK(say("show sess") == "\n");
    CHECK(say("shutdown session 0x99") == "No such session (use 'show sess').\n\n");
}

TEST_CASE("clear counters forgets peaks, clear counters all everything but what is the case", "[balancer][runtime]")
{
    RuntimeApi say;
    say.stage.ask();
    say.stage.ask();
    CHECK(say.stage.balancer.frontends[0].smax == 2);
    CHECK(say("clear counters") == "\n");
    CHECK(say.stage.balancer.frontends[0].smax == 0);
    CHECK(say.stage.balancer.frontends[0].req_tot == 2);
    CHECK(say("clear counters all") == "\n");
    CHECK(say.stage.balancer.frontends[0].req_tot == 0);
    CHECK(say.stage.balancer.frontends[0].scur == 2);
    // What is under way is counted on: more come, and each listener still knows how many it has.
    say.stage.ask();
    CHECK(say.stage.balancer.frontends[0].scur == 3);
    CHECK(say.stage.balancer.frontends[0].connections_by_bind.at(0) == 3);
}

TEST_CASE("show info counts what the process has done", "[balancer][runtime]")
{
    RuntimeApi say;
    say.stage.ask();
    const std::string info = say("show info");
    CHECK(info.find("\nCurrConns: 1\n") != std::string::npos);
    CHECK(info.find("\nCumReq: 1\n") != std::string::npos);
    CHECK(say("show errors") == "Total events captured on [01/Jan/1970:00:00:00.010] : 0\n\n");
}

TEST_CASE("show cli sockets lists the stats sockets of the file (recorded from 2.6.12)", "[balancer][runtime]")
{
    haproxy::Settings settings = site();
    settings.sockets = {{"/run/haproxy/admin.sock", haproxy::AccessLevel::admin, ""}, {"/run/user.sock", haproxy::AccessLevel::user, ""}, {"", haproxy::AccessLevel::operating, "ipv4@127.0.0.1:9999"}};
    RuntimeApi say{stage::Stage{settings}};
    CHECK(say("show cli sockets") ==
          "# socket lvl processes\nunix@/run/haproxy/admin.sock admin all\nunix@/run/user.sock user all\nipv4@127.0.0.1:9999 operator all\n\n");
}

TEST_CASE("a session of the socket lowers its level for what follows in its line, and ends with quit", "[balancer][runtime]")
{
    RuntimeApi say;
    CHECK(say("get weight app/s1; quit; get weight app/s1") == "10 (initial 10)\n\n");
    CHECK(say("user; set weight app/s1 3; operator; show cli level") == "\nPermission denied\n\nPermission denied\n\nuser\n\n");
    CHECK(say("get weight app/s1; show cli level") == "10 (initial 10)\n\nadmin\n\n");
    CHECK(haproxy::is_simulated_command("quit"));
}

TEST_CASE("a frontend that was shut down stays shut, and says so", "[balancer][runtime]")
{
    RuntimeApi say;
    CHECK(say("shutdown frontend web") == "\n");
    CHECK(say("enable frontend web") == "Frontend was previously shut down, cannot enable.\n\n");
    CHECK(say.stage.balancer.frontends[0].listeners.empty());
    CHECK(say("show stat web 1 -1").find(",STOP,") != std::string::npos);
}
