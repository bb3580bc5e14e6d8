#include "sim/far_events.hpp"

#include <algorithm>
#include <bit>
#include <cassert>

namespace evenkeel {

namespace {

constexpr std::uint64_t enough = 512;       // events taken at a time: a heap of them lies in the nearest cache

std::size_t bucket_of(Instant at, Instant base)
{
    return static_cast<std::size_t>(64 - std::countl_zero(static_cast<std::uint64_t>(at.ns) ^ static_cast<std::uint64_t>(base.ns)));
}

std::uint32_t take_block(FarEvents& far)
{
    if (far.free != FarEvents::none) {
        const std::uint32_t block = far.free;
        far.free = far.blocks[block].next;
        return block;
    }
    // Not by doubling: a large list shall not need twice its room.
    if (far.blocks.size() == far.blocks.capacity()) far.blocks.reserve(far.blocks.size() + far.blocks.size() / 8 + 16);
    far.blocks.emplace_back();
    return static_cast<std::uint32_t>(far.blocks.size() - 1);
}

void put(FarEvents& far, FarEvents::Bucket& bucket, const Event& event)
{
    const auto used = static_cast<std::uint32_t>(bucket.count % FarEvents::block_size);
    if (used == 0) {
        const std::uint32_t block = take_block(far);
        far.blocks[block].next = bucket.first;
        bucket.first = block;
    }
    far.blocks[bucket.first].events[used] = event;
    ++bucket.count;
}

/// Empties a bucket, event by event.
template <class Each>
void drain(FarEvents& far, FarEvents::Bucket& bucket, Each&& each)
{
    FarEvents::Bucket from = bucket;
    bucket = {};
    auto used = static_cast<std::uint32_t>((from.count + FarEvents::block_size - 1) % FarEvents::block_size + 1);
    while (from.count > 0) {
        for (std::uint32_t i = 0; i < used; ++i) {
            const Event event = far.blocks[from.first].events[i];   // a copy: each() may make the store grow
            each(event);
        }
        from.count -= used;
        used = FarEvents::block_size;
        const std::uint32_t block = from.first;
        from.first = far.blocks[block].next;
        far.blocks[block].next = far.free;
        far.free = block;
    }
}

Instant earliest_of(const FarEvents& far, const FarEvents::Bucket& bucket)
{
    Instant earliest = never;
    std::uint64_t left = bucket.count;
    auto used = static_cast<std::uint32_t>((left + FarEvents::block_size - 1) % FarEvents::block_size + 1);
    for (std::uint32_t block = bucket.first; left > 0; block = far.blocks[block].next) {
        for (std::uint32_t i = 0; i < used; ++i) earliest = std::min(earliest, far.blocks[block].events[i].at);
        left -= used;
        used = FarEvents::block_size;
    }
    return earliest;
}

/// The last instant that a bucket can hold.
Instant end_of(Instant base, std::size_t bucket)
{
    if (bucket == 0) return base;
    const std::uint64_t low = (std::uint64_t{1} << (bucket - 1)) - 1;
    return {static_cast<std::int64_t>((static_cast<std::uint64_t>(base.ns) | low) | std::uint64_t{1} << (bucket - 1))};
}

}  // namespace

void add(FarEvents& far, const Event& event)
{
    assert(event.at >= far.base);
    ++far.count;
    put(far, far.buckets[bucket_of(event.at, far.base)], event);
}

Instant take_earliest(FarEvents& far, std::vector<Event>& taken)
{
    assert(far.count > 0);
    for (;;) {
        const auto lowest = static_cast<std::size_t>(
            std::find_if(far.buckets.begin(), far.buckets.end(), [](const FarEvents::Bucket& bucket) { return bucket.count > 0; }) - far.buckets.begin());
        FarEvents::Bucket& bucket = far.buckets[lowest];
        if (bucket.count <= enough || lowest == 0) {
            far.count -= bucket.count;
            drain(far, bucket, [&](const Event& event) { taken.push_back(event); });
            far.base = end_of(far.base, lowest);
            return far.base;
        }
        // Too many at once: what they differ in below this bit decides.
        far.base = earliest_of(far, bucket);
        drain(far, bucket, [&](const Event& event) { put(far, far.buckets[bucket_of(event.at, far.base)], event); });
    }
}

void take_all(FarEvents& far, std::vector<Event>& taken)
{
    for (FarEvents::Bucket& bucket : far.buckets) drain(far, bucket, [&](const Event& event) { taken.push_back(event); });
    far = {};
}

}  // namespace evenkeel
