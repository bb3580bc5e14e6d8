#pragma once
// Exponential draws without a logarithm.
//
// Marsaglia and Tsang's ziggurat (2000) of 256 strips of equal area under exp(-x): a draw picks a strip and a place in it, and in
// 99 of 100 cases that is all. The tables come from our own exp and ln, so they are equal with every compiler.

#include <array>
#include <cstdint>

namespace evenkeel {

struct Ziggurat {
    std::array<double, 257> edge{};             ///< right edges of the strips, the widest first
    std::array<double, 257> height{};           ///< exp(-edge)
    std::array<double, 256> scale{};            ///< edge / 2^53
    std::array<std::uint64_t, 256> inside{};    ///< a place below this, of 2^53, lies under the curve for sure
};
extern const Ziggurat ziggurat;

/// The rest of a draw that did not lie inside its strip.
double exponential_beyond(std::uint64_t bits);

/// Exponential with mean 1, from 64 random bits.
inline double exponential(std::uint64_t bits)
{
    const std::size_t strip = bits & 255;
    const std::uint64_t place = bits >> 11;
    if (place < ziggurat.inside[strip]) return static_cast<double>(static_cast<std::int64_t>(place)) * ziggurat.scale[strip];
    return exponential_beyond(bits);
}

}  // namespace evenkeel
