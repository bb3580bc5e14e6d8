// The world is one value: copies, pieces and time travel.

#include <catch2/catch_test_macros.hpp>

#include "properties/dice.hpp"
#include "properties/random_site.hpp"
#include "seeds.hpp"

using namespace evenkeel;
using namespace evenkeel::properties;

namespace {

constexpr Duration looked_at = 15_s;

World played(const RandomSite& site, Instant until)
{
    World world = world_of(site, 1);
    play(world, site.script, until, true);
    return world;
}

}  // namespace

TEST_CASE("a copy taken at any moment and the original run alike, however their time is cut", "[properties]")
{
    for (std::uint64_t seed = 1; seed <= seed_count(150); ++seed) {
        const RandomSite site = random_site(seed);
        CAPTURE(seed, to_text(site));
        Dice dice{seed, 3};
        const Instant taken{dice.between(0, looked_at.ns / ns_per_ms) * ns_per_ms};
        World world = played(site, taken);
        World copy = world;
        play(world, site.script, Instant{} + looked_at);
        while (copy.now < Instant{} + looked_at) {
            play(copy, site.script, std::min(copy.now + Duration{dice.between(1, 2'000'000'000)}, Instant{} + looked_at));
            const World again = copy;
            copy = again;
        }
        REQUIRE(state_hash(copy) == state_hash(world));
    }
}

TEST_CASE("seeking back and forth gives the worlds of a straight run", "[properties]")
{
    for (std::uint64_t seed = 1; seed <= seed_count(60); ++seed) {
        const RandomSite site = random_site(seed);
        CAPTURE(seed, to_text(site));
        Dice dice{seed, 4};
        Timeline timeline = begin_timeline(world_of(site, 1), site.script);
        timeline.most_frames = 4;
        for (int i = 0; i < 4; ++i) {
            const Instant at{dice.between(0, looked_at.ns / ns_per_ms) * ns_per_ms};
            seek(timeline, at);
            const std::uint64_t straight = state_hash(played(site, at));
            REQUIRE(state_hash(timeline.present) == straight);
            REQUIRE(state_hash(fork(timeline, at)) == straight);
        }
    }
}
