#pragma once
// Dates of the calendar, in UTC.

#include <cstdint>
#include <string>
#include <string_view>

namespace evenkeel::haproxy {

/// strftime's fields in the C locale; a letter that is none of them stands with its % as it is.
std::string date_text(std::int64_t seconds, std::string_view format);

}  // namespace evenkeel::haproxy
