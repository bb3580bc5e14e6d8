#pragma once
// Draws for tests: a stream of its own for each seed.

#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <string>

#include "sim/random.hpp"

namespace evenkeel::properties {

struct Dice {
    std::uint64_t seed = 0;
    std::uint32_t stream = 0;
    std::uint64_t thrown = 0;

    std::uint64_t bits() { return draw(seed, {Purpose::role_permutation, stream}, thrown++); }
    /// In [least, most].
    std::int64_t between(std::int64_t least, std::int64_t most) { return least + below(bits(), static_cast<std::uint32_t>(most - least + 1)); }
    bool chance(std::int64_t percent) { return happens(bits(), percent * 10'000); }
    std::string one_of(std::initializer_list<const char*> words) { return *(std::next(words.begin(), between(0, static_cast<std::int64_t>(words.size()) - 1))); }
};

}  // namespace evenkeel::properties
