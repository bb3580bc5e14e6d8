// The connections of a user agent.

#include <algorithm>
#include <utility>

#include "client/user_agent_parts.hpp"

namespace evenkeel::user_agent {

namespace {

template <class Thing>
bool contains(const std::vector<Thing>& things, const Thing& thing)
{
    return std::find(things.begin(), things.end(), thing) != things.end();
}

bool is_of(const AgentConnection& connection, TextId host, std::uint16_t port) { return connection.host == host && connection.port == port; }

std::int64_t count_of(const UserAgent& agent, TextId host, std::uint16_t port, bool connecting_only)
{
    std::int64_t count = 0;
    for (const auto& slot : agent.connections.slots)
        count += slot.used && is_of(slot.thing, host, port) && (!connecting_only || slot.thing.phase == AgentConnectionPhase::connecting);
    return count;
}

/// The oldest transfer that waits for a connection to there; none without one.
TransferId first_waiting(const UserAgent& agent, TextId host, std::uint16_t port)
{
    for (const TransferId id : agent.line) {
        const Transfer& transfer = agent.transfers[id];
        if (transfer.phase == TransferPhase::waiting && transfer.host == host && transfer.request.port == port) return id;
    }
    return {};
}

std::int64_t waiting_for(const UserAgent& agent, TextId host, std::uint16_t port)
{
    return std::count_if(agent.line.begin(), agent.line.end(), [&](TransferId id) {
        const Transfer& transfer = agent.transfers[id];
        return transfer.phase == TransferPhase::waiting && transfer.host == host && transfer.request.port == port;
    });
}

bool is_stale(const AgentConnection& connection, const Keeping& keeping, Instant now)
{
    const Duration limit = connection.uses > 0 ? keeping.stale_after : keeping.unused_stale_after;
    return limit.ns >= 0 && now - connection.idle_since >= limit;
}

/// What lies ready for there: of those that have been used the one used last, else the oldest that was not, as far as the
/// program does not go by their order. Stale ones end.
AgentConnectionId take_idle(UserAgent& agent, TextId host, std::uint16_t port, Context& context)
{
    AgentConnectionId best;
    for (std::uint32_t i = 0; i < agent.connections.slots.size(); ++i) {
        const AgentConnectionId id{i};
        if (!agent.connections.slots[i].used || agent.connections[id].phase != AgentConnectionPhase::idle || !is_of(agent.connections[id], host, port)) continue;
        if (is_stale(agent.connections[id], program_of(agent).keeping, context.now)) {
            close(context, agent.connections[id].socket);
            agent.connections.give_back(id);
            continue;
        }
        if (!best) {
            best = id;
            continue;
        }
        const AgentConnection& one = agent.connections[id];
        const AgentConnection& other = agent.connections[best];
        if (program_of(agent).keeping.first_free) {
            if (one.made < other.made) best = id;
            continue;
        }
        const bool better = one.uses > 0 ? other.uses == 0 || one.idle_since > other.idle_since : other.uses == 0 && one.idle_since < other.idle_since;
        if (better) best = id;
    }
    return best;
}

std::vector<Address> addresses_of(UserAgent& agent, TextId host, Context& context)
{
    const std::string_view name = context.network.texts[host];
    if (const auto literal = parse_address(name)) return {*literal};
    const Duration lifetime = program_of(agent).name_lifetime;
    if (lifetime.ns == 0) agent.names = {};
    if (!is_fresh(agent.names, name, context.now)) agent.questions.push_back({context.now, host, agent.names.entries.contains(name)});
    std::vector<Address> addresses = resolve(context.network.names, agent.names, name, context.now, lifetime, program_of(agent).asking.heeds_ttl);
    if (program_of(agent).connecting.remembers_failures)
        std::stable_partition(addresses.begin(), addresses.end(), [&](const Address& address) { return !contains(agent.failed_addresses, address); });
    return addresses;
}

void give_up(UserAgent& agent, AgentConnectionId id, Context& context)
{
    const TextId host = agent.connections[id].host;
    const std::uint16_t port = agent.connections[id].port;
    const TransferEnd why = agent.connections[id].failure;
    for (const Attempt& attempt : agent.connections[id].attempts) close(context, attempt.socket);
    agent.connections.give_back(id);
    if (const TransferId waiting = first_waiting(agent, host, port)) fail_to_connect(agent, waiting, why, context);
}

/// Is there an address to be tried while this one does not answer? It then is the next.
bool has_rival(AgentConnection& connection, SlowAddress slow)
{
    if (connection.next_address >= connection.addresses.size() || slow == SlowAddress::waits) return false;
    if (slow != SlowAddress::races_families) return true;
    const auto next = connection.addresses.begin() + connection.next_address;
    const bool family = is_ipv4(*(next - 1));
    const auto other = std::find_if(next, connection.addresses.end(), [&](const Address& address) { return is_ipv4(address) != family; });
    if (other == connection.addresses.end() || connection.attempts.size() > 1) return false;
    std::rotate(next, other, other + 1);
    return true;
}

void try_next_address(UserAgent& agent, AgentConnectionId id, Context& context)
{
    AgentConnection& connection = agent.connections[id];
    const Connecting& habits = program_of(agent).connecting;
    const std::uint32_t address = connection.next_address++;
    const Socket socket = connect(context, agent.service, {connection.addresses[address], connection.port}, id.index);
    connection.attempts.push_back({socket, address});
    set_timer(agent, id, Timer::address_limit, habits.limit_per_address, address, context);
    if (has_rival(connection, habits.slow)) set_timer(agent, id, Timer::slow_address, habits.slow_after, address, context);
}

/// One address has failed: the next one, unless others are still being tried or none is left.
void address_failed(UserAgent& agent, AgentConnectionId id, std::uint32_t address, TransferEnd why, Context& context)
{
    AgentConnection& connection = agent.connections[id];
    const Connecting& habits = program_of(agent).connecting;
    connection.failure = why;
    std::erase_if(connection.attempts, [&](const Attempt& attempt) { return attempt.address == address; });
    if (habits.remembers_failures) agent.failed_addresses.push_back(connection.addresses[address]);
    if (habits.next_after_failure && connection.next_address < connection.addresses.size()) return try_next_address(agent, id, context);
    if (connection.attempts.empty()) give_up(agent, id, context);
}

void begin_connecting(UserAgent& agent, TextId host, std::uint16_t port, Context& context)
{
    const AgentConnectionId id = agent.connections.take();
    std::vector<Address> addresses = addresses_of(agent, host, context);
    AgentConnection& connection = agent.connections[id];
    connection.host = host;
    connection.port = port;
    connection.addresses = std::move(addresses);
    connection.made = ++agent.connections_made;
    if (connection.addresses.empty()) return give_up(agent, id, context);
    connection.may_go_on = program_of(agent).connecting.once_more && contains(agent.silent_hosts, host);
    set_timer(agent, id, Timer::connect_limit, program_of(agent).connecting.limit, 0, context);
    try_next_address(agent, id, context);
}

/// The limit for connecting is over.
void out_of_time(UserAgent& agent, AgentConnectionId id, Context& context)
{
    AgentConnection& connection = agent.connections[id];
    if (std::exchange(connection.may_go_on, false)) {
        for (const Attempt& attempt : connection.attempts) close(context, attempt.socket);
        connection.attempts.clear();
        connection.next_address = 0;
        set_timer(agent, id, Timer::connect_limit, program_of(agent).connecting.limit, 0, context);
        return try_next_address(agent, id, context);
    }
    connection.failure = TransferEnd::connect_time_out;
    if (!contains(agent.silent_hosts, connection.host)) agent.silent_hosts.push_back(connection.host);
    give_up(agent, id, context);
}

void lie_ready(UserAgent& agent, AgentConnectionId id, Context& context)
{
    AgentConnection& connection = agent.connections[id];
    connection.phase = AgentConnectionPhase::idle;
    connection.idle_since = context.now;
    connection.transfer = {};
    ++connection.epoch;
    set_timer(agent, id, Timer::idle, connection.idle_limit, 0, context);
}

void hand_over(UserAgent& agent, AgentConnectionId id, TransferId transfer, bool kept, Context& context)
{
    AgentConnection& connection = agent.connections[id];
    connection.phase = AgentConnectionPhase::busy;
    connection.transfer = transfer;
    ++connection.epoch;
    std::erase(agent.line, transfer);
    send_request(agent, transfer, id, kept, context);
}

void connected(UserAgent& agent, AgentConnectionId id, Socket socket, Context& context)
{
    AgentConnection& connection = agent.connections[id];
    for (const Attempt& attempt : connection.attempts)
        if (attempt.socket.connection != socket.connection || attempt.socket.generation != socket.generation) close(context, attempt.socket);
    connection.attempts.clear();
    connection.socket = socket;
    connection.idle_limit = program_of(agent).keeping.idle_limit;
    lie_ready(agent, id, context);
    if (const TransferId waiting = first_waiting(agent, connection.host, connection.port)) hand_over(agent, id, waiting, false, context);
}

}  // namespace

void prepare_visit(UserAgent& agent, TextId host, std::uint16_t port, Context& context)
{
    const std::int64_t wanted = program_of(agent).keeping.ready_for_visit;
    for (std::int64_t have = count_of(agent, host, port, false); have < wanted; ++have) begin_connecting(agent, host, port, context);
}

void serve(UserAgent& agent, TextId host, std::uint16_t port, Context& context)
{
    const bool bound = program_of(agent).keeping.first_free;
    while (const TransferId waiting = first_waiting(agent, host, port)) {
        if (bound && waiting_for(agent, host, port) <= count_of(agent, host, port, true)) break;
        const AgentConnectionId idle = take_idle(agent, host, port, context);
        if (!idle) break;
        hand_over(agent, idle, waiting, true, context);
    }
    const std::int64_t most = program_of(agent).keeping.per_host;
    std::int64_t wanting = waiting_for(agent, host, port) - count_of(agent, host, port, true);
    if (most > 0) wanting = std::min(wanting, most - count_of(agent, host, port, false));
    for (; wanting > 0; --wanting) begin_connecting(agent, host, port, context);
}

void release(UserAgent& agent, AgentConnectionId id, bool keep, Context& context)
{
    if (!keep) return drop(agent, id, context);
    const TextId host = agent.connections[id].host;
    const std::uint16_t port = agent.connections[id].port;
    lie_ready(agent, id, context);
    serve(agent, host, port, context);
}

void drop(UserAgent& agent, AgentConnectionId id, Context& context)
{
    const TextId host = agent.connections[id].host;
    const std::uint16_t port = agent.connections[id].port;
    for (const Attempt& attempt : agent.connections[id].attempts) close(context, attempt.socket);
    close(context, agent.connections[id].socket);
    agent.connections.give_back(id);
    serve(agent, host, port, context);
}

void stop_connecting(UserAgent& agent, TextId host, std::uint16_t port, Context& context)
{
    if (count_of(agent, host, port, true) < waiting_for(agent, host, port)) return;
    for (std::uint32_t i = 0; i < agent.connections.slots.size(); ++i) {
        if (!agent.connections.slots[i].used) continue;
        const AgentConnection& connection = agent.connections[{i}];
        if (connection.phase != AgentConnectionPhase::connecting || !is_of(connection, host, port)) continue;
        for (const Attempt& attempt : connection.attempts) close(context, attempt.socket);
        return agent.connections.give_back({i});
    }
}

void drop_all(UserAgent& agent, Context& context)
{
    for (std::uint32_t i = 0; i < agent.connections.slots.size(); ++i)
        if (agent.connections.slots[i].used) drop(agent, {i}, context);
}

void handle_connecting(UserAgent& agent, AgentConnectionId id, const Notice& notice, Context& context)
{
    const AgentConnection& connection = agent.connections[id];
    for (const Attempt& attempt : connection.attempts) {
        if (attempt.socket.connection != notice.connection || attempt.socket.generation != notice.generation) continue;
        if (notice.kind == NoticeKind::established) return connected(agent, id, attempt.socket, context);
        const TransferEnd why = notice.kind == NoticeKind::unanswered ? TransferEnd::connect_time_out : TransferEnd::refused;
        return address_failed(agent, id, attempt.address, why, context);
    }
}

void handle_connection_timer(UserAgent& agent, AgentConnectionId id, Timer timer, std::uint32_t argument, Context& context)
{
    AgentConnection& connection = agent.connections[id];
    const auto attempt = std::find_if(connection.attempts.begin(), connection.attempts.end(), [&](const Attempt& each) { return each.address == argument; });
    const bool tried = attempt != connection.attempts.end();
    switch (timer) {
    case Timer::connect_limit: return out_of_time(agent, id, context);
    case Timer::address_limit:
        if (!tried) return;
        close(context, attempt->socket);
        return address_failed(agent, id, argument, TransferEnd::connect_time_out, context);
    case Timer::slow_address:
        if (!tried || connection.next_address != argument + 1) return;
        if (program_of(agent).connecting.slow != SlowAddress::gives_up) return try_next_address(agent, id, context);
        close(context, attempt->socket);
        return address_failed(agent, id, argument, TransferEnd::connect_time_out, context);
    default: return drop(agent, id, context);   // idle for too long
    }
}

}  // namespace evenkeel::user_agent
