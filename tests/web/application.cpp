// An application: workers, their queue, what its clients do to it.

#include <cmath>

#include <catch2/catch_test_macros.hpp>

#include "client/site.hpp"

using namespace evenkeel;
using namespace evenkeel::mini;

namespace {

struct Bench {
    SmallSite site;
    ServiceId client;
};

Bench bench(const ApplicationSettings& settings)
{
    Bench bench{small_site(), {}};
    add_application(bench.site.mini, bench.site.web, settings);
    bench.client = add_by_hand(bench.site.mini, bench.site.people, "client");
    return bench;
}

Socket connect_to(Bench& bench, std::uint32_t token)
{
    Context around = context(bench.site.mini);
    return connect(around, bench.client, {*parse_address("203.0.113.11"), 80}, token);
}

void send_on(Bench& bench, const Socket& socket, std::uint64_t number)
{
    Message message = request_of(bench.site.mini, "/", 400);
    message.request = number;
    Context around = context(bench.site.mini);
    send(around, socket, message);
}

Message answer_on(Bench& bench, const Socket& socket)
{
    Context around = context(bench.site.mini);
    return receive(around, socket);
}

}  // namespace

TEST_CASE("each worker serves one request at a time, the rest wait in the order of their coming", "[web]")
{
    ApplicationSettings settings = quick_application();
    settings.workers = 2;
    settings.service.a = 100_ms;
    Bench one = bench(settings);
    std::vector<Socket> sockets;
    for (std::uint32_t i = 0; i < 5; ++i) sockets.push_back(connect_to(one, i));
    run_until(one.site.mini, Instant{} + 20_ms);
    for (std::uint32_t i = 0; i < 5; ++i) send_on(one, sockets[i], i + 1);
    run_until(one.site.mini, Instant{} + 1_s);
    std::vector<Instant> answered(5);
    for (const Seen& seen : one.site.mini.seen)
        if (seen.notice.kind == NoticeKind::received) answered[seen.notice.token] = seen.at;
    // The requests arrive at 30 ms; pairs are done at 130, 230 and 330 ms, and 10 ms later with the client.
    CHECK(answered == std::vector{Instant{} + 140_ms, Instant{} + 140_ms, Instant{} + 240_ms, Instant{} + 240_ms, Instant{} + 340_ms});
    CHECK(value(one.site.mini, TruthMetric::service_busy_seconds_total, {"web-01", "app"}) == Duration(500_ms).ns);
    CHECK(value(one.site.mini, TruthMetric::service_requests_total, {"web-01", "app", "200"}) == 5);
}

TEST_CASE("a client that connects and asks nothing holds a worker for 30 s", "[web]")
{
    ApplicationSettings settings = quick_application();
    settings.workers = 1;
    Bench one = bench(settings);
    connect_to(one, 0);
    run_until(one.site.mini, Instant{} + 20_ms);
    const Socket second = connect_to(one, 1);
    run_until(one.site.mini, Instant{} + 40_ms);
    send_on(one, second, 1);
    run_until(one.site.mini, Instant{} + 60_s);
    // The first is taken at 30 ms and dropped at 30.03 s; 20 ms of work, 10 ms of way.
    CHECK(when(one.site.mini, one.client, NoticeKind::received) == Instant{} + 30060_ms);
}

