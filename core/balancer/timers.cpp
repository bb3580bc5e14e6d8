#include "balancer/process.hpp"

namespace evenkeel::haproxy {

namespace {

void schedule_wake(Process& p, Instant at)
{
    Timers& timers = p.balancer.timers;
    timers.wakes_at = at;
    schedule(p.context, at - p.context.now, EventKind::balancer_timer, 0, p.balancer.service, 0, ++timers.generation);
}

void run_due(Process& p)
{
    Timers& timers = p.balancer.timers;
    while (!timers.due.empty() && timers.due.first_key() <= p.context.now.ns) {
        const std::uint32_t item = timers.due.first();
        timers.due.erase(item);
        const std::uint32_t index = timer_index(item);
        switch (timer_kind(item)) {
        case TimerKind::session: session_times_out(p, {index}); break;
        case TimerKind::stream: stream_times_out(p, {index}); break;
        case TimerKind::link: drop_link(p, {index}); break;
        case TimerKind::check: check_timer(p, index); break;
        }
    }
}

}  // namespace

void set_timer(Process& p, TimerKind kind, std::uint32_t index, Duration after)
{
    clear_timer(p, kind, index);
    if (after == unset) return;
    const Instant at = p.context.now + after;
    p.balancer.timers.due.insert(timer_item(kind, index), at.ns);
    if (at < p.balancer.timers.wakes_at) schedule_wake(p, at);
}

void clear_timer(Process& p, TimerKind kind, std::uint32_t index)
{
    IndexedHeap& due = p.balancer.timers.due;
    if (due.contains(timer_item(kind, index))) due.erase(timer_item(kind, index));
}

void call_attention(Process& p)
{
    schedule(p.context, {}, EventKind::balancer_timer, 0, p.balancer.service, 0, 0);
}

}  // namespace evenkeel::haproxy

namespace evenkeel {

void handle(Balancer& balancer, const Event& event, Context& context)
{
    using namespace haproxy;
    if (event.generation != balancer.timers.generation || event.generation == 0) return;
    Process p{balancer, context};
    balancer.timers.wakes_at = context.now;     // nothing that is set meanwhile schedules a second event
    run_due(p);
    balancer.timers.wakes_at = never;
    if (!balancer.timers.due.empty()) schedule_wake(p, Instant{balancer.timers.due.first_key()});
}

}  // namespace evenkeel
