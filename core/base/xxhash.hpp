#pragma once
// xxHash, by its specification (github.com/Cyan4973/xxHash, doc/xxhash_spec.md): fast hashes that are no digests.

#include <cstdint>
#include <string_view>

namespace evenkeel {

std::uint32_t xxh32(std::string_view bytes, std::uint32_t seed);
std::uint64_t xxh64(std::string_view bytes, std::uint64_t seed);
/// XXH3 with 64 bits.
std::uint64_t xxh3(std::string_view bytes, std::uint64_t seed);

}  // namespace evenkeel
