#pragma once
// Chance, drawn by number: a draw is a function of (seed, stream, counter), so that changing one part of a world does not
// shift the draws of another, and two worlds can be compared on the same crowd.

#include <cstdint>

#include "base/time.hpp"
#include "sim/ziggurat.hpp"

namespace evenkeel {

/// What a draw is for. The stream of a draw is its purpose and the index of the thing it belongs to.
enum class Purpose : std::uint32_t {
    arrival_gap,
    service_time,
    path_choice,
    think_time,
    patience,
    retry_pause,
    packet_loss,
    packet_jitter,
    application_error,
    connection_choice,
    check_phase,
    fault_time,
    role_permutation,
    session_length,
    client_choice,
    body_size,
    workload,
    server_choice,
    beyond_the_strip,
    first_thought,
    phase,
    sample,
};

/// One stream of draws: a purpose and whose it is.
struct Stream {
    Purpose purpose{};
    std::uint32_t owner = 0;
};

/// 64 random bits: splitmix64's finalizer over seed, stream and counter, twice, so that neighbouring counters and
/// neighbouring streams are unrelated.
constexpr std::uint64_t draw(std::uint64_t seed, Stream stream, std::uint64_t counter)
{
    const auto mix = [](std::uint64_t x) {
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
        x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
        return x ^ (x >> 31);
    };
    const std::uint64_t key = (static_cast<std::uint64_t>(stream.purpose) << 32) | stream.owner;
    const std::uint64_t whose = mix(seed + 0x9e3779b97f4a7c15u * (key + 1));
    return mix(whose + 0x9e3779b97f4a7c15u * (counter + 1));
}

/// Uniform in (0, 1): never 0, never 1, 53 bits.
constexpr double unit(std::uint64_t bits) { return (static_cast<double>(bits >> 12) + 0.5) * 0x1p-52; }

/// Uniform whole number in [0, bound), from the upper half of the bits: the bias is below bound / 2^32.
constexpr std::uint32_t below(std::uint64_t bits, std::uint32_t bound)
{
    return static_cast<std::uint32_t>(((bits >> 32) * bound) >> 32);
}

/// True with a probability in parts per million.
constexpr bool happens(std::uint64_t bits, std::int64_t ppm) { return below(bits, 1'000'000) < ppm; }

Duration uniform(std::uint64_t bits, Duration least, Duration most);
/// A duration of so many nanoseconds, at most 100 years: a tail never overflows the clock.
inline Duration of_ns(double ns)
{
    constexpr double most = 3.15e18;
    return {static_cast<std::int64_t>(ns > most ? most : ns)};
}
inline Duration exponential(std::uint64_t bits, Duration mean) { return of_ns(exponential(bits) * static_cast<double>(mean.ns)); }
/// Erlang: the sum of so many equal exponential phases, by the mean of the whole. Each phase has bits of its own, drawn with those
/// given as the seed.
Duration erlang(std::uint64_t bits, Duration mean, std::int64_t phases);
/// Log-normal by its median and the standard deviation of its logarithm (in millionths): Box-Muller needs two draws'
/// worth of bits, so it takes two.
Duration lognormal(std::uint64_t bits, std::uint64_t more_bits, Duration median, std::int64_t sigma_millionths);
/// Pareto with shape in millionths, by its mean (shape above 1).
Duration pareto(std::uint64_t bits, Duration mean, std::int64_t shape_millionths);

}  // namespace evenkeel
