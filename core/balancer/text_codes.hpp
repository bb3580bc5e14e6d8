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
/// With '-' and '_' for '+' and '/', and nothing behind the last digit.
std::string url_base64(std::string_view bytes);
std::optional<std::string> from_url_base64(std::string_view text);
/// Capital digits.
std::string hex(std::string_view bytes);
std::optional<std::int64_t> from_hex(std::string_view text);
/// Two digits a byte; nothing for anything else.
std::optional<std::string> bytes_from_hex(std::string_view digits);
/// `plus`: a plus sign is a blank also before a '?'. Nothing where a % is not followed by two digits.
std::optional<std::string> url_decoded(std::string_view text, bool plus);
std::string url_encoded(std::string_view text);
/// By the name of the text's encoding. ascii (or none): every byte beyond is \u00XX. utf8: characters are \uXXXX, and a text that is
/// not well formed gives nothing, with an s such characters are left out; with a p unusual forms of characters pass.
std::optional<std::string> json_escaped(std::string_view text, std::string_view encoding);

}  // namespace evenkeel::haproxy
