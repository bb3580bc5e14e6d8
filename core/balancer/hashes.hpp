#pragma once
// The hash functions of `hash-type`. All arithmetic is 32 bit and wraps.

#include <cstdint>
#include <string_view>

#include "balancer/settings.hpp"

namespace evenkeel::haproxy {

/// Of a text, by one of sdbm, djb2, wt6 and crc32. Source: reference section 7.1 (src/hash.c).
std::uint32_t hash_of(std::string_view text, HashFunction function);

/// The other CRC-32: Castagnoli's polynomial.
std::uint32_t crc32c(std::string_view text);

/// Bob Jenkins' integer hash, as HAProxy's `avalanche` and the nodes of its ring use it.
std::uint32_t full_hash(std::uint32_t a);

}  // namespace evenkeel::haproxy
