#pragma once
// Codes of texts: base64, hexadecimal digits, percent signs of URLs, JSON's escapes.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace evenkeel::haproxy {

std::string base64(std::string_view bytes);
/// Nothing for a text that is none.
std::optional<std::string> from_base64(std::string_view text);
/// Capital digits.
std::string hex(std::string_view bytes);
std::optional<std::int64_t> from_hex(std::string_view text);
/// `plus`: a plus sign is a blank also before a '?'. Nothing where a % is not followed by two digits.
std::optional<std::string> url_decoded(std::string_view text, bool plus);
std::string url_encoded(std::string_view text);
/// As for ASCII: every other byte is \u00XX.
std::string json_escaped(std::string_view text);

}  // namespace evenkeel::haproxy
