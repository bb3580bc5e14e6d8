#pragma once
// What a line of an older HAProxy is written as today.

#include <string>

#include "config/token.hpp"

namespace evenkeel::haproxy {

/// The line that does in 2.6 what a removed directive did; empty where no single line does.
std::string modern_line(const Words& words);

}  // namespace evenkeel::haproxy
