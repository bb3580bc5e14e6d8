// The short way equals the long way: requests without connections and requests packet by packet.
//
// Both levels give each request the same server, the same answer and the same times where connections cost nothing and nothing
// fails: no latency, jitter, loss or bandwidth; one request a session; nobody loses patience; no time limit that could strike; no
// checks; room in the backlogs; no two things in one instant by chance.

#include <algorithm>
#include <tuple>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "properties/random_site.hpp"
#include "seeds.hpp"

using namespace evenkeel;
using namespace evenkeel::properties;

namespace {

/// A request, by its number, as both levels can tell it.
struct Told {
    std::uint64_t number = 0;
    Instant ended;
    std::string server;
    std::int32_t status = 0;

    friend bool operator==(const Told&, const Told&) = default;
    friend bool operator<(const Told& a, const Told& b) { return a.number < b.number; }
};

std::vector<Told> told_by_log(const World& world)
{
    const Balancer& balancer = world.balancers.front();
    std::vector<Told> all;
    for (const haproxy::LogRecord& line : balancer.log) {
        const bool by_server = line.server != haproxy::no_index && line.status != 503;
        all.push_back({line.request, line.at, by_server ? balancer.settings->backends.front().servers[line.server].name : "", line.status});
    }
    std::sort(all.begin(), all.end());
    return all;
}

std::vector<Told> told_by_records(const World& world)
{
    std::vector<Told> all;
    const Visitors& visitors = world.visitors.front();
    for (const ExchangeRecord& record : visitors.records) {
        const std::string host = record.answered_by ? world.network.hosts[record.answered_by.index].name : "";
        all.push_back({record.number, record.ended, host.empty() ? "" : "s" + std::to_string(std::stoi(host.substr(4))), record.status});
    }
    std::sort(all.begin(), all.end());
    return all;
}

}  // namespace

TEST_CASE("requests without connections are served as packet by packet", "[properties]")
{
    std::size_t compared = 0;
    for (std::uint64_t seed = 1; seed <= seed_count(300); ++seed) {
        const TwoLevels levels = random_two_levels(seed);
        CAPTURE(seed, to_text(levels.packets));
        World packets = world_of(levels.packets, seed);
        packets.balancers.front().keep_log = true;
        World requests = world_of(levels.requests, seed);
        requests.visitors.front().keep_records = true;
        run_until(packets, Instant{} + 200_s);
        run_until(requests, Instant{} + 200_s);
        const std::vector<Told> long_way = told_by_log(packets);
        const std::vector<Told> short_way = told_by_records(requests);
        REQUIRE(long_way.size() == short_way.size());
        for (std::size_t i = 0; i < long_way.size(); ++i) {
            CAPTURE(long_way[i].number, long_way[i].ended.ns, long_way[i].server, long_way[i].status);
            CAPTURE(short_way[i].number, short_way[i].ended.ns, short_way[i].server, short_way[i].status);
            REQUIRE(long_way[i] == short_way[i]);
        }
        compared += long_way.size();
    }
    CHECK(compared > 0);
}
