#pragma once
// Dates of the calendar, in UTC.

#include <cstdint>
#include <string>
#include <string_view>

namespace evenkeel::haproxy {

/// strftime's commonest fields: Y y m d e H I M S j u w s a A b h B p T R D F Z z n t; another letter stands for itself.
std::string date_text(std::int64_t seconds, std::string_view format);

}  // namespace evenkeel::haproxy
