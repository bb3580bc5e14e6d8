#pragma once
// An ordered set of small numbers (servers, timers) whose least is wanted and any of which may leave.

#include <cassert>
#include <cstdint>
#include <vector>

#include "base/id.hpp"

namespace evenkeel {

/// A 4-ary heap that knows the place of each item. Equal keys come out in the order of their insertion. First: O(1),
/// insert and erase: O(log n), and all of it in two flat vectors, so that a world copies fast.
struct IndexedHeap {
    struct Entry {
        std::int64_t key = 0;
        std::uint64_t sequence = 0;
        std::uint32_t item = 0;
    };

    std::vector<Entry> heap;
    std::vector<std::uint32_t> places;      ///< by item: where it is in `heap`, or Id::none
    std::uint64_t next_sequence = 0;

    bool empty() const { return heap.empty(); }
    std::uint32_t first() const
    {
        assert(!heap.empty());
        return heap.front().item;
    }
    std::int64_t first_key() const
    {
        assert(!heap.empty());
        return heap.front().key;
    }
    bool contains(std::uint32_t item) const { return item < places.size() && places[item] != nowhere; }

    void insert(std::uint32_t item, std::int64_t key)
    {
        assert(!contains(item));
        if (item >= places.size()) places.resize(item + 1, nowhere);
        heap.push_back({key, next_sequence++, item});
        rise(static_cast<std::uint32_t>(heap.size() - 1));
    }

    void erase(std::uint32_t item)
    {
        assert(contains(item));
        const std::uint32_t hole = places[item];
        places[item] = nowhere;
        const Entry moved = heap.back();
        heap.pop_back();
        if (hole == heap.size()) return;
        put(moved, hole);
        rise(hole);
        sink(places[moved.item]);
    }

private:
    static constexpr std::uint32_t nowhere = Id<Entry>::none;

    static bool before(const Entry& a, const Entry& b) { return a.key != b.key ? a.key < b.key : a.sequence < b.sequence; }

    void put(const Entry& entry, std::uint32_t place)
    {
        heap[place] = entry;
        places[entry.item] = place;
    }

    void rise(std::uint32_t place)
    {
        const Entry entry = heap[place];
        while (place > 0) {
            const std::uint32_t parent = (place - 1) / 4;
            if (!before(entry, heap[parent])) break;
            put(heap[parent], place);
            place = parent;
        }
        put(entry, place);
    }

    void sink(std::uint32_t place)
    {
        const Entry entry = heap[place];
        const auto size = static_cast<std::uint32_t>(heap.size());
        for (std::uint32_t child = place * 4 + 1; child < size; child = place * 4 + 1) {
            std::uint32_t least = child;
            const std::uint32_t end = child + 4 < size ? child + 4 : size;
            for (std::uint32_t other = child + 1; other < end; ++other)
                if (before(heap[other], heap[least])) least = other;
            if (!before(heap[least], entry)) break;
            put(heap[least], place);
            place = least;
        }
        put(entry, place);
    }
};

}  // namespace evenkeel
