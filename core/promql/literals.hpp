#pragma once
// Literals of PromQL as Go reads and writes them: characters, quoted strings, numbers, durations.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace evenkeel::promql {

/// A character of UTF-8 text: its code point and its length in bytes. A byte that is no character is U+FFFD, one byte long;
/// at the end the length is 0.
struct Character {
    std::int32_t code = -1;
    std::size_t length = 0;
};
inline constexpr std::int32_t replacement_character = 0xfffd;
Character character_at(std::string_view text, std::size_t position);

/// Adds a code point as UTF-8.
void append_utf8(std::string& text, std::int32_t code);

/// As Go's %q: "web\"1\"" with the quotes, control characters escaped.
std::string quoted(std::string_view text);
/// As Go's %q of a character: 'x'.
std::string quoted_character(std::int32_t code);

/// The text of a string literal ("…", '…' or `…`), its quotes and escapes resolved. The lexer has checked it.
std::string unquoted(std::string_view literal);

/// A number as Go's ParseInt(…, 0) and ParseFloat read it: 1_000, 0x1F, 017 (octal), 1e3, .5, Inf, NaN.
std::optional<double> parse_number_literal(std::string_view text);
/// A float as Go's ParseFloat alone reads it: what the label `le` holds.
std::optional<double> parse_float(std::string_view text);

/// 1h30m, 500ms: units y w d h m s ms in this order, each once; "0". Nothing for other text or more than 292 years.
std::optional<Duration> parse_duration_literal(std::string_view text);

/// The shortest decimal text without an exponent: 1000000, 0.001, NaN, +Inf. What count_values writes.
std::string to_decimal_text(double number);

}  // namespace evenkeel::promql
