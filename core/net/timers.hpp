#pragma once
// The time limits of one process: as many as it likes, and a single pending event in the world's list.

#include <cstdint>
#include <optional>

#include "net/context.hpp"
#include "sim/indexed_heap.hpp"

namespace evenkeel {

/// Limits are set and cleared with each request and hardly ever strike, so they are kept here, where they can be removed: as
/// events they would pile up by the length of the limit.
struct Timers {
    IndexedHeap due;                        ///< key: the instant; item: the process's own number for whose limit it is
    Instant wakes_at = never;               ///< of the pending event
    std::uint32_t generation = 0;           ///< of the pending event: an older one is dropped
};

/// Whose event it is and what it is called.
struct TimerEvent {
    EventKind kind{};
    std::uint16_t what = 0;
    ServiceId service;
};

/// Sets the limit of an item, in place of the one it has.
void set_timer(Timers& timers, std::uint32_t item, Duration after, const TimerEvent& event, Context& context);
void clear_timer(Timers& timers, std::uint32_t item);

/// The event has come; false for one that is out of date. Then the items that are due are to be taken, and then the next event
/// be scheduled.
bool wake(Timers& timers, const Event& event, Context& context);
std::optional<std::uint32_t> take_due(Timers& timers, const Context& context);
void sleep_again(Timers& timers, const TimerEvent& event, Context& context);

}  // namespace evenkeel
