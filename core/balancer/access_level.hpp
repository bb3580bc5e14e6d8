#pragma once
// What a stats socket's level allows.

#include <string_view>
#include <vector>

#include "balancer/settings.hpp"

namespace evenkeel::haproxy {

/// What a command needs, by its words; a command that is none needs nothing. Recorded from 2.6.12 (tests/golden/console).
AccessLevel level_needed(const std::vector<std::string_view>& words);

}  // namespace evenkeel::haproxy
