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

    bool hole = false;              ///< the first of `heap` has been popped and its place not been filled yet

    bool empty() const { return size() == 0; }
    std::size_t size() const { return heap.size() - (hole ? 1 : 0) + static_cast<std::size_t>(far.count); }
    /// When the next event happens; `never` if there is none.
    Instant next()
    {
        if (hole) close_hole();
        return heap.empty() ? never : heap.front().at;
    }

    /// Schedules an event, which must not lie before the last one popped.
    void push(Event event)
    {
        assert(event.at >= last_popped);
        event.sequence = next_sequence++;
        if (event.at > horizon) return add(far, event);
        if (hole) {
            hole = false;
            return sink(event);
        }
        insert(event);
        if (heap.size() > most_in_heap && horizon == never) part();
    }

    /// The place of what was popped is filled by the next push: one way through the heap for both.
    Event pop()
    {
        if (hole) close_hole();
        assert(!heap.empty());
        hole = true;
        last_popped = heap.front().at;
        return heap.front();
    }

    /// The bounds between which a list is in two parts: above `most_in_heap` it is parted, below `few` it is one heap again.
    static constexpr std::size_t most_in_heap = 4096;
    static constexpr std::size_t few = 1024;

private:
    static bool before(const Event& a, const Event& b) { return a.at != b.at ? a.at < b.at : a.sequence < b.sequence; }

    void close_hole()
    {
        hole = false;
        const Event moved = heap.back();
        heap.pop_back();
        if (!heap.empty()) sink(moved);
        else if (far.count > 0) refill();
    }

    void insert(const Event& event)
    {
        std::size_t place = heap.size();
        heap.push_back(event);
        while (place > 0) {
            const std::size_t parent = (place - 1) / 4;
            if (!before(event, heap[parent])) break;
            heap[place] = heap[parent];
            place = parent;
        }
        heap[place] = event;
    }

    void sink(const Event& moved)
    {
        const std::size_t size = heap.size();
        std::size_t place = 0;
        for (std::size_t child = 1; child < size; child = place * 4 + 1) {
            std::size_t least = child;
            const std::size_t end = child + 4 < size ? child + 4 : size;
            for (std::size_t other = child + 1; other < end; ++other)
                if (before(heap[other], heap[least])) least = other;
            if (!before(heap[least], moved)) break;
            heap[place] = heap[least];
            place = least;
        }
        heap[place] = moved;
    }

    /// The heap has become large: the later events leave it.
    void part();
    /// The heap has run empty: the next events come into it.
    void refill();
    void insert_all(const std::vector<Event>& events);
};

}  // namespace evenkeel
