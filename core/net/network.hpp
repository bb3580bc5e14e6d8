#pragma once
// Who can reach whom, how long it takes, and what gets lost.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/flat_map.hpp"
#include "base/pool.hpp"
#include "net/connection.hpp"
#include "net/exchange.hpp"
#include "net/host.hpp"
#include "net/names.hpp"

namespace evenkeel {

struct Lan;
using LanId = Id<Lan>;

/// What a link or a network does to packets.
struct Quality {
    Duration latency;               ///< one way
    Duration jitter;                ///< added uniformly in [0, jitter]; packets of one connection may overtake each other
    std::int64_t bits_per_second = 0;   ///< 0: unlimited
    std::int64_t loss_ppm = 0;
};

/// A network segment: every attached host reaches every other.
struct Lan {
    std::string name;
    Prefix prefix;
    Quality quality;
    std::uint64_t packets = 0;      ///< counter of the loss and jitter streams
};

/// A host's link to a network. `cut`: nothing passes.
struct Attachment {
    HostId host;
    LanId lan;
    Address address;
    Quality quality;
    bool cut = false;
    Instant out_free_at;            ///< when the sending side has put its last bit on the wire
    Instant in_free_at;
};

/// While it lasts nothing passes between the hosts of the island and the others of the network.
struct Partition {
    LanId lan;
    std::vector<HostId> island;
    std::uint32_t fault = 0;
};

/// What a capture keeps of a packet.
struct PacketRecord {
    Instant at;                     ///< when it was sent
    Endpoint source;
    Endpoint destination;
    std::uint8_t flags = 0;
    std::uint32_t sequence = 0;
    std::uint32_t acknowledged = 0;
    std::int64_t bytes = 0;
    MessageKind kind{};
    Method method{};
    std::int32_t status = 0;
    TextId path;
    bool lost = false;
    bool again = false;             ///< a retransmission
};

/// Off unless a run is captured; the runner takes the records out between steps.
struct Capture {
    bool on = false;
    std::vector<PacketRecord> records;
};

/// All of the network's state. A host reaches an address on a network that both are attached to; addresses of its own
/// host over loopback.
struct Network {
    std::vector<Host> hosts;
    std::vector<Lan> lans;
    std::vector<Attachment> attachments;
    std::vector<AttachmentId> by_address;   ///< of each network and address the latest attachment, in this order
    std::vector<Service> services;
    std::vector<Listener> listeners;
    std::vector<Partition> partitions;
    LevelOfDetail detail = LevelOfDetail::packets;
    Pool<Connection> connections;
    Ring<Notice> notices;           ///< to be handed over before the next event; empty between events
    Pool<Exchange> exchanges;       ///< requests under way at the level of detail `requests`
    Parcels parcels;                ///< their messages, handed over like notices
    TextTable texts;
    FlatMap orders;                 ///< truth: requests with POST that some application has carried out
    Names names;
    Capture capture;
    std::uint64_t connections_made = 0;
};

/// Adds a host's link: it takes its address over from a link of the same network that had it.
AttachmentId attach(Network& network, Attachment link);

HostId find_host(const Network& network, std::string_view name);
/// A service of a host, the `index`-th of its component's kind.
ServiceId add_service(Network& network, HostId host, ServiceKind kind, std::string_view name, std::size_t index);

/// What a host's resolver gives for a name: /etc/hosts first, where every host knows the others, by an address on a network that
/// both are on if there is one; then the zone. Any: the name does not exist.
Address look_up(const Network& network, HostId asker, std::string_view name);

/// The attachments a packet from a host to an address uses; `from` is none when nothing leads there, `to` is none when no
/// attached host has the address (the packet then vanishes).
struct Route {
    AttachmentId from;
    AttachmentId to;
    bool loopback = false;
    bool exists = false;
};
Route route(const Network& network, HostId from, const Address& to);

}  // namespace evenkeel
