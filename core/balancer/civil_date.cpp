#include "balancer/civil_date.hpp"

#include <array>

#include <fmt/format.h>

namespace evenkeel::haproxy {

namespace {

struct CivilDate {
    std::int64_t year, month, day, weekday, hour, minute, second, day_of_year;
};

/// Howard Hinnant's days-from-civil, backwards: exact for all years.
CivilDate civil(std::int64_t seconds)
{
    const std::int64_t days = seconds / 86'400 - (seconds % 86'400 < 0 ? 1 : 0);
    const std::int64_t rest = seconds - days * 86'400;
    const std::int64_t z = days + 719'468;
    const std::int64_t era = (z >= 0 ? z : z - 146'096) / 146'097;
    const std::int64_t doe = z - era * 146'097;
    const std::int64_t yoe = (doe - doe / 1460 + doe / 36'524 - doe / 146'096) / 365;
    const std::int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    const std::int64_t mp = (5 * doy + 2) / 153;
    const std::int64_t month = mp < 10 ? mp + 3 : mp - 9;
    const std::int64_t year = yoe + era * 400 + (month <= 2 ? 1 : 0);
    const std::int64_t of_year = mp >= 10 ? doy - 306 : doy + 59 + ((year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 1 : 0);
    return {year, month, doy - (153 * mp + 2) / 5 + 1, ((days % 7) + 11) % 7, rest / 3600, rest / 60 % 60, rest % 60, of_year + 1};
}

bool is_leap(std::int64_t year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

struct IsoWeek {
    std::int64_t year = 0;
    std::int64_t week = 0;
};

/// ISO 8601: weeks begin on Monday, and the first is that with the year's first Thursday.
IsoWeek iso_week(const CivilDate& date)
{
    const std::int64_t monday_based = (date.weekday + 6) % 7;
    const std::int64_t week = (date.day_of_year - 1 - monday_based + 10) / 7;
    const auto weeks_in = [](std::int64_t year) {
        const std::int64_t before = year - 1;
        const std::int64_t weekday = (year * 365 + before / 4 - before / 100 + before / 400 - 365) % 7;      // of 1 January: 0 is a Monday
        return weekday == 3 || (weekday == 2 && is_leap(year)) ? 53 : 52;
    };
    if (week < 1) return {date.year - 1, weeks_in(date.year - 1)};
    if (week > weeks_in(date.year)) return {date.year + 1, 1};
    return {date.year, week};
}

constexpr std::array<std::string_view, 12> months{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"};
constexpr std::array<std::string_view, 7> weekdays{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};

}  // namespace

std::string date_text(std::int64_t seconds, std::string_view format)
{
    const CivilDate date = civil(seconds);
    const std::string_view month = months[static_cast<std::size_t>(date.month - 1)];
    const std::string_view weekday = weekdays[static_cast<std::size_t>(date.weekday)];
    std::string text;
    for (std::size_t i = 0; i < format.size(); ++i) {
        if (format[i] != '%' || i + 1 == format.size()) {
            text += format[i];
            continue;
        }
        switch (format[++i]) {
        case 'Y': text += fmt::format("{}", date.year); break;
        case 'y': text += fmt::format("{:02}", date.year % 100); break;
        case 'm': text += fmt::format("{:02}", date.month); break;
        case 'd': text += fmt::format("{:02}", date.day); break;
        case 'e': text += fmt::format("{:2}", date.day); break;
        case 'H': text += fmt::format("{:02}", date.hour); break;
        case 'I': text += fmt::format("{:02}", (date.hour + 11) % 12 + 1); break;
        case 'M': text += fmt::format("{:02}", date.minute); break;
        case 'S': text += fmt::format("{:02}", date.second); break;
        case 'j': text += fmt::format("{:03}", date.day_of_year); break;
        case 'u': text += fmt::format("{}", date.weekday == 0 ? 7 : date.weekday); break;
        case 'w': text += fmt::format("{}", date.weekday); break;
        case 's': text += fmt::format("{}", seconds); break;
        case 'a': text += weekday.substr(0, 3); break;
        case 'A': text += weekday; break;
        case 'b':
        case 'h': text += month.substr(0, 3); break;
        case 'B': text += month; break;
        case 'p': text += date.hour < 12 ? "AM" : "PM"; break;
        case 'T': text += date_text(seconds, "%H:%M:%S"); break;
        case 'R': text += date_text(seconds, "%H:%M"); break;
        case 'D': text += date_text(seconds, "%m/%d/%y"); break;
        case 'F': text += date_text(seconds, "%Y-%m-%d"); break;
        case 'Z': text += "UTC"; break;
        case 'z': text += "+0000"; break;
        case 'C': text += fmt::format("{:02}", date.year / 100); break;
        case 'k': text += fmt::format("{:2}", date.hour); break;
        case 'l': text += fmt::format("{:2}", (date.hour + 11) % 12 + 1); break;
        case 'P': text += date.hour < 12 ? "am" : "pm"; break;
        case 'c': text += date_text(seconds, "%a %b %e %H:%M:%S %Y"); break;
        case 'x': text += date_text(seconds, "%m/%d/%y"); break;
        case 'X': text += date_text(seconds, "%H:%M:%S"); break;
        case 'r': text += date_text(seconds, "%I:%M:%S %p"); break;
        case 'U': text += fmt::format("{:02}", (date.day_of_year + 6 - date.weekday) / 7); break;
        case 'W': text += fmt::format("{:02}", (date.day_of_year + 6 - (date.weekday + 6) % 7) / 7); break;
        case 'V': text += fmt::format("{:02}", iso_week(date).week); break;
        case 'G': text += fmt::format("{}", iso_week(date).year); break;
        case 'g': text += fmt::format("{:02}", iso_week(date).year % 100); break;
        case '%': text += '%'; break;
        case 'n': text += '\n'; break;
        case 't': text += '\t'; break;
        default: text += {'%', format[i]};
        }
    }
    return text;
}

}  // namespace evenkeel::haproxy
