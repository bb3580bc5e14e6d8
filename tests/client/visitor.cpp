// How visitors come, what they keep, and what they repeat.

#include <algorithm>
#include <array>
#include <cmath>

#include <catch2/catch_test_macros.hpp>

#include "client/site.hpp"

using namespace evenkeel;
using namespace evenkeel::mini;

namespace {

/// A crowd for one minute at 100 a second, before a server that answers at once.
SmallSite crowd(const VisitorSettings& settings, Duration length)
{
    SmallSite site = small_site();
    ApplicationSettings application = quick_application();
    application.workers = 1000;
    application.service.a = 1_ms;
    add_application(site.mini, site.web, application);
    add_visitors(site.mini, site.people, settings);
    run_until(site.mini, Instant{} + length);
    return site;
}

VisitorSettings many(ArrivalKind arrivals, std::int64_t rate_per_s)
{
    VisitorSettings settings = one_visitor();
    settings.arrivals = arrivals;
    settings.rate_per_1000s = rate_per_s * 1000;
    settings.limit = 0;
    return settings;
}

std::uint64_t begun(const SmallSite& site) { return site.mini.visitors[0].sessions_begun; }

}  // namespace

TEST_CASE("regular visitors come at equal distances from the first moment on", "[client]")
{
    CHECK(begun(crowd(many(ArrivalKind::regular, 100), 10_s - 1_ns)) == 1000);
    CHECK(begun(crowd(many(ArrivalKind::regular, 100), 10_s)) == 1001);
}