TEST_CASE("an answer says who made it, with its size and header lines", "[web]")
{
    ApplicationSettings settings = quick_application();
    settings.header = "X-App: 1\n";
    settings.response_bytes = 12'345;
    Bench one = bench(settings);
    const Socket socket = connect_to(one, 0);
    run_until(one.site.mini, Instant{} + 20_ms);
    send_on(one, socket, 9);
    run_until(one.site.mini, Instant{} + 1_s);
    const Message answer = answer_on(one, socket);
    CHECK(answer.kind == MessageKind::response);
    CHECK(answer.status == 200);
    CHECK(answer.request == 9);
    CHECK(answer.bytes == 12'345);
    CHECK(answer.answered_by == one.site.web);
    CHECK(one.site.mini.network.texts[answer.headers] == "X-App: 1\n");
    CHECK(answer.close);
}

TEST_CASE("with keep-alive idle connections hold no worker, and end after their time", "[web]")
{
    ApplicationSettings settings = quick_application();
    settings.workers = 1;
    settings.keep_alive = 5_s;
    Bench one = bench(settings);
    const Socket first = connect_to(one, 0);
    run_until(one.site.mini, Instant{} + 20_ms);
    send_on(one, first, 1);
    run_until(one.site.mini, Instant{} + 100_ms);
    CHECK_FALSE(answer_on(one, first).close);
    const Socket second = connect_to(one, 1);
    run_until(one.site.mini, Instant{} + 120_ms);
    send_on(one, second, 2);
    send_on(one, first, 3);     // both arrive at 130 ms; the only worker belongs to the second, which it took at 130 ms
    run_until(one.site.mini, Instant{} + 1_s);
    CHECK(answer_on(one, second).request == 2);
    CHECK(answer_on(one, first).request == 3);
    run_until(one.site.mini, Instant{} + 10_s);
    // The second's answer left at 150 ms, the first's at 170 ms; 5 s and 10 ms later the FIN is with the client.
    CHECK(when(one.site.mini, one.client, NoticeKind::peer_closed) == Instant{} + 5160_ms);
    CHECK(times(one.site.mini, one.client, NoticeKind::peer_closed) == 2);
}

TEST_CASE("a slow host multiplies service times", "[web]")
{
    Bench one = bench(quick_application());
    one.site.mini.network.hosts[one.site.web.index].slow_percent = 500;
    const Socket socket = connect_to(one, 0);
    run_until(one.site.mini, Instant{} + 20_ms);
    send_on(one, socket, 1);
    run_until(one.site.mini, Instant{} + 1_s);
    CHECK(when(one.site.mini, one.client, NoticeKind::received) == Instant{} + 140_ms);    // 30 + 5 x 20 + 10
}

TEST_CASE("a fault forces a status on its share of the requests, and on health checks", "[web]")
{
    SmallSite site = small_site();
    ApplicationSettings settings = quick_application();
    settings.workers = 100;
    add_application(site.mini, site.web, settings);
    site.mini.applications[0].forced_status = 503;
    site.mini.applications[0].forced_share_ppm = 250'000;
    VisitorSettings visitors = one_visitor();
    visitors.rate_per_1000s = 100'000;
    visitors.limit = 4000;
    add_visitors(site.mini, site.people, visitors);
    run_until(site.mini, Instant{} + 60_s);
    // A quarter of 4000, standard deviation 27; four of them.
    CHECK(std::abs(static_cast<double>(outcomes(site.mini, "server_error")) - 1000) < 110);
    CHECK(all_outcomes(site.mini) == 4000);

    site.mini.applications[0].forced_share_ppm = 1'000'000;
    const ServiceId client = add_by_hand(site.mini, site.people, "client");
    Context around = context(site.mini);
    const Socket socket = connect(around, client, {*parse_address("203.0.113.11"), 80}, 0);
    run_until(site.mini, Instant{} + 60_s + 20_ms);
    Message check = request_of(site.mini, "/", 100);
    check.request = 0;
    Context later = context(site.mini);
    send(later, socket, check);
    run_until(site.mini, Instant{} + 61_s);
    CHECK(receive(later, socket).status == 503);
}

TEST_CASE("a fault does not change which requests fail without it", "[web]")
{
    const auto errors = [](std::int64_t forced_ppm) {
        SmallSite site = small_site();
        ApplicationSettings settings = quick_application();
        settings.workers = 100;
        settings.error_ppm = 100'000;
        add_application(site.mini, site.web, settings);
        site.mini.applications[0].forced_status = 503;
        site.mini.applications[0].forced_share_ppm = forced_ppm;
        VisitorSettings visitors = one_visitor();
        visitors.rate_per_1000s = 100'000;
        visitors.limit = 2000;
        add_visitors(site.mini, site.people, visitors);
        run_until(site.mini, Instant{} + 60_s);
        return value(site.mini, TruthMetric::service_requests_total, {"web-01", "app", "500"});
    };
    const std::int64_t without = errors(0);
    const std::int64_t with_fault = errors(500'000);
    CHECK(without > 140);
    CHECK(without < 260);
    // Half of them are hidden behind the forced status.
    CHECK(std::abs(static_cast<double>(with_fault) - static_cast<double>(without) / 2) < 30);
}

TEST_CASE("two servers draw their own service times for the same request", "[web]")
{
    Mini mini;
    const LanId lan = add_lan(mini, "dmz", "10.0.1.0/24", {10_ms, {}, 0, 0});
    const HostId people = add_host(mini, "people", lan, "10.0.1.128");
    ApplicationSettings settings = quick_application();
    settings.service = {DistributionKind::exponential, 20_ms, {}, 0};
    for (const char* address : {"10.0.1.11", "10.0.1.12"}) add_application(mini, add_host(mini, address, lan, address), settings);
    const ServiceId client = add_by_hand(mini, people, "client");
    Context around = context(mini);
    std::vector<Socket> sockets;
    for (std::uint32_t i = 0; i < 2; ++i) sockets.push_back(connect(around, client, {*parse_address(i == 0 ? "10.0.1.11" : "10.0.1.12"), 80}, i));
    run_until(mini, Instant{} + 20_ms);
    Context later = context(mini);
    for (const Socket& socket : sockets) send(later, socket, request_of(mini, "/", 400));
    run_until(mini, Instant{} + 5_s);
    CHECK(times(mini, client, NoticeKind::received) == 2);
    CHECK(mini.seen.front().at != mini.seen.back().at);
    CHECK(value(mini, TruthMetric::service_busy_seconds_total, {"10.0.1.11", "app"}) != value(mini, TruthMetric::service_busy_seconds_total, {"10.0.1.12", "app"}));
}
