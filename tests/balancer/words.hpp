#pragma once
// The words of an acl, as a file's reader would have put them into the settings.

#include <memory>
#include <string>
#include <vector>

#include "balancer/settings.hpp"

/// One set of patterns more; where it is.
inline evenkeel::haproxy::PatternsOf add_words(evenkeel::haproxy::Settings& settings, evenkeel::haproxy::Match match, const std::vector<std::string>& words, bool ignore_case = false)
{
    evenkeel::haproxy::PatternSet set;
    evenkeel::haproxy::PatternUse use;
    use.match = match;
    use.ignore_case = ignore_case;
    evenkeel::haproxy::add_use(set, use);
    for (const std::string& word : words) {
        evenkeel::haproxy::PatternEntry entry;
        entry.pattern = word;
        evenkeel::haproxy::add_entry(set, std::move(entry));
    }
    settings.patterns.push_back(std::make_shared<evenkeel::haproxy::PatternSet>(std::move(set)));
    return {static_cast<std::uint32_t>(settings.patterns.size() - 1), 0};
}
