#pragma once
// How important a line of the log is.

#include <array>
#include <cstdint>
#include <string_view>

namespace evenkeel::haproxy {

/// Syslog's levels (RFC 5424), the most important first.
enum class LogLevel : std::uint8_t { emerg, alert, crit, err, warning, notice, info, debug };
/// Their words, by number; `silent` is of set-log-level alone: no line at all.
inline constexpr std::array<std::string_view, 9> log_level_words{"emerg", "alert", "crit", "err", "warning", "notice", "info", "debug", "silent"};
inline constexpr std::int64_t silent_level = 8;

}  // namespace evenkeel::haproxy
