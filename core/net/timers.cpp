#include "net/timers.hpp"

namespace evenkeel {

namespace {

void schedule_wake(Timers& timers, Instant at, const TimerEvent& event, Context& context)
{
    timers.wakes_at = at;
    schedule(context, at - context.now, event.kind, event.what, event.service, 0, ++timers.generation);
}

}  // namespace

void set_timer(Timers& timers, std::uint32_t item, Duration after, const TimerEvent& event, Context& context)
{
    clear_timer(timers, item);
    const Instant at = context.now + after;
    timers.due.insert(item, at.ns);
    if (at < timers.wakes_at) schedule_wake(timers, at, event, context);
}

void clear_timer(Timers& timers, std::uint32_t item)
{
    if (timers.due.contains(item)) timers.due.erase(item);
}

bool wake(Timers& timers, const Event& event, Context& context)
{
    if (event.generation != timers.generation || event.generation == 0) return false;
    timers.wakes_at = context.now;      // nothing that is set meanwhile schedules a second event
    return true;
}

std::optional<std::uint32_t> take_due(Timers& timers, const Context& context)
{
    if (timers.due.empty() || timers.due.first_key() > context.now.ns) return {};
    const std::uint32_t item = timers.due.first();
    timers.due.erase(item);
    return item;
}

void sleep_again(Timers& timers, const TimerEvent& event, Context& context)
{
    timers.wakes_at = never;
    if (!timers.due.empty()) schedule_wake(timers, Instant{timers.due.first_key()}, event, context);
}

}  // namespace evenkeel
