#pragma once
// HTTP's own words, for what people read.

#include <cstdint>
#include <string_view>

#include "net/message.hpp"

namespace evenkeel {

/// "GET"; "OTHER" for a method that is none of those named.
std::string_view method_name(Method method);
/// The other way round.
Method method_of(std::string_view name);

/// "Not Found" (RFC 9110 section 15); empty for a status without a name.
std::string_view reason_phrase(std::int32_t status);

/// Statuses whose Location is followed (RFC 9110 section 15.4).
constexpr bool is_redirect(std::int32_t status) { return status == 301 || status == 302 || status == 303 || status == 307 || status == 308; }

/// The value of the first line of that name (any case) among header lines, "Name: value\n" each; empty without one.
std::string_view header_line(std::string_view headers, std::string_view name);

}  // namespace evenkeel
