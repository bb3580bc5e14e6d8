#include "balancer/process.hpp"

namespace evenkeel::haproxy {

namespace {

TimerEvent event_of(const Process& p) { return {EventKind::balancer_timer, 0, p.balancer.service}; }

void strike(Process& p, std::uint32_t item)
{
    const std::uint32_t index = timer_index(item);
    switch (timer_kind(item)) {
    case TimerKind::session: return session_times_out(p, {index});
    case TimerKind::stream: return stream_times_out(p, {index});
    case TimerKind::purge: return purge_idle(p, index);
    case TimerKind::check: return check_timer(p, index);
    case TimerKind::agent: return agent_timer(p, index);
    case TimerKind::slowstart: return warm_up(p, index);
    case TimerKind::frontend: return accept_again(p, index);
    }
}

}  // namespace

void set_timer(Process& p, TimerKind kind, std::uint32_t index, Duration after)
{
    if (after == unset) return clear_timer(p, kind, index);
    evenkeel::set_timer(p.balancer.timers, timer_item(kind, index), after, event_of(p), p.context);
}

void clear_timer(Process& p, TimerKind kind, std::uint32_t index) { evenkeel::clear_timer(p.balancer.timers, timer_item(kind, index)); }

void call_attention(Process& p) { schedule(p.context, {}, EventKind::balancer_timer, 0, p.balancer.service, 0, 0); }

}  // namespace evenkeel::haproxy

namespace evenkeel {

void handle(Balancer& balancer, const Event& event, Context& context)
{
    if (!wake(balancer.timers, event, context)) return;
    haproxy::Process p{balancer, context};
    while (const auto item = take_due(balancer.timers, context)) haproxy::strike(p, *item);
    sleep_again(balancer.timers, haproxy::event_of(p), context);
}

}  // namespace evenkeel
