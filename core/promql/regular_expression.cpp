#include "promql/regular_expression.hpp"

#include <map>
#include <vector>

#include <re2/re2.h>

#include <fmt/format.h>

#include "base/text.hpp"
#include "promql/syntax.hpp"

namespace evenkeel::promql {

namespace {

/// Go's name of a problem that RE2 found.
std::string_view go_words(re2::RE2::ErrorCode code)
{
    switch (code) {
    case re2::RE2::ErrorBadEscape: return "invalid escape sequence";
    case re2::RE2::ErrorBadCharClass: return "invalid character class";
    case re2::RE2::ErrorBadCharRange: return "invalid character class range";
    case re2::RE2::ErrorMissingBracket: return "missing closing ]";
    case re2::RE2::ErrorMissingParen: return "missing closing )";
    case re2::RE2::ErrorUnexpectedParen: return "unexpected )";
    case re2::RE2::ErrorTrailingBackslash: return "trailing backslash at end of expression";
    case re2::RE2::ErrorRepeatArgument: return "missing argument to repetition operator";
    case re2::RE2::ErrorRepeatSize: return "invalid repeat count";
    case re2::RE2::ErrorRepeatOp: return "invalid nested repetition operator";
    case re2::RE2::ErrorBadPerlOp: return "invalid or unsupported Perl syntax";
    case re2::RE2::ErrorBadUTF8: return "invalid UTF-8";
    case re2::RE2::ErrorBadNamedCapture: return "invalid named capture";
    case re2::RE2::ErrorPatternTooLarge: return "expression too large";
    default: return "regexp/syntax: internal error";
    }
}

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

bool is_name_character(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           static_cast<unsigned char>(c) >= 0x80;
}

/// The name of a reference behind its '$'; `length` says how much of the text it takes, 0 that it is none.
std::string_view reference(std::string_view text, std::size_t& length)
{
    length = 0;
    const bool braces = !text.empty() && text.front() == '{';
    const std::size_t begin = braces ? 1 : 0;
    std::size_t end = begin;
    while (end < text.size() && is_name_character(text[end])) ++end;
    if (end == begin || (braces && (end == text.size() || text[end] != '}'))) return {};
    length = end + begin;
    return text.substr(begin, end - begin);
}

}  // namespace

RegularExpression compile(std::string_view pattern)
{
    re2::RE2::Options options;
    options.set_dot_nl(true);
    options.set_log_errors(false);
    auto expression = std::make_shared<const re2::RE2>(piece(pattern), options);
    if (expression->ok()) return {std::move(expression), {}};
    return {nullptr, fmt::format("{}: `{}`", go_words(expression->error_code()), expression->error_arg())};
}

bool matches_all(const re2::RE2& expression, std::string_view text) { return re2::RE2::FullMatch(piece(text), expression); }

Replaced replace_all(const re2::RE2& expression, std::string_view text, std::string_view with)
{
    const int groups = expression.NumberOfCapturingGroups() + 1;
    std::vector<re2::StringPiece> found(static_cast<std::size_t>(groups));
    if (!expression.Match(piece(text), 0, text.size(), re2::RE2::ANCHOR_BOTH, found.data(), groups)) return {};
    Replaced result{true, {}};
    const auto add_group = [&](std::int64_t number) {
        if (number < groups)
            result.text.append(found[static_cast<std::size_t>(number)].data(), found[static_cast<std::size_t>(number)].size());
    };
    while (!with.empty()) {
        const std::size_t dollar = with.find('$');
        result.text += with.substr(0, dollar);
        if (dollar == std::string_view::npos) break;
        with.remove_prefix(dollar + 1);
        std::size_t length = 0;
        const std::string_view name = reference(with, length);
        if (!with.empty() && with.front() == '$') {
            length = 1;
            result.text += '$';
        } else if (length == 0) {
            result.text += '$';
        } else if (const auto number = parse_integer(name, 0, 99'999'999); number && (name.size() == 1 || name.front() != '0')) {
            add_group(*number);
        } else if (const auto named = expression.NamedCapturingGroups().find(std::string(name));
                   named != expression.NamedCapturingGroups().end()) {
            add_group(named->second);
        }
        with.remove_prefix(length);
    }
    return result;
}

bool is_label_name(std::string_view name) { return !name.empty() && !first_invalid_utf8(name); }

bool matches(const Matcher& matcher, std::string_view value)
{
    switch (matcher.kind) {
    case MatchKind::equal: return matcher.value == value;
    case MatchKind::not_equal: return matcher.value != value;
    case MatchKind::matches: return matcher.expression && matches_all(*matcher.expression, value);
    case MatchKind::matches_not: return matcher.expression && !matches_all(*matcher.expression, value);
    }
    return false;
}

}  // namespace evenkeel::promql
