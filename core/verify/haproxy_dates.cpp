#include <fmt/format.h>

#include "balancer/cookie_dates.hpp"
#include "base/text.hpp"
#include "verify/haproxy_replay.hpp"

namespace evenkeel::replay {

namespace {

constexpr std::string_view opening = "{date";
constexpr std::size_t date_length = 5;
constexpr std::int64_t most_offset_s = 1'000'000'000;
constexpr std::int64_t step_s = 100;    // what a recorded date is rounded to

std::int64_t seconds_of(Instant at) { return at.ns / ns_per_s; }

std::int64_t rounded(std::int64_t seconds) { return (seconds + (seconds < 0 ? -step_s / 2 : step_s / 2)) / step_s * step_s; }

bool is_digit_of_date(char c) { return haproxy::read_cookie_date(std::string(1, c) + "BBBB").has_value(); }

}  // namespace

std::string with_cookie_dates(std::string_view text, Instant began)
{
    std::string result;
    while (!text.empty()) {
        const std::size_t begin = text.find(opening);
        const std::size_t end = begin == std::string_view::npos ? begin : text.find('}', begin);
        result += text.substr(0, end == std::string_view::npos ? end : begin);
        if (end == std::string_view::npos) break;
        std::string_view offset = text.substr(begin + opening.size(), end - begin - opening.size());
        if (offset.starts_with('+')) offset.remove_prefix(1);
        result += haproxy::cookie_date(seconds_of(began) + parse_integer(offset, -most_offset_s, most_offset_s).value_or(0));
        text.remove_prefix(end + 1);
    }
    return result;
}

std::string without_cookie_dates(std::string_view line, Instant began)
{
    std::string result;
    for (std::size_t at = 0; at < line.size();) {
        result += line[at];
        if (line[at++] != '|') continue;
        const auto date = haproxy::read_cookie_date(line.substr(at));
        const bool goes_on = at + date_length < line.size() && is_digit_of_date(line[at + date_length]);
        if (!date || goes_on) continue;
        result += fmt::format("{{date{:+}}}", rounded(*date - seconds_of(began)));
        at += date_length;
    }
    return result;
}

}  // namespace evenkeel::replay
