// The rules that every lab must hold: the start fails; the model answer scores 100 on the public seed and at least 95
// elsewhere; a second right answer passes; each typical wrong answer scores in its range, and is told why.

#include <algorithm>
#include <cstdlib>
#include <set>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include "lab/expectation.hpp"
#include "lab/folder.hpp"
#include "lab/grader.hpp"
#include "lab/lint.hpp"
#include "lab/reports/text.hpp"
#include "parallel.hpp"
#include "seeds.hpp"

using namespace evenkeel;

namespace {

/// A lab's folder, read; `seeds` is its public one and others after a base that EVENKEEL_SEED can set.
struct Exercise {
    std::string id;
    Files files;
    Lab lab;
    std::vector<std::uint64_t> other_seeds;
};

Exercise exercise(const std::string& id)
{
    Exercise result{id, folder("labs/" + id), {}, {}};
    const Parsed<Lab> parsed = read_lab(result.files.at("lab.json"), "lab.json");
    for (const Diagnostic& diagnostic : parsed.diagnostics) INFO(to_text(diagnostic));
    REQUIRE_FALSE(has_error(parsed.diagnostics));
    result.lab = parsed.config;
    const char* base = std::getenv("EVENKEEL_SEED");
    const std::uint64_t first = base == nullptr ? 1000 : std::strtoull(base, nullptr, 10);
    for (std::uint64_t i = 1; i < seed_count(21); ++i) result.other_seeds.push_back(first + i);
    return result;
}

/// The public seed as it is, the others as hidden ones: roles permuted and faults shifted.
Grade graded(const Exercise& exercise, const std::string& answer)
{
    Files submitted = files_below(exercise.files, answer);
    submitted.erase("expect.json");
    const Parsed<Submission> parsed = read_submission(exercise.lab, files_below(exercise.files, "files/"), submitted);
    for (const Diagnostic& diagnostic : parsed.diagnostics) UNSCOPED_INFO(to_text(diagnostic));
    REQUIRE_FALSE(has_error(parsed.diagnostics));
    std::vector<RunOptions> runs;
    for (const std::uint64_t seed : exercise.lab.seeds) runs.push_back({.seed = seed});
    const auto hidden_from = static_cast<std::uint32_t>(runs.size());
    for (const std::uint64_t seed : exercise.other_seeds) runs.push_back({.seed = seed, .hidden = true});
    std::vector<SeedResult> results(runs.size());
    cli::for_each_number(runs.size(), cli::processors(), [&](std::size_t i) {
        const RunResult run = run_once(exercise.lab, parsed.config, runs[i]);
        const auto place = static_cast<std::uint32_t>(i);
        results[i] = judge(exercise.lab, parsed.config, run, runs[i], runs[i].hidden ? place - hidden_from + 1 : place + 1);
    });
    Grade result = combine(exercise.lab, std::move(results), parsed.diagnostics);
    REQUIRE(result.gradable);
    return result;
}

/// Points of the public seed, and the least and most of all.
struct Scores {
    std::int64_t open = 0;
    std::int64_t least = 0;
    std::int64_t most = 0;
};

Scores scores(const Grade& grade)
{
    Scores result{grade.seeds.front().millipoints, INT64_MAX, INT64_MIN};
    for (const SeedResult& seed : grade.seeds) {
        result.least = std::min(result.least, seed.millipoints);
        result.most = std::max(result.most, seed.millipoints);
    }
    return result;
}

std::string table(const Grade& grade, const Exercise& exercise)
{
    std::string text = text_report(grade);
    for (std::size_t i = 0; i < grade.seeds.size(); ++i)
        text += "\nseed " + std::to_string(i == 0 ? exercise.lab.seeds.front() : exercise.other_seeds[i - 1]) + ": " + std::to_string(grade.seeds[i].millipoints);
    return text;
}

std::vector<std::string> wrong_answers(const Files& files)
{
    std::set<std::string> names;
    for (const auto& [path, text] : files_below(files, "wrong/")) names.insert(path.substr(0, path.find('/')));
    return {names.begin(), names.end()};
}

}  // namespace

TEST_CASE("lab by lab: the start state fails", "[lab][curriculum]")
{
    for (const std::string& id : lab_ids()) {
        const Exercise lab = exercise(id);
        const Grade start = graded(lab, "nothing/");
        INFO(table(start, lab));
        CHECK(scores(start).most <= 60'000);
        CHECK_FALSE(start.passed);
    }
}

TEST_CASE("lab by lab: the model answer scores 100 on the public seed and at least 95 on others", "[lab][curriculum]")
{
    for (const std::string& id : lab_ids()) {
        const Exercise lab = exercise(id);
        const Grade solution = graded(lab, "solution/");
        INFO(table(solution, lab));
        CHECK(scores(solution).open == 100'000);
        CHECK(scores(solution).least >= 95'000);
        CHECK(solution.passed);
    }
}

TEST_CASE("lab by lab: a second, differently built right answer passes", "[lab][curriculum]")
{
    for (const std::string& id : lab_ids()) {
        const Exercise lab = exercise(id);
        const Grade also = graded(lab, "also/");
        INFO(table(also, lab));
        CHECK(scores(also).least >= lab.lab.pass * 1000);
        CHECK(also.passed);
    }
}

TEST_CASE("lab by lab: each typical wrong answer scores at most 60 and is told why", "[lab][curriculum]")
{
    for (const std::string& id : lab_ids()) {
        const Exercise lab = exercise(id);
        CHECK(wrong_answers(lab.files).size() >= 3);
        for (const std::string& name : wrong_answers(lab.files)) {
            const Parsed<Expectation> expected = read_expectation(lab.files.at("wrong/" + name + "/expect.json"), "expect.json");
            REQUIRE_FALSE(has_error(expected.diagnostics));
            CHECK(expected.config.most <= 60);
            const Grade wrong = graded(lab, "wrong/" + name + "/");
            INFO(name << "\n" << table(wrong, lab));
            CHECK(scores(wrong).least >= expected.config.least * 1000);
            CHECK(scores(wrong).most <= expected.config.most * 1000);
            for (const ExpectedFeedback& feedback : expected.config.feedback) {
                INFO("objective " << feedback.objective << " must say: " << feedback.says);
                const auto check = std::find_if(wrong.checks.begin(), wrong.checks.end(), [&](const CheckResult& c) { return c.id == feedback.objective; });
                REQUIRE(check != wrong.checks.end());
                const auto which = static_cast<std::size_t>(check - wrong.checks.begin());
                CHECK(wrong.seeds.front().checks[which].explanation.sentence.find(feedback.says) != std::string::npos);
            }
        }
    }
}
