// What follows when a server's state has changed: trackers, slow start, streams that need not wait any longer.

#include "balancer/process.hpp"

namespace evenkeel::haproxy {

namespace {

constexpr std::int64_t steps_of_slow_start = 20;

Duration slow_step(const ServerState& server)
{
    return {std::max(ns_per_s, server.slowstart_s * ns_per_s / steps_of_slow_start)};
}

std::uint32_t place_of(const Process& p, std::uint32_t backend, ServerId server) { return p.balancer.first_places[backend] + server.index; }

void tell_trackers(Process& p, std::uint32_t backend, ServerId server)
{
    const ServerState& tracked = p.balancer.farms[backend].servers[server.index];
    for (const ServerPlace& place : p.balancer.places) {
        const Server& settings = p.settings().backends[place.backend].servers[place.server.index];
        if (settings.tracked_backend != backend || settings.tracked_server != server.index) continue;
        follow_change(p, place.backend, place.server, set_like(p.balancer.farms[place.backend], place.server, tracked, p.context.now));
    }
}

/// on-marked-up shutdown-backup-sessions: whoever a backup server serves is to come again.
void end_backup_sessions(Process& p, std::uint32_t backend, ServerId server)
{
    const std::vector<Server>& servers = p.settings().backends[backend].servers;
    if (!servers[server.index].shutdown_backup_sessions_when_up || servers[server.index].backup) return;
    if (!p.balancer.farms[backend].servers[server.index].usable) return;
    for (std::uint32_t i = 0; i < servers.size(); ++i)
        if (servers[i].backup) kill_streams(p, backend, {i}, 'U');
}

}  // namespace

void follow_change(Process& p, std::uint32_t backend, ServerId id, const StateChange& change)
{
    const ServerState& server = p.balancer.farms[backend].servers[id.index];
    set(p.context.meters, p.balancer.backends[backend].servers[id.index].meters.up, may_take_traffic(server) ? 1 : 0);
    if (change.usable_changed) tell_availability(p, backend);
    if (server.state == Operational::starting && server.slow_s == 0) set_timer(p, TimerKind::slowstart, place_of(p, backend, id), slow_step(server));
    tell_trackers(p, backend, id);
    if (change.came_up) end_backup_sessions(p, backend, id);
    if (change.went_down && p.settings().backends[backend].servers[id.index].shutdown_sessions_when_down) kill_streams(p, backend, id);
    proceed(p, backend, change.called);
}

void warm_up(Process& p, std::uint32_t number)
{
    const ServerPlace place = p.balancer.places[number];
    Farm& farm = p.balancer.farms[place.backend];
    const ServerState& server = farm.servers[place.server.index];
    if (server.state != Operational::starting) return;
    const StateChange change = set_slow(farm, place.server, (p.context.now - server.last_change).ns / ns_per_s, p.context.now);
    if (server.state == Operational::starting) set_timer(p, TimerKind::slowstart, number, slow_step(server));
    proceed(p, place.backend, change.called);
}

}  // namespace evenkeel::haproxy
