#pragma once
// What packets do to the ends of a connection: shared by wire.cpp (what arrives) and connection.cpp (what services ask for).

#include "net/wire.hpp"

namespace evenkeel {

/// Sends a packet of one end with its present acknowledgement; what is lost on the way is scheduled to be sent again.
void send_packet(Context& context, ConnectionId id, std::uint8_t side, std::uint8_t flags, std::uint32_t unit, bool again);
/// Sends RST.
void send_reset(Context& context, ConnectionId id, std::uint8_t side);
/// A packet did not arrive: whoever waits for its acknowledgement, or for the one it carried, will send again.
void lost(Context& context, ConnectionId id, const Packet& packet);
/// Tells the service of an end, if it has one that knows of the connection.
void notify(Context& context, ConnectionId id, std::uint8_t side, NoticeKind kind);
/// Sends the next waiting message, and the FIN once nothing waits, if the outbox is free.
void send_waiting(Context& context, ConnectionId id, std::uint8_t side);
/// An end gives up the connection with RST, and its service is told.
void reset_by(Context& context, ConnectionId id, std::uint8_t side);
/// RST has arrived at an end.
void take_reset(Context& context, ConnectionId id, std::uint8_t side);
/// The kernel has sent often enough.
void give_up(Context& context, ConnectionId id, std::uint8_t side);
/// Ends that are through become done; a connection without a living end gives its slot back.
void settle(Context& context, ConnectionId id);

}  // namespace evenkeel
