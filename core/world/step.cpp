// Time passes: one switch from the kind of an event to the component that handles it.

#include <cassert>

#include "net/wire.hpp"
#include "world/lifecycle.hpp"
#include "world/world.hpp"

namespace evenkeel {

namespace {

/// True when the service takes part now; what reaches a hung one is held, what reaches a stopped one is lost.
bool takes_part(Service& service, const Event* event, const Notice* notice)
{
    if (service.state == ServiceState::stopped) return false;
    if (service.state != ServiceState::hung) return true;
    if (event != nullptr) service.held_events.push(*event);
    if (notice != nullptr) service.held_notices.push(*notice);
    return false;
}

void hand_over(World& world, Context& context, const Notice& notice)
{
    Service& service = world.network.services[notice.service.index];
    if (!takes_part(service, nullptr, &notice)) return;
    switch (service.kind) {
    case ServiceKind::visitor: handle(world.visitors[service.index], notice, context); break;
    case ServiceKind::balancer: handle(world.balancers[service.index], notice, context); break;
    case ServiceKind::nginx: handle(world.nginxes[service.index], notice, context); break;
    case ServiceKind::application: handle(world.applications[service.index], notice, context); break;
    case ServiceKind::probe: handle(world.probes[service.index], notice, context); break;
    case ServiceKind::manual_server: handle(world.manual_servers[service.index], notice, context); break;
    case ServiceKind::user_agent: handle(world.user_agents[service.index], notice, context); break;
    case ServiceKind::scripted_server: handle(world.scripted_servers[service.index], notice, context); break;
    }
}

void hand_over(World& world, Context& context, const Parcel& parcel)
{
    const Service& service = world.network.services[parcel.to.index];
    switch (service.kind) {
    case ServiceKind::visitor: take_answer(world.visitors[service.index], parcel.exchange, context); break;
    case ServiceKind::balancer: handle(world.balancers[service.index], parcel, context); break;
    case ServiceKind::application: handle(world.applications[service.index], parcel, context); break;
    default: assert(false);     // not built at this level of detail
    }
}

void hand_over(World& world, Context& context, const Event& event)
{
    Service& service = world.network.services[event.service];
    if (!takes_part(service, &event, nullptr)) return;
    switch (event.kind) {
    case EventKind::visitor_timer: handle(world.visitors[service.index], event, context); break;
    case EventKind::balancer_timer: handle(world.balancers[service.index], event, context); break;
    case EventKind::nginx_timer: handle(world.nginxes[service.index], event, context); break;
    case EventKind::application_timer: handle(world.applications[service.index], event, context); break;
    case EventKind::user_agent_timer: handle(world.user_agents[service.index], event, context); break;
    case EventKind::scripted_server_timer: handle(world.scripted_servers[service.index], event, context); break;
    case EventKind::probe_timer: handle(world.probes[service.index], event, context); break;
    default: assert(false);
    }
}

void handle_event(World& world, Context& context, const Event& event)
{
    switch (event.kind) {
    case EventKind::packet_arrives: handle_packet(context, event); break;
    case EventKind::retransmit: handle_retransmit(context, event); break;
    case EventKind::message_arrives: hand_over(world, context, Parcel{{event.subject}, {event.service}, static_cast<Leg>(event.what)}); break;
    case EventKind::visitor_timer:
    case EventKind::balancer_timer:
    case EventKind::nginx_timer:
    case EventKind::application_timer:
    case EventKind::user_agent_timer:
    case EventKind::scripted_server_timer:
    case EventKind::probe_timer: hand_over(world, context, event); break;
    case EventKind::sample_metrics: sample_and_schedule(world); break;
    }
}

/// Header lines, paths and hosts that differ are kept for ever: a configuration may make one of each request (`%[rand(…)]`).
constexpr std::size_t most_texts = 2'000'000;

/// The bound that has been met, if any. The dear ones are looked at each thousand events.
Bound bound_met(const World& world)
{
    if (world.events_handled >= world.bounds.events) return Bound::events;
    if (world.events_handled % 1024 != 0) return Bound::none;
    if (world.network.connections.size() > world.bounds.connections) return Bound::connections;
    if (world.queue.size() > world.bounds.pending_events) return Bound::pending_events;
    if (world.meters.values.size() > world.bounds.series) return Bound::series;
    if (world.network.texts.texts.size() > most_texts) return Bound::texts;
    return Bound::none;
}

void stop_at(World& world, Bound bound)
{
    world.reached = bound;
    record(world.journal, world.now, JournalKind::bound_reached, "run", {{"bound", std::string(to_text(bound))}});
}

}  // namespace

Context context_of(World& world) { return {world.now, world.seed, world.queue, world.network, world.meters, world.journal}; }

void deliver_notices(World& world)
{
    Context context = context_of(world);
    while (!world.network.notices.empty()) hand_over(world, context, world.network.notices.pop());
    settle_services(world);
}

bool run_some(World& world, Instant until, std::uint64_t most_events)
{
    for (std::uint64_t handled = 0; world.reached == Bound::none && world.queue.next() <= until; ++handled) {
        if (handled == most_events) return false;
        const Event event = world.queue.pop();
        world.now = event.at;
        Context context = context_of(world);
        handle_event(world, context, event);
        while (!world.network.notices.empty()) hand_over(world, context, world.network.notices.pop());
        while (!world.network.parcels.empty()) hand_over(world, context, world.network.parcels.pop());
        ++world.events_handled;
        if (event.kind == EventKind::balancer_timer) settle_services(world);
        if (const Bound bound = bound_met(world); bound != Bound::none) stop_at(world, bound);
    }
    if (world.reached == Bound::none && world.now < until) world.now = until;
    return true;
}

void run_until(World& world, Instant until)
{
    // A JavaScript engine replaces slow code only when it is entered anew, so the inner loop returns now and then.
    while (!run_some(world, until, 4096)) {}
}

std::string_view to_text(Bound bound)
{
    switch (bound) {
    case Bound::none: return "none";
    case Bound::events: return "number of events";
    case Bound::connections: return "number of open connections";
    case Bound::pending_events: return "number of pending events";
    case Bound::series: return "number of series";
    case Bound::texts: return "number of different header texts";
    }
    return "none";
}

}  // namespace evenkeel
