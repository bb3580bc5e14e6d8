#include "lab/grader.hpp"

#include <catch2/catch_test_macros.hpp>

#include "lab/folder.hpp"
#include "lab/lint.hpp"
#include "lab/queries.hpp"

using namespace evenkeel;

namespace {

Objective latency(std::int64_t points = 30)
{
    Objective objective;
    objective.id = "latency";
    objective.title = "Latency";
    objective.points = points;
    objective.unit = "s";
    objective.zero_at = 10;
    objective.full_at = 3;
    return objective;
}

Lab lab_of(std::vector<Objective> objectives)
{
    Lab lab;
    lab.id = "99-small";
    lab.title = "A small lab";
    lab.objectives = std::move(objectives);
    return lab;
}

SeedResult seed_with(const Lab& lab, std::vector<double> measured, bool hidden = false)
{
    SeedResult seed;
    seed.hidden = hidden;
    for (std::size_t i = 0; i < measured.size(); ++i) {
        SeedCheck check;
        check.has_value = measured[i] == measured[i];
        check.measured = measured[i];
        check.millipoints = millipoints_for(lab.objectives[i], measured[i]);
        check.gate_holds = gate_holds(lab.objectives[i].gate, check.has_value, measured[i]);
        check.is_full = check.gate_holds && check.millipoints == lab.objectives[i].points * 1000;
        seed.checks.push_back(check);
    }
    return seed;
}

constexpr double nan = __builtin_nan("");

}  // namespace

