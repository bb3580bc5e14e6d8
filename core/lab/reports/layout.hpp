#pragma once
// Words and columns of a text report.

#include <string>
#include <string_view>
#include <vector>

#include "lab/reports/text.hpp"

namespace evenkeel {

enum class Ink { plain, heading, good, bad, middling, faint };

/// The text in a colour, or as it is when no colours are wanted.
std::string inked(std::string_view text, Ink ink, const TextOptions& options);

/// Columns that a text takes on a terminal: its code points (no wide characters, no combining ones).
int columns(std::string_view text);

/// Padded with spaces to a number of columns; longer text stays as it is.
std::string padded_left(std::string_view text, int to);
std::string padded_right(std::string_view text, int to);

/// Lines of at most `width` columns, broken at spaces, each begun with `indent` spaces and ended with a line end.
std::string wrapped(std::string_view text, int indent, const TextOptions& options, Ink ink = Ink::plain);

/// "██████████████······": a share of one, in so many columns.
std::string bar(double share, int width, const TextOptions& options);

/// "1,234,567".
std::string grouped(std::uint64_t number);

}  // namespace evenkeel
