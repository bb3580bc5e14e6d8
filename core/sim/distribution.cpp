#include "sim/distribution.hpp"

namespace evenkeel {

Duration sample(const Distribution& distribution, std::uint64_t seed, Stream stream, std::uint64_t counter)
{
    if (distribution.kind == DistributionKind::fixed) return distribution.a;
    // Two numbers a sample, so that every kind of distribution uses the same numbers for the same occasion.
    const std::uint64_t bits = draw(seed, stream, counter * 2);
    switch (distribution.kind) {
    case DistributionKind::fixed: break;
    case DistributionKind::exponential: return exponential(bits, distribution.a);
    case DistributionKind::uniform: return uniform(bits, distribution.a, distribution.b);
    case DistributionKind::lognormal:
        return lognormal(bits, draw(seed, stream, counter * 2 + 1), distribution.a, distribution.shape_millionths);
    case DistributionKind::erlang: return erlang(bits, distribution.a, distribution.shape_millionths / 1'000'000);
    case DistributionKind::hyperexponential: {
        const bool is_first = happens(draw(seed, stream, counter * 2 + 1), distribution.shape_millionths);
        return exponential(bits, is_first ? distribution.a : distribution.b);
    }
    case DistributionKind::pareto: return pareto(bits, distribution.a, distribution.shape_millionths);
    }
    return distribution.a;
}

}  // namespace evenkeel
