#pragma once
// Words about text that every layer uses. No locale: letters are ASCII.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace evenkeel {

std::string_view trim(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(std::span<const std::string> parts, std::string_view separator);
std::string lower(std::string_view text);
bool equal_ignoring_case(std::string_view a, std::string_view b);

/// A whole number in [least, most] that is all of the text: optional '-', digits. Nothing otherwise.
std::optional<std::int64_t> parse_integer(std::string_view text, std::int64_t least = INT64_MIN, std::int64_t most = INT64_MAX);

/// A decimal number ("0.5", "1e3", "-2") that is all of the text; the nearest double, the same on every platform.
std::optional<double> parse_number(std::string_view text);

/// The shortest text that reads back as the same double: "0.1", "1e+21", "NaN", "+Inf".
std::string to_text(double number);

/// The known word that is nearest to what was written, when it is near enough to be a slip (at most a third of its
/// letters differ, a swap of neighbours counting once); nothing otherwise.
std::optional<std::string_view> nearest_word(std::string_view written, std::span<const std::string_view> known);
/// How a repair offers it: "did you mean 'interval'?".
std::string did_you_mean(std::string_view word);

/// Text of unknown origin made safe to print: control bytes, bidirectional overrides and invalid UTF-8 become \xNN;
/// what exceeds `most` bytes is cut and marked with "…".
std::string printable(std::string_view text, std::size_t most = 200);

/// Where the first byte that is not valid UTF-8 stands; nothing when all are.
std::optional<std::size_t> first_invalid_utf8(std::string_view text);

}  // namespace evenkeel
