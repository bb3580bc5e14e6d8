#pragma once
// Simulated time in whole nanoseconds, and its text both ways.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace evenkeel {

/// A length of simulated time, in nanoseconds.
struct Duration {
    std::int64_t ns = 0;
    friend constexpr auto operator<=>(const Duration&, const Duration&) = default;
};

/// A moment of simulated time, counted from the start of its world.
struct Instant {
    std::int64_t ns = 0;
    friend constexpr auto operator<=>(const Instant&, const Instant&) = default;
};

constexpr Duration operator+(Duration a, Duration b) { return {a.ns + b.ns}; }
constexpr Duration operator-(Duration a, Duration b) { return {a.ns - b.ns}; }
constexpr Duration operator*(Duration a, std::int64_t n) { return {a.ns * n}; }
constexpr Duration operator/(Duration a, std::int64_t n) { return {a.ns / n}; }
constexpr Instant operator+(Instant t, Duration d) { return {t.ns + d.ns}; }
constexpr Instant operator-(Instant t, Duration d) { return {t.ns - d.ns}; }
constexpr Duration operator-(Instant later, Instant earlier) { return {later.ns - earlier.ns}; }

inline constexpr std::int64_t ns_per_us = 1'000;
inline constexpr std::int64_t ns_per_ms = 1'000'000;
inline constexpr std::int64_t ns_per_s = 1'000'000'000;

/// Later than anything that happens: about 292 years. Safe to compare, never to be added to.
inline constexpr Instant never{INT64_MAX};

inline namespace literals {
constexpr Duration operator""_ns(unsigned long long n) { return {static_cast<std::int64_t>(n)}; }
constexpr Duration operator""_us(unsigned long long n) { return {static_cast<std::int64_t>(n) * ns_per_us}; }
constexpr Duration operator""_ms(unsigned long long n) { return {static_cast<std::int64_t>(n) * ns_per_ms}; }
constexpr Duration operator""_s(unsigned long long n) { return {static_cast<std::int64_t>(n) * ns_per_s}; }
constexpr Duration operator""_min(unsigned long long n) { return {static_cast<std::int64_t>(n) * 60 * ns_per_s}; }
}  // namespace literals

constexpr double seconds(Duration d) { return static_cast<double>(d.ns) / 1e9; }
constexpr double seconds(Instant t) { return static_cast<double>(t.ns) / 1e9; }

/// The duration in nanoseconds nearest to a number of seconds; halves go away from zero.
Duration from_seconds(double s);

/// "20ms", "1.5s", "10m", "1h30m", "0": units ns us ms s m h d, several parts allowed. A bare number other than 0 has no
/// unit and is refused. Nothing for text that is not a duration or lies outside +-290 years.
std::optional<Duration> parse_duration(std::string_view text);

/// The shortest exact text: "1.5s", "20ms", "2m30s", "0s".
std::string to_text(Duration d);

/// Clock of a run, to the millisecond: "05:00.000", "1:05:00.000" past the hour.
std::string to_clock(Instant t);

}  // namespace evenkeel
