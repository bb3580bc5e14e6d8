// A run ends at its bounds, at the same place however it is cut, and time always gets on.

#include <catch2/catch_test_macros.hpp>

#include "world/sites.hpp"

using namespace evenkeel;
using namespace evenkeel::sites;

TEST_CASE("a bound is met at the same instant however the run is cut", "[world]")
{
    World whole = world_of(small_site());
    whole.bounds.events = 1'000;
    World cut = whole;
    run_until(whole, Instant{} + 20_s);
    REQUIRE(whole.reached == Bound::events);
    for (int i = 1; i <= 200'000; ++i) run_until(cut, Instant{} + 100_us * i);
    CHECK(cut.now == whole.now);
    CHECK(state_hash(cut) == state_hash(whole));
}

TEST_CASE("users who fail at once and do not think do not stop the clock", "[world]")
{
    Site site = small_site();
    VisitorSettings& visitors = site.topology.visitors[0];
    visitors.arrivals = ArrivalKind::closed;
    visitors.users = 1;
    SECTION("their name has no address") { visitors.host = "nobody.test"; }
    SECTION("nothing leads to their address") { visitors.host = "192.0.2.1"; }
    World world = world_of(site);
    world.bounds.events = 100'000;
    run_until(world, Instant{} + 10_s);
    CHECK(world.reached == Bound::none);
}

TEST_CASE("texts that differ from request to request end a run before they fill the memory", "[world][slow]")
{
    World world = world_of(small_site());
    for (std::int64_t i = 0; i <= 2'000'000; ++i) world.network.texts.intern("X-Request: " + std::to_string(i));
    run_until(world, Instant{} + 20_s);
    CHECK(world.reached == Bound::texts);
    CHECK(to_text(world.reached) == "number of different header texts");
}
