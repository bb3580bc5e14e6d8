#include "balancer/health_check.hpp"

#include <catch2/catch_test_macros.hpp>

#include "balancer/server.hpp"

namespace {

using namespace evenkeel;
using namespace evenkeel::haproxy;

Server checked(std::int64_t rise, std::int64_t fall)
{
    Server server;
    server.check = true;
    server.rise = rise;
    server.fall = fall;
    return server;
}

ServerState state_of(const Server& server)
{
    ServerState state;
    state.check = first_check_state(server);
    return state;
}

/// Enters a result and follows it, as the balancer does; gives the column `status`.
std::string enter(ServerState& server, CheckResult result)
{
    const Judgement judgement = judge(server.check, result, server.state != Operational::stopped);
    if (judgement.change == HealthChange::goes_up) server.state = Operational::running;
    if (judgement.change == HealthChange::goes_down) server.state = Operational::stopped;
    return status_text(server);
}

}  // namespace

TEST_CASE("a fresh server is UP on trial: its first failed check takes it down", "[balancer]")
{
    ServerState server = state_of(checked(2, 3));
    CHECK(status_text(server) == "UP 1/3");
    CHECK(enter(server, CheckResult::l4_connection) == "DOWN");
}

TEST_CASE("from full health it takes fall failures in a row to be DOWN, and then rise good checks to be UP", "[balancer]")
{
    ServerState server = state_of(checked(2, 3));
    CHECK(enter(server, CheckResult::l4_ok) == "UP");
    CHECK(enter(server, CheckResult::l4_timeout) == "UP 2/3");
    CHECK(enter(server, CheckResult::l4_timeout) == "UP 1/3");
    CHECK(enter(server, CheckResult::l4_ok) == "UP");
    for (const char* status : {"UP 2/3", "UP 1/3", "DOWN"}) CHECK(enter(server, CheckResult::l4_connection) == status);
    CHECK(enter(server, CheckResult::l4_connection) == "DOWN");
    CHECK(enter(server, CheckResult::l4_ok) == "DOWN 1/2");
    CHECK(enter(server, CheckResult::l4_connection) == "DOWN");
    for (const char* status : {"DOWN 1/2", "UP"}) CHECK(enter(server, CheckResult::l7_ok) == status);
}

TEST_CASE("a failed check counts while any health was left", "[balancer]")
{
    ServerState server = state_of(checked(2, 2));
    CHECK(judge(server.check, CheckResult::l7_status, true).counts_as_failure);
    CHECK(server.check.health == 0);
    CHECK_FALSE(judge(server.check, CheckResult::l7_status, false).counts_as_failure);
}

TEST_CASE("the pause between checks is inter, downinter when DOWN, fastinter between", "[balancer]")
{
    Server server = checked(2, 3);
    ServerState state = state_of(server);
    CHECK(interval(server, state.check, true) == 2_s);
    server.fastinter = 500_ms;
    server.downinter = 10_s;
    CHECK(interval(server, state.check, true) == 500_ms);
    enter(state, CheckResult::l4_ok);
    CHECK(interval(server, state.check, true) == 2_s);
    state.check.health = 0;
    CHECK(interval(server, state.check, false) == 10_s);
    state.check.health = 1;
    CHECK(interval(server, state.check, false) == 500_ms);
}

TEST_CASE("first checks are spread over one interval, at least the smallest of a second or more", "[balancer]")
{
    CHECK(first_check_after(2_s, 2_s, 0, 4) == 0_s);
    CHECK(first_check_after(2_s, 2_s, 3, 4) == 1500_ms);
    CHECK(first_check_after(150_ms, 2_s, 1, 4) == 500_ms);
    CHECK(first_check_after(150_ms, {}, 1, 3) == 50_ms);
    CHECK(first_check_after(8_s, 2_s, 1, 4) == 2_s);
}

TEST_CASE("without timeout check a whole check has inter; with it connecting and answering have their own limits", "[balancer]")
{
    const Server server = checked(2, 3);
    Timeouts timeouts;
    timeouts.connect = 500_ms;
    CHECK(connect_limit(server, timeouts) == 2_s);
    CHECK(answer_limit(server, timeouts, 300_ms) == 1700_ms);
    timeouts.check = 5_s;
    CHECK(connect_limit(server, timeouts) == 500_ms);
    CHECK(answer_limit(server, timeouts, 300_ms) == 5_s);
    timeouts.connect = unset;
    CHECK(connect_limit(server, timeouts) == 2_s);
}

TEST_CASE("spread-checks moves a check by at most its percentage, either way", "[balancer]")
{
    CHECK(spread(2_s, 0, 12345) == 2_s);
    CHECK(spread(2_s, 50, 0) == 3_s);
    CHECK(spread(2_s, 50, ~0ull) >= 1_s);
    CHECK(spread(2_s, 50, ~0ull) < 1010_ms);
    CHECK(spread(2_s, 50, 1ull << 63) == 2_s);
}

TEST_CASE("the column status says what the checks and the operator say", "[balancer]")
{
    Server settings = checked(2, 3);
    ServerState server = state_of(settings);
    enter(server, CheckResult::l4_ok);
    server.admin = Administrative::drain;
    CHECK(status_text(server) == "DRAIN");
    server.admin = Administrative::maintenance;
    CHECK(status_text(server) == "MAINT");
    server.admin = Administrative::ready;
    server.state = Operational::stopping;
    CHECK(status_text(server) == "NOLB");
    settings.check = false;
    CHECK(status_text(state_of(settings)) == "no check");
}
