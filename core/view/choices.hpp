#pragma once
// What a person can do to a node of the picture: the faults that make sense there now, and what mends them.

#include <string>
#include <vector>

#include "world/world.hpp"

namespace evenkeel::view {

/// One entry of a node's menu. `id` is stable ("kill nginx"); `key` is what chooses it in an open menu.
struct Choice {
    std::string id;
    std::string label;
    char key = 0;
    Action action;
};

/// Of a host, or of a class of visitors.
std::vector<Choice> choices_for(const World& world, const std::string& node);

}  // namespace evenkeel::view
