#pragma once
// TCP from SYN to FIN or RST: handshake, backlog, half-open connections, loss and retransmission, time-outs of the kernel.
//
// A data message is one unit however large (`bytes` matter to bandwidth only). Every SYN, SYN-ACK, ACK, data message, FIN
// and RST is a packet of its own that can be lost. Source: RFC 9293; times as Linux 6.18 keeps them (recorded).
// Differs: no window, no congestion control, no selective acknowledgement; each data message is acknowledged at once.

#include <array>
#include <cstdint>
#include <vector>

#include "base/time.hpp"
#include "net/host.hpp"
#include "net/message.hpp"

namespace evenkeel {

struct Context;

/// One end's view of the connection.
enum class EndState : std::uint8_t {
    none,           ///< no socket here: never was, closed, or forgotten by a power cut; packets get RST
    syn_sent,
    syn_received,   ///< half open
    established,
    fin_sent,       ///< we have closed; the peer may still be sending
    done,           ///< both FINs are through (TIME_WAIT): a repeated FIN is acknowledged, nothing else happens
};

/// Packet flags, as tcpdump prints them.
inline constexpr std::uint8_t flag_syn = 1;
inline constexpr std::uint8_t flag_ack = 2;
inline constexpr std::uint8_t flag_fin = 4;
inline constexpr std::uint8_t flag_rst = 8;
inline constexpr std::uint8_t flag_data = 16;

/// One end. Units are numbered from 0: the SYN, then each message, then the FIN.
struct End {
    EndState state = EndState::none;
    HostId host;
    ServiceId service;
    Endpoint endpoint;
    std::uint32_t token = 0;            ///< the service's own number for this connection
    std::uint32_t sent = 0;             ///< units sent
    std::uint32_t acknowledged = 0;     ///< units of ours that the peer has
    std::uint32_t received = 0;         ///< units of the peer that we have, in order
    std::uint32_t attempts = 0;         ///< retransmissions of the oldest unit under way
    bool waiting_timer = false;         ///< a retransmission is scheduled
    bool accepted = false;              ///< the service has taken it from the accept queue
    bool message_unread = false;
    bool peer_fin = false;              ///< the peer's FIN has been received in order
    bool fin_early = false;             ///< the peer's FIN is here, a message before it is not
    bool close_when_sent = false;
    bool half_closed = false;           ///< our FIN says only that we send nothing more: what comes is still read
    Duration round_trip;                ///< first measured round trip; 0 before
    Instant last_sent;
    Message outbox;                     ///< the message under way, until it is acknowledged
    Message inbox;                      ///< the last message received
    std::vector<Message> waiting;       ///< to be sent when the outbox is free
};

struct Connection {
    std::array<End, 2> ends;            ///< 0: who connected, 1: who listened
    AttachmentId attachment_0;          ///< the link of end 0; none over loopback
    AttachmentId attachment_1;
    ListenerId listener;
    bool loopback = false;
    bool reachable = false;             ///< a host with this address was attached when the connection was begun
    std::uint64_t number = 0;           ///< counts all connections of the run, from 1
};

/// A connection and an end of it, with the generation that keeps a late use harmless.
struct Socket {
    ConnectionId connection;
    std::uint32_t generation = 0;
    std::uint8_t side = 0;
    explicit operator bool() const { return static_cast<bool>(connection); }
};

/// Sends a SYN. The outcome comes as a notice: established, refused or unanswered (after the kernel's 134 s).
/// No route at all: `refused` in this same instant (ENETUNREACH). `source` is for a host that stands for many (visitors);
/// any = the address of the link.
Socket connect(Context& context, ServiceId service, const Endpoint& to, std::uint32_t token, const Address& source = {});

/// Listens on a port of the service's host; `tag` is the service's own number.
ListenerId listen(Context& context, ServiceId service, const Address& address, std::uint16_t port, std::int64_t backlog, std::uint32_t tag);

/// Stops listening: waiting connections are reset, unless a successor's listener of the same port can take them over.
void close_listener(Context& context, ListenerId listener);

/// A reload: connections that wait at the old generation's ports go to the new one's listeners of the same ports.
void hand_over_waiting(Context& context, ServiceId from, ServiceId to);

/// Takes the oldest connection from the accept queue and gives it the service's own number. No connection: none.
Socket accept(Context& context, ListenerId listener, std::uint32_t token);

/// The service's own number for a connection, when it has one only later.
void set_token(Context& context, const Socket& socket, std::uint32_t token);

/// True while the socket still is what it was.
bool is_open(const Context& context, const Socket& socket);
/// True when a message can be sent: established and not closed by us.
bool can_send(const Context& context, const Socket& socket);

/// Sends one message; it waits while the one before has not been acknowledged.
void send(Context& context, const Socket& socket, const Message& message);

/// The message of a `received` notice; reading it empties the inbox.
Message receive(Context& context, const Socket& socket);

/// Closes: FIN after what is under way. What the peer still sends is answered by RST.
void close(Context& context, const Socket& socket);
/// Says with a FIN that nothing more will be sent; what the peer sends still arrives, until `close`.
void close_half(Context& context, const Socket& socket);
/// Forgets this end without a word: the peer learns of it when it sends something, by RST.
void forget(Context& context, const Socket& socket);
/// Ends at once with RST.
void abort(Context& context, const Socket& socket);

/// The end of a process: its listeners close, its connections get FIN (RST where something lay unread or not accepted).
void close_all_of(Context& context, ServiceId service);
/// The end of a host's power: its ends of all connections are forgotten without a word.
void forget_all_of(Context& context, HostId host);

/// Addresses of the peer and of this end, for logs, ACLs and X-Forwarded-For.
const Endpoint& peer_of(const Context& context, const Socket& socket);
const Endpoint& local_of(const Context& context, const Socket& socket);

}  // namespace evenkeel
