#pragma once
// How long something takes, as a lab or a configuration says it.

#include <cstdint>

#include "sim/random.hpp"

namespace evenkeel {

/// How long something takes: drawn per occasion.
enum class DistributionKind : std::uint8_t { fixed, exponential, uniform, lognormal, pareto };
struct Distribution {
    DistributionKind kind = DistributionKind::fixed;
    Duration a;                     ///< fixed: the value; exponential, pareto: mean; uniform: least; lognormal: median
    Duration b;                     ///< uniform: most
    std::int64_t shape_thousandths = 0;  ///< lognormal: sigma; pareto: shape
};

/// The duration number `counter` of a stream.
Duration sample(const Distribution& distribution, std::uint64_t seed, Stream stream, std::uint64_t counter);

}  // namespace evenkeel
