// What an application takes for which path, how it is when it has just begun, what it remembers, and what it does for good.

#include <catch2/catch_test_macros.hpp>

#include "client/site.hpp"

using namespace evenkeel;
using namespace evenkeel::mini;

namespace {

/// An application with one client made by hand, who asks on a connection of its own each time.
struct Counter {
    SmallSite site = small_site();
    ServiceId client = add_by_hand(site.mini, site.people, "client");
    ServiceId application;
    std::uint32_t asked = 0;

    explicit Counter(const ApplicationSettings& settings, Duration late = {})
    {
        run_until(site.mini, Instant{} + late);
        application = add_application(site.mini, site.web, settings);
    }

    Application& running() { return site.mini.applications[site.mini.network.services[application.index].index]; }

    /// Asks and waits for 10 s: the answer, and in `took` how long the worker had.
    Message ask(std::string_view path, std::uint64_t number = 1, Method method = Method::get, std::string_view cookie = {})
    {
        const std::uint32_t token = ++asked;
        Context around = context(site.mini);
        const Socket socket = connect(around, client, {*parse_address("203.0.113.11"), 80}, token);
        run_until(site.mini, site.mini.now + 20_ms);
        Message message = request_of(site.mini, path, 400);
        message.request = number;
        message.method = method;
        message.cookie = site.mini.network.texts.intern(cookie);
        around.now = site.mini.now;
        send(around, socket, message);
        const Instant sent = site.mini.now;
        run_until(site.mini, sent + 10_s);
        for (const Seen& seen : site.mini.seen)
            if (seen.notice.kind == NoticeKind::received && seen.notice.token == token) took = seen.at - sent - 20_ms;  // 10 ms each way
        around.now = site.mini.now;
        return receive(around, socket);
    }

    std::string cookie_of(const Message& answer) { return std::string(site.mini.network.texts[answer.cookie]); }
    std::int64_t counted(TruthMetric metric) { return value(site.mini, metric, {"web-01", "app"}); }
    Duration took;
};

}  // namespace

TEST_CASE("a path takes the time of its longest prefix", "[web]")
{
    ApplicationSettings settings = quick_application();
    settings.paths.push_back({"/report", {DistributionKind::fixed, 2_s, {}, 0}});
    settings.paths.push_back({"/report/short", {DistributionKind::fixed, 300_ms, {}, 0}});
    Counter counter{settings};
    counter.ask("/");
    CHECK(counter.took == 20_ms);
    counter.ask("/report?year=2026");
    CHECK(counter.took == 2_s);
    counter.ask("/report/short");
    CHECK(counter.took == 300_ms);
}

TEST_CASE("a process that began while the site was running is cold for a while", "[web]")
{
    ApplicationSettings settings = quick_application();
    settings.warm_up_for = 15_s;
    settings.warm_up_percent = 300;
    Counter late{settings, 100_s};
    late.ask("/");                  // begins at 100.03 s
    CHECK(late.took == 60_ms);
    late.ask("/");                  // at 110.05 s
    CHECK(late.took == 60_ms);
    late.ask("/");                  // at 120.07 s: 15 s are over
    CHECK(late.took == 20_ms);
    Counter from_the_first{settings};
    from_the_first.ask("/");
    CHECK(from_the_first.took == 20_ms);
}

TEST_CASE("an application knows the sessions it has begun, and misses others once", "[web]")
{
    ApplicationSettings settings = quick_application();
    settings.session_cookie = "CART";
    Counter counter{settings};
    const std::string process = std::to_string(counter.application.index);
    CHECK(counter.cookie_of(counter.ask("/")) == "CART=" + process + ".1; path=/");
    CHECK(counter.cookie_of(counter.ask("/", 2, Method::get, "a=b; CART=" + process + ".1")).empty());
    CHECK(counter.counted(TruthMetric::service_lost_sessions_total) == 0);
    // One of another process, one that was never begun, one that is none.
    CHECK(counter.cookie_of(counter.ask("/", 3, Method::get, "CART=99.1")) == "CART=" + process + ".2; path=/");
    CHECK(counter.cookie_of(counter.ask("/", 4, Method::get, "CART=" + process + ".9")) == "CART=" + process + ".3; path=/");
    CHECK(counter.cookie_of(counter.ask("/", 5, Method::get, "CART=full")) == "CART=" + process + ".4; path=/");
    CHECK(counter.counted(TruthMetric::service_lost_sessions_total) == 3);
    CHECK(counter.counted(TruthMetric::service_sessions_total) == 1);
}

TEST_CASE("a health check begins no session", "[web]")
{
    ApplicationSettings settings = quick_application();
    settings.session_cookie = "CART";
    Counter counter{settings};
    CHECK(counter.cookie_of(counter.ask("/", 0)).empty());
    CHECK(counter.counted(TruthMetric::service_sessions_total) == 0);
}

TEST_CASE("an order that comes twice is carried out twice, and truth knows", "[web]")
{
    Counter counter{quick_application()};
    counter.ask("/order", 7, Method::post);
    counter.ask("/order", 8, Method::post);
    counter.ask("/order", 9);                   // a GET is no order
    CHECK(counter.counted(TruthMetric::service_orders_total) == 2);
    CHECK(counter.counted(TruthMetric::service_duplicate_orders_total) == 0);
    counter.ask("/order", 7, Method::post);
    CHECK(counter.counted(TruthMetric::service_orders_total) == 3);
    CHECK(counter.counted(TruthMetric::service_duplicate_orders_total) == 1);
}

TEST_CASE("an order is carried out in the middle of the work", "[web]")
{
    ApplicationSettings settings = quick_application();
    settings.service.a = 100_ms;
    for (const Duration worked : {49_ms, 50_ms}) {
        Counter counter{settings};
        Context around = context(counter.site.mini);
        const Socket socket = connect(around, counter.client, {*parse_address("203.0.113.11"), 80}, 1);
        run_until(counter.site.mini, Instant{} + 20_ms);
        Message order = request_of(counter.site.mini, "/order", 400);
        order.request = 7;
        order.method = Method::post;
        around.now = counter.site.mini.now;
        send(around, socket, order);
        run_until(counter.site.mini, Instant{} + 30_ms + worked);   // it arrives at 30 ms
        around.now = counter.site.mini.now;
        abandon_work(counter.running(), around);
        CHECK(counter.counted(TruthMetric::service_orders_total) == (worked == 50_ms ? 1 : 0));
    }
}

TEST_CASE("a fault of one path leaves the others alone", "[web]")
{
    Counter counter{quick_application()};
    counter.running().forced_status = 404;
    counter.running().forced_share_ppm = 1'000'000;
    counter.running().forced_path = "/ready";
    CHECK(counter.ask("/", 1).status == 200);
    CHECK(counter.ask("/ready", 2).status == 404);
    CHECK(counter.ask("/ready?now", 3).status == 404);
    CHECK(counter.ask("/ready/not", 4).status == 200);
}
