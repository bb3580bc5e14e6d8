#pragma once
// One thing that will happen: a small value, copied, never owned, never cancelled.

#include <cstdint>
#include <type_traits>

#include "base/time.hpp"

namespace evenkeel {

/// What happens, grouped by the component that handles it (`world/step.cpp` holds the one switch).
enum class EventKind : std::uint16_t {
    // net: subject = connection, argument = packet or side (see net/connection.hpp)
    packet_arrives,
    retransmit,
    // net, at the level of detail `requests`: subject = exchange, what = leg, service = receiver
    message_arrives,
    // client: subject = visitor's own numbering, service = visitor
    visitor_timer,
    // balancer: service = balancer
    balancer_timer,
    // web: service = nginx or application
    nginx_timer,
    application_timer,
    // world
    sample_metrics,
    // clients as programs, and servers that misbehave: service = the agent or server
    user_agent_timer,
    scripted_server_timer,
    // requests made by hand: service = the probe, subject = the request
    probe_timer,
};

/// Ordered by (at, sequence): things of one instant happen in the order in which they were scheduled. A handler drops an
/// event whose generation is no longer its subject's; that is how timers are cancelled.
struct Event {
    Instant at;
    std::uint64_t sequence = 0;
    EventKind kind{};
    std::uint16_t what = 0;        ///< the component's own sub-kind
    std::uint32_t service = 0;     ///< which service handles it (net/host.hpp), or 0
    std::uint32_t subject = 0;     ///< connection, session, server, timer: as the kind says
    std::uint32_t generation = 0;
    std::uint64_t argument = 0;
};
static_assert(sizeof(Event) == 40 && std::is_trivially_copyable_v<Event>);

}  // namespace evenkeel
