#pragma once
// Packets on links: the events of net, and what they carry.

#include <cstdint>

#include "net/context.hpp"

namespace evenkeel {

/// A packet as its event carries it (Event::argument): who sent it, flags, unit number and cumulative acknowledgement.
struct Packet {
    std::uint8_t from = 0;
    std::uint8_t flags = 0;
    std::uint32_t unit = 0;
    std::uint32_t acknowledges = 0;
};
constexpr std::uint64_t pack(const Packet& packet)
{
    return static_cast<std::uint64_t>(packet.from) | static_cast<std::uint64_t>(packet.flags) << 1 |
           static_cast<std::uint64_t>(packet.unit & 0xfff'ffff) << 8 | static_cast<std::uint64_t>(packet.acknowledges & 0xfff'ffff) << 36;
}
constexpr Packet unpack(std::uint64_t bits)
{
    return {static_cast<std::uint8_t>(bits & 1), static_cast<std::uint8_t>(bits >> 1 & 0x7f), static_cast<std::uint32_t>(bits >> 8 & 0xfff'ffff),
            static_cast<std::uint32_t>(bits >> 36 & 0xfff'ffff)};
}

/// Puts a packet on the wire: serialization, latency, loss, partitions. Returns false when it was lost on the way out.
bool transmit(Context& context, ConnectionId connection, const Packet& packet, bool again);

/// The network's share of the one switch: packet_arrives and retransmit events.
void handle_packet(Context& context, const Event& event);
void handle_retransmit(Context& context, const Event& event);

/// True when a packet between the two ends can arrive now (links, partitions, power).
bool passes(const Network& network, const Connection& connection, std::uint8_t from);

}  // namespace evenkeel
