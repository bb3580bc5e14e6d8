#include "calc/availability.hpp"

#include <cmath>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

using namespace evenkeel;
using Catch::Approx;

TEST_CASE("one unit is up mtbf / (mtbf + mttr) of the time, however it is asked", "[calc]")
{
    const calc::RedundancyQuestion one{1, 1, 990, 10};
    CHECK(calc::redundancy(one).config.whole.availability == Approx(0.99).epsilon(1e-14));
    CHECK(calc::repair_chain({one, 1, 1.0}).config.availability == Approx(0.99).epsilon(1e-14));
    CHECK(calc::redundancy(one).config.whole.downtime_min_per_year == Approx(5259.6).epsilon(1e-12));
    CHECK(calc::redundancy({1, 1, 990, 0}).config.whole.unavailability == 0.0);
}

TEST_CASE("with a repair crew for each unit the chain is the binomial sum", "[calc]")
{
    for (const std::int64_t units : {2, 3, 7, 40})
        for (const std::int64_t needed : {std::int64_t{1}, units / 2, units}) {
            INFO(needed << " of " << units);
            const calc::RedundancyQuestion structure{needed, units, 1000, 4};
            const double chain = calc::repair_chain({structure, units, 1.0}).config.unavailability;
            CHECK(chain == Approx(calc::redundancy(structure).config.whole.unavailability).epsilon(1e-10));
        }
}

TEST_CASE("fewer crews and a switchover that fails cost uptime, never bring it", "[calc]")
{
    const calc::RedundancyQuestion pair{1, 2, 1000, 4};
    const double two_crews = calc::repair_chain({pair, 2, 1.0}).config.unavailability;
    CHECK(calc::repair_chain({pair, 1, 1.0}).config.unavailability > two_crews);
    CHECK(calc::repair_chain({pair, 2, 0.9}).config.unavailability > two_crews);
    // Without any switchover the pair is down whenever a unit is, a repair long: about as bad as two units in a row.
    CHECK(calc::repair_chain({pair, 2, 0.0}).config.unavailability == Approx(2 * 0.004 / (1 + 2 * 0.004)).epsilon(1e-12));
}

TEST_CASE("huge structures keep their digits", "[calc]")
{
    const calc::Redundancy all = calc::redundancy({1000, 1000, 1e9, 1}).config;
    CHECK(all.whole.unavailability == Approx(1e-6).epsilon(1e-5));
    CHECK(all.whole.availability + all.whole.unavailability == Approx(1.0).epsilon(1e-12));
    CHECK(calc::repair_chain({{500, 1000, 1, 1e6}, 1, 1.0}).config.unavailability == Approx(1.0));
}

TEST_CASE("tiers name the units whose loss stops something", "[calc]")
{
    using Names = std::vector<std::string_view>;
    CHECK(calc::tiers({}).config.single_points_of_failure == Names{"load_balancer", "app_server", "db_primary_for_writes", "db_for_reads", "switch"});
    calc::TiersQuestion doubled{2, 2, 2, true};
    CHECK(calc::tiers(doubled).config.single_points_of_failure == Names{"switch"});
    CHECK(calc::tiers(doubled).config.availability_of_writes == calc::tiers(doubled).config.availability_of_reads);
    doubled.automatic_promotion = false;
    CHECK(calc::tiers(doubled).config.single_points_of_failure == Names{"db_primary_for_writes", "switch"});
    CHECK(calc::tiers(doubled).config.availability_of_writes < calc::tiers(doubled).config.availability_of_reads);
    CHECK(calc::tiers({1, 1, 1, true}).config.availability_of_writes == Approx(0.999 * 0.99 * 0.998 * 0.9999).epsilon(1e-13));
}

TEST_CASE("structures that cannot be are told", "[calc]")
{
    CHECK(calc::redundancy({3, 2, 1000, 4}).diagnostics.front().id == "EK-CLC-0003");
    CHECK(calc::redundancy({1, 1001, 1000, 4}).diagnostics.front().id == "EK-CLC-0001");
    CHECK(calc::redundancy({1, 2, 0, 4}).diagnostics.front().id == "EK-CLC-0001");
    CHECK(calc::redundancy({1, 2, 1000, std::nan("")}).diagnostics.front().id == "EK-CLC-0001");
    CHECK(calc::repair_chain({{1, 3, 1000, 4}, 3, 0.9}).diagnostics.front().id == "EK-CLC-0005");
    CHECK(calc::repair_chain({{1, 2, 1000, 4}, 0, 1.0}).diagnostics.front().id == "EK-CLC-0001");
    CHECK(calc::repair_chain({{1, 2, 1000, 4}, 1, 1.1}).diagnostics.front().id == "EK-CLC-0001");
    CHECK(calc::tiers({0, 1, 1, false}).diagnostics.size() == 1);
    CHECK(calc::tiers({1, 1, 1, false, 2, 2, 2, 2}).diagnostics.size() == 4);
}
