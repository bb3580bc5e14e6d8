#include <map>
#include <numeric>

#include <catch2/catch_test_macros.hpp>

#include "balancer/farms.hpp"
#include "balancer/hash_key.hpp"
#include "balancer/recorded.hpp"
#include "seeds.hpp"
#include "sim/random.hpp"

namespace {

using namespace farms;

std::map<std::string, std::int64_t> picks(Farm& farm, std::int64_t number)
{
    std::map<std::string, std::int64_t> counts;
    for (std::int64_t i = 0; i < number; ++i) ++counts[name_of(choose(farm, {}).server)];
    return counts;
}

/// What is hashed of a request from this address.
Flow from(const Farm& farm, std::string_view address)
{
    Balance balance;
    balance.algorithm = farm.algorithm;
    RequestView request;
    request.source = parse_address(address).value();
    Flow flow;
    flow.key = hash_key(balance, request);
    return flow;
}

/// The same rule as the product's leastconn, the slow and obvious way: look at all.
struct SlowLeastConn {
    std::vector<std::int64_t> loads;
    std::vector<std::uint64_t> since;
    std::uint64_t moves = 0;

    explicit SlowLeastConn(const Farm& farm) : loads(farm.servers.size()), since(farm.servers.size())
    {
        for (std::size_t i = 0; i < loads.size(); ++i) since[i] = ++moves;
    }
    void look(const Farm& farm, std::size_t i, bool always)
    {
        const std::int64_t load = load_of(farm.servers[i]);
        if (load == loads[i] && !always) return;
        loads[i] = load;
        since[i] = ++moves;
    }
    ServerId pick(const Farm& farm) const
    {
        ServerId best;
        for (std::uint32_t i = 0; i < loads.size(); ++i) {
            const ServerState& server = farm.servers[i];
            if (!server.usable || (server.maxconn != 0 && server.served + server.queued >= server.maxconn + server.maxqueue)) continue;
            if (!best || std::pair{loads[i], since[i]} < std::pair{loads[best.index], since[best.index]}) best = {i};
        }
        return best;
    }
};

}  // namespace

TEST_CASE("roundrobin interleaves by weight exactly as the real one", "[balancer]")
{
    CHECK(Player{farm(Algorithm::roundrobin, {1, 2, 5})}.play(recorded::roundrobin_1_2_5) == recorded::roundrobin_1_2_5);
    CHECK(Player{farm(Algorithm::roundrobin, {10, 30, 60, 100})}.play(recorded::roundrobin_10_30_60_100) == recorded::roundrobin_10_30_60_100);
}

TEST_CASE("roundrobin puts full servers aside and hands the backend's queue out in order, as the real one", "[balancer]")
{
    CHECK(Player{farm(Algorithm::roundrobin, {1, 1, 1}, 1)}.play(recorded::roundrobin_queue) == recorded::roundrobin_queue);
}

TEST_CASE("idle servers tie under leastconn whatever their weights, as in the real one", "[balancer]")
{
    CHECK(Player{farm(Algorithm::leastconn, {1, 10, 100})}.play(recorded::leastconn_idle) == recorded::leastconn_idle);
}

TEST_CASE("leastconn weighs requests in flight exactly as the real one", "[balancer]")
{
    CHECK(Player{farm(Algorithm::leastconn, {1, 1, 1})}.play(recorded::leastconn_held_equal) == recorded::leastconn_held_equal);
    CHECK(Player{farm(Algorithm::leastconn, {1, 2, 4})}.play(recorded::leastconn_held_weights) == recorded::leastconn_held_weights);
}

TEST_CASE("first fills one server before it uses the next, as the real one", "[balancer]")
{
    CHECK(Player{farm(Algorithm::first, {1, 1, 1, 1}, 4)}.play(recorded::first_maxconn) == recorded::first_maxconn);
}

TEST_CASE("over a whole turn roundrobin gives each server picks in exact proportion to its weight", "[balancer]")
{
    for (std::uint64_t seed = 1; seed <= seed_count(50); ++seed) {
        const auto number = [&](std::uint64_t i, std::uint32_t bound) { return below(draw(seed, {Purpose::workload, 1}, i), bound); };
        Backend settings = backend(Algorithm::roundrobin, {1, 1});
        const std::uint32_t servers = 2 + number(0, 9);
        std::int64_t divisor = 0;
        for (std::uint32_t i = 0; i < servers; ++i) {
            if (i >= settings.servers.size()) settings.servers.push_back(settings.servers.back());
            settings.servers[i].weight = 1 + number(1 + i, 256);
            divisor = std::gcd(divisor, settings.servers[i].weight);
        }
        std::int64_t turn = 0;
        for (const Server& server : settings.servers) turn += server.weight / divisor;
        Farm made = make_farm(settings, 200);
        for (int repeat = 0; repeat < 2; ++repeat) {
            std::map<std::string, std::int64_t> counts = picks(made, turn);
            for (std::uint32_t i = 0; i < servers; ++i) {
                INFO("seed " << seed << " turn " << repeat << " server " << i);
                // Positions are rounded, so a pick may fall just beyond the turn.
                CHECK(std::abs(counts[name_of({i})] - settings.servers[i].weight / divisor) <= 1);
            }
        }
    }
}

