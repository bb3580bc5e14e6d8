#include "lab/roles.hpp"

#include <set>

#include <catch2/catch_test_macros.hpp>

#include "lab/folder.hpp"
#include "lab/run.hpp"

using namespace evenkeel;

namespace {

Lab lab_with_fault()
{
    std::string text = with(small_lab(), "\"hidden\": { \"permute\": [\"roles\"], \"shift\": \"0s\" }",
                            R"("faults": [{ "name": "dead", "at": { "uniform": ["30s", "40s"] }, "for": "10s", "kill": "web-02/app" }],
                               "hidden": { "permute": ["roles"], "shift": "20s" })");
    return read_lab(text, "lab.json").config;
}

}  // namespace

TEST_CASE("hidden runs exchange the roles of alike hosts and of no others", "[lab]")
{
    const Lab lab = lab_with_fault();
    std::set<std::string> victims;
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        const Roles roles = permuted_roles(lab.topology, seed);
        CHECK(roles.at("lb-01") == "lb-01");
        std::set<std::string> web{roles.at("web-01"), roles.at("web-02")};
        CHECK(web == std::set<std::string>{"web-01", "web-02"});
        victims.insert(roles.at("web-02"));
    }
    CHECK(victims.size() == 2);
    CHECK(permuted_roles(lab.topology, 7) == permuted_roles(lab.topology, 7));
}

TEST_CASE("a public run has the faults as written, at times that the seed draws", "[lab]")
{
    const Lab lab = lab_with_fault();
    const World world;
    std::set<std::int64_t> begins;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        RunOptions options;
        options.seed = seed;
        const Script script = script_of(lab, world, options);
        REQUIRE(script.deeds.size() == 2);
        CHECK(std::get<Kill>(script.deeds[0].action).service == "web-02/app");
        CHECK(std::get<Start>(script.deeds[1].action).service == "web-02/app");
        CHECK(script.deeds[0].at >= Instant{} + 30_s);
        CHECK(script.deeds[0].at <= Instant{} + 40_s);
        CHECK(script.deeds[0].at.ns % ns_per_ms == 0);
        CHECK(script.deeds[1].at == script.deeds[0].at + 10_s);
        begins.insert(script.deeds[0].at.ns);
    }
    CHECK(begins.size() > 15);
}

TEST_CASE("a hidden run shifts all faults by the same time", "[lab]")
{
    const Lab lab = lab_with_fault();
    bool moved = false;
    bool other_victim = false;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        RunOptions open;
        open.seed = seed;
        RunOptions hidden = open;
        hidden.hidden = true;
        const Script public_script = script_of(lab, {}, open);
        const Script hidden_script = script_of(lab, {}, hidden);
        const Duration shift = hidden_script.deeds[0].at - public_script.deeds[0].at;
        CHECK(shift.ns >= 0);
        CHECK(shift <= 20_s);
        CHECK(hidden_script.deeds[1].at - public_script.deeds[1].at == shift);
        moved = moved || shift.ns > 0;
        other_victim = other_victim || std::get<Kill>(hidden_script.deeds[0].action).service == "web-01/app";
    }
    CHECK(moved);
    CHECK(other_victim);
}
