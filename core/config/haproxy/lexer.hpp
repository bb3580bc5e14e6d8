#pragma once
// The line language of haproxy.cfg as HAProxy 2.6 reads it: quotes, backslashes, comments, environment variables. Every
// word keeps its column. Source: recorded answers of 2.6.12 and its manual, section 2.2.
//
// Differs: there is no environment here. A variable is empty unless it has a default (`${NAME-default}`), as it is for the
// real program when nobody sets it.

#include <string>
#include <string_view>
#include <vector>

#include "config/token.hpp"

namespace evenkeel::haproxy {

/// Words per line that HAProxy keeps; one more is an error.
inline constexpr std::size_t most_words = 64;

enum class LineFault { none, quote, brace, variable_name, hexadecimal, expansion, too_many_words };

/// A physical line, cut at its line feed (or at a NUL, behind which HAProxy does not see).
struct RawLine {
    int number = 0;
    std::string_view text;
    bool has_line_feed = false;
    bool has_nul = false;
};

/// What became of a line.
struct LexedLine {
    Words words;
    LineFault fault = LineFault::none;
    int fault_position = 0;              ///< column of the fault, from 1; of the 64th word in HAProxy's output for too_many_words
    std::string fault_word;              ///< the 64th word
    std::vector<Token> variables;        ///< environment variables that the line asks for
};

/// Cuts a text into lines; the last one may lack its line feed.
std::vector<RawLine> split_lines(std::string_view text);

LexedLine lex(const RawLine& line, std::string_view file, std::string_view section);

}  // namespace evenkeel::haproxy
