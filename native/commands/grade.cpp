// evenkeel grade LAB DIR: all objectives over all seeds.
#include <algorithm>
#include <chrono>
#include <memory>
#include <mutex>

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "base/text.hpp"
#include "commands/list.hpp"
#include "failure.hpp"
#include "files.hpp"
#include "formats.hpp"
#include "lab/grader.hpp"
#include "lab/reports/json.hpp"
#include "lab/reports/junit.hpp"
#include "lab/reports/text.hpp"
#include "labs.hpp"
#include "parallel.hpp"
#include "sentences.hpp"

namespace evenkeel::cli {

namespace {

constexpr std::string_view known_formats[] = {"text", "json", "junit"};

struct Options {
    std::string lab;
    std::string folder;
    std::vector<std::string> seeds;
    std::string hidden_seeds;
    std::vector<std::string> formats;
    std::string only;
    bool exit_zero = false;
    bool timing = false;
    unsigned jobs = 0;
    int width = 80;
};

/// One run of the grade.
struct Turn {
    RunOptions run;
    std::uint32_t index = 0;    ///< from 1, among the public or the hidden ones
    SeedResult result;
    std::vector<Diagnostic> diagnostics;
};

[[noreturn]] void refuse_seed(std::string_view written, std::string_view where)
{
    const std::string why = fmt::format("{}: '{}' is no seed: a whole number from 0 to 9223372036854775807", where, printable(written));
    throw Failure(ExitCode::wrong_use, say(Severity::error, messages::wrong_value, {}, {{"why", why}, {"command", "evenkeel grade"}}));
}

void add_seeds(std::vector<std::uint64_t>& seeds, std::string_view text, char separator, std::string_view where)
{
    for (const std::string_view each : split(text, separator)) {
        const std::string_view word = trim(each.substr(0, each.find('#')));
        if (word.empty() && separator == '\n') continue;
        const auto number = parse_integer(word, 0);
        if (!number) refuse_seed(word, where);
        seeds.push_back(static_cast<std::uint64_t>(*number));
    }
}

/// With the bounds that every run has: a run of `run` and one of `grade` end in the same state.
Turn turn_of(std::uint64_t seed, bool hidden, std::uint32_t index)
{
    Turn turn;
    turn.run.seed = seed;
    turn.run.hidden = hidden;
    turn.index = index;
    return turn;
}

std::vector<Turn> turns_of(const Options& options, const Lab& lab)
{
    std::vector<std::uint64_t> open;
    for (const std::string& words : options.seeds) add_seeds(open, words, ',', "--seed");
    if (open.empty()) open = lab.seeds;
    std::vector<std::uint64_t> hidden;
    if (!options.hidden_seeds.empty()) add_seeds(hidden, read_file(options.hidden_seeds, {Trust::named_by_user, 1u << 20, ExitCode::wrong_use}), '\n', "--hidden-seeds");
    std::vector<Turn> turns;
    for (const bool is_hidden : {false, true})
        for (std::uint32_t index = 1; const std::uint64_t seed : is_hidden ? hidden : open) turns.push_back(turn_of(seed, is_hidden, index++));
    return turns;
}

void check_objective(const Options& options, const Lab& lab)
{
    if (options.only.empty() || find_objective(lab, options.only) != nullptr) return;
    std::vector<std::string_view> ids;
    for (const Objective& objective : lab.objectives) ids.push_back(objective.id);
    const auto nearest = nearest_word(options.only, ids);
    const std::string hint = nearest ? fmt::format("did you mean '{}'?", *nearest) : fmt::format("there are {}", fmt::join(ids, ", "));
    throw Failure(ExitCode::wrong_use,
                  say(Severity::error, messages::no_such_objective, {}, {{"objective", printable(options.only)}, {"lab", lab.id}, {"hint", hint}}));
}

Grade run_all(const Options& options, const Lab& lab, const Parsed<Submission>& submission, std::vector<Turn>& turns, Console& console)
{
    ProgressLine line(console, "runs");
    std::mutex one_line;
    std::size_t done = 0;
    for_each_number(turns.size(), options.jobs, [&](std::size_t i) {
        Turn& turn = turns[i];
        const RunResult run = run_once(lab, submission.config, turn.run);
        turn.diagnostics = run.diagnostics;
        turn.result = judge(lab, submission.config, run, turn.run, turn.index);
        const std::lock_guard lock(one_line);
        line.show(++done, turns.size());
    });
    std::vector<SeedResult> results;
    std::vector<Diagnostic> diagnostics = submission.diagnostics;
    for (Turn& turn : turns) {
        results.push_back(std::move(turn.result));
        diagnostics.insert(diagnostics.end(), turn.diagnostics.begin(), turn.diagnostics.end());
    }
    return combine(lab, std::move(results), std::move(diagnostics));
}

/// The grade as if there were this objective alone: all of its points, or below.
void keep_only(Grade& grade, const std::string& objective)
{
    const auto found = std::find_if(grade.checks.begin(), grade.checks.end(), [&](const CheckResult& check) { return check.id == objective; });
    if (found == grade.checks.end()) return;
    const auto place = static_cast<std::size_t>(found - grade.checks.begin());
    const CheckResult kept = *found;
    grade.checks = {kept};
    for (SeedResult& seed : grade.seeds)
        if (place < seed.checks.size()) seed.checks = {seed.checks[place]};
    grade.millipoints = grade.uncapped_millipoints = kept.millipoints;
    grade.pass_millipoints = kept.most_millipoints;
    grade.gate_failed = !kept.gate_holds;
    grade.passed = kept.is_full;
}

ExitCode code_of(const Options& options, const Grade& grade)
{
    if (!grade.gradable) return ExitCode::not_gradable;
    return grade.passed || options.exit_zero ? ExitCode::done : ExitCode::below;
}

ExitCode grade_submission(const Options& options, const Shared& shared, Console& console)
{
    const auto begun = std::chrono::steady_clock::now();
    const std::vector<Format> formats = read_formats(options.formats, known_formats);
    const LoadedLab lab = load_lab(shared, options.lab);
    check_objective(options, lab.lab);
    std::vector<Turn> turns = turns_of(options, lab.lab);
    const Parsed<Submission> submission = load_submission(lab, options.folder);

    Grade grade = has_error(submission.diagnostics) ? ungradable(lab.lab, submission.diagnostics) : run_all(options, lab.lab, submission, turns, console);
    if (!options.only.empty()) keep_only(grade, options.only);
    write_formats(formats, console, [&](const std::string& name, bool colour) {
        if (name == "json") return json_report(grade);
        if (name == "junit") return junit_report(grade);
        return text_report(grade, {options.width, colour, true});
    });
    if (options.timing) {
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begun;
        complain(fmt::format("{} runs in {:.2f} s of real time\n", turns.size(), taken.count()));
    }
    return code_of(options, grade);
}

}  // namespace

Work declare_grade(CLI::App& app, const Shared& shared)
{
    const auto options = std::make_shared<Options>();
    app.add_option("LAB", options->lab, "number (7), id or folder of a lab")->required();
    app.add_option("DIR", options->folder, "the submission: a folder with HOST/FILE as in the lab")->required();
    app.add_option("--seed", options->seeds, "runs to grade on (1 or 1,2,3), instead of the lab's own")->type_name("N")->allow_extra_args(false);
    app.add_option("--hidden-seeds", options->hidden_seeds, "further runs: a file with one seed a line; the report keeps them secret")->type_name("FILE");
    app.add_option("--format", options->formats, "text, json, junit; NAME=FILE writes to a file")->type_name("FORMAT")->allow_extra_args(false);
    app.add_option("--only", options->only, "one objective: exit code 0 for all of its points")->type_name("OBJECTIVE");
    app.add_flag("--exit-zero", options->exit_zero, "exit code 0 also below the pass mark");
    app.add_option("--jobs", options->jobs, "runs at the same time; else as many as processors")->type_name("N")->check(CLI::Range(1, 1024).description(""));
    app.add_option("--width", options->width, "columns to wrap at; 80 without it")->type_name("N")->check(CLI::Range(20, 1000).description(""));
    app.add_flag("--timing", options->timing, "say on standard error how long it took");
    return [options, &shared](Console& console) { return grade_submission(*options, shared, console); };
}

}  // namespace evenkeel::cli
