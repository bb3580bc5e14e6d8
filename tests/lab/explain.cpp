#include "lab/explain.hpp"

#include <algorithm>

#include <catch2/catch_test_macros.hpp>

#include "lab/folder.hpp"
#include "lab/grader.hpp"

using namespace evenkeel;

namespace {

/// The small lab with a dead server in it and an objective about it.
Lab lab_with_dead_server()
{
    std::string text = with(small_lab(), "\"objectives\": [", R"json("faults": [{ "name": "dead", "at": "30s", "for": "60s", "kill": "web-02/app" }],
  "objectives": [
    { "id": "notice", "title": "Notice", "points": 50, "unit": "s", "zero_at": 20, "full_at": 3,
      "measure": "max(truth_last_request_to_failing_server_seconds)", "who": "truth_last_request_to_failing_server_seconds",
      "sentence": "{server} ({fault_text}) was down from {fault} to {fault_end}, chosen until {last}: {measured}, needed {needed}; short since {violation}.",
      "because": ["server_down", "request_failed"], "look_at": "server" },)json");
    text = with(text, "\"points\": 100", "\"points\": 50");
    const Parsed<Lab> parsed = read_lab(text, "lab.json");
    for (const Diagnostic& diagnostic : parsed.diagnostics) INFO(to_text(diagnostic));
    REQUIRE(parsed.diagnostics.empty());
    return parsed.config;
}

/// The small lab's model answer, or the same without checks.
Files answer(bool with_checks)
{
    std::string text = with(small_lab_files().at("lb-01/haproxy.cfg"), "10.0.1.12:8080", "10.0.1.12:80");
    if (with_checks) text = with(with(text, "10.0.1.11:80", "10.0.1.11:80 check inter 1s fall 2"), "10.0.1.12:80", "10.0.1.12:80 check inter 1s fall 2");
    return {{"lb-01/haproxy.cfg", text}};
}

}  // namespace

TEST_CASE("an explanation names the culprit, the instants and the line to look at", "[lab][explain]")
{
    const Lab lab = lab_with_dead_server();
    const Submission submission = read_submission(lab, small_lab_files(), answer(false)).config;
    const RunResult run = run_once(lab, submission, {});
    const Explanation why = explain(lab, submission, run, lab.objectives.front());
    INFO(why.sentence);
    CHECK(why.sentence.starts_with("web-02 (app killed) was down from 00:30.000 to 01:30.000, chosen until 01:2"));
    CHECK(why.sentence.find("needed at most 3 s; short since 00:3") != std::string::npos);
    CHECK(why.sentence.find('{') == std::string::npos);
    CHECK(why.look_at.file == "lb-01/haproxy.cfg");
    CHECK(why.look_at.line == 14);
    CHECK(why.look_at.column == 12);
    CHECK(why.first_violation >= Instant{} + 33_s);
    CHECK(why.first_violation <= Instant{} + 36_s);
    REQUIRE(!why.chain.empty());
    CHECK(why.chain.front().kind == "fault_begins");
    CHECK(std::is_sorted(why.chain.begin(), why.chain.end(), [](const Cause& a, const Cause& b) { return a.at < b.at; }));
}

TEST_CASE("what was met is explained without a reproach", "[lab][explain]")
{
    const Lab lab = lab_with_dead_server();
    const Submission submission = read_submission(lab, small_lab_files(), answer(true)).config;
    const RunResult run = run_once(lab, submission, {});
    const Explanation why = explain(lab, submission, run, lab.objectives.front());
    INFO(why.measured);
    CHECK(why.sentence.empty());
    CHECK(why.first_violation == never);
    CHECK(std::any_of(why.chain.begin(), why.chain.end(), [](const Cause& cause) { return cause.kind == "server_down"; }));
}

TEST_CASE("a run can be stopped by its progress callback, and a bound ends it with its name", "[lab][explain]")
{
    const Lab lab = lab_with_dead_server();
    const Submission submission = read_submission(lab, small_lab_files(), answer(true)).config;
    int calls = 0;
    const RunResult stopped = run_once(lab, submission, {}, [&](const Progress&) { return ++calls < 3; });
    CHECK(stopped.stopped);
    CHECK(stopped.world.now == Instant{} + 10_s);
    RunOptions tight;
    tight.bounds.events = 10'000;
    const RunResult bounded = run_once(lab, submission, tight);
    REQUIRE(has_error(bounded.diagnostics));
    CHECK(bounded.diagnostics.front().id == "EK-GRD-0001");
    GradeOptions options;
    options.bounds.events = 10'000;
    CHECK_FALSE(grade(lab, submission, options).gradable);
}

TEST_CASE("the same lab, submission and seed give the same grade, seed by seed", "[lab][explain]")
{
    const Lab lab = lab_with_dead_server();
    const Submission submission = read_submission(lab, small_lab_files(), answer(true)).config;
    GradeOptions options;
    options.hidden_seeds = {7, 8};
    const Grade first = grade(lab, submission, options);
    const Grade second = grade(lab, submission, options);
    REQUIRE(first.gradable);
    CHECK(first.seeds.size() == 3);
    CHECK(first.millipoints == second.millipoints);
    CHECK(first.seeds[0].state_hash == second.seeds[0].state_hash);
    CHECK(first.seeds[1].state_hash == 0);
    CHECK(first.seeds[1].seed == 0);
    CHECK(first.seeds[1].checks[0].explanation.sentence.empty());
}
