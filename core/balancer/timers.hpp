#pragma once
// The time limits of one process: as many as it likes, and a single pending event in the world's queue.

#include <cstdint>

#include "balancer/indexed_heap.hpp"
#include "base/time.hpp"

namespace evenkeel::haproxy {

/// Whose limit it is; each thing has at most one at a time.
enum class TimerKind : std::uint8_t { session, stream, link, check };

/// Limits are set and cleared with each request and hardly ever strike, so they are kept here, where they can be removed.
struct Timers {
    static constexpr std::uint32_t kinds = 4;

    IndexedHeap due;                    ///< key: the instant; item: kind and index
    Instant wakes_at = never;           ///< of the pending event
    std::uint32_t generation = 0;       ///< of the pending event: an older one is dropped
};

constexpr std::uint32_t timer_item(TimerKind kind, std::uint32_t index) { return index * Timers::kinds + static_cast<std::uint32_t>(kind); }
constexpr TimerKind timer_kind(std::uint32_t item) { return static_cast<TimerKind>(item % Timers::kinds); }
constexpr std::uint32_t timer_index(std::uint32_t item) { return item / Timers::kinds; }

}  // namespace evenkeel::haproxy
