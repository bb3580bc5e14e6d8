// What is drawn of an algorithm is what it does next.
#include "balancer/outlook.hpp"

#include <numeric>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "balancer/farms.hpp"

using namespace evenkeel;
using namespace evenkeel::haproxy;

namespace {

Farm hash_farm(HashType type, std::initializer_list<std::int64_t> weights)
{
    Backend made = farms::backend(Algorithm::uri, weights);
    made.balance.hash_type = type;
    return make_farm(made, 200);
}

Flow with_key(std::uint32_t key)
{
    Flow flow;
    flow.key = key;
    return flow;
}

double sum(const std::vector<double>& shares) { return std::accumulate(shares.begin(), shares.end(), 0.0); }

}  // namespace

TEST_CASE("the turn that is drawn is the turn that comes, wherever it stands and whoever is gone", "[balancer][outlook]")
{
    for (const Algorithm algorithm : {Algorithm::roundrobin, Algorithm::static_rr}) {
        Farm farm = farms::farm(algorithm, {1, 2, 5, 3});
        for (int round = 0; round < 40; ++round) {
            INFO("round " << round);
            if (round == 13) set_stopped(farm, {2}, Instant{});
            if (round == 27) set_running(farm, {2}, Instant{});
            const Outlook drawn = outlook(farm, 24);
            REQUIRE(drawn.kind == OutlookKind::turn);
            REQUIRE(drawn.next.size() == 24);
            Farm played = farm;
            for (const ServerId server : drawn.next) CHECK(choose(played, {}).server == server);
            choose(farm, {});
        }
        CHECK(outlook(farm, 24).share == std::vector<double>{1.0 / 11, 2.0 / 11, 5.0 / 11, 3.0 / 11});
    }
}

TEST_CASE("a key of the ring goes to the server of its nearest point, and the shares are those of all keys", "[balancer][outlook]")
{
    const Farm farm = hash_farm(HashType::consistent, {1, 3, 2});
    const Outlook drawn = outlook(farm, 24);
    REQUIRE(drawn.kind == OutlookKind::ring);
    CHECK(drawn.ring.nodes.size() == 16 * 6);
    std::vector<std::uint32_t> met(3);
    constexpr std::uint32_t tried = 40'000;
    for (std::uint32_t i = 0; i < tried; ++i) {
        const std::uint32_t key = i * (0xffff'ffffu / tried);
        Farm asked = farm;
        const ServerId server = choose(asked, with_key(key)).server;
        CHECK(drawn.ring.nodes[place_of_key(drawn, key)].server == server.index);
        ++met[server.index];
    }
    for (std::size_t s = 0; s < 3; ++s) CHECK(drawn.share[s] == Catch::Approx(met[s] / double{tried}).margin(0.002));
    CHECK(sum(drawn.share) == 1.0);
}

TEST_CASE("a key of the map goes to the server of its slot", "[balancer][outlook]")
{
    const Farm farm = hash_farm(HashType::map_based, {1, 3, 2});
    const Outlook drawn = outlook(farm, 24);
    REQUIRE(drawn.kind == OutlookKind::map);
    REQUIRE(drawn.slots.size() == 6);
    for (std::uint32_t key = 0; key < 100; ++key) {
        Farm asked = farm;
        CHECK(drawn.slots[place_of_key(drawn, key)] == choose(asked, with_key(key)).server.index);
    }
    CHECK(sum(drawn.share) == Catch::Approx(1));
}

TEST_CASE("a backend without usable servers has nothing in store, a lonely backup has all", "[balancer][outlook]")
{
    for (const HashType type : {HashType::consistent, HashType::map_based}) {
        Backend made = farms::backend(Algorithm::uri, {1, 1});
        made.balance.hash_type = type;
        made.servers[1].backup = true;
        Farm farm = make_farm(made, 200);
        set_stopped(farm, {0}, Instant{});
        CHECK(outlook(farm, 24).kind == OutlookKind::none);
        CHECK(outlook(farm, 24).share == std::vector<double>{0, 1});
        set_stopped(farm, {1}, Instant{});
        CHECK(sum(outlook(farm, 24).share) == 0);
        CHECK(place_of_key(outlook(farm, 24), 7) == 0);
    }
    Farm farm = farms::farm(Algorithm::roundrobin, {1, 1});
    set_stopped(farm, {0}, Instant{});
    set_stopped(farm, {1}, Instant{});
    CHECK(outlook(farm, 24).next.empty());
    CHECK(outlook(farms::farm(Algorithm::leastconn, {1, 1}), 24).kind == OutlookKind::none);
}
