// http-check expect, tcp-check expect: what an answer must hold.

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
#include <utility>

#include <re2/re2.h>

#include "base/text.hpp"
#include "balancer/text_codes.hpp"
#include "config/haproxy/check_rules.hpp"
#include "config/haproxy/sentences.hpp"

namespace evenkeel::haproxy {

namespace {

/// "200-399,404": ranges of codes.
Fault read_statuses(const Token& value, CheckRule& rule)
{
    std::string_view rest = value.text;
    while (true) {
        std::int64_t numbers[2] = {0, 0};
        for (int i = 0; i < 2; ++i) {
            std::size_t digits = 0;
            while (digits < rest.size() && rest[digits] >= '0' && rest[digits] <= '9') ++digits;
            numbers[i] = std::min<std::int64_t>(leading_integer(rest.substr(0, digits)), INT32_MAX);
            rest.remove_prefix(digits);
            if (i == 0 && !rest.starts_with('-')) {
                numbers[1] = numbers[0];
                break;
            }
            if (i == 0) rest.remove_prefix(1);
        }
        rule.statuses.emplace_back(numbers[0], numbers[1]);
        if (rest.empty()) return {};
        if (rest[0] != ',') return fault(sentence::status_list_character, value.column, {{"character", rest.substr(0, 1)}});
        rest.remove_prefix(1);
    }
}

Fault check_regex(const Token& value)
{
    RE2::Options quiet;
    quiet.set_log_errors(false);
    quiet.set_max_mem(1 << 20);
    const RE2 regex(value.text, quiet);
    if (regex.ok() || regex.error_code() == RE2::ErrorBadPerlOp || regex.error_code() == RE2::ErrorBadEscape) return {};
    const std::string_view why = regex.error_code() == RE2::ErrorMissingBracket ? "missing terminating ] for character class" : "missing closing parenthesis";
    return fault(sentence::regex_invalid, value.column, {{"regex", value.text}, {"why", why}, {"offset", std::to_string(value.text.size())}});
}

struct PatternWord {
    std::string_view word;
    CheckPattern pattern;
    bool http;
    bool tcp;
};
constexpr std::array<PatternWord, 10> pattern_words{{
    {"status", CheckPattern::status, true, false},
    {"rstatus", CheckPattern::status_regex, true, false},
    {"hdr", CheckPattern::header, true, false},
    {"fhdr", CheckPattern::full_header, true, false},
    {"string", CheckPattern::string, true, true},
    {"rstring", CheckPattern::regex, true, true},
    {"string-lf", CheckPattern::string_format, true, true},
    {"binary", CheckPattern::binary, false, true},
    {"rbinary", CheckPattern::binary_regex, false, true},
    {"binary-lf", CheckPattern::binary_format, false, true},
}};

struct ResultWord {
    std::string_view word;
    CheckResult result;
};
constexpr ResultWord good_results[] = {{"L4OK", CheckResult::l4_ok}, {"L6OK", CheckResult::l6_ok}, {"L7OK", CheckResult::l7_ok}, {"L7OKC", CheckResult::l7_conditional}};
constexpr ResultWord bad_results[] = {{"L4CON", CheckResult::l4_connection}, {"L6RSP", CheckResult::l6_response}, {"L7RSP", CheckResult::l7_response}, {"L7STS", CheckResult::l7_status}};
constexpr ResultWord late_results[] = {{"L4TOUT", CheckResult::l4_timeout}, {"L6TOUT", CheckResult::l6_timeout}, {"L7TOUT", CheckResult::l7_timeout}};

Fault read_result(const Words& words, std::size_t index, std::span<const ResultWord> known, std::string_view values, CheckResult& result)
{
    const Token& value = words.token(index + 1);
    const auto found = std::find_if(known.begin(), known.end(), [&](const ResultWord& each) { return each.word == value.text; });
    if (found == known.end()) return fault(sentence::expect_status_values, value.column, {{"keyword", words[index]}, {"values", values}, {"word", value.text}});
    result = found->result;
    return {};
}

/// "[-m MATCH] PATTERN" from words[index] on, which is moved behind it.
Fault read_header_pattern(Reader& reader, const Words& words, std::size_t& index, std::string_view keyword, bool is_format, HeaderPattern& pattern)
{
    constexpr std::pair<std::string_view, Match> matches[] = {{"str", Match::exact}, {"beg", Match::begins}, {"end", Match::ends}, {"sub", Match::contains}, {"reg", Match::regex}};
    if (words[index] == "-m") {
        const Token& match = words.token(index + 1);
        if (match.text.empty()) return fault(sentence::expect_header_match_missing, match.column, {{"keyword", keyword}});
        const auto* found = std::find_if(std::begin(matches), std::end(matches), [&](const auto& each) { return each.first == match.text; });
        if (found == std::end(matches)) return fault(sentence::expect_header_match, match.column, {{"keyword", keyword}, {"word", match.text}});
        pattern.match = found->second;
        index += 2;
    }
    const Token& text = words.token(index);
    if (text.text.empty()) return fault(sentence::expect_header_name, text.column, {{"keyword", keyword}});
    pattern.text = constant(text.text);
    ++index;
    if (pattern.match == Match::regex) return check_regex(text);
    return is_format ? read_check_format(reader, text, pattern.text) : Fault{};
}

/// name [-m MATCH] PATTERN [value [-m MATCH] PATTERN], from words[index], the keyword.
Fault read_header(Reader& reader, const Words& words, std::size_t& index, CheckRule& rule)
{
    const std::string& keyword = words[index];
    const Token& first = words.token(index + 1);
    if ((first.text != "name" && first.text != "name-lf") || !words.has(index + 2)) return fault(sentence::expect_header_name, first.column, {{"keyword", keyword}});
    index += 2;
    if (const Fault said = read_header_pattern(reader, words, index, keyword, first.text == "name-lf", rule.name)) return said;
    const std::string& second = words[index];
    if (second != "value" && second != "value-lf") return {};
    if (!words.has(index + 1)) return fault(sentence::expect_header_value, words.token(index + 1).column, {{"keyword", keyword}});
    ++index;
    rule.has_value = true;
    return read_header_pattern(reader, words, index, keyword, second == "value-lf", rule.value);
}

/// The pattern of a keyword that has one word behind it.
Fault read_pattern(Reader& reader, const Words& words, std::size_t index, CheckRule& rule)
{
    const std::string& keyword = words[index];
    const Token& value = words.token(index + 1);
    if (value.text.empty()) return fault(sentence::expect_value, value.column, {{"keyword", keyword}});
    rule.text = constant(value.text);
    switch (rule.pattern) {
    case CheckPattern::status: return read_statuses(value, rule);
    case CheckPattern::status_regex:
    case CheckPattern::regex:
    case CheckPattern::binary_regex: return check_regex(value);
    case CheckPattern::string_format:
    case CheckPattern::binary_format: return read_check_format(reader, value, rule.text);
    case CheckPattern::binary: {
        const auto bad = value.text.find_first_not_of("0123456789abcdefABCDEF");
        if (value.text.size() % 2 != 0) return fault(sentence::expect_binary_odd, value.column);
        if (bad != std::string::npos) return fault(sentence::expect_binary_digit, value.column, {{"character", value.text.substr(bad, 1)}});
        rule.text = constant(bytes_from_hex(value.text).value_or(""));
        return {};
    }
    default: return {};
    }
}

Fault read_code(Reader& reader, const Words& words, std::size_t& index, CheckRule& rule)
{
    const Token& at = words.token(index + 1);
    if (at.text.empty()) return fault(sentence::expect_code_argument, at.column);
    ++index;
    Fault said;
    const auto sample = read_sample(reader, words, index, said);
    if (!sample) return fault(sentence::expect_code_expression, at.column, {{"why", said.text}});
    rule.code = simulated_sample(reader, *sample, at_check);
    if (!rule.code) reader.not_simulated(at, "status-code", "the check has no code of its own");
    return {};
}

/// A word that may stand beside the pattern; false: it is none. `index` is moved behind what belongs to it.
bool read_modifier(Reader& reader, const Words& words, std::size_t& index, CheckRule& rule, Fault& said)
{
    const std::string& word = words[index];
    const Token& value = words.token(index + 1);
    const bool is_code = word == "status-code";
    if (!is_code && word != "comment" && word != "min-recv" && word != "ok-status" && word != "error-status" && word != "tout-status" && word != "on-success" && word != "on-error") return false;
    if (is_code) {
        said = read_code(reader, words, index, rule);
        return true;
    }
    if (value.text.empty()) {
        said = fault(sentence::expect_string_argument, value.column, {{"keyword", word}});
        return true;
    }
    if (word == "comment") rule.comment = value.text;
    if (word == "ok-status") said = read_result(words, index, good_results, "'L4OK', 'L6OK', 'L7OK' or 'L7OKC'", rule.passed);
    if (word == "error-status") said = read_result(words, index, bad_results, "'L4CON', 'L6RSP', 'L7RSP' or 'L7STS'", rule.failed);
    if (word == "tout-status") said = read_result(words, index, late_results, "'L4TOUT', 'L6TOUT' or 'L7TOUT'", rule.timed_out);
    if (word == "min-recv") {
        rule.least_bytes = leading_integer(value.text);
        if (rule.least_bytes < -1 || rule.least_bytes > INT32_MAX) said = fault(sentence::expect_min_recv, value.column);
    }
    if (word == "on-success" || word == "on-error") {
        said = read_check_format(reader, value, (word == "on-success" ? rule.on_success : rule.on_error).emplace());
    }
    index += 2;
    return true;
}

bool looks_at_text(CheckPattern pattern)
{
    return pattern == CheckPattern::string || pattern == CheckPattern::string_format || pattern == CheckPattern::regex;
}

}  // namespace

Fault read_check_expect(Reader& reader, const Words& words, bool http, CheckRule& rule)
{
    rule.act = CheckAct::expect;
    bool has_pattern = false;
    std::size_t i = 2;
    if (!words.has(i)) return fault(sentence::expect_pattern, words.token(i).column);
    while (words.has(i)) {
        Token word = words.token(i);
        bool negated = false;
        while (word.text.starts_with('!')) {
            negated = !negated;
            word.text.erase(0, 1);
            if (word.text.empty()) word = words.token(++i);
        }
        const auto* known = std::find_if(pattern_words.begin(), pattern_words.end(), [&](const PatternWord& each) { return each.word == word.text && (http ? each.http : each.tcp); });
        Fault said;
        if (known != pattern_words.end()) {
            if (has_pattern) return fault(sentence::expect_one_pattern, word.column);
            has_pattern = true;
            rule.pattern = known->pattern;
            rule.negated = negated;
            const bool is_header = rule.pattern == CheckPattern::header || rule.pattern == CheckPattern::full_header;
            said = is_header ? read_header(reader, words, i, rule) : read_pattern(reader, words, i, rule);
            if (!is_header) i += 2;
            if (http && looks_at_text(rule.pattern)) reader.note(word, sentence::known_texts_only, {{"what", "expect " + word.text}});
        } else if (!read_modifier(reader, words, i, rule, said)) {
            return fault(http ? sentence::expect_only_http : sentence::expect_only_tcp, word.column, {{"word", word.text}});
        }
        if (said) return said;
    }
    if (!has_pattern) return fault(sentence::expect_pattern, words.token(i).column);
    return {};
}

}  // namespace evenkeel::haproxy
