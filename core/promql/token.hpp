#pragma once
// The words of PromQL. The lexer gives one at a time; what it cannot read is a token too, with the sentence that says why.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/catalogue.hpp"

namespace evenkeel::promql {

enum class TokenKind : std::uint8_t {
    end, problem,
    identifier, metric_identifier, string, number, duration,
    left_parenthesis, right_parenthesis, left_brace, right_brace, left_bracket, right_bracket,
    comma, colon, equal,
    // operators
    add, subtract, multiply, divide, modulo, power, atan2,
    compare_equal, not_equal, less, less_equal, greater, greater_equal,
    matches, matches_not, at,
    logical_and, logical_or, unless,
    // aggregations
    sum, avg, count, min, max, group, stddev, stdvar, topk, bottomk, count_values, quantile, limitk, limit_ratio,
    // keywords
    offset, by, without, on, ignoring, group_left, group_right, boolean,
    start, end_keyword,
};

struct Token {
    TokenKind kind = TokenKind::end;
    int position = 0;                       ///< of its first byte
    std::string_view text;
    const Sentence* problem = nullptr;      ///< of a problem: its sentence and that sentence's one argument
    std::string argument;
};

bool is_operator(TokenKind kind);
bool is_comparison(TokenKind kind);
bool is_set_operator(TokenKind kind);
bool is_aggregation(TokenKind kind);
bool takes_parameter(TokenKind aggregation);
/// The word of an operator or keyword: "==", "group_left".
std::string_view word_of(TokenKind kind);

/// As Prometheus names a token in a message: identifier "up", <op:/>, number "5", end of input.
std::string described(const Token& token);

/// Reads tokens from a text, which must outlive it. After a problem or the end every further token is `end`.
struct Lexer {
    std::string_view input;
    std::size_t position = 0;
    std::size_t start = 0;                  ///< of the token being read
    int parenthesis_depth = 0;
    bool brace_open = false;
    bool bracket_open = false;
    bool colon_seen = false;                ///< since the bracket opened
    bool duration_seen = false;
    bool just_opened_bracket = false;
    bool finished = false;
};
Token next_token(Lexer& lexer);

/// Line and column (from 1, in bytes) of a position.
Location location_of(std::string_view text, int position);

}  // namespace evenkeel::promql
