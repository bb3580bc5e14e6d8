#pragma once

#include <string_view>

namespace evenkeel {

/// The version of the whole program, as in "0.1.0": it is part of every report, since two versions may simulate differently.
std::string_view version();

}  // namespace evenkeel
