// evenkeel explain EK-…: a sentence of the catalogue. evenkeel explain LAB DIR --objective ID: the causes of a result.
#include <memory>

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "base/text.hpp"
#include "commands/list.hpp"
#include "failure.hpp"
#include "files.hpp"
#include "lab/catalogue.hpp"
#include "lab/explain.hpp"
#include "lab/reports/text.hpp"
#include "labs.hpp"
#include "sentences.hpp"

namespace evenkeel::cli {

namespace {

struct Options {
    std::string what;
    std::string folder;
    std::string objective;
    std::uint64_t seed = 0;
    bool seed_given = false;
    int width = 80;
};

const Sentence* find_any(std::string_view id)
{
    for (const Sentence& sentence : sentences())
        if (equal_ignoring_case(sentence.id, id)) return &sentence;
    return find_sentence(id);
}

ExitCode explain_sentence(const std::string& id, Console& console)
{
    const Sentence* found = find_any(id);
    if (found == nullptr) {
        std::vector<std::string_view> ids;
        for (const Sentence& sentence : all_sentences()) ids.push_back(sentence.id);
        for (const Sentence& sentence : sentences()) ids.push_back(sentence.id);
        const auto nearest = nearest_word(id, ids);
        const std::string hint = nearest ? fmt::format("did you mean {}?", *nearest) : "ids look like EK-HAP-0012";
        throw Failure(ExitCode::wrong_use, say(Severity::error, messages::unknown_sentence, {}, {{"id", printable(id)}, {"hint", hint}}));
    }
    console.out.write(fmt::format("{}: {}\n", found->id, found->text));
    if (!found->repair.empty()) console.out.write(fmt::format("  {}\n", found->repair));
    if (!found->explanation.empty()) console.out.write(fmt::format("\n{}\n", found->explanation));
    return ExitCode::done;
}

const Objective& objective_of(const Lab& lab, const std::string& id)
{
    if (const Objective* found = find_objective(lab, id)) return *found;
    std::vector<std::string_view> ids;
    for (const Objective& objective : lab.objectives) ids.push_back(objective.id);
    const auto nearest = nearest_word(id, ids);
    const std::string hint = nearest ? fmt::format("did you mean '{}'?", *nearest) : fmt::format("there are {}", fmt::join(ids, ", "));
    throw Failure(ExitCode::wrong_use,
                  say(Severity::error, messages::no_such_objective, {}, {{"objective", printable(id)}, {"lab", lab.id}, {"hint", hint}}));
}

ExitCode explain_objective(const Options& options, const Shared& shared, Console& console)
{
    const LoadedLab lab = load_lab(shared, options.what);
    const Objective& objective = objective_of(lab.lab, options.objective);
    const Parsed<Submission> submission = load_submission(lab, options.folder);
    if (has_error(submission.diagnostics)) throw Failure(ExitCode::not_gradable, submission.diagnostics);

    RunOptions run_options;
    run_options.seed = options.seed_given ? options.seed : lab.lab.seeds.front();
    const RunResult run = run_once(lab.lab, submission.config, run_options);
    if (has_error(run.diagnostics)) throw Failure(ExitCode::not_gradable, run.diagnostics);
    const Explanation explanation = evenkeel::explain(lab.lab, submission.config, run, objective);
    console.out.write(text_explanation(lab.lab, explanation, {options.width, console.colour, true}));
    return ExitCode::done;
}

ExitCode explain(const Options& options, const Shared& shared, Console& console)
{
    const bool of_sentence = lower(options.what).starts_with("ek-") && options.folder.empty();
    if (of_sentence) return explain_sentence(options.what, console);
    for (const auto& [value, name] : {std::pair{&options.folder, "DIR"}, std::pair{&options.objective, "--objective"}})
        if (value->empty())
            throw Failure(ExitCode::wrong_use, say(Severity::error, messages::missing_argument, {}, {{"argument", name}, {"command", "evenkeel explain"}}));
    return explain_objective(options, shared, console);
}

}  // namespace

Work declare_explain(CLI::App& app, const Shared& shared)
{
    const auto options = std::make_shared<Options>();
    app.add_option("WHAT", options->what, "the id of a sentence (EK-HAP-0012), or a lab: number, id or folder")->required();
    app.add_option("DIR", options->folder, "a submission, when WHAT is a lab");
    app.add_option("--objective", options->objective, "which objective of the lab")->type_name("ID");
    const CLI::Option* seed = app.add_option("--seed", options->seed, "the run to look at; else the lab's first seed")->type_name("N");
    app.add_option("--width", options->width, "columns to wrap at; 80 without it")->type_name("N")->check(CLI::Range(20, 1000).description(""));
    return [options, seed, &shared](Console& console) {
        options->seed_given = seed->count() > 0;
        return explain(*options, shared, console);
    };
}

}  // namespace evenkeel::cli
