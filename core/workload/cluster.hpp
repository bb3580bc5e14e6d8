#pragma once
// The workload by which simulators are compared: visitors, one balancer, many alike servers of one worker each.
//
// W1: open loop, no delays: 2 events a request. W1h: the same with links of constant delay: 6 events. W2 is W1 by the number of
// servers. W3: a closed loop of a million users, each with its connection. The world is built as any other: from the text of a
// haproxy.cfg and a topology.

#include <cstdint>
#include <string>

#include "sim/distribution.hpp"
#include "world/world.hpp"

namespace evenkeel::workload {

enum class Policy : std::uint8_t { random, roundrobin, leastconn, random2 };

/// Service times are exponential with a mean of 10 ms and the offered load is 0.8 of what the servers can do, unless said otherwise.
struct Cluster {
    Policy policy = Policy::leastconn;
    std::uint64_t requests = 1'000'000;
    std::uint32_t servers = 8;
    std::uint64_t seed = 1;
    bool links = false;             ///< W1h: 0.5 ms from client to balancer, 0.2 ms from there to the servers
    std::uint64_t users = 0;        ///< above 0: W3, a closed loop with a think time of 12.49 s in the mean
    std::int64_t workers = 1;       ///< of each server, behind one queue
    std::int64_t backlog = 1'000'000'000;   ///< requests that wait at a server; one more is refused
    Distribution service{DistributionKind::exponential, 10_ms, {}, 0};
    std::int64_t rate_per_1000s = 0;        ///< arrivals of the open loop; 0: load 0.8 of the usual service times
};

/// The haproxy.cfg of it.
std::string haproxy_cfg(const Cluster& cluster);

/// The world at its beginning.
World build(const Cluster& cluster);

/// Runs until every request has its answer.
void run(World& world, const Cluster& cluster);

/// Latencies leave out the first min(requests / 10, 100,000) requests.
double mean_ms(const World& world);
double quantile_ms(const World& world, double q);

}  // namespace evenkeel::workload
