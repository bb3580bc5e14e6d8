#include "net/connection.hpp"

#include <utility>

#include "net/socket.hpp"

namespace evenkeel {

namespace {

constexpr std::uint16_t first_port = 32768;     // net.ipv4.ip_local_port_range
constexpr std::uint16_t last_port = 60999;

bool is_gone(const End& end) { return end.state == EndState::none || end.state == EndState::done; }
bool is_up(const End& end) { return end.state == EndState::established; }

std::uint16_t take_port(Host& host)
{
    const std::uint16_t port = host.next_port;
    host.next_port = port == last_port ? first_port : static_cast<std::uint16_t>(port + 1);
    return port;
}

Address source_address(const Network& network, const Route& route, const Address& to)
{
    return route.loopback ? to : network.attachments[route.from.index].address;
}

void send_fin(Context& context, ConnectionId id, std::uint8_t side)
{
    End& end = context.network.connections[id].ends[side];
    end.close_when_sent = false;
    end.state = EndState::fin_sent;
    const std::uint32_t unit = end.sent++;
    send_packet(context, id, side, flag_fin | flag_ack, unit, false);
}

void leave_half_open(Network& network, const Connection& connection)
{
    if (connection.ends[1].state == EndState::syn_received) --network.listeners[connection.listener.index].half_open;
}

End& end_of(Context& context, const Socket& socket) { return context.network.connections[socket.connection].ends[socket.side]; }

}  // namespace

void send_packet(Context& context, ConnectionId id, std::uint8_t side, std::uint8_t flags, std::uint32_t unit, bool again)
{
    End& end = context.network.connections[id].ends[side];
    const Packet packet{side, flags, unit, (flags & flag_ack) != 0 ? end.received : 0};
    if ((flags & (flag_syn | flag_data | flag_fin)) != 0) end.last_sent = context.now;
    if (!transmit(context, id, packet, again)) lost(context, id, packet);
}

void send_reset(Context& context, ConnectionId id, std::uint8_t side)
{
    const Packet packet{side, flag_rst, 0, 0};
    if (!transmit(context, id, packet, false)) lost(context, id, packet);
}

void notify(Context& context, ConnectionId id, std::uint8_t side, NoticeKind kind)
{
    const End& end = context.network.connections[id].ends[side];
    if (side == 1 && !end.accepted) return;  // told when it is accepted
    context.network.notices.push({kind, side, end.service, id, context.network.connections.generation(id), end.token, {}});
}

void send_waiting(Context& context, ConnectionId id, std::uint8_t side)
{
    End& end = context.network.connections[id].ends[side];
    if (!is_up(end)) return;
    if (!end.waiting.empty() && end.outbox.kind == MessageKind::none) {
        end.outbox = end.waiting.front();
        end.waiting.erase(end.waiting.begin());
        const std::uint32_t unit = end.sent++;
        send_packet(context, id, side, flag_data | flag_ack, unit, false);
    }
    if (end.close_when_sent && end.waiting.empty()) send_fin(context, id, side);
}

void reset_by(Context& context, ConnectionId id, std::uint8_t side)
{
    Connection& connection = context.network.connections[id];
    send_reset(context, id, side);
    if (side == 1) leave_half_open(context.network, connection);
    connection.ends[side].state = EndState::none;
    settle(context, id);
}

void take_reset(Context& context, ConnectionId id, std::uint8_t side)
{
    Connection& connection = context.network.connections[id];
    End& end = connection.ends[side];
    if (is_gone(end)) return;
    if (side == 1) leave_half_open(context.network, connection);
    const bool connecting = end.state == EndState::syn_sent;
    const bool told = end.state != EndState::fin_sent || end.half_closed;
    end.state = EndState::none;
    if (told) notify(context, id, side, connecting ? NoticeKind::refused : NoticeKind::reset);
    settle(context, id);
}

void give_up(Context& context, ConnectionId id, std::uint8_t side)
{
    Connection& connection = context.network.connections[id];
    End& end = connection.ends[side];
    if (side == 1) leave_half_open(context.network, connection);
    const bool connecting = end.state == EndState::syn_sent;
    const bool told = end.state == EndState::established || end.half_closed || connecting;
    end.state = EndState::none;
    if (told) notify(context, id, side, connecting ? NoticeKind::unanswered : NoticeKind::reset);
    settle(context, id);
}

void settle(Context& context, ConnectionId id)
{
    if (!context.network.connections.slots[id.index].used) return;
    Connection& connection = context.network.connections[id];
    for (std::uint8_t side = 0; side < 2; ++side) {
        End& end = connection.ends[side];
        if (end.state != EndState::fin_sent || end.acknowledged != end.sent) continue;
        // Linux forgets an end that waits for a FIN in vain after 60 s (tcp_fin_timeout). A peer that no longer exists sends
        // none, and until then nobody could tell the difference.
        if (end.peer_fin || connection.ends[side ^ 1u].state == EndState::none) end.state = EndState::done;
    }
    if (is_gone(connection.ends[0]) && is_gone(connection.ends[1])) context.network.connections.give_back(id);
}

Socket connect(Context& context, ServiceId service, const Endpoint& to, std::uint32_t token, const Address& source)
{
    Network& network = context.network;
    const HostId from = network.services[service.index].host;
    const Route way = route(network, from, to.address);
    const ConnectionId id = network.connections.take();
    Connection& connection = network.connections[id];
    const Socket socket{id, network.connections.generation(id), 0};
    connection.number = ++network.connections_made;
    connection.loopback = way.loopback;
    connection.attachment_0 = way.from;
    connection.attachment_1 = way.to;
    connection.reachable = way.loopback || way.to;
    End& client = connection.ends[0];
    End& server = connection.ends[1];
    client.state = EndState::syn_sent;
    client.host = from;
    client.service = service;
    client.token = token;
    client.sent = 1;
    server.endpoint = to;
    server.host = way.loopback || !way.to ? from : network.attachments[way.to.index].host;
    if (!way.exists) {
        client.state = EndState::none;
        network.notices.push({NoticeKind::refused, 0, service, id, socket.generation, token, {}});
        network.connections.give_back(id);
        return socket;
    }
    client.endpoint = {is_any(source) ? source_address(network, way, to.address) : source, take_port(network.hosts[from.index])};
    send_packet(context, id, 0, flag_syn, 0, false);
    return socket;
}

ListenerId listen(Context& context, ServiceId service, const Address& address, std::uint16_t port, std::int64_t backlog, std::uint32_t tag)
{
    std::vector<Listener>& listeners = context.network.listeners;
    Listener listener;
    listener.host = context.network.services[service.index].host;
    listener.address = address;
    listener.port = port;
    listener.service = service;
    listener.backlog = backlog;
    listener.tag = tag;
    for (std::uint32_t i = 0; i < listeners.size(); ++i) {
        if (listeners[i].open || listeners[i].half_open != 0 || !listeners[i].accept_queue.empty()) continue;
        listeners[i] = std::move(listener);
        return {i};
    }
    listeners.push_back(std::move(listener));
    return {static_cast<std::uint32_t>(listeners.size() - 1)};
}

void close_listener(Context& context, ListenerId id)
{
    Network& network = context.network;
    Listener& listener = network.listeners[id.index];
    listener.open = false;
    if (listener.half_open == 0 && listener.accept_queue.empty()) return;   // the search below is for what waits there
    for (std::uint32_t slot = 0; slot < network.connections.slots.size(); ++slot) {
        const ConnectionId connection{slot};
        if (!network.connections.slots[slot].used || network.connections[connection].listener != id) continue;
        const End& end = network.connections[connection].ends[1];
        if (!end.accepted && !is_gone(end)) reset_by(context, connection, 1);
    }
    listener.accept_queue = {};
}

void hand_over_waiting(Context& context, ServiceId from, ServiceId to)
{
    Network& network = context.network;
    for (std::uint32_t i = 0; i < network.listeners.size(); ++i) {
        Listener& old = network.listeners[i];
        if (!old.open || old.service != from) continue;
        for (std::uint32_t j = 0; j < network.listeners.size(); ++j) {
            Listener& fresh = network.listeners[j];
            if (!fresh.open || fresh.service != to || fresh.port != old.port || fresh.address != old.address) continue;
            if (old.half_open == 0 && old.accept_queue.empty()) break;
            fresh.half_open += std::exchange(old.half_open, 0);
            while (!old.accept_queue.empty()) {
                const WaitingConnection waiting = old.accept_queue.pop();
                fresh.accept_queue.push(waiting);
                network.notices.push({NoticeKind::accept_ready, 1, to, waiting.connection, waiting.generation, 0, {j}});
            }
            for (auto& slot : network.connections.slots)
                if (slot.used && slot.thing.listener == ListenerId{i} && !slot.thing.ends[1].accepted) {
                    slot.thing.listener = {j};
                    slot.thing.ends[1].service = to;
                }
            break;
        }
    }
}

Socket accept(Context& context, ListenerId id, std::uint32_t token)
{
    Network& network = context.network;
    Listener& listener = network.listeners[id.index];
    while (!listener.accept_queue.empty()) {
        const WaitingConnection oldest = listener.accept_queue.pop();
        if (!network.connections.holds(oldest.connection, oldest.generation)) continue;
        End& end = network.connections[oldest.connection].ends[1];
        if (is_gone(end)) continue;
        end.accepted = true;
        end.service = listener.service;
        end.token = token;
        if (end.message_unread) notify(context, oldest.connection, 1, NoticeKind::received);
        if (end.peer_fin) notify(context, oldest.connection, 1, NoticeKind::peer_closed);
        return {oldest.connection, oldest.generation, 1};
    }
    return {};
}

void set_token(Context& context, const Socket& socket, std::uint32_t token) { end_of(context, socket).token = token; }

bool is_open(const Context& context, const Socket& socket)
{
    if (!socket || !context.network.connections.holds(socket.connection, socket.generation)) return false;
    return !is_gone(context.network.connections[socket.connection].ends[socket.side]);
}

bool can_send(const Context& context, const Socket& socket)
{
    return is_open(context, socket) && is_up(context.network.connections[socket.connection].ends[socket.side]) &&
           !context.network.connections[socket.connection].ends[socket.side].close_when_sent;
}

void send(Context& context, const Socket& socket, const Message& message)
{
    if (!can_send(context, socket)) return;
    end_of(context, socket).waiting.push_back(message);
    send_waiting(context, socket.connection, socket.side);
}

Message receive(Context& context, const Socket& socket)
{
    End& end = end_of(context, socket);
    end.message_unread = false;
    return std::exchange(end.inbox, Message{});
}

void close(Context& context, const Socket& socket)
{
    if (!is_open(context, socket)) return;
    End& end = end_of(context, socket);
    if (end.state == EndState::syn_sent) {
        end.state = EndState::none;     // what arrives later gets RST
        return settle(context, socket.connection);
    }
    const bool was_half_closed = std::exchange(end.half_closed, false);
    if (end.state != EndState::established && !was_half_closed) return;
    if (end.message_unread) return reset_by(context, socket.connection, socket.side);  // Linux: unread data makes it RST
    if (was_half_closed) return;        // its FIN is sent, or will be
    end.close_when_sent = true;
    send_waiting(context, socket.connection, socket.side);
    settle(context, socket.connection);
}

void close_half(Context& context, const Socket& socket)
{
    if (!can_send(context, socket)) return;
    End& end = end_of(context, socket);
    end.half_closed = true;
    end.close_when_sent = true;
    send_waiting(context, socket.connection, socket.side);
}

void forget(Context& context, const Socket& socket)
{
    if (!is_open(context, socket)) return;
    end_of(context, socket).state = EndState::none;
    settle(context, socket.connection);
}

void abort(Context& context, const Socket& socket)
{
    if (!is_open(context, socket)) return;
    if (end_of(context, socket).state == EndState::syn_sent) return close(context, socket);
    reset_by(context, socket.connection, socket.side);
}

void close_all_of(Context& context, ServiceId service)
{
    Network& network = context.network;
    for (std::uint32_t i = 0; i < network.listeners.size(); ++i)
        if (network.listeners[i].open && network.listeners[i].service == service) close_listener(context, {i});
    for (std::uint32_t slot = 0; slot < network.connections.slots.size(); ++slot) {
        for (std::uint8_t side = 0; side < 2; ++side) {
            if (!network.connections.slots[slot].used) break;
            const End& end = network.connections.slots[slot].thing.ends[side];
            if (end.service != service || is_gone(end)) continue;
            close(context, {{slot}, network.connections.slots[slot].generation, side});
        }
    }
}

void forget_all_of(Context& context, HostId host)
{
    Network& network = context.network;
    for (Listener& listener : network.listeners)
        if (listener.host == host) {
            listener.accept_queue = {};
            listener.half_open = 0;
        }
    for (std::uint32_t slot = 0; slot < network.connections.slots.size(); ++slot) {
        if (!network.connections.slots[slot].used) continue;
        for (End& end : network.connections.slots[slot].thing.ends)
            if (end.host == host) end.state = EndState::none;
        settle(context, {slot});
    }
}

const Endpoint& peer_of(const Context& context, const Socket& socket)
{
    return context.network.connections[socket.connection].ends[socket.side ^ 1u].endpoint;
}

const Endpoint& local_of(const Context& context, const Socket& socket)
{
    return context.network.connections[socket.connection].ends[socket.side].endpoint;
}

}  // namespace evenkeel
