#pragma once
// The event list: what will happen, earliest first; equal instants in the order of pushing.

#include <cassert>
#include <cstdint>
#include <vector>

#include "sim/event.hpp"
#include "sim/far_events.hpp"

namespace evenkeel {

/// A 4-ary heap ordered by (at, sequence); once thousands of events are pending, only those up to `horizon` are in it and the later
/// ones wait unsorted. Its layout depends on pushes and pops alone, not on how a run is cut into pieces, so a run seeked to
/// and a run straight through hash alike.
struct EventQueue {
    std::vector<Event> heap;
    Instant horizon = never;        ///< later events are in `far`; `never`: there are none
    FarEvents far;
    std::uint64_t next_sequence = 0;
    Instant last_popped;

    bool empty() const { return heap.empty(); }
    std::size_t size() const { return heap.size() + static_cast<std::size_t>(far.count); }
    /// When the next event happens; `never` if there is none.
    Instant next() const { return heap.empty() ? never : heap.front().at; }

    /// Schedules an event, which must not lie before the last one popped.
    void push(Event event)
    {
        assert(event.at >= last_popped);
        event.sequence = next_sequence++;
        if (event.at > horizon) return add(far, event);
        insert(event);
        if (heap.size() > most_in_heap && horizon == never) part();
    }

    Event pop()
    {
        assert(!heap.empty());
        const Event first = heap.front();
        last_popped = first.at;
        const Event moved = heap.back();
        heap.pop_back();
        if (!heap.empty()) sink(moved);
        else if (far.count > 0) refill();
        return first;
    }

    /// The bounds between which a list is in two parts: above `most_in_heap` it is parted, below `few` it is one heap again.
    static constexpr std::size_t most_in_heap = 4096;
    static constexpr std::size_t few = 1024;

private:
    static bool before(const Event& a, const Event& b) { return a.at != b.at ? a.at < b.at : a.sequence < b.sequence; }

    void insert(const Event& event)
    {
        std::size_t hole = heap.size();
        heap.push_back(event);
        while (hole > 0) {
            const std::size_t parent = (hole - 1) / 4;
            if (!before(event, heap[parent])) break;
            heap[hole] = heap[parent];
            hole = parent;
        }
        heap[hole] = event;
    }

    void sink(const Event& moved)
    {
        const std::size_t size = heap.size();
        std::size_t hole = 0;
        for (std::size_t child = 1; child < size; child = hole * 4 + 1) {
            std::size_t least = child;
            const std::size_t end = child + 4 < size ? child + 4 : size;
            for (std::size_t other = child + 1; other < end; ++other)
                if (before(heap[other], heap[least])) least = other;
            if (!before(heap[least], moved)) break;
            heap[hole] = heap[least];
            hole = least;
        }
        heap[hole] = moved;
    }

    /// The heap has become large: the later events leave it.
    void part();
    /// The heap has run empty: the next events come into it.
    void refill();
    void insert_all(const std::vector<Event>& events);
};

}  // namespace evenkeel
