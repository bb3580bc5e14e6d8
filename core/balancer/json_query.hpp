#pragma once
// The converter json_query: one value out of a JSON text. For convert.cpp only.

#include <optional>
#include <string_view>

#include "balancer/sample.hpp"

namespace evenkeel::haproxy {

/// `$.a.b[2]` in a text: a string without its escapes, a number (as an integer if `as_integer`, else with six digits as printf's %g
/// has them), true or false. Nothing for what is not there, for null, an object, a list, and for a text that is no JSON.
/// Source: HAProxy 2.6 (src/sample.c, src/mjson.c), recorded from 2.6.12. Differs: \u gives a byte, as there, but beyond \u00ff nothing.
std::optional<SampleValue> json_query(std::string_view json, std::string_view path, bool as_integer);

}  // namespace evenkeel::haproxy
