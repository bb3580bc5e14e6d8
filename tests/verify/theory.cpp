// Tables of theory: what is computed, what is only shown, and that a wrong value fails.
#include "verify/theory.hpp"

#include <fstream>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "source_folder.hpp"
#include "verify/theory_table.hpp"

using namespace evenkeel;
using nlohmann::json;

namespace {

json table(const std::string& name)
{
    std::ifstream file(source_folder() / "tests/golden/theory" / (name + ".json"));
    REQUIRE(file);
    return json::parse(file);
}

}  // namespace

TEST_CASE("the calculators give every column of the computed tables", "[verify][theory][golden]")
{
    for (const char* name : {"k_of_n", "repair_chain", "tiers", "retry_amplification", "failover_loss", "mmc", "mmck"}) {
        INFO(name);
        const json record = table(name);
        const theory::Report report = theory::compare_computed(name, record["rows"]);
        INFO(report.first_failure);
        CHECK(report.passed());
        CHECK(report.rows_compared == record["rows"].size());
        CHECK(report.values >= 2 * report.rows);
    }
    CHECK(verify_theory(table("tiers")).verdict == Verdict::passed);
}

TEST_CASE("a value that is off by a billionth part more than allowed fails its table", "[verify][theory]")
{
    for (const char* column : {"availability", "unavailability", "downtime_min_per_year", "unit_availability"}) {
        json record = table("k_of_n");
        json& value = record["rows"][1][column];
        value = value.get<double>() * (1 + 3e-9);
        const Outcome outcome = verify_theory(record);
        CHECK(outcome.verdict == Verdict::failed);
        CHECK(outcome.message.find(column) != std::string::npos);
    }
    json record = table("tiers");
    record["rows"][0]["single_points_of_failure"].push_back("janitor");
    CHECK(verify_theory(record).verdict == Verdict::failed);
}

TEST_CASE("a column nobody gives, a row that is none and a question without an answer fail", "[verify][theory]")
{
    for (const char* row : {R"({"failure_probability": 0.5, "retries": 1, "surprise": 1})", "7", R"({"failure_probability": "0.5", "retries": 1})",
                            R"({"failure_probability": 0.5, "retries": 1.5})", "{}"}) {
        INFO(row);
        json record = table("retry_amplification");
        record["rows"].push_back(json::parse(row));
        CHECK(verify_theory(record).verdict == Verdict::failed);
    }
    CHECK(verify_theory({{"record", "theory"}, {"table", "tiers"}}).verdict == Verdict::failed);
    CHECK(verify_theory({{"record", "theory"}, {"table", "tiers"}, {"rows", json::array()}}).verdict == Verdict::failed);
}

TEST_CASE("a table of a model that is not ours is for reference, an unknown one is not built", "[verify][theory]")
{
    CHECK(verify_theory(table("power_of_d")).verdict == Verdict::reference_only);
    CHECK(verify_theory({{"record", "theory"}, {"table", "weather"}, {"rows", json::array()}}).verdict == Verdict::not_built);
    CHECK(verify_theory({{"record", "theory"}}).verdict == Verdict::not_built);
}
