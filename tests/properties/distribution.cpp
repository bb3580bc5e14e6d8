// What the random sites are like: properties say something only of what is drawn.

#include <algorithm>
#include <map>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <fmt/format.h>

#include "properties/random_site.hpp"

using namespace evenkeel;
using namespace evenkeel::properties;

TEST_CASE("each algorithm, fault and time-out policy is in at least 2 % of the random sites", "[properties]")
{
    constexpr std::int64_t sites = 1000;
    std::map<std::string, std::int64_t> sites_with;
    for (std::uint64_t seed = 1; seed <= sites; ++seed) {
        std::vector<std::string> traits = random_site(seed).traits;
        std::sort(traits.begin(), traits.end());
        traits.erase(std::unique(traits.begin(), traits.end()), traits.end());
        for (const std::string& trait : traits) ++sites_with[trait];
    }
    std::string table;
    for (const auto& [trait, count] : sites_with) table += fmt::format("{:<32}{:>5.1f} %\n", trait, 100.0 * static_cast<double>(count) / sites);
    WARN("of " << sites << " random sites\n" << table);
    for (const auto& [trait, count] : sites_with) {
        CAPTURE(trait);
        CHECK(count * 100 >= 2 * sites);
    }
    // The list of faults is the variant Action: none may be missing.
    for (const char* fault : {"kill", "stop", "start", "power_off", "hang", "slow", "errors", "cut", "impair", "partition", "surge", "reload", "change_name"})
        CHECK(sites_with.count(fmt::format("fault {}", fault)) == 1);
    // As their ends: power_on and resume.
    STATIC_REQUIRE(std::variant_size_v<FaultAction> == 15);
}
