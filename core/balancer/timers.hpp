#pragma once
// Whose time limit it is: the numbers of a balancer's timers.

#include <cstdint>

#include "net/timers.hpp"

namespace evenkeel::haproxy {

/// Each thing has at most one limit at a time.
enum class TimerKind : std::uint8_t { session, stream, purge, check, agent, slowstart, frontend };
inline constexpr std::uint32_t timer_kinds = 7;

constexpr std::uint32_t timer_item(TimerKind kind, std::uint32_t index) { return index * timer_kinds + static_cast<std::uint32_t>(kind); }
constexpr TimerKind timer_kind(std::uint32_t item) { return static_cast<TimerKind>(item % timer_kinds); }
constexpr std::uint32_t timer_index(std::uint32_t item) { return item / timer_kinds; }

}  // namespace evenkeel::haproxy
