#pragma once
// Many durations in little room: their exact sum and number, and any quantile within 0.8 %.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace evenkeel {

/// A log-linear histogram of nanoseconds with 128 steps in each power of two. Takes no room before the first value.
struct LatencySketch {
    std::vector<std::uint64_t> counts;
    std::uint64_t number = 0;
    std::uint64_t sum_ns = 0;
};

namespace latency_sketch {

inline constexpr int step_bits = 7;
inline constexpr std::size_t size = static_cast<std::size_t>(64 - step_bits + 1) << step_bits;

inline std::size_t index_of(std::uint64_t ns)
{
    const int octave = 63 - std::countl_zero(ns | 1);
    const int shift = octave > step_bits ? octave - step_bits : 0;
    return (static_cast<std::size_t>(shift) << step_bits) + static_cast<std::size_t>(ns >> shift);
}

/// The middle of the values that an index stands for.
inline double middle_of(std::size_t index)
{
    const std::size_t shift = index >> step_bits;
    if (shift <= 1) return static_cast<double>(index);
    const std::size_t least = (index - ((shift - 1) << step_bits)) << (shift - 1);
    return static_cast<double>(least) + static_cast<double>(std::size_t{1} << (shift - 1)) / 2;
}

}  // namespace latency_sketch

inline void add(LatencySketch& sketch, std::int64_t ns)
{
    if (sketch.counts.empty()) sketch.counts.resize(latency_sketch::size);
    ++sketch.counts[latency_sketch::index_of(static_cast<std::uint64_t>(ns))];
    ++sketch.number;
    sketch.sum_ns += static_cast<std::uint64_t>(ns);
}

/// In nanoseconds; 0 without values.
inline double mean(const LatencySketch& sketch)
{
    return sketch.number == 0 ? 0 : static_cast<double>(sketch.sum_ns) / static_cast<double>(sketch.number);
}

/// The quantile q (0..1), in nanoseconds; 0 without values.
inline double quantile(const LatencySketch& sketch, double q)
{
    const auto rank = static_cast<std::uint64_t>(q * static_cast<double>(sketch.number));
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < sketch.counts.size(); ++i) {
        below += sketch.counts[i];
        if (below > rank) return latency_sketch::middle_of(i);
    }
    return 0;
}

}  // namespace evenkeel
