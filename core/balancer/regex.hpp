#pragma once
// Regular expressions of the configuration. RE2: linear time on hostile input, equal results everywhere.

#include <optional>
#include <string>
#include <string_view>

namespace evenkeel::haproxy {

/// True where the expression matches some part of the text.
bool matches_regex(std::string_view text, const std::string& expression, bool ignore_case);

/// What a replacement reads with the groups of the first match, which is what then stands in place of the whole text; nothing without a match.
std::optional<std::string> expanded_match(std::string_view text, const std::string& expression, std::string_view replacement);

/// The text with its first match, or with `all` every one, replaced: \0 to \9 stand for the match and its groups, a backslash
/// before another character for that character.
std::string replaced_by_regex(std::string_view text, const std::string& expression, std::string_view replacement, bool ignore_case, bool all);

}  // namespace evenkeel::haproxy
