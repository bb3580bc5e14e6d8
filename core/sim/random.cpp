#include "sim/random.hpp"

#include <cmath>

#include "base/math.hpp"

namespace evenkeel {

namespace {

constexpr double two_pi = 6.283185307179586;

}  // namespace

Duration uniform(std::uint64_t bits, Duration least, Duration most)
{
    if (most.ns <= least.ns) return least;
    return {least.ns + static_cast<std::int64_t>(unit(bits) * static_cast<double>(most.ns - least.ns + 1))};
}

Duration erlang(std::uint64_t bits, Duration mean, std::int64_t phases)
{
    double sum = 0.0;
    for (std::int64_t i = 0; i < phases; ++i) sum += exponential(draw(bits, {Purpose::phase}, static_cast<std::uint64_t>(i)));
    return of_ns(sum * static_cast<double>(mean.ns) / static_cast<double>(phases));
}

Duration lognormal(std::uint64_t bits, std::uint64_t more_bits, Duration median, std::int64_t sigma_millionths)
{
    const double normal = std::sqrt(-2.0 * math::ln(unit(bits))) * math::cos(two_pi * unit(more_bits));
    return of_ns(static_cast<double>(median.ns) * math::exp(normal * static_cast<double>(sigma_millionths) / 1e6));
}

Duration pareto(std::uint64_t bits, Duration mean, std::int64_t shape_millionths)
{
    const double shape = static_cast<double>(shape_millionths) / 1e6;
    const double scale = static_cast<double>(mean.ns) * (shape - 1.0) / shape;
    return of_ns(scale / math::pow(unit(bits), 1.0 / shape));
}

}  // namespace evenkeel
