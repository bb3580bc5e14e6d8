#include "balancer/farm.hpp"

#include <algorithm>
#include <cassert>
#include <numeric>

namespace evenkeel::haproxy {

namespace {

constexpr std::int64_t dynamic_scale = 16;
constexpr std::int64_t most_called_at_once = 200;   // tune.maxpollevents: how many one release may admit
constexpr std::int64_t usual_maxconn = 262'121;     // what the real one reckons from Debian's limit of 524,288 open files

ServerState server_state(const Server& settings)
{
    ServerState server;
    server.id = settings.id;
    server.backup = settings.backup;
    server.weight_initial = server.weight_user = settings.weight;
    server.maxconn = std::max(settings.maxconn, settings.minconn);
    server.minconn = settings.minconn == 0 ? settings.maxconn : settings.minconn;
    server.maxqueue = settings.maxqueue;
    server.check = first_check_state(settings);
    server.agent = first_agent_state(settings);
    server.slowstart_s = settings.slowstart.ns / ns_per_s;
    if (settings.disabled) {
        server.admin = Administrative::maintenance;
        server.state = Operational::stopped;
    }
    return server;
}

std::int64_t effective_weight(const Farm& farm, const ServerState& server)
{
    if (weights_are_dynamic(farm.scheduler)) {
        if (server.state != Operational::starting) return server.weight_user * dynamic_scale;
        return server.weight_user * ((dynamic_scale * server.slow_s + server.slowstart_s) / server.slowstart_s);
    }
    return (server.weight_user + farm.weight_divisor - 1) / farm.weight_divisor;
}

void count_group(Farm& farm, const ServerState& server, std::int64_t sign, std::int64_t weight)
{
    (server.backup ? farm.backup_weight : farm.active_weight) += sign * weight;
    (server.backup ? farm.backup_servers : farm.active_servers) += sign;
}

void find_first_backup(Farm& farm)
{
    farm.first_backup = {};
    if (farm.all_backups) return;
    for (std::uint32_t i = 0; i < farm.servers.size() && !farm.first_backup; ++i)
        if (farm.servers[i].backup && farm.servers[i].usable) farm.first_backup = {i};
}

/// Brings totals and scheduler in line with what the server is now. True when it has become usable or ceased to be.
bool settle(Farm& farm, ServerId id)
{
    ServerState& server = farm.servers[id.index];
    const std::int64_t old_weight = server.weight_effective;
    const std::int64_t weight = effective_weight(farm, server);
    const bool usable = may_take_traffic(server) && weight > 0;
    if (server.usable && usable) {
        if (weight == old_weight) return false;
        (server.backup ? farm.backup_weight : farm.active_weight) += weight - old_weight;
        server.weight_effective = weight;
        reweighs(farm.scheduler, view_of(farm), id, old_weight);
        return false;
    }
    if (server.usable == usable) {
        // In maintenance a server keeps the weight it had: a new one counts, and is shown, from its return on.
        if (server.admin != Administrative::maintenance && server.inherited != Administrative::maintenance) server.weight_effective = weight;
        return false;
    }
    server.usable = usable;
    count_group(farm, server, usable ? 1 : -1, usable ? weight : old_weight);
    if (server.backup) find_first_backup(farm);
    if (usable) {
        server.weight_effective = weight;
        joins(farm.scheduler, view_of(farm), id);
    } else {
        leaves(farm.scheduler, view_of(farm), id);
        server.weight_effective = weight;
        if (usable_servers(farm) == 0) ++farm.counters.chkdown;
    }
    return true;
}

/// The server belongs to those that serve, so it may take from the backend's queue.
bool serves(const Farm& farm, ServerId id)
{
    const ServerState& server = farm.servers[id.index];
    if (!server.usable) return false;
    return !server.backup || (farm.active_servers == 0 && (id == farm.first_backup || farm.all_backups));
}

Called called_from(Farm& farm, WaitingId waiting, ServerId to, bool has_slot)
{
    const QueueEntry& entry = farm.lines.waiting[waiting];
    return {entry.stream, to, has_slot, static_cast<bool>(entry.server), place_of(farm.lines, waiting)};
}

StreamId leave_line(Farm& farm, WaitingId waiting)
{
    const ServerId server = farm.lines.waiting[waiting].server;
    const StreamId stream = leave(farm.lines, waiting);
    if (server) {
        farm.servers[server.index].queued = farm.lines.servers[server.index].length;
        room_changes(farm.scheduler, view_of(farm), server);
    }
    return stream;
}

/// The next to be served by a server: the older of two heads.
WaitingId next_waiting(const Farm& farm, ServerId id)
{
    const WaitingId own = farm.lines.servers[id.index].first;
    const WaitingId common = serves(farm, id) ? farm.lines.backend.first : WaitingId{};
    if (!own || !common) return own ? own : common;
    return farm.lines.waiting[own].number < farm.lines.waiting[common].number ? own : common;
}

std::vector<Called> grab(Farm& farm, ServerId id)
{
    std::vector<Called> called;
    if (!serves(farm, id)) return called;
    const ServerState& server = farm.servers[id.index];
    const std::int64_t limit = dynamic_maxconn(server, farm.streams, farm.fullconn);
    while (farm.lines.backend.first) {
        if (server.maxconn != 0 && server.served + static_cast<std::int64_t>(called.size()) >= limit) break;
        called.push_back(called_from(farm, farm.lines.backend.first, id, false));
        leave(farm.lines, farm.lines.backend.first);
    }
    return called;
}

std::vector<Called> redistribute(Farm& farm, ServerId id)
{
    std::vector<Called> called;
    if (!farm.redispatch) return called;
    for (WaitingId each = farm.lines.servers[id.index].first; each;) {
        const QueueEntry entry = farm.lines.waiting[each];
        if (!entry.stays) {
            called.push_back(called_from(farm, each, {}, false));
            leave_line(farm, each);
        }
        each = {entry.after};
    }
    return called;
}

/// What a server becomes that comes back: `starting` while its slow start lasts.
Operational state_when_up(ServerState& server)
{
    if (server.slowstart_s == 0 || server.state == Operational::running || server.state == Operational::stopping) return Operational::running;
    if (server.state != Operational::starting) server.slow_s = 0;
    return Operational::starting;
}

void change_state(ServerState& server, Operational state, Instant now)
{
    if (server.state == state) return;
    if (server.state == Operational::stopped) server.downtime = server.downtime + (now - server.last_change);
    server.state = state;
    server.last_change = now;
}

}  // namespace

Farm make_farm(const Backend& backend, std::int64_t default_fullconn)
{
    Farm farm;
    farm.algorithm = backend.balance.algorithm;
    farm.scheduler = make_scheduler(backend.balance);
    farm.all_backups = backend.allbackups;
    farm.redispatch = backend.redispatch != 0 && !backend.persist;
    farm.fullconn = backend.fullconn != 0 ? backend.fullconn : default_fullconn;
    farm.lines.servers.resize(backend.servers.size());
    std::int64_t divisor = 0;
    for (const Server& server : backend.servers) {
        farm.servers.push_back(server_state(server));
        divisor = std::gcd(divisor, server.weight);
    }
    farm.weight_divisor = std::max<std::int64_t>(divisor, 1);
    for (ServerState& server : farm.servers) {
        server.weight_effective = effective_weight(farm, server);
        server.usable = may_take_traffic(server) && server.weight_effective > 0;
        if (server.usable) count_group(farm, server, 1, server.weight_effective);
    }
    find_first_backup(farm);
    begin(farm.scheduler, view_of(farm));
    return farm;
}

std::int64_t default_fullconn(const Settings& settings, std::uint32_t backend)
{
    std::int64_t connections = 0;
    for (const Frontend& frontend : settings.frontends) {
        const auto leads_here = [&](const UseBackend& rule) { return rule.backend == backend; };
        if (frontend.default_backend != backend && std::none_of(frontend.use_backend.begin(), frontend.use_backend.end(), leads_here)) continue;
        if (frontend.maxconn != 0) connections += frontend.maxconn;
        else connections += settings.maxconn != 0 ? settings.maxconn : usual_maxconn;
    }
    return std::max<std::int64_t>((connections + 9) / 10, 1);
}

FarmView view_of(const Farm& farm)
{
    const bool backups = farm.active_servers == 0;
    std::int64_t weight = backups ? farm.backup_weight : farm.active_weight;
    if (backups && farm.first_backup) weight = farm.servers[farm.first_backup.index].weight_effective;
    return {farm.servers, backups, weight, usable_servers(farm), farm.streams, farm.fullconn, farm.served};
}

std::int64_t usable_servers(const Farm& farm)
{
    if (farm.active_servers > 0) return farm.active_servers;
    return farm.first_backup ? 1 : farm.backup_servers;
}

bool skips_hashing(const Farm& farm) { return usable_servers(farm) == 1 && farm.algorithm != Algorithm::url_param; }

Choice choose(Farm& farm, const Flow& flow, ServerId avoid)
{
    const FarmView view = view_of(farm);
    if (view.total_weight == 0) return {ChoiceKind::nobody, {}};
    const std::int64_t queued = farm.lines.backend.length;
    if (queued != 0 && queued != farm.streams && stops_at_backend_queue(farm.algorithm)) return {ChoiceKind::all_full, {}};
    const ServerId server = view.backups && farm.first_backup ? farm.first_backup : pick(farm.scheduler, view, flow, avoid);
    if (!server) return {ChoiceKind::all_full, {}};
    return {ChoiceKind::server, server};
}

Admission admission(const Farm& farm, ServerId id)
{
    const ServerState& server = farm.servers[id.index];
    if (server.maxconn == 0) return Admission::slot;
    if (server.queued == 0 && server.served < dynamic_maxconn(server, farm.streams, farm.fullconn)) return Admission::slot;
    return server.maxqueue > 0 && server.queued >= server.maxqueue ? Admission::queue_full : Admission::queue;
}

void take_slot(Farm& farm, ServerId id)
{
    ++farm.servers[id.index].served;
    ++farm.served;
    load_changes(farm.scheduler, view_of(farm), id);
}

void release_slot(Farm& farm, ServerId id)
{
    assert(farm.servers[id.index].served > 0);
    --farm.servers[id.index].served;
    --farm.served;
    load_changes(farm.scheduler, view_of(farm), id);
}

WaitingId wait_for(Farm& farm, StreamId stream, ServerId id, bool stays)
{
    const WaitingId waiting = enqueue(farm.lines, stream, id, stays);
    if (id) {
        ServerState& server = farm.servers[id.index];
        server.queued = farm.lines.servers[id.index].length;
        server.counters.qmax = std::max(server.counters.qmax, server.queued);
        room_changes(farm.scheduler, view_of(farm), id);
    } else {
        farm.counters.qmax = std::max(farm.counters.qmax, farm.lines.backend.length);
    }
    return waiting;
}

void stop_waiting(Farm& farm, WaitingId waiting) { leave_line(farm, waiting); }

std::vector<Called> dequeue(Farm& farm, ServerId id)
{
    std::vector<Called> called;
    ServerState& server = farm.servers[id.index];
    const std::int64_t limit = dynamic_maxconn(server, farm.streams, farm.fullconn);
    if (server.maxconn != 0 && server.counters.scur >= limit) return called;
    while (server.served < limit && static_cast<std::int64_t>(called.size()) < most_called_at_once) {
        const WaitingId next = next_waiting(farm, id);
        if (!next) break;
        const ServerId whose = farm.lines.waiting[next].server;
        called.push_back(called_from(farm, next, id, true));
        ++line_of(farm.lines, whose).served;
        leave(farm.lines, next);
        if (whose) server.queued = farm.lines.servers[id.index].length;
        ++server.served;
        ++farm.served;
    }
    if (!called.empty()) load_changes(farm.scheduler, view_of(farm), id);
    return called;
}

StateChange set_running(Farm& farm, ServerId id, Instant now)
{
    const bool was_stopped = farm.servers[id.index].state == Operational::stopped;
    change_state(farm.servers[id.index], state_when_up(farm.servers[id.index]), now);
    StateChange change{settle(farm, id), was_stopped, false, {}};
    change.called = grab(farm, id);
    return change;
}

StateChange set_slow(Farm& farm, ServerId id, std::int64_t seconds, Instant now)
{
    ServerState& server = farm.servers[id.index];
    if (server.state != Operational::starting) return {};
    server.slow_s = std::min(seconds, server.slowstart_s);
    if (server.slow_s == server.slowstart_s) change_state(server, Operational::running, now);
    StateChange change{settle(farm, id), false, false, {}};
    room_changes(farm.scheduler, view_of(farm), id);
    change.called = grab(farm, id);
    return change;
}

StateChange set_stopping(Farm& farm, ServerId id, Instant now)
{
    change_state(farm.servers[id.index], Operational::stopping, now);
    return {settle(farm, id), false, false, redistribute(farm, id)};
}

StateChange set_stopped(Farm& farm, ServerId id, Instant now)
{
    ServerState& server = farm.servers[id.index];
    const bool went_down = server.state != Operational::stopped;
    if (went_down) ++server.counters.chkdown;
    change_state(server, Operational::stopped, now);
    const bool changed = settle(farm, id);
    return {changed, false, went_down, redistribute(farm, id)};
}

StateChange set_administrative(Farm& farm, ServerId id, Administrative admin, Instant now)
{
    ServerState& server = farm.servers[id.index];
    const Administrative before = server.admin;
    if (before == admin) return {};
    const bool was_stopped = server.state == Operational::stopped;
    server.admin = admin;
    if (admin == Administrative::maintenance) {
        server.check.health = 0;
        if (!was_stopped) ++server.counters.chkdown;
        change_state(server, Operational::stopped, now);
    }
    if (before == Administrative::maintenance) {
        // Out of maintenance a server is UP at once, and one failed check takes it down.
        if (server.check.enabled) server.check.health = server.check.rise;
        if (!server.agent.enabled || server.agent.health >= server.agent.rise) change_state(server, state_when_up(server), now);
    }
    const bool is_stopped = server.state == Operational::stopped;
    StateChange change{settle(farm, id), was_stopped && !is_stopped, !was_stopped && is_stopped, {}};
    // Who comes from maintenance takes from the backend's queue; who was drained waits for the next that is free.
    if (admin != Administrative::ready) change.called = redistribute(farm, id);
    else if (before == Administrative::maintenance) change.called = grab(farm, id);
    return change;
}

StateChange set_like(Farm& farm, ServerId id, const ServerState& tracked, Instant now)
{
    ServerState& server = farm.servers[id.index];
    const Administrative inherited = std::max(tracked.admin, tracked.inherited);
    const bool comes = tracked.state != Operational::stopped && server.admin != Administrative::maintenance;
    server.inherited = inherited;
    if (inherited == Administrative::maintenance || tracked.state == Operational::stopped) return set_stopped(farm, id, now);
    if (!comes) return {};
    if (tracked.state == Operational::stopping) return set_stopping(farm, id, now);
    if (server.state == Operational::stopped || server.state == Operational::stopping) return set_running(farm, id, now);
    StateChange change{settle(farm, id), false, false, {}};
    change.called = inherited == Administrative::ready ? grab(farm, id) : redistribute(farm, id);
    return change;
}

void set_limit(Farm& farm, ServerId id, std::int64_t maxconn)
{
    ServerState& server = farm.servers[id.index];
    if (server.minconn == server.maxconn) server.minconn = maxconn;
    server.maxconn = maxconn;
    room_changes(farm.scheduler, view_of(farm), id);
}

bool set_weight(Farm& farm, ServerId id, std::int64_t weight)
{
    ServerState& server = farm.servers[id.index];
    if (!weights_are_dynamic(farm.scheduler) && weight != 0 && weight != server.weight_initial) return false;
    server.weight_user = weight;
    settle(farm, id);
    return true;
}

}  // namespace evenkeel::haproxy