TEST_CASE("roundrobin does not favour a server that comes back", "[balancer]")
{
    Farm made = farm(Algorithm::roundrobin, {1, 1, 1});
    picks(made, 5);
    set_stopped(made, {1}, {});
    CHECK(picks(made, 6) == std::map<std::string, std::int64_t>{{"s1", 3}, {"s3", 3}});
    set_running(made, {1}, {});
    CHECK(picks(made, 3) == std::map<std::string, std::int64_t>{{"s1", 1}, {"s2", 1}, {"s3", 1}});
}

TEST_CASE("a scheduler avoids the server that just failed while there is another", "[balancer]")
{
    for (const Algorithm algorithm : {Algorithm::roundrobin, Algorithm::leastconn, Algorithm::first}) {
        Farm made = farm(algorithm, {1, 1});
        for (int i = 0; i < 20; ++i) {
            const ServerId failed{static_cast<std::uint32_t>(i % 2)};
            CHECK(choose(made, {}, failed).server.index == 1 - failed.index);
        }
        set_stopped(made, {1}, {});
        CHECK(choose(made, {}, {0}).server.index == 0);
    }
}

TEST_CASE("source sends a visitor to address modulo total weight, and a retry to the same server", "[balancer]")
{
    Farm made = farm(Algorithm::source, {1, 1, 1});
    const ServerId chosen = choose(made, from(made, "198.51.100.7")).server;
    CHECK(chosen.index == 0xc6336407u % 3);
    CHECK(choose(made, from(made, "198.51.100.7"), chosen).server == chosen);
    CHECK(choose(made, from(made, "198.51.100.8")).server.index == 0xc6336408u % 3);
    set_stopped(made, {0}, {});
    set_stopped(made, {1}, {});
    CHECK(choose(made, from(made, "198.51.100.7")).server.index == 2);
}

TEST_CASE("the fast leastconn chooses as looking at all servers would", "[balancer]")
{
    for (std::uint64_t seed = 1; seed <= seed_count(60); ++seed) {
        std::uint64_t drawn = 0;
        const auto number = [&](std::uint32_t bound) { return below(draw(seed, {Purpose::workload, 2}, drawn++), bound); };
        Backend settings = backend(Algorithm::leastconn, {});
        for (std::uint32_t i = 0, servers = 1 + number(12); i < servers; ++i) {
            Server server;
            server.weight = 1 + number(256);
            server.maxconn = number(3) == 0 ? 1 + number(5) : 0;
            settings.servers.push_back(server);
        }
        Farm made = make_farm(settings, 200);
        SlowLeastConn slow{made};
        std::vector<ServerId> busy;
        for (int step = 0; step < 600; ++step) {
            const std::uint32_t what = number(100);
            const std::uint32_t which = number(static_cast<std::uint32_t>(made.servers.size()));
            INFO("seed " << seed << " step " << step);
            if (what < 4) {
                const bool was_usable = made.servers[which].usable;
                if (was_usable) set_stopped(made, {which}, {});
                else set_running(made, {which}, {});
                if (!was_usable) slow.look(made, which, true);
            } else if (what < 8) {
                const std::int64_t before = made.servers[which].weight_effective;
                const bool was_usable = made.servers[which].usable;
                set_weight(made, {which}, number(257));
                const ServerState& server = made.servers[which];
                if (server.usable && (!was_usable || server.weight_effective != before)) slow.look(made, which, true);
            } else if (what < 50 && !busy.empty()) {
                const std::size_t i = number(static_cast<std::uint32_t>(busy.size()));
                release_slot(made, busy[i]);
                if (made.servers[busy[i].index].usable) slow.look(made, busy[i].index, false);
                busy.erase(busy.begin() + static_cast<std::ptrdiff_t>(i));
            } else {
                const ServerId chosen = choose(made, {}).server;
                REQUIRE(chosen == slow.pick(made));
                if (!chosen) continue;
                take_slot(made, chosen);
                slow.look(made, chosen.index, false);
                busy.push_back(chosen);
            }
        }
    }
}
