#pragma once
// The load curve: how busy a moment is, compared with the base rate.

#include <cstdint>
#include <vector>

#include "client/settings.hpp"

namespace evenkeel {

/// Parts per million of the base rate at a moment: 1,000,000 before the first step and without steps. A ramp is linear to
/// the next step (exact to the millisecond), and flat when no step follows.
std::int64_t load_ppm(const std::vector<LoadStep>& steps, Instant at);

/// The highest value that load_ppm() takes from time 0 on.
std::int64_t peak_load_ppm(const std::vector<LoadStep>& steps);

}  // namespace evenkeel
