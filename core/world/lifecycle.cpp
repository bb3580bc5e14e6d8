#include "world/lifecycle.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "net/wire.hpp"
#include "world/names.hpp"

namespace evenkeel {

namespace {

const std::string& host_of(const World& world, ServiceId service)
{
    return world.network.hosts[world.network.services[service.index].host.index].name;
}

/// A fault's echo: checks that began in it may take a server out this long after its end.
constexpr Duration echo{5 * ns_per_s};

/// The host that has an address; none if nobody does.
HostId host_with(const Network& network, const Address& address)
{
    for (const Attachment& link : network.attachments)
        if (link.address == address) return link.host;
    return {};
}

/// A fault of a network, not of one host: it may explain that a balancer cannot reach anybody there.
bool is_of_network(const FaultRecord& fault)
{
    return fault.host.empty() && (fault.kind == Divide::keyword || fault.kind == Impair::keyword);
}

/// The fault that explains why a balancer gave up a host now: the latest that strikes it, else the latest of a network.
FaultRecord* fault_on(World& world, std::string_view host)
{
    FaultRecord* found = nullptr;
    FaultRecord* of_network = nullptr;
    for (FaultRecord& fault : world.faults) {
        if (fault.ends != never && world.now > fault.ends + echo) continue;
        if (fault.host == host) found = &fault;
        else if (is_of_network(fault)) of_network = &fault;
    }
    return found != nullptr ? found : of_network;
}

/// True when a packet from one host to the other could arrive now.
bool reaches(const Network& network, HostId from, HostId to, const Address& address)
{
    const Route way = route(network, from, address);
    if (!way.loopback && !way.to) return false;
    Connection probe;
    probe.ends[0].host = from;
    probe.ends[1].host = to;
    probe.attachment_0 = way.from;
    probe.attachment_1 = way.to;
    probe.loopback = way.loopback;
    return passes(network, probe, 0);
}

bool is_listened_on(const Network& network, HostId host, std::uint16_t port)
{
    return std::any_of(network.listeners.begin(), network.listeners.end(), [&](const Listener& listener) {
        return listener.open && listener.host == host && listener.port == port && network.services[listener.service.index].state == ServiceState::running;
    });
}

template <class Component>
bool has_forced_errors(const World& world, const std::vector<Component>& components, HostId host)
{
    return std::any_of(components.begin(), components.end(), [&](const Component& component) {
        return component.forced_share_ppm > 0 && world.network.services[component.service.index].host == host;
    });
}

/// True when something is wrong with a server that no fault of the lab explains: what an operator or a script did.
bool is_unwell(const World& world, const Balancer& balancer, HostId host, const haproxy::Server& server)
{
    if (!host || !reaches(world.network, world.network.services[balancer.service.index].host, host, server.address)) return true;
    const std::uint16_t port = server.check_port != 0 ? server.check_port : server.port;
    if (port != 0 && !is_listened_on(world.network, host, port)) return true;
    return world.network.hosts[host.index].slow_percent > 100 || has_forced_errors(world, world.applications, host) || has_forced_errors(world, world.nginxes, host);
}

void tell(World& world, Balancer& balancer, const ServerTransition& transition)
{
    const haproxy::Backend& backend = balancer.settings->backends[transition.backend];
    const haproxy::Server& server = backend.servers[transition.server];
    const HostId host = host_with(world.network, server.address);
    FaultRecord* fault = host ? fault_on(world, world.network.hosts[host.index].name) : nullptr;
    const std::string place = service_name(world, balancer.service);
    const std::string name = fmt::format("{}/{}", backend.name, server.name);
    record(world.journal, transition.at, transition.up ? JournalKind::server_up : JournalKind::server_down, place,
           {{"server", name}, {"backend", backend.name}, {"host", host ? world.network.hosts[host.index].name : ""}, {"reason", transition.reason}},
           fault != nullptr ? fault->entry : no_entry);
    if (transition.up) return;
    if (fault == nullptr) {
        if (is_unwell(world, balancer, host, server)) return;
        count(world.meters, meter(world.meters, TruthMetric::balancer_healthy_servers_ejected_total, {host_of(world, balancer.service), backend.name, server.name}));
    } else if (fault->noticed && fault->ends == never) {
        set(world.meters, fault->noticed, 1);
    }
}

/// The last moment at which a balancer chose a server of this host first, while the fault lasted: the meter's value.
void update_last_request(World& world, const FaultRecord& fault)
{
    if (!fault.last_request) return;
    Instant last = fault.begins;
    for (const Balancer& balancer : world.balancers) {
        for (std::uint32_t b = 0; b < balancer.settings->backends.size(); ++b) {
            const haproxy::Backend& backend = balancer.settings->backends[b];
            for (std::uint32_t s = 0; s < backend.servers.size(); ++s) {
                const HostId host = host_with(world.network, backend.servers[s].address);
                if (!host || world.network.hosts[host.index].name != fault.host) continue;
                last = std::max(last, last_first_choice(balancer, b, s));
            }
        }
    }
    set(world.meters, fault.last_request, (std::min(last, fault.ends) - fault.begins).ns);
}

/// What a process is born with: its settings and nothing else. Faults of its host stay.
template <class Component>
Component reborn(const Component& old, ServiceId service)
{
    Component fresh;
    fresh.settings = old.settings;
    fresh.service = service;
    if constexpr (requires { old.log_most; }) {
        fresh.keep_log = old.keep_log;
        fresh.log_most = old.log_most;
    }
    return fresh;
}

/// The labels under which queries find a meter.
Labels labels_of(const MeterName& name)
{
    Labels labels{{std::string(metric_name_label), std::string(row(name.metric).name)}};
    const std::vector<std::string_view> names = split(row(name.metric).labels, ' ');
    for (std::size_t i = 0; i < names.size(); ++i) labels.push_back({std::string(names[i]), name.label_values[i]});
    return sorted_labels(std::move(labels));
}

ServiceId add_generation(World& world, ServiceId old)
{
    const ServiceId id{static_cast<std::uint32_t>(world.network.services.size())};
    Service service;
    service.name = world.network.services[old.index].name;
    service.host = world.network.services[old.index].host;
    service.kind = world.network.services[old.index].kind;
    world.network.services.push_back(std::move(service));
    world.network.services[old.index].successor = id;
    return id;
}

/// A lab's fault outlives the process it strikes.
template <class Component>
void keep_fault(const Component& old, Component& fresh)
{
    fresh.forced_status = old.forced_status;
    fresh.forced_share_ppm = old.forced_share_ppm;
    fresh.forced_path = old.forced_path;
}

/// Visitors and what is driven by hand are no processes of the site.
bool restarts(ServiceKind kind) { return kind == ServiceKind::balancer || kind == ServiceKind::nginx || kind == ServiceKind::application; }

template <class Component>
void add_reborn(World& world, std::vector<Component>& components, ServiceId old, ServiceId fresh)
{
    components.push_back(reborn(components[world.network.services[old.index].index], fresh));
    world.network.services[fresh.index].index = static_cast<std::uint32_t>(components.size() - 1);
}

/// Journal and truth: a process has begun or ended.
void note_process(World& world, ServiceId id, JournalKind kind)
{
    world.network.services[id.index].since = world.now;
    const std::string& service = world.network.services[id.index].name;
    record(world.journal, world.now, kind, host_of(world, id), {{"service", service}});
    set(world.meters, meter(world.meters, TruthMetric::service_running, {host_of(world, id), service}), kind == JournalKind::service_started ? 1 : 0);
}

}  // namespace

void begin_component(World& world, ServiceId id)
{
    Context context = context_of(world);
    const Service& service = world.network.services[id.index];
    switch (service.kind) {
    case ServiceKind::visitor: start(world.visitors[service.index], context); break;
    case ServiceKind::balancer: start(world.balancers[service.index], context); break;
    case ServiceKind::nginx: start(world.nginxes[service.index], context); break;
    case ServiceKind::application: start(world.applications[service.index], context); break;
    case ServiceKind::manual_server: start(world.manual_servers[service.index], context); break;
    case ServiceKind::user_agent: start(world.user_agents[service.index], context); break;
    case ServiceKind::scripted_server: start(world.scripted_servers[service.index], context); break;
    case ServiceKind::probe: break;
    }
    if (restarts(service.kind)) set(world.meters, meter(world.meters, TruthMetric::service_running, {host_of(world, id), service.name}), 1);
}

void start_service(World& world, ServiceId old)
{
    const Service& service = world.network.services[old.index];
    if (!world.network.hosts[service.host.index].powered || service.state == ServiceState::running || service.state == ServiceState::hung) return;
    if (!restarts(service.kind)) return;
    const ServiceId id = add_generation(world, old);
    switch (world.network.services[id.index].kind) {
    case ServiceKind::visitor:
    case ServiceKind::probe:
    case ServiceKind::manual_server:
    case ServiceKind::user_agent:
    case ServiceKind::scripted_server: return;
    case ServiceKind::balancer: add_reborn(world, world.balancers, old, id); break;
    case ServiceKind::nginx:
        add_reborn(world, world.nginxes, old, id);
        keep_fault(world.nginxes[world.network.services[old.index].index], world.nginxes.back());
        break;
    case ServiceKind::application:
        add_reborn(world, world.applications, old, id);
        keep_fault(world.applications[world.network.services[old.index].index], world.applications.back());
        break;
    }
    begin_component(world, id);
    note_process(world, id, JournalKind::service_started);
    deliver_notices(world);
}

void stop_service(World& world, ServiceId id, bool in_good_order)
{
    Service& service = world.network.services[id.index];
    if (service.state == ServiceState::stopped) return;
    Context context = context_of(world);
    if (in_good_order && service.kind == ServiceKind::balancer && service.state == ServiceState::running) {
        service.state = ServiceState::draining;
        stop_accepting(world.balancers[service.index], context);
    } else {
        if (service.kind == ServiceKind::application) abandon_work(world.applications[service.index], context);
        service.state = ServiceState::stopped;
        close_all_of(context, id);
    }
    note_process(world, id, JournalKind::service_stopped);
    deliver_notices(world);
}

void lose_power(World& world, HostId host)
{
    world.network.hosts[host.index].powered = false;
    for (Listener& listener : world.network.listeners)
        if (listener.host == host) listener.open = false;
    for (std::uint32_t i = 0; i < world.network.services.size(); ++i) {
        Service& service = world.network.services[i];
        if (service.host != host) continue;
        const bool was_running = service.state == ServiceState::running || service.state == ServiceState::hung;
        if (was_running && service.kind == ServiceKind::application) {
            Context context = context_of(world);
            abandon_work(world.applications[service.index], context);
        }
        service.state = ServiceState::stopped;
        if (was_running && restarts(service.kind)) note_process(world, {i}, JournalKind::service_stopped);
    }
    Context context = context_of(world);
    forget_all_of(context, host);
}

bool reload_service(World& world, const Reload& wanted)
{
    const ServiceId old = find_service(world, wanted.service);
    if (!old || world.network.services[old.index].state != ServiceState::running) return false;
    const Reload reload = with_addresses(wanted, world.network, world.network.services[old.index].host);
    const std::string host = host_of(world, old);
    const std::string name = world.network.services[old.index].name;
    if (!reload.haproxy && !reload.nginx) {
        record(world.journal, world.now, JournalKind::reload_refused, host, {{"service", name}, {"reason", reload.refused}});
        return false;
    }
    const ServiceId id = add_generation(world, old);
    const std::uint32_t old_index = world.network.services[old.index].index;
    Context context = context_of(world);
    if (reload.haproxy) {
        add_reborn(world, world.balancers, old, id);
        world.balancers.back().settings = reload.haproxy;
        begin_component(world, id);
        hand_over_waiting(context, old, id);
        stop_accepting(world.balancers[old_index], context);
    } else {
        add_reborn(world, world.nginxes, old, id);
        world.nginxes.back().settings = reload.nginx;
        keep_fault(world.nginxes[old_index], world.nginxes.back());
        begin_component(world, id);
        hand_over_waiting(context, old, id);
        stop_accepting(world.nginxes[old_index], context);
    }
    world.network.services[old.index].state = ServiceState::draining;
    world.network.services[id.index].since = world.now;
    record(world.journal, world.now, JournalKind::service_reloaded, host, {{"service", name}});
    deliver_notices(world);
    return true;
}

void resume_service(World& world, ServiceId id)
{
    Service& service = world.network.services[id.index];
    if (service.state != ServiceState::hung) return;
    service.state = ServiceState::running;
    Ring<Notice> notices = std::exchange(service.held_notices, {});
    Ring<Event> events = std::exchange(service.held_events, {});
    while (!notices.empty()) world.network.notices.push(notices.pop());
    deliver_notices(world);
    while (!events.empty()) {
        Event event = events.pop();
        event.at = world.now;
        world.queue.push(event);
    }
}

void settle_services(World& world)
{
    for (Balancer& balancer : world.balancers) {
        if (!balancer.transitions.empty()) {
            for (const ServerTransition& transition : std::exchange(balancer.transitions, {})) tell(world, balancer, transition);
        }
    }
    for (std::uint32_t i = 0; i < world.network.services.size(); ++i) {
        Service& service = world.network.services[i];
        if (service.state != ServiceState::draining) continue;
        const bool idle = service.kind == ServiceKind::balancer ? is_idle(world.balancers[service.index]) : is_idle(world.nginxes[service.index]);
        if (!idle) continue;
        service.state = ServiceState::stopped;
        Context context = context_of(world);
        close_all_of(context, {i});
    }
}

void sample_now(World& world)
{
    for (const FaultRecord& fault : world.faults)
        if (fault.ends == never) update_last_request(world, fault);
    for (Visitors& visitors : world.visitors) settle(world.meters, visitors.latency);
    const std::int64_t ms = world.now.ns / ns_per_ms;
    while (world.truth_series.size() < world.meters.names.size()) {
        const MeterName& name = world.meters.names[world.truth_series.size()];
        world.truth_series.push_back(find_or_add(world.truth, labels_of(name)));
    }
    for (std::size_t i = 0; i < world.truth_series.size(); ++i) {
        const auto value = static_cast<double>(world.meters.values[i]);
        set_newest(world.truth, world.truth_series[i], sample(ms, row(world.meters.names[i].metric).unit == TruthUnit::seconds ? value / 1e9 : value));
    }
}

void sample_and_schedule(World& world)
{
    if (world.sample_every.ns == 0) return;
    sample_now(world);
    world.queue.push({world.now + world.sample_every, 0, EventKind::sample_metrics, 0, 0, 0, 0, 0});
}

std::size_t begin_fault(World& world, std::string_view name, const Action& action)
{
    FaultRecord fault;
    fault.name = name;
    fault.kind = keyword_of(action);
    fault.host = target_of(action);
    fault.begins = world.now;
    fault.entry = record(world.journal, world.now, JournalKind::fault_begins, fault.host.empty() ? "site" : fault.host,
                         {{"fault", to_text(action)}, {"name", std::string(name)}, {"server", fault.host}});
    if (!fault.host.empty()) fault.last_request = meter(world.meters, TruthMetric::last_request_to_failing_server_seconds, {name, fault.kind, fault.host});
    fault.active = meter(world.meters, TruthMetric::fault_active, {name, fault.kind, fault.host});
    fault.noticed = meter(world.meters, TruthMetric::fault_noticed, {name, fault.kind, fault.host});
    set(world.meters, fault.active, 1);
    for (Visitors& visitors : world.visitors) visitors.latest_fault = fault.entry;
    world.faults.push_back(std::move(fault));
    apply(world, action);
    return world.faults.size() - 1;
}

void end_fault(World& world, std::size_t index, const Action& undo)
{
    FaultRecord& fault = world.faults[index];
    update_last_request(world, fault);
    fault.ends = world.now;
    set(world.meters, fault.active, 0);
    record(world.journal, world.now, JournalKind::fault_ends, fault.host.empty() ? "site" : fault.host,
           {{"fault", fault.kind}, {"name", fault.name}, {"server", fault.host}}, fault.entry);
    apply(world, undo);
}

}  // namespace evenkeel
