#include "balancer/balancer.hpp"

#include "balancer/process.hpp"

namespace evenkeel {

using namespace haproxy;

namespace {

constexpr std::int64_t somaxconn = 4096;            // net.core.somaxconn
constexpr std::uint32_t link_bit = 0x4000'0000;     // tokens of connections: sessions, links to servers, checks
constexpr std::uint32_t check_bit = 0x8000'0000;
constexpr std::uint32_t agent_bit = 0x2000'0000;    // beside check_bit: of an agent check

/// The number of a bind among all binds, and back.
std::uint32_t bind_tag(std::uint32_t frontend, std::uint32_t bind) { return frontend << 16 | bind; }

void open_ports(Process& p)
{
    for (std::uint32_t f = 0; f < p.settings().frontends.size(); ++f) open_ports_of(p, f);
}

void session_notice(Process& p, const Notice& notice)
{
    const SessionId id{notice.token};
    if (id.index >= p.balancer.sessions.slots.size() || !p.balancer.sessions.slots[id.index].used) return;
    const Socket& client = p.balancer.sessions[id].client;
    if (client.connection != notice.connection || client.generation != notice.generation) return;
    switch (notice.kind) {
    case NoticeKind::received: return client_sends(p, id);
    case NoticeKind::peer_closed: return client_closes(p, id, false);
    case NoticeKind::reset: return client_closes(p, id, true);
    case NoticeKind::accept_ready:
    case NoticeKind::established:
    case NoticeKind::refused:
    case NoticeKind::unanswered: return;
    }
}

void link_notice(Process& p, const Notice& notice)
{
    const LinkId id{notice.token & ~link_bit};
    if (id.index >= p.balancer.links.slots.size() || !p.balancer.links.slots[id.index].used) return;
    const Socket& server = p.balancer.links[id].socket;
    if (server.connection != notice.connection || server.generation != notice.generation) return;
    switch (notice.kind) {
    case NoticeKind::established: return link_established(p, id);
    case NoticeKind::refused:
    case NoticeKind::unanswered: return link_failed(p, id, ConnectError::failed);
    case NoticeKind::received: return server_sends(p, id);
    case NoticeKind::peer_closed: return server_closes(p, id, false);
    case NoticeKind::reset: return server_closes(p, id, true);
    case NoticeKind::accept_ready: return;
    }
}

}  // namespace

namespace haproxy {

void open_ports_of(Process& p, std::uint32_t f)
{
    const Frontend& frontend = p.settings().frontends[f];
    FrontendState& state = p.balancer.frontends[f];
    const std::int64_t limit = frontend.maxconn != 0 ? frontend.maxconn : p.settings().maxconn;
    state.connections_by_bind.resize(frontend.binds.size());
    for (std::uint32_t b = 0; b < frontend.binds.size(); ++b) {
        const Bind& bind = frontend.binds[b];
        const std::int64_t own = bind.maxconn != 0 ? bind.maxconn : limit;
        const std::int64_t backlog = own != 0 ? std::min(own, somaxconn) : somaxconn;
        state.listeners.push_back(listen(p.context, p.balancer.service, bind.address, bind.port, backlog, bind_tag(f, b)));
    }
}

}  // namespace haproxy

void start(Balancer& balancer, Context& context)
{
    if (!balancer.settings) return;
    Process p{balancer, context};
    balancer.accepting = true;
    balancer.traffic.started = context.now;
    balancer.frontends.resize(p.settings().frontends.size());
    for (std::uint32_t b = 0; b < p.settings().backends.size(); ++b) {
        const Backend& backend = p.settings().backends[b];
        balancer.farms.push_back(make_farm(backend, default_fullconn(p.settings(), b)));
        balancer.backends.emplace_back();
        balancer.backends.back().servers.resize(backend.servers.size());
        balancer.backends.back().last_change = context.now;
        balancer.first_places.push_back(static_cast<std::uint32_t>(balancer.places.size()));
        for (std::uint32_t s = 0; s < backend.servers.size(); ++s) balancer.places.push_back({b, {s}});
        for (ServerState& server : balancer.farms.back().servers) server.last_change = context.now;
    }
    balancer.patterns = p.settings().patterns;
    for (const StickTableSettings& table : p.settings().tables) balancer.tables.push_back(make_table(table));
    for (const ServerPlace& place : balancer.places) {
        const Server& server = p.settings().backends[place.backend].servers[place.server.index];
        if (server.tracked_backend == no_index) continue;
        const ServerState& tracked = balancer.farms[server.tracked_backend].servers[server.tracked_server];
        if (tracked.admin == Administrative::maintenance) set_like(balancer.farms[place.backend], place.server, tracked, context.now);
    }
    make_meters(p);
    open_ports(p);
    if (context.network.detail == LevelOfDetail::packets) start_checks(p);
}

void stop_accepting(Balancer& balancer, Context& context)
{
    Process p{balancer, context};
    balancer.accepting = false;
    for (FrontendState& frontend : balancer.frontends) {
        for (const ListenerId listener : frontend.listeners) close_listener(context, listener);
        frontend.listeners.clear();
    }
    for (std::uint32_t i = 0; i < balancer.sessions.slots.size(); ++i)
        if (balancer.sessions.slots[i].used && !balancer.sessions.slots[i].thing.stream) close_session(p, {i});
    for (std::uint32_t i = 0; i < balancer.links.slots.size(); ++i)
        if (balancer.links.slots[i].used && !balancer.links.slots[i].thing.stream) drop_link(p, {i});
}

bool is_idle(const Balancer& balancer) { return balancer.sessions.size() == 0; }

void handle(Balancer& balancer, const Notice& notice, Context& context)
{
    Process p{balancer, context};
    if (notice.kind == NoticeKind::accept_ready) {
        const std::uint32_t tag = context.network.listeners[notice.listener.index].tag;
        if (balancer.accepting) accept_waiting(p, tag >> 16, tag & 0xffff);
    } else if ((notice.token & check_bit) != 0) {
        const bool is_agent = (notice.token & agent_bit) != 0;
        const std::uint32_t place = notice.token & ~(check_bit | agent_bit);
        const ServerPlace& server = balancer.places[place];
        const ServerSide& side = balancer.backends[server.backend].servers[server.server.index];
        const Socket& check = is_agent ? side.agent : side.check;
        if (check.connection != notice.connection || check.generation != notice.generation) return;
        if (is_agent) agent_notice(p, place, notice);
        else check_notice(p, place, notice);
    } else if ((notice.token & link_bit) != 0) {
        link_notice(p, notice);
    } else {
        session_notice(p, notice);
    }
}

Instant last_first_choice(const Balancer& balancer, std::uint32_t backend, std::uint32_t server)
{
    if (backend >= balancer.farms.size()) return Instant{-1};
    return balancer.farms[backend].servers[server].last_first_choice;
}

const ServerState& server_state(const Balancer& balancer, std::uint32_t backend, std::uint32_t server)
{
    return balancer.farms[backend].servers[server];
}

std::vector<ActiveRequest> active_requests(const Balancer& balancer)
{
    std::vector<ActiveRequest> active;
    for (const auto& slot : balancer.streams.slots)
        if (slot.used) active.push_back({slot.thing.request.request, slot.thing.backend, slot.thing.server.index});
    return active;
}

std::vector<Waiting> waiting_requests(const Balancer& balancer)
{
    std::vector<Waiting> waiting;
    for (const auto& slot : balancer.streams.slots) {
        if (!slot.used || !slot.thing.waiting) continue;
        const QueueEntry& entry = balancer.farms[slot.thing.backend].lines.waiting[slot.thing.waiting];
        waiting.push_back({slot.thing.request.request, slot.thing.backend, entry.server.index});
    }
    return waiting;
}

}  // namespace evenkeel
