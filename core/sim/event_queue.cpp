#include "sim/event_queue.hpp"

#include <utility>

namespace evenkeel {

void EventQueue::insert_all(const std::vector<Event>& events)
{
    for (const Event& event : events) insert(event);
}

void EventQueue::part()
{
    far.base = last_popped;
    for (const Event& event : std::exchange(heap, {})) add(far, event);
    refill();
}

void EventQueue::refill()
{
    std::vector<Event> events;
    if (far.count <= few) {
        take_all(far, events);
        horizon = never;
    } else {
        horizon = take_earliest(far, events);
    }
    insert_all(events);
}

}  // namespace evenkeel
