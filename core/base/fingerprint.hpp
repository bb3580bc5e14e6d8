#pragma once
// How alike words are, as HAProxy measures it to name what somebody may have meant: by the letters and the pairs of letters they hold.
//
// Source: HAProxy 2.6, src/tools.c.

#include <array>
#include <cstdint>
#include <string_view>

namespace evenkeel {

using Fingerprint = std::array<std::uint8_t, 1024>;

/// Adds a word; digits are all alike, so are other characters.
void add_word(Fingerprint& print, std::string_view word);
std::int64_t distance(const Fingerprint& a, const Fingerprint& b);

}  // namespace evenkeel
