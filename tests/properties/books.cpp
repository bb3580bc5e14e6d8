// The books balance: whatever happens to a site, nothing is lost, counted twice or kept for ever.

#include <algorithm>
#include <memory>
#include <numeric>

#include <catch2/catch_test_macros.hpp>
#include <fmt/format.h>

#include "properties/random_site.hpp"
#include "seeds.hpp"

using namespace evenkeel;
using namespace evenkeel::properties;

namespace {

/// The sum of a truth metric's meters whose first label has this value.
std::int64_t sum_of(const World& world, TruthMetric metric, std::string_view first_label)
{
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < world.meters.names.size(); ++i)
        if (world.meters.names[i].metric == metric && world.meters.names[i].label_values.front() == first_label) sum += world.meters.values[i];
    return sum;
}

/// Requests of a class that did not end well.
std::int64_t failed(const World& world, const std::string& visitors)
{
    const auto ok = world.meters.numbers.find({TruthMetric::client_requests_total, {visitors, "ok"}});
    REQUIRE(ok != world.meters.numbers.end());
    return sum_of(world, TruthMetric::client_requests_total, visitors) - world.meters.values[ok->second];
}

void check_outcomes(const World& world)
{
    for (const Visitors& visitors : world.visitors) {
        CAPTURE(visitors.settings->name);
        std::int64_t under_way = 0;
        for (const auto& slot : visitors.sessions.slots) under_way += slot.used && slot.thing.phase != SessionPhase::thinking ? 1 : 0;
        const std::int64_t ended = sum_of(world, TruthMetric::client_requests_total, visitors.settings->name);
        CHECK(ended + under_way == static_cast<std::int64_t>(visitors.requests_begun));
    }
}

/// The rows of `show stat` of one balancer: a backend's is the sum of its servers' wherever every request that counts has a server.
void check_rows(const Balancer& balancer)
{
    for (const haproxy::Farm& farm : balancer.farms) {
        const auto sum = [&](auto field) {
            return std::accumulate(farm.servers.begin(), farm.servers.end(), std::int64_t{0},
                                   [&](std::int64_t so_far, const haproxy::ServerState& server) { return so_far + server.counters.*field; });
        };
        using Of = haproxy::ServerCounters;
        CHECK(sum(&Of::lbtot) == farm.counters.lbtot);
        CHECK(sum(&Of::wretr) == farm.counters.wretr);
        CHECK(sum(&Of::wredis) == farm.counters.wredis);
        CHECK(sum(&Of::bin) <= farm.counters.bin);
        CHECK(sum(&Of::bout) <= farm.counters.bout);
        // A server's answer counts by its own status there and by what rules have made of it in the backend.
        const std::int64_t of_servers = sum(&Of::hrsp_1xx) + sum(&Of::hrsp_2xx) + sum(&Of::hrsp_3xx) + sum(&Of::hrsp_4xx) + sum(&Of::hrsp_5xx);
        CHECK(of_servers <= farm.counters.hrsp_1xx + farm.counters.hrsp_2xx + farm.counters.hrsp_3xx + farm.counters.hrsp_4xx + farm.counters.hrsp_5xx);
        CHECK(farm.counters.scur <= farm.counters.smax);
        std::int64_t served = 0;
        for (const haproxy::ServerState& server : farm.servers) {
            served += server.served;
            CHECK(server.served >= 0);
            CHECK(server.queued >= 0);
            CHECK(server.counters.scur >= 0);
            CHECK(server.counters.scur <= server.counters.smax);
        }
        CHECK(served == farm.served);
    }
}

/// What listeners count of half-open connections is what there is.
void check_half_open(const World& world)
{
    std::vector<std::int64_t> half_open(world.network.listeners.size());
    for (const auto& slot : world.network.connections.slots)
        if (slot.used && slot.thing.ends[1].state == EndState::syn_received) ++half_open[slot.thing.listener.index];
    for (std::size_t i = 0; i < half_open.size(); ++i)
        if (world.network.listeners[i].open) CHECK(world.network.listeners[i].half_open == half_open[i]);
}

/// Connections that who made them has not left. One left by a RST that was lost waits for the server's own time limit.
std::size_t held_connections(const World& world)
{
    const auto& slots = world.network.connections.slots;
    return static_cast<std::size_t>(std::count_if(slots.begin(), slots.end(), [](const auto& slot) { return slot.used && slot.thing.ends[0].state != EndState::none; }));
}

