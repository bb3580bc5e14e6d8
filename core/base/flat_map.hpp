#pragma once
// A small map from numbers to numbers that only grows, for look-ups on hot paths.

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace evenkeel {

/// Open addressing in one vector of a power of two of slots, at most half full. Key and value are not interpreted.
struct FlatMap {
    struct Slot {
        std::uint64_t key = 0;
        std::uint32_t value = 0;
        bool used = false;
    };

    std::vector<Slot> slots;
    std::uint32_t used = 0;

    /// The value of a key, or nothing.
    const std::uint32_t* find(std::uint64_t key) const
    {
        if (slots.empty()) return nullptr;
        for (std::size_t i = first_slot(key);; i = (i + 1) & (slots.size() - 1)) {
            if (!slots[i].used) return nullptr;
            if (slots[i].key == key) return &slots[i].value;
        }
    }
    /// Adds a key that is not there yet.
    void add(std::uint64_t key, std::uint32_t value)
    {
        if (2 * (used + 1) > slots.size()) grow();
        put(key, value);
        ++used;
    }

private:
    std::size_t first_slot(std::uint64_t key) const { return static_cast<std::size_t>((key * 0x9e3779b97f4a7c15u) >> 32) & (slots.size() - 1); }
    void put(std::uint64_t key, std::uint32_t value)
    {
        std::size_t i = first_slot(key);
        while (slots[i].used) i = (i + 1) & (slots.size() - 1);
        slots[i] = {key, value, true};
    }
    void grow()
    {
        std::vector<Slot> before = std::move(slots);
        slots.assign(before.empty() ? 16 : before.size() * 2, {});
        for (const Slot& slot : before)
            if (slot.used) put(slot.key, slot.value);
    }
};

}  // namespace evenkeel
