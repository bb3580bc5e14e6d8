// The benchmark's cluster of eight servers at 80 % load means what queueing theory says, and loses nothing.

#include <cmath>

#include <catch2/catch_test_macros.hpp>

#include "seeds.hpp"
#include "workload/cluster.hpp"

using namespace evenkeel;
using namespace evenkeel::workload;

namespace {

/// A mean response, and how many requests show it.
struct Expected {
    Policy policy;
    double mean_ms;
    std::uint64_t requests;
};

std::int64_t answered(const World& world)
{
    std::int64_t sum = 0;
    for (const haproxy::ServerState& server : world.balancers.front().farms.front().servers) sum += server.counters.hrsp_2xx;
    return sum;
}

}  // namespace

TEST_CASE("the means of random, roundrobin and leastconn are theory's within 0.5 %, and not one request is lost", "[workload]")
{
    // M/M/1 and E8/M/1 are exact; leastconn is the mean of 600 million requests of another program.
    for (const Expected& expected : {Expected{Policy::random, 50.0, 20'000'000}, Expected{Policy::roundrobin, 29.7973, 5'000'000},
                                     Expected{Policy::leastconn, 14.563, 5'000'000}}) {
        Cluster cluster;
        cluster.policy = expected.policy;
        // Under the sanitizers so few that a mean is only within a tenth.
        const bool whole = seed_count(40) == 40;
        cluster.requests = whole ? expected.requests : 100'000;
        World world = build(cluster);
        run(world, cluster);
        CAPTURE(static_cast<int>(expected.policy), cluster.requests, mean_ms(world));
        CHECK(std::fabs(mean_ms(world) / expected.mean_ms - 1) <= (whole ? 0.005 : 0.1));
        CHECK(answered(world) == static_cast<std::int64_t>(cluster.requests));
        CHECK(world.visitors.front().requests_begun == cluster.requests);
    }
}
