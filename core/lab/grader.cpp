#include "lab/grader.hpp"

#include <algorithm>
#include <tuple>

#include "lab/queries.hpp"
#include "version.hpp"

namespace evenkeel {

namespace {

/// What is told of a hidden run's value: to 5 % of the way from no points to all of them (of the threshold for a mere
/// gate), so that climbing along it is slow. A value that falls short is never rounded to what was needed.
double coarse(const Objective& objective, double value, bool is_full)
{
    const double scale = objective.points > 0 ? objective.zero_at - objective.full_at : objective.gate.threshold;
    const double step = (scale < 0 ? -scale : scale) * 0.05;
    const double anchor = needed_value(objective);
    if (!(step > 0)) return value > anchor ? anchor + 1 : value < anchor ? anchor - 1 : anchor;
    const double steps = std::clamp((value - anchor) / step, -1e9, 1e9);
    auto whole = static_cast<std::int64_t>(steps + (steps < 0 ? -0.5 : 0.5));
    if (whole == 0 && !is_full) whole = value < anchor ? -1 : 1;
    const double rounded = anchor + static_cast<double>(whole) * step;
    return value >= 0 && rounded < 0 ? 0 : rounded;
}

SeedCheck check(const Lab& lab, const Submission& submission, const RunResult& run, const RunOptions& options, const Objective& objective)
{
    const Query::Answer answer = Query(with_answers(objective.measure, submission.answers)).ask(run.world.truth, evaluated_at(lab, run, objective));
    SeedCheck result;
    result.has_value = answer.has_value;
    result.measured = answer.has_value ? answer.value : 0;
    result.millipoints = answer.has_value ? millipoints_for(objective, answer.value) : 0;
    result.gate_holds = gate_holds(objective.gate, answer.has_value, answer.value);
    result.is_full = result.gate_holds && answer.has_value && result.millipoints == objective.points * 1000;
    if (options.hidden) {
        if (answer.has_value) result.measured = coarse(objective, answer.value, result.is_full);
    } else if (!result.is_full) {
        result.explanation = explain(lab, submission, run, objective);
        result.first_violation = result.explanation.first_violation;
    }
    return result;
}

/// The mean, rounded half up.
std::int64_t mean(std::int64_t sum, std::size_t count)
{
    const auto n = static_cast<std::int64_t>(count);
    return (2 * sum + n) / (2 * n);
}

std::int64_t capped(std::int64_t millipoints, bool gates_hold) { return gates_hold ? millipoints : std::min<std::int64_t>(millipoints, 50'000); }

CheckResult over_seeds(const Objective& objective, std::size_t which, const std::vector<SeedResult>& seeds)
{
    CheckResult result;
    result.id = objective.id;
    result.title = objective.title;
    result.unit = objective.unit;
    result.most_millipoints = objective.points * 1000;
    result.has_points = objective.points > 0;
    result.needed = needed_text(objective);
    result.gate = objective.gate;
    std::int64_t sum = 0;
    bool all_full = true;
    // Public runs that fell short come first: they can be explained.
    const auto rank = [&](const SeedResult& seed) {
        const SeedCheck& check = seed.checks[which];
        return std::tuple{seed.hidden || check.is_full, check.gate_holds, check.millipoints};
    };
    for (std::uint32_t i = 0; i < seeds.size(); ++i) {
        const SeedCheck& of_seed = seeds[i].checks[which];
        sum += of_seed.millipoints;
        result.gate_holds = result.gate_holds && of_seed.gate_holds;
        all_full = all_full && of_seed.is_full;
        if (rank(seeds[i]) < rank(seeds[result.worst])) result.worst = i;
    }
    result.millipoints = mean(sum, seeds.size());
    result.is_full = all_full;
    return result;
}

void append(std::vector<Diagnostic>& all, const std::vector<Diagnostic>& more)
{
    for (const Diagnostic& diagnostic : more)
        if (std::find(all.begin(), all.end(), diagnostic) == all.end()) all.push_back(diagnostic);
}

}  // namespace

std::int64_t millipoints_for(const Objective& objective, double measured)
{
    if (measured != measured || objective.points == 0) return 0;
    double share = (measured - objective.zero_at) / (objective.full_at - objective.zero_at);
    if (!(share > 0)) return 0;
    share = std::min(share, 1.0);
    return static_cast<std::int64_t>(share * static_cast<double>(objective.points * 1000) + 0.5);
}

bool gate_holds(const Gate& gate, bool has_value, double measured)
{
    switch (gate.kind) {
    case Gate::Kind::none: return true;
    case Gate::Kind::at_least: return has_value && measured >= gate.threshold;
    case Gate::Kind::at_most: return has_value && measured <= gate.threshold;
    }
    return true;
}

SeedResult judge(const Lab& lab, const Submission& submission, const RunResult& run, const RunOptions& options, std::uint32_t index)
{
    SeedResult result;
    result.hidden = options.hidden;
    result.index = index;
    if (!options.hidden) {
        result.seed = options.seed;
        result.state_hash = state_hash(run.world);
        result.events = run.world.events_handled;
    }
    if (run.stopped || has_error(run.diagnostics)) return result;
    bool gates_hold = true;
    for (const Objective& objective : lab.objectives) {
        result.checks.push_back(check(lab, submission, run, options, objective));
        result.millipoints += result.checks.back().millipoints;
        gates_hold = gates_hold && result.checks.back().gate_holds;
    }
    result.millipoints = capped(result.millipoints, gates_hold);
    return result;
}

Grade combine(const Lab& lab, std::vector<SeedResult> seeds, std::vector<Diagnostic> diagnostics)
{
    Grade grade = ungradable(lab, std::move(diagnostics));
    grade.seeds = std::move(seeds);
    const auto judged = [&](const SeedResult& seed) { return seed.checks.size() == lab.objectives.size(); };
    grade.gradable = !grade.seeds.empty() && !has_error(grade.diagnostics) && std::all_of(grade.seeds.begin(), grade.seeds.end(), judged);
    if (!grade.gradable) return grade;
    for (std::size_t i = 0; i < lab.objectives.size(); ++i) {
        grade.checks.push_back(over_seeds(lab.objectives[i], i, grade.seeds));
        grade.uncapped_millipoints += grade.checks.back().millipoints;
        grade.gate_failed = grade.gate_failed || !grade.checks.back().gate_holds;
    }
    grade.millipoints = capped(grade.uncapped_millipoints, !grade.gate_failed);
    grade.passed = grade.millipoints >= grade.pass_millipoints;
    return grade;
}

Grade ungradable(const Lab& lab, std::vector<Diagnostic> diagnostics)
{
    Grade grade;
    grade.lab = lab.id;
    grade.title = lab.title;
    grade.pass_millipoints = lab.pass * 1000;
    grade.diagnostics = std::move(diagnostics);
    grade.engine_version = version();
    return grade;
}

Grade grade(const Lab& lab, const Submission& submission, const GradeOptions& options, const OnProgress& on_progress)
{
    const std::vector<std::uint64_t>& public_seeds = options.seeds.empty() ? lab.seeds : options.seeds;
    const std::size_t runs = public_seeds.size() + options.hidden_seeds.size();
    std::vector<SeedResult> seeds;
    std::vector<Diagnostic> diagnostics;
    for (std::uint32_t i = 0; i < runs; ++i) {
        RunOptions run_options;
        run_options.hidden = i >= public_seeds.size();
        const std::size_t index = run_options.hidden ? i - public_seeds.size() : i;
        run_options.seed = run_options.hidden ? options.hidden_seeds[index] : public_seeds[index];
        run_options.bounds = options.bounds;
        const OnProgress forward = [&](const Progress& progress) {
            return on_progress({i, static_cast<std::uint32_t>(runs), progress.now, progress.end});
        };
        const RunResult run = run_once(lab, submission, run_options, on_progress ? forward : OnProgress{});
        append(diagnostics, run.diagnostics);
        if (run.stopped) {
            Grade stopped = ungradable(lab, std::move(diagnostics));
            stopped.stopped = true;
            return stopped;
        }
        seeds.push_back(judge(lab, submission, run, run_options, static_cast<std::uint32_t>(index) + 1));
    }
    return combine(lab, std::move(seeds), std::move(diagnostics));
}

}  // namespace evenkeel
