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

}  // namespace evenkeel
