#pragma once
// Requests without connections: the level of detail at which a request and its answer are one message each.
//
// A request takes one event at its visitor, one at whoever serves it, and one for each way with a latency above 0. Schedulers,
// limits, queues, workers, truth metrics and draws are those of the level `packets`, so that both levels give the same choices
// and the same times wherever connections cost nothing and nothing fails (a property test holds it). What needs connections
// (checks, time-outs, retries, loss, bandwidth, rules, nginx) is refused or named when the world is built.

#include <cstdint>

#include "base/pool.hpp"
#include "net/host.hpp"
#include "net/text_table.hpp"

namespace evenkeel {

struct Context;

/// How finely a world is simulated.
enum class LevelOfDetail : std::uint8_t { packets, requests };

/// The way from one service to another, found once.
struct Way {
    ServiceId to;                       ///< none: nobody listens there
    std::uint32_t tag = 0;              ///< of the listener: which bind of a balancer
    Duration latency;                   ///< one way
};

/// One request on its way to whoever serves it, and its answer on the way back: each party writes its own part.
struct Exchange {
    Instant arrived;                    ///< when its visitor wanted it
    Instant began{-1};                  ///< when a worker took it; before 0: none has
    std::uint64_t number = 0;           ///< of the request in the whole world: what draws go by
    ServiceId visitor;
    std::uint32_t user = 0;             ///< the visitor's own number for who asks
    Address source;                     ///< the client's
    std::uint32_t path = 0;             ///< index among the visitors' paths
    TextId target;                      ///< that path
    TextId host;
    std::uint32_t record = 0;           ///< index of its record, where the visitors keep them
    std::uint32_t tag = 0;              ///< where it came in
    ServiceId balancer;                 ///< that passed it on; none: the visitor asked directly
    std::uint32_t place = 0;            ///< the balancer's number for the server
    std::uint32_t waiting = Id<Exchange>::none;     ///< its entry in a queue of the balancer
    bool has_slot = false;
    std::int32_t status = 0;            ///< of the answer; 0: refused, nobody served it
    HostId answered_by;
    Duration way_to_site;               ///< latency from the visitor to whom it asked
    Duration way_to_server;             ///< from the balancer to the server
};
using ExchangeId = Id<Exchange>;

/// Which way a message goes: Event::what of `message_arrives`.
enum class Leg : std::uint16_t { request, answer };

/// A message that has arrived, to be handed over before the next event.
struct Parcel {
    ExchangeId exchange;
    ServiceId to;
    Leg leg{};
};

/// Parcels in the order of sending. There is mostly one: it needs no ring.
struct Parcels {
    Parcel first;
    bool any = false;
    Ring<Parcel> more;              ///< behind `first`

    bool empty() const { return !any; }
    void push(Parcel parcel)
    {
        if (any) return more.push(parcel);
        first = parcel;
        any = true;
    }
    Parcel pop()
    {
        const Parcel parcel = first;
        any = !more.empty();
        first = any ? more.pop() : Parcel{};
        return parcel;
    }
};

/// The way from a service's host to whoever listens on an address and port. Several listeners of a port: the first.
Way find_way(const Context& context, ServiceId from, const Address& to, std::uint16_t port);

/// What takes time on its way: an event.
void send_later(Context& context, ExchangeId exchange, ServiceId to, Leg leg, Duration latency);

/// The answer goes back to whom the request came from: the balancer that passed it on, or the visitor.
void answer(Context& context, ExchangeId exchange);

}  // namespace evenkeel
