// Tables of theory: what is computed, what is only shown, and that a wrong value fails.
#include "verify/theory.hpp"

#include <fstream>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "seeds.hpp"
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

TEST_CASE("rows that are run agree with theory, and would not if theory were 3 % higher", "[verify][theory]")
{
    // One row of each table, at the length that a whole table is verified with; under the sanitizers only that they can be run.
    const bool whole = seed_count(10) == 10;
    const theory::RunLength length = whole ? theory::RunLength{} : theory::RunLength{1'000, 32'000};
    const json rows = json::parse(R"({
        "mmc": [{"servers": 2, "rho": 0.5, "erlang_c": 0.333333333333, "mean_wait": 0.333333333333, "mean_response": 1.333333333333,
                 "wait_p50": 0.0, "wait_p90": 1.20397280433, "wait_p99": 3.50655789732}],
        "mmck": [{"servers": 1, "capacity": 1, "rho": 1.0, "loss": 0.5, "mean_response_of_accepted": 1.0, "throughput": 0.5}],
        "mg1": [{"service": "deterministic", "scv": 0.0, "rho": 0.5, "mean_wait": 0.5, "mean_response": 1.5},
                {"service": "erlang4", "scv": 0.25, "rho": 0.5, "mean_wait": 0.625, "mean_response": 1.625},
                {"service": "hyperexponential", "scv": 4.0, "p1": 0.887298334621, "rate1": 1.77459666924, "rate2": 0.22540333076, "rho": 0.5, "mean_wait": 2.5,
                 "mean_response": 3.5}],
        "gi_m_1": [{"servers": 1, "rho": 0.5, "mean_response": 2.0, "mean_wait": 1.0, "p50": 1.38629436112, "p90": 4.60517018599, "p99": 9.21034037198}],
        "jsq_bounds": [{"servers": 4, "lambda": 0.5, "lower_bound_central_queue": 1.08695652174, "upper_bound_random": 2.0}]
    })");
    for (const auto& [table, wanted] : rows.items()) {
        CAPTURE(table);
        REQUIRE(theory::is_simulated(table));
        const theory::Report right = theory::compare_simulated(table, wanted, one_by_one, length);
        INFO(right.first_failure);
        CHECK(right.rows_compared == wanted.size());
        if (!whole) continue;
        CHECK(right.values_passed == right.values);
        CHECK(right.first_failure.empty());
        if (table == "jsq_bounds") continue;
        json off = wanted;
        for (json& row : off)
            for (const char* column : {"mean_response", "mean_response_of_accepted"})
                if (row.contains(column)) row[column] = row[column].get<double>() * 1.03;
        CHECK_FALSE(theory::compare_simulated(table, off, one_by_one, length).first_failure.empty());
    }
}

TEST_CASE("a row that settles too slowly, or has a distribution that is none of ours, is not run and not passed", "[verify][theory]")
{
    const theory::RunLength length{100, 3'200};
    const json slow = json::parse(R"([{"servers": 1, "rho": 0.99, "mean_wait": 99.0}])");
    CHECK(theory::compare_simulated("mmc", slow, one_by_one, length).rows_compared == 0);
    const json strange = json::parse(R"([{"service": "weibull", "scv": 1.0, "rho": 0.5, "mean_wait": 1.0}])");
    CHECK(theory::compare_simulated("mg1", strange, one_by_one, length).rows_compared == 0);
}
