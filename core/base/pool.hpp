#pragma once
// Slots that are used again, each with a generation that tells a late visitor that its thing is gone.

#include <cassert>
#include <cstdint>
#include <vector>

#include "base/id.hpp"

namespace evenkeel {

/// A slot pool: take gives the slot freed last (so that memory stays warm), or a new one. A slot's generation rises each
/// time it is freed; `holds(id, generation)` is how an event finds out that it comes too late.
template <class Thing>
struct Pool {
    struct Slot {
        Thing thing{};
        std::uint32_t generation = 0;
        bool used = false;
    };

    std::vector<Slot> slots;
    std::vector<std::uint32_t> free;

    /// A slot with a fresh Thing.
    Id<Thing> take()
    {
        std::uint32_t index = 0;
        if (free.empty()) {
            index = static_cast<std::uint32_t>(slots.size());
            slots.push_back(Slot{});
        } else {
            index = free.back();
            free.pop_back();
            slots[index].thing = Thing{};
        }
        slots[index].used = true;
        return {index};
    }
    void give_back(Id<Thing> id)
    {
        assert(slots[id.index].used);
        slots[id.index].used = false;
        ++slots[id.index].generation;
        free.push_back(id.index);
    }
    Thing& operator[](Id<Thing> id) { return slots[id.index].thing; }
    const Thing& operator[](Id<Thing> id) const { return slots[id.index].thing; }
    std::uint32_t generation(Id<Thing> id) const { return slots[id.index].generation; }
    bool holds(Id<Thing> id, std::uint32_t generation) const
    {
        return id.index < slots.size() && slots[id.index].used && slots[id.index].generation == generation;
    }
    std::size_t size() const { return slots.size() - free.size(); }
};

}  // namespace evenkeel
