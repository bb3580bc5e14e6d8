#pragma once
// Hosts, the services they run, and the ports these listen on.

#include <cstdint>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/ring.hpp"
#include "net/address.hpp"
#include "sim/event.hpp"

namespace evenkeel {

struct Host;
struct Service;
struct Listener;
struct Connection;
struct Attachment;
using HostId = Id<Host>;
using ServiceId = Id<Service>;
using ListenerId = Id<Listener>;
using ConnectionId = Id<Connection>;
using AttachmentId = Id<Attachment>;

/// A machine. Powered off it is silent: packets to it vanish, its connections are forgotten.
struct Host {
    std::string name;
    std::int64_t cores = 1;
    bool powered = true;
    std::vector<AttachmentId> attachments;
    std::uint16_t next_port = 32768;    ///< next ephemeral port (Linux: 32768..60999)
    std::int64_t slow_percent = 100;    ///< service times are multiplied by this / 100
};

enum class ServiceKind : std::uint8_t { visitor, balancer, nginx, application, probe, manual_server, user_agent, scripted_server };

/// running → draining (reload: no new connections, the old ones end) → stopped; hung keeps its sockets and does nothing.
enum class ServiceState : std::uint8_t { running, hung, draining, stopped };

/// What happened on the network that a service wants to know. The message of `received` is in the connection's inbox.
enum class NoticeKind : std::uint8_t {
    accept_ready,   ///< a connection waits in the listener's accept queue
    established,    ///< our connect succeeded
    refused,        ///< our connect was answered by RST
    unanswered,     ///< our connect was given up by the kernel
    received,       ///< a message is in the inbox
    peer_closed,    ///< FIN: the peer sends no more
    reset,          ///< RST, or the kernel gave up sending
};

struct Notice {
    NoticeKind kind{};
    std::uint8_t side = 0;
    ServiceId service;
    ConnectionId connection;
    std::uint32_t generation = 0;   ///< of the connection: a late notice is dropped
    std::uint32_t token = 0;        ///< what the service gave as its own number for this connection
    ListenerId listener;
};

/// A process. `index` counts in the World's vector of its kind. What reaches a hung service is held until it goes on.
struct Service {
    HostId host;
    ServiceKind kind{};
    ServiceState state = ServiceState::running;
    std::uint32_t index = 0;
    ServiceId successor;            ///< after a reload: the generation that listens now
    std::string name;               ///< as the lab calls it: "haproxy", "nginx", "app", or the visitors' name
    Instant since;                  ///< when this generation began, or ended
    Ring<Notice> held_notices;
    Ring<Event> held_events;
};

/// An entry of an accept queue.
struct WaitingConnection {
    ConnectionId connection;
    std::uint32_t generation = 0;
};

/// A listening socket. Several of one address and port share new connections by a hash (SO_REUSEPORT).
struct Listener {
    HostId host;
    Address address;                ///< any: all addresses of the host
    std::uint16_t port = 0;
    ServiceId service;
    std::int64_t backlog = 4096;    ///< accept queue holds backlog + 1, as Linux counts (net.core.somaxconn 4096)
    std::uint32_t tag = 0;          ///< the service's own number for this socket
    bool open = true;
    Ring<WaitingConnection> accept_queue;   ///< one that was reset meanwhile keeps its place, as in Linux
    std::int64_t half_open = 0;     ///< connections in SYN_RECV
    std::int64_t overflows = 0;     ///< SYNs and ACKs dropped because the accept queue was full
};

}  // namespace evenkeel
