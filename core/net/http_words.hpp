#pragma once
// HTTP's own words, for what people read.

#include <cstdint>
#include <string_view>

#include "net/message.hpp"

namespace evenkeel {

/// "GET"; "OTHER" for a method that is none of those named.
std::string_view method_name(Method method);

/// "Not Found" (RFC 9110 section 15); empty for a status without a name.
std::string_view reason_phrase(std::int32_t status);

/// The value of the first line of that name (any case) among header lines, "Name: value\n" each; empty without one.
std::string_view header_line(std::string_view headers, std::string_view name);

}  // namespace evenkeel
