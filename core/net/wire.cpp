#include "net/wire.hpp"

#include <algorithm>
#include <utility>

#include "net/socket.hpp"

namespace evenkeel {

namespace {

constexpr std::int64_t header_bytes = 66;           // Ethernet, IPv4, TCP with timestamps
constexpr Duration loopback_latency{10 * ns_per_us};
constexpr std::uint32_t data_retries = 15;          // net.ipv4.tcp_retries2
constexpr std::uint32_t orphan_retries = 8;         // net.ipv4.tcp_orphan_retries 0 means 8: nobody has the socket open any more
constexpr std::uint32_t synack_retries = 5;         // net.ipv4.tcp_synack_retries
constexpr std::uint32_t syn_linear_timeouts = 4;    // net.ipv4.tcp_syn_linear_timeouts
constexpr std::uint32_t syn_retries = 10;           // net.ipv4.tcp_syn_retries 6, after the linear ones
constexpr Duration least_timeout{200 * ns_per_ms};
constexpr Duration most_timeout{120 * ns_per_s};

bool carries_unit(const Packet& packet) { return (packet.flags & (flag_syn | flag_data | flag_fin)) != 0; }
bool has_unacknowledged(const End& end) { return end.sent > end.acknowledged && end.state != EndState::none && end.state != EndState::done; }

bool divided(const Network& network, LanId lan, HostId a, HostId b)
{
    for (const Partition& partition : network.partitions) {
        if (partition.lan != lan) continue;
        const auto inside = [&](HostId host) { return std::find(partition.island.begin(), partition.island.end(), host) != partition.island.end(); };
        if (inside(a) != inside(b)) return true;
    }
    return false;
}

/// One packet's chance to be lost on the way, in ppm: links and network lose independently.
std::int64_t loss_ppm(const Attachment& out, const Lan& lan, const Attachment& in)
{
    const auto kept = [](std::int64_t ppm) { return 1'000'000 - ppm; };
    return 1'000'000 - kept(out.quality.loss_ppm) * kept(lan.quality.loss_ppm) / 1'000'000 * kept(in.quality.loss_ppm) / 1'000'000;
}

/// Messages count with at most 1 GB and no queue is longer than three years: hostile sizes must not overflow the clock.
constexpr std::int64_t most_bytes = 1'000'000'000;
constexpr Duration longest_queue = 100'000'000_s;

Duration time_on_wire(std::int64_t bytes, std::int64_t bits_per_second)
{
    return {std::min(bytes, most_bytes) * 8 * ns_per_s / bits_per_second};
}

/// When the last bit has passed a link on which `free_at` tells when it is idle again.
Instant pass(Instant from, Instant& free_at, std::int64_t bits_per_second, std::int64_t bytes)
{
    if (bits_per_second == 0) return from;
    free_at = std::min(std::max(from, free_at) + time_on_wire(bytes, bits_per_second), from + longest_queue);
    return free_at;
}

std::int64_t bytes_of(const Connection& connection, const Packet& packet)
{
    return header_bytes + ((packet.flags & flag_data) != 0 ? connection.ends[packet.from].outbox.bytes : 0);
}

/// When a packet reaches the receiver's link.
struct Fate {
    bool lost = false;
    Instant arrives;
};

Fate travel(Context& context, const Connection& connection, std::uint8_t from, std::int64_t bytes)
{
    Network& network = context.network;
    if (connection.loopback) return {false, context.now + loopback_latency};
    if (!connection.reachable || !passes(network, connection, from)) return {true, context.now};
    Attachment& out = network.attachments[(from == 0 ? connection.attachment_0 : connection.attachment_1).index];
    Attachment& in = network.attachments[(from == 0 ? connection.attachment_1 : connection.attachment_0).index];
    Lan& lan = network.lans[out.lan.index];
    Instant at = pass(context.now, out.out_free_at, out.quality.bits_per_second, bytes);
    at = at + out.quality.latency + lan.quality.latency + in.quality.latency;
    if (lan.quality.bits_per_second != 0) at = at + time_on_wire(bytes, lan.quality.bits_per_second);
    const std::int64_t loss = loss_ppm(out, lan, in);
    const Duration jitter = out.quality.jitter + lan.quality.jitter + in.quality.jitter;
    if (loss > 0 || jitter.ns > 0) {
        const std::uint64_t number = lan.packets++;
        if (happens(draw(context.seed, {Purpose::packet_loss, out.lan.index}, number), loss)) return {true, at};
        if (jitter.ns > 0) at = at + uniform(draw(context.seed, {Purpose::packet_jitter, out.lan.index}, number), {}, jitter);
    }
    return {false, at};
}

void capture(Context& context, const Connection& connection, const Packet& packet, std::int64_t bytes, bool lost, bool again)
{
    const End& sender = connection.ends[packet.from];
    const Message& message = sender.outbox;
    const bool data = (packet.flags & flag_data) != 0;
    context.network.capture.records.push_back({context.now, sender.endpoint, connection.ends[1u - packet.from].endpoint, packet.flags, packet.unit,
                                               packet.acknowledges, data ? bytes - header_bytes : 0, data ? message.kind : MessageKind::none,
                                               data ? message.method : Method{}, data ? message.status : 0, data ? message.path : TextId{}, lost, again});
}

/// How long an end waits for an acknowledgement before it sends its oldest unit again.
Duration retransmission_timeout(const End& end)
{
    if (end.state == EndState::syn_sent) {
        // Five waits of 1 s, then doubling to 64 s; the kernel's coarse timers stretch the last one: 134 s in all, as recorded.
        if (end.attempts == syn_retries) return 67_s;
        return 1_s * (std::int64_t{1} << (end.attempts > syn_linear_timeouts ? end.attempts - syn_linear_timeouts : 0));
    }
    Duration base = 1_s;
    if (end.state != EndState::syn_received && end.round_trip.ns > 0) base = end.round_trip + std::max(least_timeout, end.round_trip * 2);
    for (std::uint32_t i = 0; i < end.attempts && base < most_timeout; ++i) base = base * 2;
    return std::min(base, most_timeout);
}

std::uint32_t most_attempts(const End& end)
{
    if (end.state == EndState::syn_sent) return syn_retries;
    if (end.state == EndState::syn_received) return synack_retries;
    return end.state == EndState::fin_sent ? orphan_retries : data_retries;
}

void schedule_retransmission(Context& context, ConnectionId id, std::uint8_t side)
{
    End& end = context.network.connections[id].ends[side];
    if (end.waiting_timer || !has_unacknowledged(end)) return;
    end.waiting_timer = true;
    const Instant at = std::max(context.now, end.last_sent + retransmission_timeout(end));
    context.queue.push({at, 0, EventKind::retransmit, side, 0, id.index, context.network.connections.generation(id), 0});
}

/// The listener a new connection goes to: one of those that match best, by a hash of the connection's number.
ListenerId listener_for(const Context& context, const Connection& connection)
{
    const Network& network = context.network;
    const End& target = connection.ends[1];
    std::vector<ListenerId> exact;
    std::vector<ListenerId> any;
    for (std::uint32_t i = 0; i < network.listeners.size(); ++i) {
        const Listener& listener = network.listeners[i];
        if (!listener.open || listener.host != target.host || listener.port != target.endpoint.port) continue;
        if (listener.address == target.endpoint.address) exact.push_back({i});
        else if (is_any(listener.address)) any.push_back({i});
    }
    const std::vector<ListenerId>& candidates = exact.empty() ? any : exact;
    if (candidates.empty()) return {};
    if (candidates.size() == 1) return candidates.front();
    const std::uint64_t bits = draw(context.seed, {Purpose::connection_choice, target.host.index}, connection.number);
    return candidates[below(bits, static_cast<std::uint32_t>(candidates.size()))];
}

bool accept_queue_full(const Listener& listener) { return listener.accept_queue.count > listener.backlog; }

/// An end that gave up its half-open connection is asked again: nothing of that attempt stays but its pending timer.
void forget_first_life(End& end)
{
    End fresh;
    fresh.host = end.host;
    fresh.endpoint = end.endpoint;
    fresh.waiting_timer = end.waiting_timer;
    end = std::move(fresh);
}

void handle_syn(Context& context, ConnectionId id, const Packet& packet)
{
    Connection& connection = context.network.connections[id];
    End& end = connection.ends[1];
    if (end.state != EndState::none) {
        if (end.state == EndState::syn_received) send_packet(context, id, 1, flag_syn | flag_ack, 0, true);
        else send_packet(context, id, 1, flag_ack, end.sent, false);
        return;
    }
    if (end.received > 0) {
        // A late duplicate. Linux answers SYN-ACK and resets the connection when the client contradicts: RST says it at once.
        if (connection.ends[0].state != EndState::syn_sent) return send_reset(context, id, 1);
        forget_first_life(end);
    }
    const ListenerId found = listener_for(context, connection);
    if (!found) return send_reset(context, id, 1);
    Listener& listener = context.network.listeners[found.index];
    if (accept_queue_full(listener)) {
        ++listener.overflows;
        return lost(context, id, packet);
    }
    connection.listener = found;
    ++listener.half_open;
    end.state = EndState::syn_received;
    end.service = listener.service;
    end.received = 1;
    end.sent = 1;
    send_packet(context, id, 1, flag_syn | flag_ack, 0, false);
}

void handle_syn_ack(Context& context, ConnectionId id)
{
    End& end = context.network.connections[id].ends[0];
    if (end.state == EndState::none) return send_reset(context, id, 0);
    if (end.state != EndState::syn_sent) return send_packet(context, id, 0, flag_ack, end.sent, false);
    if (end.attempts == 0) end.round_trip = std::max(context.now - end.last_sent, 1_ns);
    end.state = EndState::established;
    end.acknowledged = 1;
    end.received = 1;
    end.attempts = 0;
    send_packet(context, id, 0, flag_ack, end.sent, false);
    notify(context, id, 0, NoticeKind::established);
}

/// The ACK that completes the handshake. False when the accept queue was full: the packet counts as lost.
bool complete_handshake(Context& context, ConnectionId id, const Packet& packet)
{
    Connection& connection = context.network.connections[id];
    Listener& listener = context.network.listeners[connection.listener.index];
    if (accept_queue_full(listener)) {
        ++listener.overflows;
        lost(context, id, packet);
        return false;
    }
    connection.ends[1].state = EndState::established;
    --listener.half_open;
    listener.accept_queue.push({id, context.network.connections.generation(id)});
    context.network.notices.push({NoticeKind::accept_ready, 1, listener.service, id, context.network.connections.generation(id), 0, connection.listener});
    return true;
}

void take_acknowledgement(Context& context, ConnectionId id, std::uint8_t side, std::uint32_t acknowledges)
{
    End& end = context.network.connections[id].ends[side];
    if (acknowledges <= end.acknowledged) return;
    end.acknowledged = acknowledges;
    // Karn's rule: no sample from a unit that was sent twice.
    if (end.attempts == 0 && end.round_trip.ns == 0) end.round_trip = std::max(context.now - end.last_sent, 1_ns);
    const bool recovering = end.attempts > 0;
    end.attempts = 0;
    const std::uint32_t unacknowledged = end.sent - end.acknowledged;
    if (unacknowledged <= (end.state == EndState::fin_sent ? 1u : 0u)) end.outbox.kind = MessageKind::none;
    // After a time-out everything that was under way counts as lost: the FIN behind the message goes again at once.
    if (recovering && end.state == EndState::fin_sent && unacknowledged == 1) return send_packet(context, id, side, flag_fin | flag_ack, end.acknowledged, true);
    send_waiting(context, id, side);
}

/// A data message or FIN in its turn.
void take_unit(Context& context, ConnectionId id, const Packet& packet)
{
    Connection& connection = context.network.connections[id];
    const std::uint8_t side = packet.from ^ 1u;
    End& end = connection.ends[side];
    const bool data = (packet.flags & flag_data) != 0;
    bool got_message = false;
    if (packet.unit == end.received && data) {
        if (end.state == EndState::fin_sent && !end.half_closed) return reset_by(context, id, side);
        if (end.message_unread) return lost(context, id, packet);  // no room: the sender tries again
        end.inbox = connection.ends[packet.from].outbox;
        end.message_unread = true;
        ++end.received;
        got_message = true;
    }
    const bool fin = (packet.flags & flag_fin) != 0;
    if (fin && packet.unit == end.received + 1) end.fin_early = true;
    bool got_fin = false;
    if ((fin && packet.unit == end.received) || (got_message && end.fin_early)) {
        end.peer_fin = got_fin = true;
        end.fin_early = false;
        ++end.received;
    }
    send_packet(context, id, side, flag_ack, end.sent, false);
    if (got_message) notify(context, id, side, NoticeKind::received);
    if (got_fin) notify(context, id, side, NoticeKind::peer_closed);
}

// Where a packet is when its event happens (Event::what).
constexpr std::uint16_t at_link = 0;        ///< at the receiver's end of the network
constexpr std::uint16_t through_link = 1;

/// A narrow link serializes in the order of arrival, which only the arrival tells: the packet's turn is an event of its own.
/// False when it is through at once.
bool queue_at_link(Context& context, const Event& event, const Packet& packet)
{
    const Connection& connection = context.network.connections[{event.subject}];
    if (connection.loopback) return false;
    Attachment& in = context.network.attachments[(packet.from == 0 ? connection.attachment_1 : connection.attachment_0).index];
    if (in.quality.bits_per_second == 0) return false;
    Event through = event;
    through.at = pass(context.now, in.in_free_at, in.quality.bits_per_second, bytes_of(connection, packet));
    through.what = through_link;
    context.queue.push(through);
    return true;
}

}  // namespace

bool passes(const Network& network, const Connection& connection, std::uint8_t from)
{
    const End& source = connection.ends[from];
    const End& target = connection.ends[from ^ 1u];
    if (!network.hosts[source.host.index].powered || !network.hosts[target.host.index].powered) return false;
    if (connection.loopback) return true;
    const Attachment& a = network.attachments[connection.attachment_0.index];
    const Attachment& b = network.attachments[connection.attachment_1.index];
    return !a.cut && !b.cut && !divided(network, a.lan, source.host, target.host);
}

bool transmit(Context& context, ConnectionId id, const Packet& packet, bool again)
{
    const Connection& connection = context.network.connections[id];
    const std::int64_t bytes = bytes_of(connection, packet);
    const Fate fate = travel(context, connection, packet.from, bytes);
    if (context.network.capture.on) capture(context, connection, packet, bytes, fate.lost, again);
    if (!fate.lost)
        context.queue.push({fate.arrives, 0, EventKind::packet_arrives, at_link, 0, id.index, context.network.connections.generation(id), pack(packet)});
    return !fate.lost;
}

void lost(Context& context, ConnectionId id, const Packet& packet)
{
    const Connection& connection = context.network.connections[id];
    if (carries_unit(packet)) schedule_retransmission(context, id, packet.from);
    const End& peer = connection.ends[packet.from ^ 1u];
    if ((packet.flags & flag_ack) != 0 && packet.acknowledges > peer.acknowledged)
        schedule_retransmission(context, id, packet.from ^ 1u);
    // Who has something under way would have learnt from the RST that nobody is there: it tries again, and is told then.
    if ((packet.flags & flag_rst) != 0) schedule_retransmission(context, id, packet.from ^ 1u);
}

void handle_packet(Context& context, const Event& event)
{
    const ConnectionId id{event.subject};
    if (!context.network.connections.holds(id, event.generation)) return;
    Connection& connection = context.network.connections[id];
    const Packet packet = unpack(event.argument);
    if (event.what == at_link && queue_at_link(context, event, packet)) return;
    const std::uint8_t side = packet.from ^ 1u;
    End& end = connection.ends[side];
    // A power cut also takes what is under way; a cut link or a partition only what is sent while it lasts.
    if (!context.network.hosts[end.host.index].powered) return lost(context, id, packet);
    if ((packet.flags & flag_rst) != 0) return take_reset(context, id, side);
    if (packet.flags == flag_syn) return handle_syn(context, id, packet);
    if (packet.flags == (flag_syn | flag_ack)) return handle_syn_ack(context, id);
    if (end.state == EndState::none) return send_reset(context, id, side);
    if (end.state == EndState::syn_sent) return;
    if (end.state == EndState::syn_received && packet.acknowledges > 0 && !complete_handshake(context, id, packet)) return;
    take_acknowledgement(context, id, side, packet.acknowledges);
    if ((packet.flags & (flag_data | flag_fin)) != 0) take_unit(context, id, packet);
    settle(context, id);
}

void handle_retransmit(Context& context, const Event& event)
{
    const ConnectionId id{event.subject};
    if (!context.network.connections.holds(id, event.generation)) return;
    const auto side = static_cast<std::uint8_t>(event.what);
    End& end = context.network.connections[id].ends[side];
    end.waiting_timer = false;
    if (!has_unacknowledged(end)) return;
    if (context.now < end.last_sent + retransmission_timeout(end)) return schedule_retransmission(context, id, side);
    if (end.attempts >= most_attempts(end)) return give_up(context, id, side);
    ++end.attempts;
    const std::uint32_t unit = end.acknowledged;
    std::uint8_t flags = flag_ack;
    if (unit == 0) flags = end.state == EndState::syn_sent ? flag_syn : static_cast<std::uint8_t>(flag_syn | flag_ack);
    else if (end.state == EndState::fin_sent && unit + 1 == end.sent) flags |= flag_fin;
    else flags |= flag_data;
    send_packet(context, id, side, flags, unit, true);
}

}  // namespace evenkeel