TEST_CASE("points are linear between zero_at and full_at, in whole millipoints, rounded half up", "[lab][grader]")
{
    CHECK(millipoints_for(latency(), 3) == 30'000);
    CHECK(millipoints_for(latency(), 0) == 30'000);
    CHECK(millipoints_for(latency(), 10) == 0);
    CHECK(millipoints_for(latency(), 1e300) == 0);
    CHECK(millipoints_for(latency(), 6.5) == 15'000);
    CHECK(millipoints_for(latency(), 4.4) == 24'000);
    Objective tiny = latency(1);
    tiny.zero_at = 0;
    tiny.full_at = 1;
    CHECK(millipoints_for(tiny, 0.0005) == 1);
    CHECK(millipoints_for(tiny, 0.00049) == 0);
    CHECK(millipoints_for(tiny, 0.9994) == 999);
}

TEST_CASE("no data and NaN give no points and hold no gate", "[lab][grader]")
{
    CHECK(millipoints_for(latency(), nan) == 0);
    CHECK_FALSE(gate_holds({Gate::Kind::at_least, 0.5}, false, 1));
    CHECK_FALSE(gate_holds({Gate::Kind::at_most, 0.5}, false, 0));
    CHECK(gate_holds({}, false, 0));
    CHECK(gate_holds({Gate::Kind::at_least, 0.5}, true, 0.5));
    CHECK_FALSE(gate_holds({Gate::Kind::at_least, 0.5}, true, 0.49));
    CHECK(gate_holds({Gate::Kind::at_most, 20}, true, 20));
}

TEST_CASE("an objective's points are the mean over the seeds, rounded half up", "[lab][grader]")
{
    const Lab lab = lab_of({latency(100)});
    const Grade grade = combine(lab, {seed_with(lab, {3}), seed_with(lab, {10}), seed_with(lab, {10})}, {});
    REQUIRE(grade.gradable);
    CHECK(grade.millipoints == 33'333);
    CHECK(grade.checks.front().worst == 1);
    CHECK_FALSE(grade.passed);
    const Grade two = combine(lab, {seed_with(lab, {3}), seed_with(lab, {9.99993})}, {});
    CHECK(two.millipoints == 50'001);
}

TEST_CASE("a gate that fails on one seed caps the lab at half of its points", "[lab][grader]")
{
    Objective gate;
    gate.id = "success";
    gate.gate = {Gate::Kind::at_least, 0.99};
    const Lab lab = lab_of({latency(100), gate});
    const Grade good = combine(lab, {seed_with(lab, {3, 1.0}), seed_with(lab, {3, 0.99})}, {});
    CHECK(good.millipoints == 100'000);
    CHECK(good.passed);
    const Grade bad = combine(lab, {seed_with(lab, {3, 1.0}), seed_with(lab, {3, 0.98}, true)}, {});
    CHECK(bad.millipoints == 50'000);
    CHECK(bad.uncapped_millipoints == 100'000);
    CHECK(bad.gate_failed);
    CHECK_FALSE(bad.passed);
    CHECK(bad.checks[1].worst == 1);
    const Grade poor = combine(lab, {seed_with(lab, {8.6, 0.5})}, {});
    CHECK(poor.millipoints == 20'000);
}

TEST_CASE("a run that could not be judged makes the submission ungradable, never a low grade", "[lab][grader]")
{
    const Lab lab = lab_of({latency(100)});
    const Grade grade = combine(lab, {seed_with(lab, {3}), SeedResult{}}, {});
    CHECK_FALSE(grade.gradable);
    CHECK_FALSE(combine(lab, {}, {}).gradable);
}

TEST_CASE("values are written as people read them, and never as equal to what they fall short of", "[lab][grader]")
{
    CHECK(value_text(12.4, "s") == "12.4 s");
    CHECK(value_text(0.9731, "%") == "97.31 %");
    CHECK(value_text(3, "") == "3");
    CHECK(value_text(123456.78, "") == "123456.8");
    CHECK(value_text(0.0123, "s") == "0.0123 s");
    CHECK(value_text(0.999998, "%", 1.0) == "99.9998 %");
    CHECK(value_text(-0.001, "s") == "-0.001 s");
    CHECK(needed_text(latency()) == "at most 3 s");
    CHECK(gate_text({Gate::Kind::at_least, 0.99}, "%") == "at least 99 %");
    CHECK(gate_text({}, "%").empty());
}

TEST_CASE("a query tells its selectors and windows, and where it is wrong", "[lab][grader]")
{
    const QueryUse use = use_of("sum(rate(truth_a{server=\"web-01\",kind!=\"x\"}[90s])) / max_over_time(truth_b[5m:1500ms])");
    CHECK(use.problem.empty());
    REQUIRE(use.selectors.size() == 2);
    CHECK(use.selectors[0].metric == "truth_a");
    REQUIRE(use.selectors[0].matchers.size() == 2);
    CHECK(use.selectors[0].matchers[0].is_literal);
    CHECK_FALSE(use.selectors[0].matchers[1].is_literal);
    CHECK(use.windows == std::vector<Duration>{90_s, 300_s, 1500_ms});
    CHECK(use_of("sum(").problem_column >= 3);
}

TEST_CASE("a query's answer is its greatest element, with that element's labels", "[lab][grader]")
{
    SeriesStore store;
    const auto set = [&](const char* server, double value) {
        append(store, find_or_add(store, sorted_labels({{"__name__", "truth_x"}, {"server", server}})), Instant{} + 10_s, value);
    };
    set("web-01", 3);
    set("web-02", 7);
    set("web-03", 7);
    set("web-04", nan);
    const Query::Answer answer = Query("truth_x").ask(store, Instant{} + 12_s);
    CHECK(answer.has_value);
    CHECK(answer.value == 7);
    CHECK(value_of(answer.labels, "server") == "web-02");
    CHECK(value_of(answer.labels, "__name__").empty());
    CHECK_FALSE(Query("truth_y").ask(store, Instant{} + 12_s).has_value);
    CHECK_FALSE(Query("truth_x / 0 - truth_x / 0").ask(store, Instant{} + 12_s).has_value);
    CHECK_FALSE(Query("sum(").ask(store, Instant{} + 12_s).has_value);
    const Query::Answer ambiguous = Query("truth_x * on() truth_x").ask(store, Instant{} + 12_s);
    CHECK_FALSE(ambiguous.has_value);
    CHECK_FALSE(ambiguous.problem.empty());
}

TEST_CASE("a hidden run's value is told to 5 %, and never as enough when it was not", "[lab][grader]")
{
    const Files files = folder("labs/04-two-servers-one-address");
    const Lab lab = read_lab(files.at("lab.json"), "lab.json").config;
    Lab brief = lab;
    brief.duration = 10_s;
    Files answer = files_below(files, "wrong/wrong-port/");
    answer.erase("expect.json");
    const Submission wrong = read_submission(brief, files_below(files, "files/"), answer).config;
    GradeOptions options;
    options.hidden_seeds = {5};
    const Grade result = grade(brief, wrong, options);
    REQUIRE(result.gradable);
    const SeedCheck& success = result.seeds[1].checks[1];
    const double steps = (1.0 - success.measured) / 0.005;   // 5 % of the way from 90 % to 100 %
    CHECK(success.measured < 1.0);
    CHECK(steps - static_cast<double>(static_cast<std::int64_t>(steps + 0.5)) < 1e-6);
    CHECK(success.explanation.sentence.empty());
    CHECK(success.first_violation == never);
}
