#pragma once
// UTC calendar of seconds since 1970, for every double that PromQL may hold.

#include <cstdint>

namespace evenkeel::promql {

struct CalendarTime {
    std::int64_t year = 1970;
    int month = 1;           ///< 1..12
    int day = 1;             ///< 1..31
    int day_of_year = 1;     ///< 1..366
    int day_of_week = 4;     ///< 0 = Sunday
    int days_in_month = 31;
    int hour = 0;
    int minute = 0;
};

/// The fraction of a second is cut off. NaN and what 64 bits do not hold give what Prometheus gives on amd64.
CalendarTime calendar_time(double unix_seconds);

}  // namespace evenkeel::promql
