// Shell patterns: * ? [a-z] [!a] and backslashes.

#include "config/installer/shell.hpp"

namespace evenkeel::installer {

namespace {

constexpr std::size_t most_comparisons = 4'000'000;

/// One character against the pattern at `index`; moves behind what it was compared with.
bool matches_one(std::string_view pattern, std::size_t& index, char c)
{
    if (pattern[index] == '\\' && index + 1 < pattern.size()) return index += 2, pattern[index - 1] == c;
    if (pattern[index] == '?') return ++index, true;
    if (pattern[index] != '[') return ++index, pattern[index - 1] == c;
    std::size_t i = index + 1;
    const bool negated = i < pattern.size() && (pattern[i] == '!' || pattern[i] == '^');
    if (negated) ++i;
    bool found = false;
    const std::size_t first = i;
    for (; i < pattern.size() && (pattern[i] != ']' || i == first); ++i) {
        if (pattern[i] == '\\' && i + 1 < pattern.size()) ++i;
        if (i + 2 < pattern.size() && pattern[i + 1] == '-' && pattern[i + 2] != ']') {
            found = found || (pattern[i] <= c && c <= pattern[i + 2]);
            i += 2;
        } else {
            found = found || pattern[i] == c;
        }
    }
    if (i >= pattern.size()) return ++index, c == '[';     // no "]": a bracket like any letter
    index = i + 1;
    return found != negated;
}

}  // namespace

bool matches(std::string_view pattern, std::string_view text, std::size_t& work)
{
    std::size_t at = 0;
    std::size_t index = 0;
    std::size_t star = std::string_view::npos;
    std::size_t star_text = 0;
    while (at < text.size()) {
        if (++work > most_comparisons) return false;       // the caller's bound is reached with it
        if (index < pattern.size() && pattern[index] == '*') {
            star = ++index;
            star_text = at;
            continue;
        }
        if (index < pattern.size() && matches_one(pattern, index, text[at])) {
            ++at;
            continue;
        }
        if (star == std::string_view::npos) return false;
        index = star;
        at = ++star_text;
    }
    while (index < pattern.size() && pattern[index] == '*') ++index;
    return index == pattern.size();
}

}  // namespace evenkeel::installer