/// Everybody has left and every limit has passed: what is still there has been forgotten by somebody.
void check_nothing_is_left(const World& world)
{
    for (const Visitors& visitors : world.visitors) CHECK(visitors.sessions.size() == 0);
    for (const Balancer& balancer : world.balancers) {
        if (world.network.services[balancer.service.index].state != ServiceState::running) continue;
        CHECK(balancer.sessions.size() == 0);
        CHECK(balancer.streams.size() == 0);
        for (const haproxy::Farm& farm : balancer.farms) {
            CHECK(farm.streams == 0);
            CHECK(farm.served == 0);
            CHECK(farm.counters.scur == 0);
            CHECK(farm.lines.waiting.size() == 0);
            for (const haproxy::ServerState& server : farm.servers) {
                CHECK(server.served == 0);
                CHECK(server.queued == 0);
                CHECK(server.counters.scur == 0);
            }
        }
    }
    // Health checks go on: there may be one connection to each server.
    std::size_t servers = 0;
    for (const Balancer& balancer : world.balancers) servers += balancer.places.size();
    CHECK(held_connections(world) <= servers);
}

/// The same balancer, where a server takes as many requests as come.
std::shared_ptr<const haproxy::Settings> without_limits(haproxy::Settings settings)
{
    for (haproxy::Backend& backend : settings.backends)
        for (haproxy::Server& server : backend.servers) server.maxconn = server.minconn = server.maxqueue = 0;
    return std::make_shared<const haproxy::Settings>(std::move(settings));
}

}  // namespace

TEST_CASE("every request ends in exactly one outcome, and the rows add up, at every moment", "[properties]")
{
    for (std::uint64_t seed = 1; seed <= seed_count(300); ++seed) {
        const RandomSite site = random_site(seed);
        CAPTURE(seed, to_text(site));
        World world = world_of(site, 1);
        play(world, site.script, world.now, true);
        for (int half_second = 1; half_second <= 30; ++half_second) {
            play(world, site.script, Instant{} + 500_ms * half_second);
            CAPTURE(half_second);
            check_outcomes(world);
            for (const Balancer& balancer : world.balancers) check_rows(balancer);
            check_half_open(world);
        }
    }
}

TEST_CASE("when everybody has gone, nothing is left behind", "[properties]")
{
    for (std::uint64_t seed = 1; seed <= seed_count(300); ++seed) {
        const RandomSite site = random_site(seed);
        CAPTURE(seed, to_text(site));
        World world = world_of(site, 1);
        play(world, site.script, Instant{} + site.length, true);
        check_outcomes(world);
        check_nothing_is_left(world);
    }
}

TEST_CASE("a balancer that reads its file again loses no request", "[properties]")
{
    for (std::uint64_t seed = 1; seed <= seed_count(100); ++seed) {
        RandomSite site = random_site(seed, Faults::none);
        // Short of servers or of time requests fail with and without a reload: here there is enough of both.
        for (NetworkSettings& network : site.site.topology.networks) network.quality = {1_ms, {}, 0, 0};
        for (HostSettings& host : site.site.topology.hosts)
            for (RunSettings& run : host.run) {
                run.application.workers = 1000;
                run.application.backlog = 1000;
                run.application.error_ppm = 0;
                run.application.service = {DistributionKind::uniform, 1_ms, 80_ms, 0};
            }
        for (VisitorSettings& visitors : site.site.topology.visitors) {
            visitors.give_up = Duration{-1};
            visitors.connect_timeout = Duration{-1};
            visitors.retries = 0;
        }
        // A new process begins to count rates anew, so that all whom rate-limit had let wait come in at once: more than fit into a queue.
        if (std::find(site.traits.begin(), site.traits.end(), "rate-limit") != site.traits.end())
            for (auto& [file, settings] : site.site.haproxy) settings = without_limits(*settings);
        for (const Duration at : {1_s, 2_s, 2500_ms})
            add(site.script, {Instant{} + at, Deed::Kind::action, "", Reload{"lb-01/haproxy", site.site.haproxy.begin()->second, nullptr, ""}});
        CAPTURE(seed, to_text(site));
        World calm = world_of(site, 1);
        run_until(calm, Instant{} + site.length);
        World reloaded = world_of(site, 1);
        play(reloaded, site.script, Instant{} + site.length, true);
        for (const Visitors& visitors : reloaded.visitors) {
            const std::string& name = visitors.settings->name;
            CAPTURE(name);
            if (failed(calm, name) == 0) CHECK(failed(reloaded, name) == 0);
        }
    }
}
