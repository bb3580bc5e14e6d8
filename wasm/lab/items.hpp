#pragma once
// What is drawn, as a list of rectangles with labels: tests find things by it, and the page's text mirror is held against it.

#include <string>
#include <vector>

#include "imgui.h"

namespace evenkeel::lab {

struct Item {
    std::string label;
    ImVec2 least;
    ImVec2 most;
    std::string kind;           ///< "button", "node", "time line"
};

struct Items {
    std::vector<Item> list;
    void add(std::string label, ImVec2 least, ImVec2 most, std::string kind) { list.push_back({std::move(label), least, most, std::move(kind)}); }
};

}  // namespace evenkeel::lab
