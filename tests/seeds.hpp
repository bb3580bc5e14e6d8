#pragma once

#include <cstdint>

/// How many seeds a property is tried with: `usual`, or fewer when EVENKEEL_SEEDS in the environment says so (script/test does
/// under the sanitizers). A property test prints the seed that breaks it.
std::uint64_t seed_count(std::uint64_t usual);
