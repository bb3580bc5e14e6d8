#pragma once
// What a handler may touch besides its own component.

#include <cstdint>

#include "meter/journal.hpp"
#include "meter/meters.hpp"
#include "net/network.hpp"
#include "sim/event_queue.hpp"
#include "sim/random.hpp"

namespace evenkeel {

/// References to the parts of one world, for the length of one event.
struct Context {
    Instant now;
    std::uint64_t seed = 0;
    EventQueue& queue;
    Network& network;
    Meters& meters;
    Journal& journal;
};

/// Schedules an event of a service's own `after` from now.
inline void schedule(Context& context, Duration after, EventKind kind, std::uint16_t what, ServiceId service, std::uint32_t subject,
                     std::uint32_t generation, std::uint64_t argument = 0)
{
    context.queue.push({context.now + after, 0, kind, what, service.index, subject, generation, argument});
}

/// Sends a message of the level of detail `requests` on: it arrives after `latency`, in this same instant if that is 0.
inline void send(Context& context, ExchangeId exchange, ServiceId to, Leg leg, Duration latency)
{
    if (latency.ns == 0) context.network.parcels.push({exchange, to, leg});
    else send_later(context, exchange, to, leg, latency);
}

}  // namespace evenkeel
