#pragma once
// The converters map, map_beg, map_ip and their kin: what a map has for a sample.

#include <optional>

#include "balancer/convert.hpp"
#include "balancer/patterns.hpp"

namespace evenkeel::haproxy {

/// The value of the entry that matches, else the converter's default; without one nothing.
std::optional<SampleValue> looked_up(const Converter& converter, const SampleValue& value, const RequestView& view);

/// A set of patterns as it is now: the running process's, else as it was read. None where nobody has any.
const PatternSet* pattern_set(const RequestView& view, std::uint32_t number);

}  // namespace evenkeel::haproxy
