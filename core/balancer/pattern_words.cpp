// What a text says as a pattern: a range of numbers, a network, a regular expression; and what HAProxy says of one that is none.

#include <algorithm>

#include <fmt/format.h>
#include <re2/re2.h>

#include "balancer/patterns.hpp"
#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

re2::RE2::Options quiet()
{
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(1 << 20);
    return options;
}

/// "z-a" of a class, which PCRE refuses too.
bool is_reversed(std::string_view range) { return range.size() == 3 && range[1] == '-' && range[0] > range[2]; }

/// What PCRE knows and RE2 does not: looking around, back references, possessive and atomic groups.
bool only_pcre(const re2::RE2& regex)
{
    using enum re2::RE2::ErrorCode;
    return regex.error_code() == ErrorBadPerlOp || regex.error_code() == ErrorBadEscape || regex.error_code() == ErrorRepeatSize ||
           regex.error_code() == ErrorRepeatOp || regex.error_code() == ErrorPatternTooLarge || regex.error_code() == ErrorBadNamedCapture ||
           (regex.error_code() == ErrorBadCharRange && !is_reversed(regex.error_arg())) || regex.error_code() == ErrorBadUTF8;
}

PatternFault fault_of_regex(std::string_view pattern)
{
    const re2::RE2 regex(re2::StringPiece(pattern.data(), pattern.size()), quiet());
    if (regex.ok()) return PatternFault::none;
    return only_pcre(regex) ? PatternFault::pcre_only : PatternFault::regex;
}

}  // namespace

std::optional<NumberRange> number_range(std::string_view word)
{
    const std::size_t colon = word.find_first_of(":-", 1);
    NumberRange range{INT64_MIN, INT64_MAX};
    if (word.starts_with(':') || word.starts_with('-')) {
        const auto most = parse_integer(word.substr(1));
        if (!most) return std::nullopt;
        range.most = *most;
        return range;
    }
    const auto least = parse_integer(word.substr(0, colon));
    if (!least) return std::nullopt;
    range.least = *least;
    range.most = *least;
    if (colon == std::string_view::npos) return range;
    range.most = INT64_MAX;
    if (colon + 1 == word.size()) return range;
    const auto most = parse_integer(word.substr(colon + 1));
    if (!most) return std::nullopt;
    range.most = *most;
    return *least > *most ? std::nullopt : std::optional(range);
}

std::optional<Prefix> network_of_word(std::string_view word)
{
    if (const auto prefix = parse_prefix(word)) return prefix;
    const std::size_t slash = word.find('/');
    if (slash != std::string_view::npos) {
        // A mask in dots: 10.0.0.0/255.0.0.0.
        const auto address = parse_address(word.substr(0, slash));
        const auto mask = parse_address(word.substr(slash + 1));
        if (!address || !mask || !is_ipv4(*address) || !is_ipv4(*mask)) return std::nullopt;
        std::int32_t length = 0;
        for (std::uint32_t bits = ipv4_number(*mask); (bits & 0x8000'0000u) != 0; bits <<= 1) ++length;
        return Prefix{*address, 96 + length};
    }
    return std::nullopt;
}

PatternFault fault_of_pattern(Match match, std::string_view pattern)
{
    switch (match) {
    case Match::length:
    case Match::integer:
        if (number_range(pattern)) return PatternFault::none;
        return pattern.find_first_of(":-") != std::string_view::npos ? PatternFault::range : PatternFault::number;
    case Match::address: return network_of_word(pattern) ? PatternFault::none : PatternFault::address;
    case Match::regex: return fault_of_regex(pattern);
    case Match::exact:
    case Match::begins:
    case Match::ends:
    case Match::contains:
    case Match::directory:
    case Match::domain:
    case Match::found:
    case Match::truth: break;
    }
    return PatternFault::none;
}

PatternFault fault_of_value(PatternValue kind, std::string_view value)
{
    if (kind == PatternValue::number && value.starts_with('+')) value.remove_prefix(1);
    const bool good = kind == PatternValue::number ? value.empty() || parse_integer(value).has_value() : kind != PatternValue::address || parse_address(value).has_value();
    return good ? PatternFault::none : PatternFault::value;
}

RegexProblem problem_of_regex(std::string_view text)
{
    using enum re2::RE2::ErrorCode;
    const re2::RE2 regex(re2::StringPiece(text.data(), text.size()), quiet());
    const auto at = [&](std::size_t offset) { return std::min(offset, text.size()); };
    switch (regex.error_code()) {
    case ErrorMissingParen: return {"missing closing parenthesis", text.size()};
    case ErrorMissingBracket: return {"missing terminating ] for character class", text.size()};
    case ErrorTrailingBackslash: return {"\\ at end of pattern", text.size()};
    case ErrorRepeatArgument: return {"quantifier does not follow a repeatable item", at(text.find(regex.error_arg()))};
    case ErrorUnexpectedParen: return {"unmatched closing parenthesis", at(text.rfind(')'))};
    case ErrorBadCharRange: return {"range out of order in character class", at(text.find(regex.error_arg()) + regex.error_arg().size() - 1)};
    default: return {"unknown error", text.size()};
    }
}

std::string fault_text(PatternFault fault, std::string_view pattern)
{
    switch (fault) {
    case PatternFault::none:
    case PatternFault::pcre_only: return {};
    case PatternFault::number: return fmt::format("'{}' is not a number", pattern);
    case PatternFault::range: return fmt::format("'{}' is not a valid number range", pattern);
    case PatternFault::address: return fmt::format("'{}' is not a valid IPv4 or IPv6 address", pattern);
    case PatternFault::regex: {
        const RegexProblem problem = problem_of_regex(pattern);
        return fmt::format("regex '{}' is invalid (error={}, erroffset={})", pattern, problem.why, problem.offset);
    }
    case PatternFault::value: return fmt::format("unable to parse '{}'", pattern);
    }
    return {};
}

}  // namespace evenkeel::haproxy
