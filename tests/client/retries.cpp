// Clients that try again: how long they wait for a try, how long before the next, how many they may.

#include <catch2/catch_test_macros.hpp>

#include "client/site.hpp"

using namespace evenkeel;
using namespace evenkeel::mini;

TEST_CASE("a try without an answer fails after its time, and each pause is longer than the one before", "[client]")
{
    SmallSite site = small_site();
    ApplicationSettings slow = quick_application();
    slow.service.a = 60_s;
    add_application(site.mini, site.web, slow);
    VisitorSettings settings = one_visitor();
    settings.retries = 2;
    settings.retry_timeout = 1_s;
    settings.retry_pause = {DistributionKind::fixed, 500_ms, {}, 0};
    settings.retry_backoff = 3;
    add_visitors(site.mini, site.people, settings);
    run_until(site.mini, Instant{} + 30_s);
    CHECK(outcomes(site.mini, "gave_up") == 1);
    CHECK(all_outcomes(site.mini) == 1);
    CHECK(retries(site.mini) == 2);
    // Three times 20 ms to connect and 1 s to wait, pauses of 0.5 s and 1.5 s.
    CHECK(entry(site.mini.journal, 0).at == Instant{} + 5060_ms);
}

TEST_CASE("an answer in time ends the waiting for it", "[client]")
{
    SmallSite site = small_site();
    ApplicationSettings slow = quick_application();
    slow.service.a = 900_ms;
    add_application(site.mini, site.web, slow);
    VisitorSettings settings = one_visitor();
    settings.retries = 2;
    settings.retry_timeout = 1_s;
    add_visitors(site.mini, site.people, settings);
    run_until(site.mini, Instant{} + 30_s);
    CHECK(outcomes(site.mini, "ok") == 1);
    CHECK(all_outcomes(site.mini) == 1);
    CHECK(retries(site.mini) == 0);
}

TEST_CASE("a budget allows retries as a share of the requests begun", "[client]")
{
    SmallSite site = small_site();      // nobody listens: each try is refused
    VisitorSettings settings = one_visitor();
    settings.limit = 10;
    settings.retries = 3;
    SECTION("without one each request has its three") { CHECK(settings.retry_budget_ppm == -1); }
    SECTION("a fifth: one from the fifth request on, another from the tenth") { settings.retry_budget_ppm = 200'000; }
    SECTION("none at all") { settings.retry_budget_ppm = 0; }
    add_visitors(site.mini, site.people, settings);
    run_until(site.mini, Instant{} + 30_s);
    CHECK(outcomes(site.mini, "refused") == 10);
    CHECK(retries(site.mini) == (settings.retry_budget_ppm < 0 ? 30 : settings.retry_budget_ppm == 0 ? 0 : 2));
}

TEST_CASE("a session moves when another host answers it than before", "[client]")
{
    SmallSite site = small_site();
    const HostId other = add_host(site.mini, "web-02", site.lan, "203.0.113.12");
    const ServiceId server = add_by_hand(site.mini, site.web, "server");
    Context around = context(site.mini);
    listen(around, server, {}, 80, 128, 0);
    VisitorSettings settings = one_visitor();
    settings.limit = 5;
    settings.requests_per_session_least = settings.requests_per_session_most = 5;
    add_visitors(site.mini, site.people, settings);
    run_until(site.mini, Instant{} + 50_ms);
    around.now = site.mini.now;
    const Socket socket = accept(around, ready_listener(site.mini, server), 0);
    const HostId nobody;                // a balancer's own answer moves nobody
    for (const HostId by : {site.web, other, nobody, other, site.web}) {
        around.now = site.mini.now;
        receive(around, socket);
        Message answer = answer_of(200, 100);
        answer.answered_by = by;
        send(around, socket, answer);
        run_until(site.mini, site.mini.now + 50_ms);
    }
    CHECK(outcomes(site.mini, "ok") == 5);
    CHECK(value(site.mini, TruthMetric::client_moved_total, {"shoppers"}) == 2);
}
