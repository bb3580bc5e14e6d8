#pragma once
// A run beside another one on the same crowd: the requests whose fate differs.

#include <cstdint>
#include <string>
#include <vector>

#include "view/session.hpp"

namespace evenkeel::view {

struct Difference {
    std::string visitors;
    std::uint64_t request = 0;
    Instant began;
    std::string here;           ///< "200 from web-01 after 41 ms"
    std::string there;
};

/// Of the last requests that both runs have told, those that ended otherwise (another outcome, status or server), the latest first.
std::vector<Difference> differences(const Session& session, std::size_t most);

/// "200 from web-01 after 41 ms".
std::string to_text(const Fate& fate, const World& world);

}  // namespace evenkeel::view
