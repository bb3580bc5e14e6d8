#pragma once
// Which $variables nginx knows, whether or not they mean something here.

#include <string>
#include <string_view>
#include <vector>

#include "config/nginx_syntax.hpp"

namespace evenkeel {

/// Names of the $variables in a text, in lower case (nginx ignores case), without $ and braces.
std::vector<std::string> variables_in(std::string_view text);

enum class VariableStanding { simulated, valid, unknown };
/// `defined`: what `set`, `map` and the like define.
VariableStanding standing_of(std::string_view name, const std::vector<std::string>& defined);

/// The variables that a configuration defines itself: set, map, geo, split_clients, auth_request_set.
void collect_definitions(const NginxNode& node, std::vector<std::string>& defined);

}  // namespace evenkeel
