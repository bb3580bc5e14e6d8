#pragma once
// How important a line of the log is.

#include <cstdint>

namespace evenkeel::haproxy {

/// Syslog's levels (RFC 5424), the most important first.
enum class LogLevel : std::uint8_t { emerg, alert, crit, err, warning, notice, info, debug };
inline constexpr std::int64_t silent_level = 8;     ///< of set-log-level: no line at all

}  // namespace evenkeel::haproxy
