// The load curve.

#include <catch2/catch_test_macros.hpp>

#include "client/load.hpp"

using namespace evenkeel;

TEST_CASE("without steps, and before the first, visitors come at the base rate", "[client]")
{
    CHECK(load_ppm({}, Instant{} + 5_s) == 1'000'000);
    CHECK(load_ppm({{Instant{} + 10_s, 300, false}}, Instant{} + 9999_ms) == 1'000'000);
    CHECK(load_ppm({{Instant{} + 10_s, 300, false}}, Instant{} + 10_s) == 3'000'000);
}

TEST_CASE("a ramp is linear to the next step, and flat at the end", "[client]")
{
    const std::vector<LoadStep> steps{{Instant{}, 20, true}, {Instant{} + 100_s, 120, true}};
    CHECK(load_ppm(steps, Instant{}) == 200'000);
    CHECK(load_ppm(steps, Instant{} + 50_s) == 700'000);
    CHECK(load_ppm(steps, Instant{} + 100_s) == 1'200'000);
    CHECK(load_ppm(steps, Instant{} + 500_s) == 1'200'000);
}

TEST_CASE("the peak counts the base rate only where it is ever used", "[client]")
{
    CHECK(peak_load_ppm({}) == 1'000'000);
    CHECK(peak_load_ppm({{Instant{}, 20, false}}) == 200'000);
    CHECK(peak_load_ppm({{Instant{} + 1_s, 20, false}}) == 1'000'000);
    CHECK(peak_load_ppm({{Instant{}, 20, true}, {Instant{} + 1_s, 250, false}}) == 2'500'000);
}
