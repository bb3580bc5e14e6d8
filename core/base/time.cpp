#include "base/time.hpp"

#include <array>

#include <fmt/format.h>

namespace evenkeel {

namespace {

struct Unit {
    std::string_view name;
    std::int64_t ns;
};

// Largest first, so that to_text breaks a duration into its natural parts.
constexpr std::array<Unit, 7> units{{{"d", 86'400 * ns_per_s},
                                     {"h", 3'600 * ns_per_s},
                                     {"m", 60 * ns_per_s},
                                     {"s", ns_per_s},
                                     {"ms", ns_per_ms},
                                     {"us", ns_per_us},
                                     {"ns", 1}}};

constexpr std::int64_t longest_ns = 290LL * 365 * 86'400 * ns_per_s;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// One part "1.5s" from the front of text; nothing if there is none.
std::optional<std::int64_t> take_part(std::string_view& text)
{
    std::int64_t whole = 0;
    std::size_t at = 0;
    for (; at < text.size() && is_digit(text[at]); ++at) {
        if (whole > longest_ns / 10) return std::nullopt;
        whole = whole * 10 + (text[at] - '0');
    }
    if (at == 0) return std::nullopt;
    std::int64_t fraction = 0;
    std::int64_t scale = 1;
    if (at < text.size() && text[at] == '.') {
        const std::size_t first = ++at;
        for (; at < text.size() && is_digit(text[at]); ++at) {
            if (scale == ns_per_s) continue;
            fraction = fraction * 10 + (text[at] - '0');
            scale *= 10;
        }
        if (at == first) return std::nullopt;
    }
    const std::size_t letters = at;
    while (at < text.size() && !is_digit(text[at])) ++at;
    const std::string_view name = text.substr(letters, at - letters);
    for (const Unit& unit : units) {
        if (unit.name != name) continue;
        if (whole > longest_ns / unit.ns) return std::nullopt;
        text.remove_prefix(at);
        // Exact where unit and scale are powers of ten; of minutes and longer what lies below a nanosecond is dropped.
        const std::int64_t part = unit.ns % scale == 0 ? fraction * (unit.ns / scale)
                                                       : static_cast<std::int64_t>(static_cast<double>(fraction) * static_cast<double>(unit.ns) /
                                                                                   static_cast<double>(scale));
        return whole * unit.ns + part;
    }
    return std::nullopt;
}

}  // namespace

Duration from_seconds(double s)
{
    const double ns = s * 1e9;
    return {static_cast<std::int64_t>(ns < 0 ? ns - 0.5 : ns + 0.5)};
}

std::optional<Duration> parse_duration(std::string_view text)
{
    if (text == "0") return Duration{};
    const bool negative = !text.empty() && text.front() == '-';
    if (negative) text.remove_prefix(1);
    if (text.empty()) return std::nullopt;
    std::int64_t sum = 0;
    while (!text.empty()) {
        const std::optional<std::int64_t> part = take_part(text);
        if (!part || *part > longest_ns - sum) return std::nullopt;
        sum += *part;
    }
    return Duration{negative ? -sum : sum};
}

std::string to_text(Duration d)
{
    if (d.ns == 0) return "0s";
    std::string text = d.ns < 0 ? "-" : "";
    std::uint64_t rest = d.ns < 0 ? ~static_cast<std::uint64_t>(d.ns) + 1 : static_cast<std::uint64_t>(d.ns);
    for (const Unit& unit : units) {
        const auto size = static_cast<std::uint64_t>(unit.ns);
        if (rest < size) continue;
        if (unit.ns <= ns_per_s) {
            // Below a minute one decimal number reads better than "1s500ms".
            std::string number = fmt::format("{}.{:09}", rest / size, rest % size * (1'000'000'000u / size));
            while (number.back() == '0') number.pop_back();
            if (number.back() == '.') number.pop_back();
            return text + number + std::string(unit.name);
        }
        text += fmt::format("{}{}", rest / size, unit.name);
        rest %= size;
    }
    return text;
}

std::string to_clock(Instant t)
{
    const std::int64_t ms = t.ns / ns_per_ms;
    const std::int64_t s = ms / 1000;
    if (s < 3600) return fmt::format("{:02}:{:02}.{:03}", s / 60, s % 60, ms % 1000);
    return fmt::format("{}:{:02}:{:02}.{:03}", s / 3600, s / 60 % 60, s % 60, ms % 1000);
}

}  // namespace evenkeel
