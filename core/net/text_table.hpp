#pragma once
// Texts that travel in messages, kept once and named by a number.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"

namespace evenkeel {

/// An interned text; none = the empty text.
using TextId = Id<struct Text>;

/// Grows only: what travels is drawn from configurations and workloads, so its number is bounded by them.
struct TextTable {
    std::vector<std::string> texts;
    std::map<std::string, std::uint32_t, std::less<>> numbers;

    TextId intern(std::string_view text)
    {
        if (text.empty()) return {};
        if (const auto found = numbers.find(text); found != numbers.end()) return {found->second};
        const auto number = static_cast<std::uint32_t>(texts.size());
        texts.emplace_back(text);
        numbers.emplace(texts.back(), number);
        return {number};
    }
    std::string_view operator[](TextId id) const { return id ? std::string_view(texts[id.index]) : std::string_view{}; }
};

}  // namespace evenkeel
