#include "promql/calendar.hpp"

namespace evenkeel::promql {

namespace {

bool is_leap(std::int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int days_of_month(std::int64_t year, int month)
{
    if (month == 2) return is_leap(year) ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

}  // namespace

CalendarTime calendar_time(double unix_seconds)
{
    // Go converts by an instruction that gives the least integer for what does not fit, and counts seconds without a sign
    // from an era of 400-year cycles before any 64-bit time.
    const bool fits = unix_seconds > -9.3e18 && unix_seconds >= -0x1p63 && unix_seconds < 0x1p63;
    const std::int64_t unix_time = fits ? static_cast<std::int64_t>(unix_seconds) : INT64_MIN;
    constexpr std::uint64_t era_to_1970 = 9'223'372'028'715'321'600u;
    constexpr std::int64_t era_year = -292'277'022'399;
    const std::uint64_t seconds = static_cast<std::uint64_t>(unix_time) + era_to_1970;
    const std::uint64_t days = seconds / 86'400;
    const auto second_of_day = static_cast<int>(seconds % 86'400);

    constexpr std::uint64_t days_per_cycle = 146'097;
    auto rest = static_cast<int>(days % days_per_cycle);
    std::int64_t year = era_year + static_cast<std::int64_t>(days / days_per_cycle) * 400;
    while (rest >= (is_leap(year) ? 366 : 365)) {
        rest -= is_leap(year) ? 366 : 365;
        ++year;
    }
    CalendarTime time;
    time.year = year;
    time.day_of_year = rest + 1;
    time.day_of_week = static_cast<int>((days + 1) % 7);  // the era begins on a Monday
    while (rest >= days_of_month(year, time.month)) rest -= days_of_month(year, time.month++);
    time.day = rest + 1;
    time.days_in_month = days_of_month(year, time.month);
    time.hour = second_of_day / 3'600;
    time.minute = second_of_day % 3'600 / 60;
    return time;
}

}  // namespace evenkeel::promql