TEST_CASE("Poisson visitors come at their rate, with the spread of a Poisson process", "[client]")
{
    // 100/s over 100 s: mean 10,000, standard deviation 100; four of them.
    const auto number = static_cast<double>(begun(crowd(many(ArrivalKind::poisson, 100), 100_s)));
    CHECK(std::abs(number - 10'000) < 400);
}

TEST_CASE("a load curve thins the crowd", "[client]")
{
    VisitorSettings settings = many(ArrivalKind::regular, 100);
    settings.load = {{Instant{}, 50, false}, {Instant{} + 10_s, 200, false}, {Instant{} + 20_s, 0, true}, {Instant{} + 40_s, 100, false}};
    // 10 s at 50/s, 10 s at 200/s, a ramp over 20 s from 0 to 100/s, 10 s at 100/s: 500 + 2000 + 1000 + 1000.
    const auto number = static_cast<double>(begun(crowd(settings, 50_s)));
    CHECK(std::abs(number - 4500) <= 5);
}

TEST_CASE("a thinned Poisson crowd has the expected size", "[client]")
{
    VisitorSettings settings = many(ArrivalKind::poisson, 100);
    settings.load = {{Instant{}, 20, true}, {Instant{} + 100_s, 180, false}};
    // The mean of the ramp is 100/s: 10,000 with standard deviation 100.
    CHECK(std::abs(static_cast<double>(begun(crowd(settings, 100_s))) - 10'000) < 400);
}

TEST_CASE("a surge multiplies the rate while it lasts", "[client]")
{
    SmallSite site = small_site();
    add_visitors(site.mini, site.people, many(ArrivalKind::regular, 100));
    run_until(site.mini, Instant{} + 10_s);
    site.mini.visitors[0].surge_percent = 300;
    run_until(site.mini, Instant{} + 20_s);
    site.mini.visitors[0].surge_percent = 100;
    run_until(site.mini, Instant{} + 30_s);
    CHECK(std::abs(static_cast<double>(begun(site)) - 5000) <= 5);
    site.mini.visitors[0].surge_percent = 0;
    run_until(site.mini, Instant{} + 40_s);
    site.mini.visitors[0].surge_percent = 100;
    run_until(site.mini, Instant{} + 50_s);
    // Nobody for 10 s; the end of the lull is noticed within a second.
    CHECK(std::abs(static_cast<double>(begun(site)) - 6000) <= 105);
}

TEST_CASE("nobody comes before `begins` nor from `ends` on", "[client]")
{
    VisitorSettings settings = many(ArrivalKind::regular, 100);
    settings.begins = Instant{} + 2_s;
    settings.ends = Instant{} + 5_s;
    CHECK(begun(crowd(settings, 10_s)) == 300);
}

TEST_CASE("a closed loop keeps Little's law: users = throughput x (response + thinking)", "[client]")
{
    // 40 users; handshake 20 + request 10 + work 100 + answer 10 = 140 ms; thinking 860 ms on average: 40 requests a second.
    SmallSite site = small_site();
    ApplicationSettings application = quick_application();
    application.workers = 1000;
    application.service.a = 100_ms;
    add_application(site.mini, site.web, application);
    VisitorSettings settings = one_visitor();
    settings.arrivals = ArrivalKind::closed;
    settings.users = 40;
    settings.limit = 0;
    settings.think = {DistributionKind::exponential, 860_ms, {}, 0};
    add_visitors(site.mini, site.people, settings);
    run_until(site.mini, Instant{} + 500_s);
    // 20,000 expected; each user's count has a standard deviation below sqrt(500 s) cycles x 0.86: 40 of them, four deviations.
    CHECK(std::abs(static_cast<double>(outcomes(site.mini, "ok")) - 20'000) < 500);
    CHECK(outcomes(site.mini, "ok") * Duration(140_ms).ns == summed_latency(site.mini).ns);
}

TEST_CASE("a saturated closed loop is bounded by the workers", "[client]")
{
    // 50 users without thinking before 4 workers of 20 ms. A worker belongs to its connection: it is taken at the ACK, the
    // request has arrived with it, the answer frees it: 200 a second.
    SmallSite site = small_site();
    add_application(site.mini, site.web, quick_application());
    VisitorSettings settings = one_visitor();
    settings.arrivals = ArrivalKind::closed;
    settings.users = 50;
    settings.limit = 0;
    add_visitors(site.mini, site.people, settings);
    run_until(site.mini, Instant{} + 100_s);
    CHECK(std::abs(static_cast<double>(outcomes(site.mini, "ok")) - 20'000) < 100);
}

TEST_CASE("a session keeps its connection between requests", "[client]")
{
    VisitorSettings settings = one_visitor();
    settings.limit = 0;
    settings.rate_per_1000s = 1;
    settings.requests_per_session_least = settings.requests_per_session_most = 5;
    settings.think = {DistributionKind::fixed, 1_s, {}, 0};
    SmallSite site = small_site();
    ApplicationSettings application = quick_application();
    application.keep_alive = 60_s;
    add_application(site.mini, site.web, application);
    add_visitors(site.mini, site.people, settings);
    run_until(site.mini, Instant{} + 30_s);
    CHECK(outcomes(site.mini, "ok") == 5);
    CHECK(connections(site.mini) == 1);
    // The first request 60 ms, the others without the handshake's 20.
    CHECK(summed_latency(site.mini) == 220_ms);
}

TEST_CASE("a server that closes after each answer costs a connection each, and no repeat", "[client]")
{
    VisitorSettings settings = one_visitor();
    settings.limit = 0;
    settings.rate_per_1000s = 1;
    settings.requests_per_session_least = settings.requests_per_session_most = 5;
    settings.think = {DistributionKind::fixed, 1_s, {}, 0};
    SmallSite site = small_site();
    add_application(site.mini, site.web, quick_application());
    add_visitors(site.mini, site.people, settings);
    run_until(site.mini, Instant{} + 30_s);
    CHECK(outcomes(site.mini, "ok") == 5);
    CHECK(connections(site.mini) == 5);
    CHECK(retries(site.mini) == 0);
}

TEST_CASE("a kept connection that the server closes while the request is on its way costs one repeat, not a failure", "[client]")
{
    // The server closes 1,000 ms after its answer left at 50 ms; the visitor, who had it at 60 ms, asks again after 985 ms:
    // the request leaves at 1,045 ms and meets the FIN of 1,050 ms.
    VisitorSettings settings = one_visitor();
    settings.limit = 0;
    settings.rate_per_1000s = 1;
    settings.requests_per_session_least = settings.requests_per_session_most = 2;
    settings.think = {DistributionKind::fixed, 985_ms, {}, 0};
    SmallSite site = small_site();
    ApplicationSettings application = quick_application();
    application.keep_alive = 1_s;
    add_application(site.mini, site.web, application);
    add_visitors(site.mini, site.people, settings);
    run_until(site.mini, Instant{} + 30_s);
    CHECK(outcomes(site.mini, "ok") == 2);
    CHECK(all_outcomes(site.mini) == 2);
    CHECK(connections(site.mini) == 2);
    CHECK(retries(site.mini) == 1);
}

TEST_CASE("the next address is tried when the first refuses, and when it is silent too long", "[client]")
{
    SmallSite site = small_site();
    add_application(site.mini, site.web, quick_application());
    add_host(site.mini, "web-02", site.lan, "203.0.113.12");
    site.mini.network.names.records["www.shop.test"].addresses = {*parse_address("203.0.113.12"), *parse_address("203.0.113.11")};
    SECTION("refused")
    {
        add_visitors(site.mini, site.people, one_visitor());
        run_until(site.mini, Instant{} + 10_s);
        CHECK(summed_latency(site.mini) == 80_ms);  // 20 ms for the RST
    }
    SECTION("silent")
    {
        site.mini.network.hosts[2].powered = false;
        VisitorSettings settings = one_visitor();
        settings.connect_timeout = 2_s;
        add_visitors(site.mini, site.people, settings);
        run_until(site.mini, Instant{} + 10_s);
        CHECK(summed_latency(site.mini) == 2060_ms);
    }
    CHECK(outcomes(site.mini, "ok") == 1);
    CHECK(connections(site.mini) == 2);
}

TEST_CASE("a moved name is followed when the client's memory of it ends", "[client]")
{
    SmallSite site = small_site();
    add_application(site.mini, site.web, quick_application());
    const HostId other = add_host(site.mini, "web-02", site.lan, "203.0.113.12");
    add_application(site.mini, other, quick_application());
    site.mini.network.names.records["www.shop.test"].ttl = 5_s;
    VisitorSettings settings = many(ArrivalKind::regular, 1);
    settings.addresses = 1;     // the same client each time
    add_visitors(site.mini, site.people, settings);
    run_until(site.mini, Instant{} + 500_ms);
    site.mini.network.names.records["www.shop.test"].addresses = {*parse_address("203.0.113.12")};
    run_until(site.mini, Instant{} + 89900_ms);
    // Visits at 0, 1, … 89 s: those before 60 s believe what the client heard at 0.
    CHECK(value(site.mini, TruthMetric::client_responses_total, {"shoppers", "/", "web-01", "200"}) == 60);
    CHECK(value(site.mini, TruthMetric::client_responses_total, {"shoppers", "/", "web-02", "200"}) == 30);
}

TEST_CASE("configured retries come after their pause, and the last failure is the outcome", "[client]")
{
    SmallSite site = small_site();
    VisitorSettings settings = one_visitor();
    settings.retries = 3;
    settings.retry_pause = {DistributionKind::fixed, 1_s, {}, 0};
    add_visitors(site.mini, site.people, settings);
    run_until(site.mini, Instant{} + 100_s);
    CHECK(outcomes(site.mini, "refused") == 1);
    CHECK(connections(site.mini) == 4);
    CHECK(retries(site.mini) == 3);
    CHECK(entry(site.mini.journal, 0).at == Instant{} + 3080_ms);  // four RSTs of 20 ms, three pauses
}

TEST_CASE("a status is repeated only if it is named", "[client]")
{
    SmallSite site = small_site();
    ApplicationSettings application = quick_application();
    application.error_ppm = 1'000'000;
    add_application(site.mini, site.web, application);
    VisitorSettings settings = one_visitor();
    settings.retries = 2;
    SECTION("not named") { CHECK(settings.retry_statuses.empty()); }
    SECTION("named") { settings.retry_statuses = {500}; }
    add_visitors(site.mini, site.people, settings);
    run_until(site.mini, Instant{} + 10_s);
    const std::int64_t asked = settings.retry_statuses.empty() ? 1 : 3;
    CHECK(value(site.mini, TruthMetric::client_responses_total, {"shoppers", "/", "web-01", "500"}) == asked);
    CHECK(outcomes(site.mini, "server_error") == 1);
    CHECK(retries(site.mini) == asked - 1);
}

TEST_CASE("a session gives its cookies back", "[client]")
{
    SmallSite site = small_site();
    const ServiceId server = add_by_hand(site.mini, site.web, "server");
    Context around = context(site.mini);
    listen(around, server, {}, 80, 128, 0);
    VisitorSettings settings = one_visitor();
    settings.limit = 2;
    settings.requests_per_session_least = settings.requests_per_session_most = 2;
    add_visitors(site.mini, site.people, settings);
    run_until(site.mini, Instant{} + 50_ms);
    around.now = site.mini.now;
    const Socket socket = accept(around, ready_listener(site.mini, server), 0);
    const Message first = receive(around, socket);
    CHECK_FALSE(first.cookie);
    Message answer = answer_of(200, 100);
    answer.cookie = site.mini.network.texts.intern("SERVERID=s1; path=/");
    send(around, socket, answer);
    run_until(site.mini, Instant{} + 100_ms);
    const Message second = receive(around, socket);
    CHECK(site.mini.network.texts[second.cookie] == "SERVERID=s1");
    CHECK(first.request == 1);
    CHECK(second.request == 2);
    CHECK(site.mini.network.texts[second.host] == "www.shop.test");
}

TEST_CASE("the same crowd comes whatever serves it", "[client]")
{
    // Two servers of different speed: every request asks for the same path, in the same session, from the same address.
    const auto asked = [](Duration service) {
        VisitorSettings settings = many(ArrivalKind::poisson, 20);
        settings.paths = {{"/", "", Method::get, 3, 400}, {"/cart", "", Method::get, 1, 400}};
        settings.requests_per_session_most = 4;
        SmallSite site = small_site();
        ApplicationSettings application = quick_application();
        application.workers = 1000;
        application.service.a = service;
        add_application(site.mini, site.web, application);
        add_visitors(site.mini, site.people, settings);
        run_until(site.mini, Instant{} + 100_s);
        return std::array{begun(site), static_cast<std::uint64_t>(value(site.mini, TruthMetric::client_responses_total, {"shoppers", "/cart", "web-01", "200"}))};
    };
    const auto fast = asked(1_ms);
    const auto slow = asked(30_ms);
    CHECK(fast[0] == slow[0]);
    // A request or two may still be under way at the end.
    CHECK(std::abs(static_cast<double>(fast[1]) - static_cast<double>(slow[1])) <= 5);
}

TEST_CASE("clients come from the addresses of their network, as many as there is room", "[client]")
{
    SmallSite site = small_site();
    site.mini.network.capture.on = true;
    VisitorSettings settings = many(ArrivalKind::regular, 100);
    settings.addresses = 250;
    add_visitors(site.mini, site.people, settings);
    run_until(site.mini, Instant{} + 50_s);
    std::vector<Address> sources;
    for (const PacketRecord& packet : site.mini.network.capture.records)
        if (packet.flags == flag_syn) sources.push_back(packet.source.address);
    std::sort(sources.begin(), sources.end());
    sources.erase(std::unique(sources.begin(), sources.end()), sources.end());
    // .128 to .254: the broadcast address is left out.
    CHECK(sources.size() == 127);
    CHECK(to_text(sources.front()) == "203.0.113.128");
    CHECK(to_text(sources.back()) == "203.0.113.254");
}
