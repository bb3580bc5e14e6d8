#include "balancer/regex.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <utility>

#include <re2/re2.h>

namespace evenkeel::haproxy {

namespace {

constexpr int most_groups = 10;
constexpr std::size_t most_replaced = 16'384;       // bytes, HAProxy's buffer

/// What was compiled is kept for the next time: it follows from the text alone, so it is no part of a world's state.
const re2::RE2& compiled(const std::string& expression, bool ignore_case)
{
    constexpr std::size_t most = 1024;
    static thread_local std::map<std::pair<std::string, bool>, std::unique_ptr<re2::RE2>> known;
    if (known.size() > most) known.clear();
    std::unique_ptr<re2::RE2>& found = known[{expression, ignore_case}];
    if (!found) {
        re2::RE2::Options options;
        options.set_case_sensitive(!ignore_case);
        options.set_log_errors(false);
        options.set_encoding(re2::RE2::Options::EncodingLatin1);
        found = std::make_unique<re2::RE2>(expression, options);
    }
    return *found;
}

using Groups = std::array<re2::StringPiece, most_groups>;

void append_replacement(std::string& text, std::string_view replacement, const Groups& groups)
{
    for (std::size_t i = 0; i < replacement.size(); ++i) {
        if (replacement[i] != '\\' || i + 1 == replacement.size()) {
            text += replacement[i];
            continue;
        }
        const char c = replacement[++i];
        if (c < '0' || c > '9') text += c;
        else if (const re2::StringPiece& group = groups[static_cast<std::size_t>(c - '0')]; group.data() != nullptr) text.append(group.data(), group.size());
    }
}

bool find(const re2::RE2& regex, std::string_view text, std::size_t from, Groups& groups)
{
    if (!regex.ok()) return false;
    const int wanted = std::min(most_groups, 1 + regex.NumberOfCapturingGroups());
    return regex.Match(re2::StringPiece(text.data(), text.size()), from, text.size(), re2::RE2::UNANCHORED, groups.data(), wanted);
}

}  // namespace

bool matches_regex(std::string_view text, const std::string& expression, bool ignore_case)
{
    return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), compiled(expression, ignore_case));
}

std::optional<std::string> expanded_match(std::string_view text, const std::string& expression, std::string_view replacement)
{
    Groups groups;
    if (!find(compiled(expression, false), text, 0, groups)) return {};
    std::string result;
    append_replacement(result, replacement, groups);
    return result.substr(0, most_replaced);
}

std::string replaced_by_regex(std::string_view text, const std::string& expression, std::string_view replacement, bool ignore_case, bool all)
{
    const re2::RE2& regex = compiled(expression, ignore_case);
    std::string result;
    std::size_t from = 0;
    while (from <= text.size()) {
        Groups groups;
        if (!find(regex, text, from, groups)) break;
        const auto begin = static_cast<std::size_t>(groups[0].data() - text.data());
        const std::size_t end = begin + groups[0].size();
        result += text.substr(from, begin - from);
        append_replacement(result, replacement, groups);
        from = end;
        if (groups[0].empty() && from < text.size()) result += text[from];
        if (groups[0].empty()) ++from;
        if (!all || result.size() > most_replaced) break;
    }
    if (from < text.size()) result += text.substr(from);
    return result.substr(0, most_replaced);
}

}  // namespace evenkeel::haproxy
