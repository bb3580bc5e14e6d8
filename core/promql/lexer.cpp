#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "promql/literals.hpp"
#include "promql/sentences.hpp"
#include "promql/token.hpp"

namespace evenkeel::promql {

namespace {

using enum TokenKind;

struct Word {
    std::string_view text;
    TokenKind kind;
};

constexpr std::array<Word, 28> keywords{{
    {"and", logical_and},   {"or", logical_or},       {"unless", unless},       {"atan2", atan2},
    {"sum", sum},           {"avg", avg},             {"count", count},         {"min", min},
    {"max", max},           {"group", group},         {"stddev", stddev},       {"stdvar", stdvar},
    {"topk", topk},         {"bottomk", bottomk},     {"count_values", count_values}, {"quantile", quantile},
    {"limitk", limitk},     {"limit_ratio", limit_ratio}, {"offset", offset},   {"by", by},
    {"without", without},   {"on", on},               {"ignoring", ignoring},   {"group_left", group_left},
    {"group_right", group_right}, {"bool", boolean},  {"start", start},         {"end", end_keyword},
}};

constexpr std::array<Word, 24> signs{{
    {"(", left_parenthesis}, {")", right_parenthesis}, {"{", left_brace}, {"}", right_brace}, {"[", left_bracket},
    {"]", right_bracket}, {",", comma}, {":", colon}, {"=", equal}, {"+", add}, {"-", subtract}, {"*", multiply},
    {"/", divide}, {"%", modulo}, {"^", power}, {"==", compare_equal}, {"!=", not_equal}, {"<", less},
    {"<=", less_equal}, {">", greater}, {">=", greater_equal}, {"=~", matches}, {"!~", matches_not}, {"@", at},
}};

bool is_space(std::int32_t c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_digit(std::int32_t c) { return c >= '0' && c <= '9'; }
bool is_letter(std::int32_t c) { return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_word(std::int32_t c) { return is_letter(c) || is_digit(c); }

std::int32_t peek(const Lexer& lexer) { return character_at(lexer.input, lexer.position).code; }
std::int32_t advance(Lexer& lexer)
{
    const Character c = character_at(lexer.input, lexer.position);
    lexer.position += c.length;
    return c.code;
}
/// Takes the next character if it is one of these.
bool accept(Lexer& lexer, std::string_view set)
{
    const std::int32_t c = peek(lexer);
    if (c < 0 || c > 0x7f || set.find(static_cast<char>(c)) == std::string_view::npos) return false;
    ++lexer.position;
    return true;
}
bool is_next(const Lexer& lexer, std::string_view set)
{
    const std::int32_t c = peek(lexer);
    return c >= 0 && c <= 0x7f && set.find(static_cast<char>(c)) != std::string_view::npos;
}

Token emit(Lexer& lexer, TokenKind kind)
{
    Token token{kind, static_cast<int>(lexer.start), lexer.input.substr(lexer.start, lexer.position - lexer.start), nullptr, {}};
    lexer.start = lexer.position;
    return token;
}

/// The lexer stops. As in Prometheus the place of a problem is where the token began, or, when it had been given out
/// already (a bracket too many), just behind it.
Token problem_token(Lexer& lexer, const Sentence& sentence, std::string argument = {})
{
    lexer.finished = true;
    return {problem, static_cast<int>(lexer.start), {}, &sentence, std::move(argument)};
}
Token problem_behind(Lexer& lexer, const Sentence& sentence, std::int32_t character)
{
    lexer.start = lexer.position;
    return problem_token(lexer, sentence, quoted_character(character));
}

/// The body of an escape, behind the backslash; the problem if there is one.
const Sentence* read_escape(Lexer& lexer, std::int32_t quote, std::string& argument)
{
    std::int32_t c = advance(lexer);
    int digits = 0;
    int base = 16;
    std::int64_t most = 255;
    if (c == quote || (c > 0 && c < 0x80 && std::string_view("abfnrtv\\").find(static_cast<char>(c)) != std::string_view::npos)) return nullptr;
    if (c < 0) return &sentences::escape_not_terminated;
    if (c >= '0' && c <= '7') {
        digits = 3;
        base = 8;
    } else if (c == 'x' || c == 'u' || c == 'U') {
        digits = c == 'x' ? 2 : c == 'u' ? 4 : 8;
        if (c != 'x') most = 0x10ffff;
        c = advance(lexer);
    } else {
        argument = fmt::format("U+{:04X} {}", c, quoted_character(c));
        return &sentences::unknown_escape;
    }
    std::int64_t value = 0;
    for (; digits > 0; --digits) {
        const std::int64_t digit = is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : 16;
        if (digit >= base) {
            if (c < 0) return &sentences::escape_not_terminated;
            argument = fmt::format("U+{:04X} {}", c, quoted_character(c));
            return &sentences::illegal_in_escape;
        }
        value = value * base + digit;
        if (digits > 1) c = advance(lexer);
    }
    return value > most || (value >= 0xd800 && value < 0xe000) ? &sentences::invalid_code_point : nullptr;
}

Token read_string(Lexer& lexer, std::int32_t quote)
{
    const bool raw = quote == '`';
    while (true) {
        const std::int32_t c = advance(lexer);
        if (c == quote) return emit(lexer, string);
        if (c == replacement_character) return problem_token(lexer, sentences::invalid_utf8);
        if (c < 0 || (c == '\n' && !raw)) return problem_token(lexer, raw ? sentences::unterminated_raw_string : sentences::unterminated_string);
        if (c != '\\' || raw) continue;
        std::string argument;
        if (const Sentence* sentence = read_escape(lexer, quote, argument)) return problem_token(lexer, *sentence, std::move(argument));
    }
}

/// Prometheus' own scan: it takes what looks like a number; whether it is one is found out when it is read.
bool scan_number(Lexer& lexer)
{
    const std::size_t begin = lexer.position;
    std::string_view digits = "0123456789";
    const bool hexadecimal = accept(lexer, "0") && accept(lexer, "xX");
    if (hexadecimal) {
        accept(lexer, "_");
        digits = "0123456789abcdefABCDEF";
    }
    accept(lexer, ".");
    accept(lexer, digits);
    bool point = false;
    bool exponent = false;
    while (is_next(lexer, digits) || is_next(lexer, "._eE")) {
        if (is_next(lexer, ".") && point) {
            advance(lexer);
            return false;
        }
        if (is_next(lexer, "eE") && exponent) {
            advance(lexer);
            return false;
        }
        if (accept(lexer, ".")) {
            point = true;
            if (accept(lexer, "_.") || hexadecimal) return false;
        } else if (accept(lexer, "eE")) {
            exponent = true;
            accept(lexer, "+-");
            if (accept(lexer, "._eE") || peek(lexer) < 0) return false;
        } else if (accept(lexer, "_")) {
            if (accept(lexer, "._eE") || peek(lexer) < 0) return false;
        } else {
            while (accept(lexer, digits)) {}
        }
    }
    return lexer.position != begin && !is_word(peek(lexer));
}

/// The units of a duration behind its first number, and further numbers with units.
bool scan_rest_of_duration(Lexer& lexer)
{
    if (!accept(lexer, "smhdwy")) return false;
    accept(lexer, "s");
    while (accept(lexer, "0123456789")) {
        while (accept(lexer, "0123456789")) {}
        if (!accept(lexer, "smhdw")) return false;
        accept(lexer, "s");
    }
    if (!is_word(peek(lexer))) return true;
    advance(lexer);
    return false;
}

Token read_number_or_duration(Lexer& lexer)
{
    lexer.position = lexer.start;
    if (scan_number(lexer)) return emit(lexer, number);
    if (scan_rest_of_duration(lexer)) return emit(lexer, duration);
    return problem_token(lexer, sentences::bad_number, quoted(lexer.input.substr(lexer.start, lexer.position - lexer.start)));
}

Token read_word(Lexer& lexer)
{
    while (is_word(peek(lexer)) || peek(lexer) == ':') advance(lexer);
    const std::string_view text = lexer.input.substr(lexer.start, lexer.position - lexer.start);
    if (equal_ignoring_case(text, "inf") || equal_ignoring_case(text, "nan")) return emit(lexer, number);
    for (const Word& keyword : keywords)
        if (equal_ignoring_case(text, keyword.text)) return emit(lexer, keyword.kind);
    return emit(lexer, text.find(':') == std::string_view::npos ? identifier : metric_identifier);
}

void skip_spaces_and_comments(Lexer& lexer)
{
    while (true) {
        if (is_space(peek(lexer))) {
            advance(lexer);
        } else if (peek(lexer) == '#' && !lexer.just_opened_bracket) {
            while (peek(lexer) >= 0 && peek(lexer) != '\n' && peek(lexer) != '\r') advance(lexer);
        } else {
            lexer.start = lexer.position;
            return;
        }
    }
}

Token read_in_braces(Lexer& lexer)
{
    const std::int32_t c = advance(lexer);
    if (c < 0) return problem_token(lexer, sentences::unexpected_end_in_braces);
    if (is_letter(c)) {
        while (is_word(peek(lexer))) advance(lexer);
        return emit(lexer, identifier);
    }
    switch (c) {
    case ',': return emit(lexer, comma);
    case '"':
    case '\'':
    case '`': return read_string(lexer, c);
    case '=': return emit(lexer, accept(lexer, "~") ? matches : equal);
    case '!': {
        const std::int32_t second = advance(lexer);
        if (second == '~') return emit(lexer, matches_not);
        if (second == '=') return emit(lexer, not_equal);
        return problem_token(lexer, sentences::unexpected_after_exclamation_in_braces, quoted_character(second));
    }
    case '{': return problem_token(lexer, sentences::unexpected_left_brace, quoted_character(c));
    case '}': lexer.brace_open = false; return emit(lexer, right_brace);
    default: return problem_token(lexer, sentences::unexpected_character_in_braces, quoted_character(c));
    }
}

/// Behind '[' until the first number: arithmetic of durations, which the parser refuses.
Token read_in_brackets(Lexer& lexer)
{
    const std::int32_t c = advance(lexer);
    if (c < 0) return problem_token(lexer, sentences::unexpected_end_in_duration);
    if (is_digit(c) || (c == '.' && is_digit(peek(lexer)))) {
        lexer.just_opened_bracket = false;
        lexer.duration_seen = true;
        return read_number_or_duration(lexer);
    }
    switch (c) {
    case ']':
        lexer.bracket_open = false;
        lexer.just_opened_bracket = false;
        return emit(lexer, right_bracket);
    case ':':
        if (!lexer.duration_seen) {
            lexer.start = lexer.position;
            return problem_token(lexer, sentences::colon_before_duration);
        }
        lexer.colon_seen = true;
        return emit(lexer, colon);
    case '(': ++lexer.parenthesis_depth; return emit(lexer, left_parenthesis);
    case ')':
        if (--lexer.parenthesis_depth < 0) return problem_behind(lexer, sentences::unexpected_right_parenthesis, c);
        return emit(lexer, right_parenthesis);
    case '+': return emit(lexer, add);
    case '-': return emit(lexer, subtract);
    case '*': return emit(lexer, multiply);
    case '/': return emit(lexer, divide);
    case '%': return emit(lexer, modulo);
    case '^': return emit(lexer, power);
    default: return problem_token(lexer, sentences::unexpected_duration_character, quoted_character(c));
    }
}

Token read_sign(Lexer& lexer, std::int32_t c)
{
    switch (c) {
    case ',': return emit(lexer, comma);
    case '*': return emit(lexer, multiply);
    case '/': return emit(lexer, divide);
    case '%': return emit(lexer, modulo);
    case '+': return emit(lexer, add);
    case '-': return emit(lexer, subtract);
    case '^': return emit(lexer, power);
    case '@': return emit(lexer, at);
    case '<': return emit(lexer, accept(lexer, "=") ? less_equal : less);
    case '>': return emit(lexer, accept(lexer, "=") ? greater_equal : greater);
    case '=':
        if (peek(lexer) == '~') return problem_token(lexer, sentences::unexpected_after_equals, quoted_character('~'));
        return emit(lexer, accept(lexer, "=") ? compare_equal : equal);
    case '!': {
        const std::int32_t second = advance(lexer);
        if (second != '=') return problem_token(lexer, sentences::unexpected_after_exclamation, quoted_character(second));
        return emit(lexer, not_equal);
    }
    case '(': ++lexer.parenthesis_depth; return emit(lexer, left_parenthesis);
    case ')':
        if (--lexer.parenthesis_depth < 0) return problem_behind(lexer, sentences::unexpected_right_parenthesis, c);
        return emit(lexer, right_parenthesis);
    case '{': lexer.brace_open = true; return emit(lexer, left_brace);
    case '[':
        if (lexer.bracket_open) return problem_token(lexer, sentences::unexpected_left_bracket, quoted_character(c));
        lexer.bracket_open = true;
        lexer.just_opened_bracket = true;
        lexer.colon_seen = false;
        return emit(lexer, left_bracket);
    case ']':
        if (!lexer.bracket_open) return problem_token(lexer, sentences::unexpected_right_bracket, quoted_character(c));
        lexer.bracket_open = false;
        return emit(lexer, right_bracket);
    default: return problem_token(lexer, sentences::unexpected_character, quoted_character(c));
    }
}

Token read_statement(Lexer& lexer)
{
    const std::int32_t c = advance(lexer);
    if (c < 0) {
        if (lexer.parenthesis_depth != 0) return problem_token(lexer, sentences::unclosed_parenthesis);
        if (lexer.bracket_open) return problem_token(lexer, sentences::unclosed_bracket);
        lexer.finished = true;
        return emit(lexer, end);
    }
    if (is_digit(c) || (c == '.' && is_digit(peek(lexer)))) return read_number_or_duration(lexer);
    if (c == '"' || c == '\'' || c == '`') return read_string(lexer, c);
    if (is_letter(c) || c == ':') {
        if (!lexer.bracket_open) return read_word(lexer);
        if (c != ':') return problem_token(lexer, sentences::unexpected_character_in_brackets, quoted_character(c));
        if (std::exchange(lexer.colon_seen, true)) return problem_token(lexer, sentences::unexpected_colon, quoted_character(c));
        return emit(lexer, colon);
    }
    return read_sign(lexer, c);
}

}  // namespace

bool is_operator(TokenKind kind) { return kind >= add && kind <= unless; }
bool is_comparison(TokenKind kind) { return kind >= compare_equal && kind <= greater_equal; }
bool is_set_operator(TokenKind kind) { return kind >= logical_and && kind <= unless; }
bool is_aggregation(TokenKind kind) { return kind >= sum && kind <= limit_ratio; }
bool takes_parameter(TokenKind aggregation) { return aggregation >= topk && aggregation <= limit_ratio; }

std::string_view word_of(TokenKind kind)
{
    for (const Word& word : signs)
        if (word.kind == kind) return word.text;
    for (const Word& word : keywords)
        if (word.kind == kind) return word.text;
    return {};
}

std::string described(const Token& token)
{
    const auto shortened = [&] {
        if (token.text.size() <= 10) return quoted(token.text);
        return quoted(token.text.substr(0, 10)) + "...";
    };
    if (token.kind == end) return "end of input";
    if (token.kind == identifier) return "identifier " + quoted(token.text);
    if (token.kind == metric_identifier) return "metric identifier " + quoted(token.text);
    if (token.kind == string) return "string " + shortened();
    if (token.kind == number) return "number " + shortened();
    if (token.kind == duration) return "duration " + shortened();
    if (is_operator(token.kind)) return fmt::format("<op:{}>", token.text);
    if (is_aggregation(token.kind)) return fmt::format("<aggr:{}>", token.text);
    if (token.kind >= offset && token.kind <= boolean) return fmt::format("<{}>", token.text);
    return shortened();
}

Token next_token(Lexer& lexer)
{
    if (lexer.finished) return {end, static_cast<int>(lexer.input.size()), {}, nullptr, {}};
    skip_spaces_and_comments(lexer);
    if (lexer.brace_open) return read_in_braces(lexer);
    if (lexer.just_opened_bracket) return read_in_brackets(lexer);
    return read_statement(lexer);
}

Location location_of(std::string_view text, int position)
{
    if (text.empty() || position < 0 || position > static_cast<int>(text.size())) return {};
    const std::string_view before = text.substr(0, static_cast<std::size_t>(position));
    const auto lines = std::count(before.begin(), before.end(), '\n');
    const std::size_t last = before.rfind('\n');
    const std::size_t column = last == std::string_view::npos ? before.size() + 1 : before.size() - last;
    return {{}, static_cast<int>(lines) + 1, static_cast<int>(column)};
}

}  // namespace evenkeel::promql
