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
    std::size_t all = 0;
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

std::string line_of(const Outcome& outcome)
{
    const std::string name = printable(outcome.name, 2000);
    const std::string message = printable(outcome.message, 2000);
    switch (outcome.verdict) {
    case Verdict::passed: return fmt::format("{}: passed\n", name);
    case Verdict::failed: return fmt::format("{}: FAILED: {}\n", name, message);
    case Verdict::not_built: return fmt::format("{}: not built yet: {}\n", name, message);
    }
    return {};
}

void verify_file(const std::string& path, Tally& tally, Console& console)
{
    const std::string file = printable(path, 1000);
    const std::string text = read_file(path, {Trust::named_by_user, 64u << 20, ExitCode::own_fault});
    const auto record = record_of(text);
    if (!record) throw Failure(ExitCode::own_fault, say(Severity::error, messages::no_record, {file, 0, 0}));
    for (const Outcome& outcome : verify_record(text, file)) {
        console.out.write(line_of(outcome));
        for (Count* count : {&tally.of(set_of_record(*record)), &tally.whole}) {
            ++count->all;
            if (outcome.verdict == Verdict::passed) ++count->passed;
        }
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
    for (const auto& [name, count] : tally.sets) console.out.write(fmt::format("{}: {} of {}\n", printable(name), count.passed, count.all));
    if (tally.sets.size() > 1) console.out.write(fmt::format("all: {} of {}\n", tally.whole.passed, tally.whole.all));
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
