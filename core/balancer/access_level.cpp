#include "balancer/access_level.hpp"

#include <algorithm>
#include <array>

namespace evenkeel::haproxy {

namespace {

/// A command by its first words; an empty one stands for any.
struct Row {
    std::array<std::string_view, 3> words;
    AccessLevel needed;
};
constexpr std::array<Row, 33> rows{{
    {{"set", "server", ""}, AccessLevel::admin},
    {{"set", "weight", ""}, AccessLevel::admin},
    {{"set", "maxconn", ""}, AccessLevel::admin},
    {{"set", "rate-limit", ""}, AccessLevel::admin},
    {{"set", "dynamic-cookie-key", ""}, AccessLevel::admin},
    {{"set", "table", ""}, AccessLevel::operating},
    {{"operator", "", ""}, AccessLevel::operating},
    {{"enable", "server", ""}, AccessLevel::admin},
    {{"enable", "health", ""}, AccessLevel::admin},
    {{"enable", "agent", ""}, AccessLevel::admin},
    {{"enable", "dynamic-cookie", ""}, AccessLevel::admin},
    {{"enable", "frontend", ""}, AccessLevel::admin},
    {{"disable", "server", ""}, AccessLevel::admin},
    {{"disable", "health", ""}, AccessLevel::admin},
    {{"disable", "agent", ""}, AccessLevel::admin},
    {{"disable", "dynamic-cookie", ""}, AccessLevel::admin},
    {{"disable", "frontend", ""}, AccessLevel::admin},
    {{"shutdown", "", ""}, AccessLevel::admin},
    {{"clear", "counters", "all"}, AccessLevel::admin},
    {{"clear", "counters", ""}, AccessLevel::operating},
    {{"show", "sess", ""}, AccessLevel::operating},
    {{"show", "errors", ""}, AccessLevel::operating},
    {{"show", "env", ""}, AccessLevel::operating},
    {{"show", "fd", ""}, AccessLevel::operating},
    {{"show", "libs", ""}, AccessLevel::operating},
    {{"show", "startup-logs", ""}, AccessLevel::operating},
    {{"show", "profiling", ""}, AccessLevel::admin},
    {{"show", "cache", ""}, AccessLevel::admin},
    {{"get", "var", ""}, AccessLevel::operating},
    {{"trace", "", ""}, AccessLevel::operating},
    {{"set", "profiling", ""}, AccessLevel::admin},
    {{"add", "server", ""}, AccessLevel::admin},
    {{"del", "server", ""}, AccessLevel::admin},
}};

}  // namespace

AccessLevel level_needed(const std::vector<std::string_view>& words)
{
    const auto fits = [&](const Row& row) {
        for (std::size_t i = 0; i < row.words.size(); ++i)
            if (!row.words[i].empty() && (i >= words.size() || words[i] != row.words[i])) return false;
        return true;
    };
    const auto found = std::find_if(rows.begin(), rows.end(), fits);
    return found == rows.end() ? AccessLevel::user : found->needed;
}

}  // namespace evenkeel::haproxy
