#pragma once
// Events of the far future, unsorted: what a large event list keeps out of its heap.

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/event.hpp"

namespace evenkeel {

/// A radix heap's buckets: an event lies in the bucket of the highest bit in which its instant differs from `base`, so that the
/// lowest bucket holds the earliest ones. Buckets are lists of blocks from one store, so that the room is that of the events that
/// are here, wherever they lie.
struct FarEvents {
    static constexpr std::uint32_t block_size = 32;
    static constexpr std::uint32_t none = 0xffff'ffff;

    struct Block {
        std::array<Event, block_size> events{};
        std::uint32_t next = none;
    };
    struct Bucket {
        std::uint32_t first = none;     ///< the block that is being filled, the others behind it
        std::uint64_t count = 0;
    };

    Instant base;
    std::array<Bucket, 65> buckets{};
    std::vector<Block> blocks;
    std::uint32_t free = none;
    std::uint64_t count = 0;
};

/// Adds an event that is not before `base`.
void add(FarEvents& far, const Event& event);

/// Takes the earliest events out: a few hundred, or all of one instant if there are more; all that lie up to the instant returned,
/// which is the new `base`. There must be some.
Instant take_earliest(FarEvents& far, std::vector<Event>& taken);

/// Takes all out and forgets the room.
void take_all(FarEvents& far, std::vector<Event>& taken);

}  // namespace evenkeel
