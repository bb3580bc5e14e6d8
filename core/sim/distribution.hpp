#pragma once
// How long something takes, as a lab or a configuration says it.

#include <cstdint>

#include "sim/random.hpp"

namespace evenkeel {

/// How long something takes: drawn per occasion.
enum class DistributionKind : std::uint8_t { fixed, exponential, uniform, lognormal, pareto, erlang, hyperexponential };
struct Distribution {
    DistributionKind kind = DistributionKind::fixed;
    Duration a;                     ///< fixed: the value; exponential, pareto, erlang: mean; uniform: least; lognormal: median;
                                    ///< hyperexponential: mean of the first branch
    Duration b;                     ///< uniform: most; hyperexponential: mean of the second branch
    /// In millionths. lognormal: sigma; pareto: shape; erlang: how many exponential phases follow each other, a whole number;
    /// hyperexponential: probability of the first branch.
    std::int64_t shape_millionths = 0;
};

/// The duration number `counter` of a stream.
Duration sample(const Distribution& distribution, std::uint64_t seed, Stream stream, std::uint64_t counter);

}  // namespace evenkeel
