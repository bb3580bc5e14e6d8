// evenkeel replay FILE: what somebody did in the browser lab, done again.
#include <memory>

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "base/text.hpp"
#include "commands/list.hpp"
#include "failure.hpp"
#include "kept_file.hpp"
#include "lab/sentences.hpp"
#include "labs.hpp"
#include "run_texts.hpp"
#include "sentences.hpp"
#include "view/keep.hpp"

namespace evenkeel::cli {

namespace {

struct Options {
    std::string file;
    std::string until;
};

/// The lab that the file names, as the page opens it. The file's word is an id and never a path.
view::Session open_lab(const Kept& kept, const Shared& shared)
{
    const LoadedLab loaded = load_lab(shared, kept.lab);
    Parsed<view::Session> opened = view::open_session(lab_files(loaded.place.folder), {});
    if (has_error(opened.diagnostics)) throw Failure(ExitCode::wrong_use, std::move(opened.diagnostics));
    return std::move(opened.config);
}

/// Another lab or another seed is another crowd: nothing that was seen then would be seen again.
void check_same(const view::Session& session, const Kept& kept)
{
    if (session.lab.id != kept.lab)
        throw Failure(ExitCode::not_gradable, say(Severity::error, messages::kept_lab, {kept.file, 0, 0}, {{"lab", kept.lab}, {"own", session.lab.id}}));
    if (session.seed != kept.seed)
        throw Failure(ExitCode::not_gradable, say(Severity::error, messages::kept_seed, {kept.file, 0, 0},
                                                  {{"seed", std::to_string(kept.seed)}, {"lab", kept.lab}, {"own", std::to_string(session.seed)}}));
}

/// What the session began with must be a submission of this lab.
void check_beginning(const view::Session& session, const Kept& kept)
{
    const auto began_with = kept.session.find("began_with");
    if (began_with == kept.session.end()) return;
    std::vector<Diagnostic> diagnostics = read_submission(session.lab, session.start, began_with->get<Files>()).diagnostics;
    if (has_error(diagnostics)) throw Failure(ExitCode::not_gradable, std::move(diagnostics));
}

void go_to_wanted(view::Session& session, const std::string& until)
{
    if (until.empty()) return;
    const auto wanted = parse_duration(until);
    if (!wanted || wanted->ns < 0 || *wanted > session.lab.duration) {
        const std::string why = fmt::format("--until: '{}' is no time between 0s and the lab's end at {}", printable(until), to_text(session.lab.duration));
        throw Failure(ExitCode::wrong_use, say(Severity::error, messages::wrong_value, {}, {{"why", why}, {"command", "evenkeel replay"}}));
    }
    view::go_to(session, Instant{} + *wanted);
}

void check_bounds(const World& world)
{
    if (world.reached == Bound::none) return;
    throw Failure(ExitCode::not_gradable,
                  say(Severity::error, grade_says.bound, {}, {{"when", " at " + to_clock(world.now)}, {"bound", to_text(world.reached)}}));
}

ExitCode replay(const Options& options, const Shared& shared, Console& console)
{
    const Kept kept = read_kept(options.file);
    view::Session session = open_lab(kept, shared);
    check_same(session, kept);
    check_beginning(session, kept);
    const view::TakenBack taken = view::take_back(session, kept.session);
    go_to_wanted(session, options.until);
    const World& world = view::present(session);
    check_bounds(world);
    const std::string deeds = fmt::format("deeds       {} done, {} not possible\n", taken.done, taken.left_out);
    console.out.write(summary_text(kept.lab, session.seed, world, deeds));
    return taken.left_out == 0 ? ExitCode::done : ExitCode::below;
}

}  // namespace

Work declare_replay(CLI::App& app, const Shared& shared)
{
    const auto options = std::make_shared<Options>();
    app.add_option("FILE", options->file, "what the page keeps of a session, or its report; \"-\" for standard input")->required();
    app.add_option("--until", options->until, "go to this instant of the lab (90s, 10m); else to where the session was")->type_name("TIME");
    return [options, &shared](Console& console) { return replay(*options, shared, console); };
}

}  // namespace evenkeel::cli
