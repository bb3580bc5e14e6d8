// evenkeel verify FILE…: recorded scenarios of real systems, replayed.
#include <map>
#include <memory>

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "base/text.hpp"
#include "commands/list.hpp"
#include "files.hpp"
#include "sentences.hpp"
#include "verify/verify.hpp"

namespace evenkeel::cli {

namespace {

struct Options {
    std::vector<std::string> files;
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

std::string lines_of(const std::string& file, const Outcome& outcome)
{
    std::string lines;
    for (const std::string& part : outcome.parts) lines += fmt::format("{}: {}\n", file, printable(part, 2000));
    return lines + fmt::format("{}: {}\n", file, word_of(outcome));
}

std::string line_of(std::string_view set, const Count& count)
{
    const std::string reference = count.reference_only > 0 ? fmt::format(" ({} reference only)", count.reference_only) : "";
    return fmt::format("{}: {} of {}{}\n", set, count.passed, count.all, reference);
}

void verify_file(const std::string& path, Tally& tally, Console& console)
{
    const std::string file = printable(path, 1000);
    const std::string text = read_file(path, {Trust::named_by_user, 64u << 20, ExitCode::own_fault});
    const auto record = record_of(text);
    if (!record) throw Failure(ExitCode::own_fault, say(Severity::error, messages::no_record, {file, 0, 0}));
    const Outcome outcome = verify_record(text, file);
    console.out.write(lines_of(file, outcome));
    for (Count* count : {&tally.of(set_of_record(*record)), &tally.whole}) {
        if (outcome.verdict == Verdict::reference_only) ++count->reference_only;
        else ++count->all;
        if (outcome.verdict == Verdict::passed) ++count->passed;
    }
}

/// One bad file does not hide what the others say.
void verify_or_complain(const std::string& path, Tally& tally, Console& console)
{
    try {
        verify_file(path, tally, console);
    } catch (const Failure& failure) {
        if (failure.diagnostics().front().id == messages::output_failed.id) throw;
        for (const Diagnostic& diagnostic : failure.diagnostics()) complain(to_text(diagnostic) + "\n");
        tally.unreadable = true;
    }
}

ExitCode verify(const Options& options, Console& console)
{
    Tally tally;
    for (const std::string& path : options.files) verify_or_complain(path, tally, console);
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
    return [options](Console& console) { return verify(*options, console); };
}

}  // namespace evenkeel::cli
