#pragma once
// A queue in one vector: first in, first out, no allocation once it has grown.

#include <cassert>
#include <cstdint>
#include <utility>
#include <vector>

namespace evenkeel {

/// A growing ring, of a power of two of slots. What was popped is overwritten with a default value, so that equal queues have equal hashes only if
/// their layout is equal too: copies have, and that is all a state hash asks.
template <class Thing>
struct Ring {
    std::vector<Thing> slots;
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    std::uint32_t mask = 0;         ///< number of slots - 1, or 0

    bool empty() const { return count == 0; }
    Thing& front()
    {
        assert(count > 0);
        return slots[first];
    }
    const Thing& front() const
    {
        assert(count > 0);
        return slots[first];
    }
    void push(Thing thing)
    {
        if (count == mask + 1 || mask == 0) grow();
        slots[(first + count) & mask] = std::move(thing);
        ++count;
    }
    Thing pop()
    {
        assert(count > 0);
        Thing thing = std::exchange(slots[first], Thing{});
        first = (first + 1) & mask;
        --count;
        return thing;
    }
    /// The i-th from the front.
    Thing& at(std::uint32_t i) { return slots[(first + i) & mask]; }
    const Thing& at(std::uint32_t i) const { return slots[(first + i) & mask]; }

private:
    void grow()
    {
        std::vector<Thing> larger(slots.empty() ? 8 : slots.size() * 2);
        for (std::uint32_t i = 0; i < count; ++i) larger[i] = std::move(at(i));
        slots = std::move(larger);
        mask = static_cast<std::uint32_t>(slots.size() - 1);
        first = 0;
    }
};

}  // namespace evenkeel
