// Time travel is exact: wherever one seeks or forks, the world is the one that a straight run has there.

#include <catch2/catch_test_macros.hpp>

#include "world/sites.hpp"
#include "world/timeline.hpp"

using namespace evenkeel;
using namespace evenkeel::sites;

namespace {

/// Deeds off and on the key frames' instants (each 5 s), two of them at one instant, and everything that keeps something back.
Script lively()
{
    Script script;
    add(script, {Instant{} + 0_s, Deed::Kind::action, "", Surge{"shoppers", 150}});
    add(script, {Instant{} + 5_s, Deed::Kind::fault_begins, "a", Hang{"app-01/app"}});
    add(script, {Instant{} + 5_s, Deed::Kind::action, "", Slow{"app-02", 300}});
    add(script, {Instant{} + 7300_ms, Deed::Kind::fault_ends, "a", Resume{"app-01/app"}});
    add(script, {Instant{} + 10_s, Deed::Kind::fault_begins, "b", PowerOff{"app-02"}});
    add(script, {Instant{} + 10_s, Deed::Kind::fault_ends, "b", PowerOn{"app-02"}});
    add(script, {Instant{} + 12345678_us, Deed::Kind::action, "", Stop{"lb-01/haproxy"}});
    add(script, {Instant{} + 12345678_us, Deed::Kind::action, "", Start{"lb-01/haproxy"}});
    add(script, {Instant{} + 15_s, Deed::Kind::fault_begins, "c", Divide{"dmz", {"app-01"}, true}});
    add(script, {Instant{} + 18_s, Deed::Kind::fault_ends, "c", Divide{"dmz", {"app-01"}, false}});
    return script;
}

World straight(Instant at)
{
    World world = world_of(small_site());
    play(world, lively(), at, true);
    return world;
}

}  // namespace

TEST_CASE("a run cut into pieces is the straight run", "[world]")
{
    World whole = world_of(small_site());
    run_until(whole, Instant{} + 20_s);
    World cut = world_of(small_site());
    for (int i = 1; i <= 200; ++i) {
        while (!run_some(cut, Instant{} + 100_ms * i, 7)) {}
        const World copy = cut;
        cut = copy;
    }
    CHECK(state_hash(cut) == state_hash(whole));
}

TEST_CASE("a script played in pieces is the script played straight", "[world]")
{
    World cut = world_of(small_site());
    play(cut, lively(), cut.now, true);
    for (int i = 1; i <= 40; ++i) play(cut, lively(), Instant{} + 500_ms * i);
    CHECK(state_hash(cut) == state_hash(straight(Instant{} + 20_s)));
}

TEST_CASE("seeking and forking give the world of a straight run, in any order", "[world]")
{
    Timeline timeline = begin_timeline(world_of(small_site()), lively());
    timeline.most_frames = 3;
    for (const Duration at : {20_s, 5_s, 10_s, 4999_ms, 12345678_us, 19_s, 0_s, 7300_ms, 15_s, 11_s, 20_s}) {
        seek(timeline, Instant{} + at);
        CAPTURE(to_text(at));
        CHECK(state_hash(timeline.present) == state_hash(straight(Instant{} + at)));
        CHECK(state_hash(fork(timeline, Instant{} + at)) == state_hash(timeline.present));
    }
}

TEST_CASE("what is done now is a deed of the script, wherever the present was before", "[world]")
{
    Timeline timeline = begin_timeline(world_of(small_site()), lively());
    seek(timeline, Instant{} + 20_s);
    seek(timeline, Instant{} + 9_s);
    do_now(timeline, {{}, Deed::Kind::fault_begins, "by hand", Kill{"app-01/app"}, 1});
    seek(timeline, Instant{} + 20_s);

    Script script = lively();
    add(script, {Instant{} + 9_s, Deed::Kind::fault_begins, "by hand", Kill{"app-01/app"}, 1});
    World world = world_of(small_site());
    play(world, script, Instant{} + 20_s, true);
    CHECK(state_hash(timeline.present) == state_hash(world));
    seek(timeline, Instant{} + 9_s);
    seek(timeline, Instant{} + 20_s);
    CHECK(state_hash(timeline.present) == state_hash(world));
}

TEST_CASE("something done at the very beginning can be taken back", "[world]")
{
    Timeline timeline = begin_timeline(world_of(small_site()), lively());
    do_now(timeline, {{}, Deed::Kind::action, "", Kill{"app-01/app"}, 1});
    seek(timeline, Instant{} + 7_s);
    CHECK(state_hash(timeline.present) != state_hash(straight(Instant{} + 7_s)));
    change_script(timeline, lively(), Instant{} + 7_s);
    CHECK(state_hash(timeline.present) == state_hash(straight(Instant{} + 7_s)));
    change_script(timeline, {}, Instant{} + 12_s);
    change_script(timeline, lively(), Instant{} + 20_s);
    CHECK(state_hash(timeline.present) == state_hash(straight(Instant{} + 20_s)));
}

TEST_CASE("a timeline begins where its world was, and nothing lies before", "[world]")
{
    World world = world_of(small_site());
    run_until(world, Instant{} + 8_s);
    const std::uint64_t begin = state_hash(world);
    Timeline timeline = begin_timeline(std::move(world), {});
    seek(timeline, Instant{} + 9_s);
    seek(timeline, Instant{} + 1_s);
    CHECK(state_hash(timeline.present) == begin);
    CHECK(state_hash(fork(timeline, Instant{} + 1_s)) == begin);
}
