#pragma once
// What the page draws by itself, as JSON: how a balancer chooses, and what is plotted.

#include <string>

#include <nlohmann/json.hpp>

#include "view/desk.hpp"

namespace evenkeel::view {

nlohmann::json outlook_json(const Desk& desk, const std::string& node);
/// Of the shown run and of the one beside it, the same seconds.
nlohmann::json plots_json(Desk& desk);

nlohmann::json diagram_json(const Desk& desk);

}  // namespace evenkeel::view
