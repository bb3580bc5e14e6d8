#pragma once
// The event list: what will happen, earliest first; equal instants in the order of pushing.

#include <cassert>
#include <cstdint>
#include <vector>

#include "sim/event.hpp"

namespace evenkeel {

/// A 4-ary heap ordered by (at, sequence). Its layout depends on pushes and pops alone, not on how a run is cut into
/// pieces, so a run seeked to and a run straight through hash alike.
struct EventQueue {
    std::vector<Event> heap;
    std::uint64_t next_sequence = 0;
    Instant last_popped;

    bool empty() const { return heap.empty(); }
    std::size_t size() const { return heap.size(); }
    /// When the next event happens; `never` if there is none.
    Instant next() const { return heap.empty() ? never : heap.front().at; }

    /// Schedules an event, which must not lie before the last one popped.
    void push(Event event)
    {
        assert(event.at >= last_popped);
        event.sequence = next_sequence++;
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

    Event pop()
    {
        assert(!heap.empty());
        const Event first = heap.front();
        last_popped = first.at;
        const Event moved = heap.back();
        heap.pop_back();
        if (!heap.empty()) sink(moved);
        return first;
    }

private:
    static bool before(const Event& a, const Event& b) { return a.at != b.at ? a.at < b.at : a.sequence < b.sequence; }

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
};

}  // namespace evenkeel
