#pragma once
// One row of a simulated theory table, run in the product's own world.

#include <cstdint>
#include <vector>

#include "workload/cluster.hpp"

namespace evenkeel::theory {

/// The unit of time of the tables, the mean service time. Long enough that whole nanoseconds do not show at a thousand servers.
inline constexpr Duration service_mean = 100_ms;

/// How much is run: arrivals that leave no mark, then those that count.
struct RunLength {
    std::uint64_t warm_up = 100'000;
    std::uint64_t counted = 1'000'000;
};

/// What became of one arrival, in units of the mean service time.
struct Passage {
    double arrived = 0;
    double wait = 0;            ///< response minus service
    double response = 0;
    bool accepted = false;
};

/// A world's arrivals that count, in their order, and the moment of the one before them.
struct Run {
    double began = 0;
    std::vector<Passage> passages;
};

/// Runs a cluster until all are served. `cluster.requests` is set here.
Run run(workload::Cluster cluster, const RunLength& length);

}  // namespace evenkeel::theory
