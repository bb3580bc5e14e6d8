// evenkeel verify FILE…: recorded scenarios of real systems, replayed.
#include <map>
#include <memory>

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "base/text.hpp"
#include "commands/list.hpp"
#include "failure.hpp"
#include "files.hpp"
#include "parallel.hpp"
#include "sentences.hpp"
#include "verify/verify.hpp"

namespace evenkeel::cli {

namespace {

struct Options {
    std::vector<std::string> files;
    unsigned jobs = 0;
};

struct Count {
    std::size_t passed = 0;
    std::size_t all = 0;                ///< that had something to compare
    std::size_t reference_only = 0;
};

struct Tally {
    std::vector<std::pair<std::string, Count>> sets;    // in order of their first file
    Count whole;
    bool unreadable = false;

    Count& of(const std::string& set)
    {
        for (auto& [name, count] : sets)
            if (name == set) return count;
        return sets.emplace_back(set, Count{}).second;
    }
};

std::string word_of(const Outcome& outcome)
{
    const std::string message = printable(outcome.message, 2000);
    switch (outcome.verdict) {
    case Verdict::passed: return "passed";
    case Verdict::failed: return "FAILED: " + message;
    case Verdict::not_built: return "not built yet: " + message;
    case Verdict::reference_only: return "reference only";
    }
    return {};
}

std::string lines_of(const Outcome& outcome)
{
    const std::string name = printable(outcome.name, 2000);
    std::string lines;
    for (const std::string& part : outcome.parts) lines += fmt::format("{}: {}\n", name, printable(part, 2000));
    return lines + fmt::format("{}: {}\n", name, word_of(outcome));
}

std::string line_of(std::string_view set, const Count& count)
{
    const std::string reference = count.reference_only > 0 ? fmt::format(" ({} reference only)", count.reference_only) : "";
    return fmt::format("{}: {} of {}{}\n", set, count.passed, count.all, reference);
}

/// What a file's parts came to, or why there is nothing.
struct Result {
    std::string set;
    std::vector<Outcome> outcomes;
    std::vector<Diagnostic> complaints;
};

Result verify_file(const std::string& path, const ForEach& for_each)
{
    Result result;
    const std::string file = printable(path, 1000);
    try {
        const std::string text = read_file(path, {Trust::named_by_user, 64u << 20, ExitCode::own_fault});
        const auto record = record_of(text);
        if (!record) throw Failure(ExitCode::own_fault, say(Severity::error, messages::no_record, {file, 0, 0}));
        result.set = set_of_record(*record);
        result.outcomes = verify_record(text, file, for_each);
    } catch (const Failure& failure) {
        result.complaints = failure.diagnostics();
    }
    return result;
}

/// One bad file does not hide what the others say.
void tell(const Result& result, Tally& tally, Console& console)
{
    for (const Diagnostic& diagnostic : result.complaints) complain(to_text(diagnostic) + "\n");
    if (!result.complaints.empty()) {
        tally.unreadable = true;
        return;
    }
    for (const Outcome& outcome : result.outcomes) {
        console.out.write(lines_of(outcome));
        for (Count* count : {&tally.of(result.set), &tally.whole}) {
            if (outcome.verdict == Verdict::reference_only) ++count->reference_only;
            else ++count->all;
            if (outcome.verdict == Verdict::passed) ++count->passed;
        }
    }
}

ExitCode verify(const Options& options, Console& console)
{
    std::vector<Result> results(options.files.size());
    // Rows of all tables share the processors: the last, longest table then has them all.
    const ForEach for_each = for_each_within(options.jobs);
    for_each_number(results.size(), options.jobs, [&](std::size_t i) { results[i] = verify_file(options.files[i], for_each); });
    Tally tally;
    for (const Result& result : results) tell(result, tally, console);
    for (const auto& [name, count] : tally.sets) console.out.write(line_of(printable(name), count));
    if (tally.sets.size() > 1) console.out.write(line_of("all", tally.whole));
    if (tally.unreadable) return ExitCode::own_fault;
    return tally.whole.passed == tally.whole.all ? ExitCode::done : ExitCode::below;
}

}  // namespace

Work declare_verify(CLI::App& app, const Shared&)
{
    const auto options = std::make_shared<Options>();
    app.add_option("FILE", options->files, "a recording; \"-\" for standard input")->required();
    app.add_option("--jobs", options->jobs, "recordings at the same time; else as many as processors")->type_name("N")->check(CLI::Range(1, 1024).description(""));
    return [options](Console& console) { return verify(*options, console); };
}

}  // namespace evenkeel::cli
