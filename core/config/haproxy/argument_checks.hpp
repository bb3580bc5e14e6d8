#pragma once
// What fetch methods and converters themselves ask of their arguments, beyond their types (HAProxy 2.6, 7.3). For config/haproxy/sample.cpp.

#include <span>
#include <string>
#include <string_view>

#include "config/haproxy/state.hpp"

namespace evenkeel::haproxy {

/// What HAProxy says behind "invalid args in fetch method 'NAME' : "; nothing where it takes them.
Fault fault_of_fetch(std::string_view name, std::span<const std::string> arguments, int column);
/// The same of a converter.
Fault fault_of_converter(std::string_view name, std::span<const std::string> arguments, int column);

}  // namespace evenkeel::haproxy
