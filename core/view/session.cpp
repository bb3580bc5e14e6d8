#include "view/session.hpp"

#include <algorithm>
#include <utility>

#include "view/choices.hpp"
#include "view/session_deeds.hpp"

namespace evenkeel::view {

namespace {

constexpr std::string_view files_folder = "files/";

/// Key frames of a page: it has 256 MB in all.
constexpr std::uint32_t frames_kept = 48;

Instant whole_millisecond_from(Instant at) { return {(at.ns + ns_per_ms - 1) / ns_per_ms * ns_per_ms}; }

/// Errors of what can be left out are no errors of the lab.
std::vector<Diagnostic> as_notes(std::vector<Diagnostic> diagnostics)
{
    for (Diagnostic& one : diagnostics) one.severity = Severity::warning;
    return diagnostics;
}

std::string name_of(std::size_t branch)
{
    std::string name(1, static_cast<char>('A' + branch % 26));
    return branch < 26 ? name : name + std::to_string(branch / 26 + 1);
}

Script script_of(const Session& session, const Branch& branch, const World& beginning)
{
    Script script = evenkeel::script_of(session.lab, *branch.submission, beginning, {.seed = session.seed});
    for (const Deed& deed : branch.deeds) add(script, deed);
    return script;
}

World beginning_of(const Session& session, const Submission& submission)
{
    World world = begin_run(session.lab, submission, {.seed = session.seed}).config;
    for (Visitors& visitors : world.visitors) visitors.fates.most = fates_kept;
    return world;
}

Timeline timeline_of(const Session& session, const Branch& branch)
{
    World world = beginning_of(session, *branch.submission);
    Script script = script_of(session, branch, world);
    Timeline timeline = begin_timeline(std::move(world), std::move(script));
    timeline.most_frames = frames_kept;
    return timeline;
}

/// The reach of the shown branch; one that was written to or is another than before begins at the present.
Reach& reach_to_note(Session& session)
{
    session.reach.resize(session.work.branches.size());
    Reach& reach = session.reach[session.work.current];
    const SharedBranch& shown = session.work.branches[session.work.current];
    if (reach.of != shown) reach = {shown, present(session).now};
    return reach;
}

void note_reach(Session& session)
{
    Reach& reach = reach_to_note(session);
    reach.until = std::max(reach.until, present(session).now);
    session.work.now = present(session).now;
}

/// Makes the timeline the one of the work's branch and instant.
void show_work(Session& session, const SharedBranch& shown)
{
    const SharedBranch& wanted = session.work.branches[session.work.current];
    const Instant now = session.work.now;
    if (wanted != shown) ++session.story;
    if (shown != nullptr && wanted->submission == shown->submission) {
        if (wanted != shown) change_script(session.timeline, script_of(session, *wanted, session.timeline.frames.front()), now);
        else seek(session.timeline, now);
    } else {
        session.timeline = timeline_of(session, *wanted);
        seek(session.timeline, now);
    }
    note_reach(session);
}

/// The branch that the next deed belongs to: the shown one at its end, else one that leaves it here.
std::shared_ptr<Branch> branch_to_write(Session& session)
{
    const Instant now = present(session).now;
    auto copy = std::make_shared<Branch>(current_branch(session));
    if (now < reach_to_note(session).until) {
        copy->name = name_of(session.work.branches.size());
        copy->parent = static_cast<std::int32_t>(session.work.current);
        copy->left_at = now;
        const auto is_later = [&](const auto& one) { return one.at > now; };
        copy->deeds.erase(std::remove_if(copy->deeds.begin(), copy->deeds.end(), is_later), copy->deeds.end());
        copy->said.erase(std::remove_if(copy->said.begin(), copy->said.end(), is_later), copy->said.end());
        session.work.branches.push_back(copy);
        session.work.current = session.work.branches.size() - 1;
        ++session.story;
    } else {
        session.work.branches[session.work.current] = copy;
    }
    return copy;
}

/// A fault by hand that lasts and that this action ends: the latest whose undoing it is.
std::string fault_ended_by(const World& world, const std::vector<Deed>& deeds, const Action& action)
{
    for (auto deed = deeds.rbegin(); deed != deeds.rend(); ++deed) {
        if (deed->kind != Deed::Kind::fault_begins) continue;
        const bool lasts = std::any_of(world.faults.begin(), world.faults.end(), [&](const FaultRecord& fault) { return fault.name == deed->fault && fault.ends == never; });
        const Action undoing = undo_of(deed->action, world);
        if (lasts && undoing.index() == action.index() && target_of(undoing) == target_of(action)) return deed->fault;
    }
    return {};
}

/// True for what breaks something, false for what mends it or is no fault at all.
bool breaks(const Action& action)
{
    return std::visit(
        [](const auto& chosen) {
            using Chosen = std::decay_t<decltype(chosen)>;
            if constexpr (std::is_same_v<Chosen, Slow> || std::is_same_v<Chosen, Surge>) return chosen.percent != 100;
            else if constexpr (std::is_same_v<Chosen, Errors>) return chosen.share_ppm != 0;
            else if constexpr (std::is_same_v<Chosen, CutLink>) return chosen.cut;
            else if constexpr (std::is_same_v<Chosen, Divide>) return chosen.divided;
            else if constexpr (std::is_same_v<Chosen, Impair>) return chosen.quality.loss_ppm != 0 || chosen.quality.bits_per_second != 0;
            else return std::is_same_v<Chosen, Kill> || std::is_same_v<Chosen, Stop> || std::is_same_v<Chosen, PowerOff> || std::is_same_v<Chosen, Hang>;
        },
        action);
}

Deed deed_of(Session& session, const Action& action, const std::vector<Deed>& deeds)
{
    const std::uint64_t number = ++session.deeds_done;
    if (breaks(action)) return {present(session).now, Deed::Kind::fault_begins, "hand-" + std::to_string(deeds.size() + 1), action, number};
    if (const std::string fault = fault_ended_by(present(session), deeds, action); !fault.empty())
        return {present(session).now, Deed::Kind::fault_ends, fault, action, number};
    return {present(session).now, Deed::Kind::action, "", action, number};
}

}  // namespace

void remember(Session& session)
{
    session.past.push_back(session.work);
    if (session.past.size() > most_undo) session.past.erase(session.past.begin());
    session.undone.clear();
}

void go_to_whole_millisecond(Session& session)
{
    seek(session.timeline, std::min(whole_millisecond_from(present(session).now), end_of(session)));
    note_reach(session);
}

void write_deeds(Session& session, const std::vector<Action>& actions, Said said, const Files* running)
{
    const std::shared_ptr<Branch> written = branch_to_write(session);
    Branch& branch = *written;
    if (running != nullptr) branch.running = *running;
    said.at = present(session).now;
    branch.said.push_back(std::move(said));
    for (const Action& action : actions) {
        const Deed deed = deed_of(session, action, branch.deeds);
        branch.deeds.push_back(deed);
        do_now(session.timeline, deed);
    }
    // The future that the old branch had is not this one's.
    session.timeline.script = script_of(session, branch, session.timeline.frames.front());
    note_reach(session);
}

Instant reach_of(const Session& session)
{
    return session.reach[session.work.current].until;
}

Parsed<Session> open_session(const Files& files, const Files& texts)
{
    Parsed<Session> opened;
    const auto description = files.find("lab.json");
    Parsed<Lab> lab = read_lab(description == files.end() ? std::string_view{} : std::string_view{description->second}, "lab.json");
    opened.diagnostics = std::move(lab.diagnostics);
    if (has_error(opened.diagnostics)) return opened;
    Session& session = opened.config;
    session.lab = std::move(lab.config);
    session.seed = session.lab.seeds.front();
    for (const auto& [path, text] : files)
        if (path.starts_with(files_folder)) session.start[path.substr(files_folder.size())] = text;
    Parsed<Submission> submission = read_start(session.lab, session.start);
    if (const auto runbook = texts.find(std::string(runbook_file)); runbook != texts.end()) {
        Parsed<Submission> typed = read_submission(session.lab, session.start, {*runbook});
        if (!has_error(typed.diagnostics)) submission = std::move(typed);
        else for (Diagnostic& one : as_notes(std::move(typed.diagnostics))) opened.diagnostics.push_back(std::move(one));
    }
    opened.diagnostics.insert(opened.diagnostics.end(), submission.diagnostics.begin(), submission.diagnostics.end());
    if (has_error(opened.diagnostics)) return opened;

    auto branch = std::make_shared<Branch>();
    branch->name = name_of(0);
    branch->running = submission.config.files;
    branch->submission = std::make_shared<const Submission>(std::move(submission.config));
    session.work.branches.push_back(std::move(branch));
    for (const std::string& path : session.lab.editable) {
        const auto kept = texts.find(path);
        const auto original = session.start.find(path);
        session.work.texts[path] = kept != texts.end() ? kept->second : original != session.start.end() ? original->second : std::string{};
    }
    show_work(session, nullptr);
    return opened;
}

bool advance(Session& session, Instant to, std::uint64_t most_events)
{
    to = std::min(to, end_of(session));
    if (present(session).now >= to) return true;
    const bool there = seek_some(session.timeline, to, most_events);
    if (session.rival) seek(session.rival->timeline, present(session).now);
    note_reach(session);
    return there;
}

void go_to(Session& session, Instant to)
{
    seek(session.timeline, std::clamp(to, Instant{}, end_of(session)));
    if (session.rival) seek(session.rival->timeline, present(session).now);
    note_reach(session);
}

void step_event(Session& session)
{
    const Instant next = session.timeline.present.queue.next();
    advance(session, next, 1);
}

bool perform(Session& session, const std::string& node, const std::string& choice)
{
    for (const Choice& one : choices_for(present(session), node)) {
        if (one.id != choice) continue;
        remember(session);
        go_to_whole_millisecond(session);
        write_deeds(session, {one.action}, {.at = {}, .node = node, .choice = choice, .host = {}, .line = {}, .texts = {}}, nullptr);
        return true;
    }
    return false;
}

void edit(Session& session, const std::string& path, std::string text, bool joins)
{
    const auto file = session.work.texts.find(path);
    if (file == session.work.texts.end() || file->second == text) return;
    if (!joins || session.past.empty()) remember(session);
    session.undone.clear();
    file->second = std::move(text);
}

std::vector<Diagnostic> check(const Session& session)
{
    return read_submission(session.lab, session.start, session.work.texts).diagnostics;
}

std::vector<std::string> not_applied(const Session& session)
{
    std::vector<std::string> changed;
    for (const auto& [path, text] : session.work.texts) {
        if (path == answers_file) continue;     // no service reads it: it holds as it is written
        const auto running = current_branch(session).running.find(path);
        if (running == current_branch(session).running.end() || running->second != text) changed.push_back(path);
    }
    return changed;
}

std::vector<Diagnostic> begin_anew(Session& session, std::string runbook)
{
    Files texts = session.work.texts;
    if (!runbook.empty()) texts[std::string(runbook_file)] = std::move(runbook);
    Parsed<Submission> submission = read_submission(session.lab, session.start, texts);
    if (has_error(submission.diagnostics)) return submission.diagnostics;
    remember(session);
    const SharedBranch shown = session.work.branches[session.work.current];
    auto branch = std::make_shared<Branch>();
    branch->name = name_of(session.work.branches.size());
    branch->parent = static_cast<std::int32_t>(session.work.current);
    branch->running = submission.config.files;
    branch->submission = std::make_shared<const Submission>(std::move(submission.config));
    session.work.branches.push_back(std::move(branch));
    session.work.current = session.work.branches.size() - 1;
    session.work.now = {};
    show_work(session, shown);
    return submission.diagnostics;
}

std::vector<Diagnostic> apply_texts(Session& session, Apply how)
{
    if (how == Apply::restart) return begin_anew(session, runbook_of(session));
    Parsed<Submission> submission = read_submission(session.lab, session.start, session.work.texts);
    if (has_error(submission.diagnostics)) return submission.diagnostics;
    const std::vector<std::string> changed = not_applied(session);
    std::vector<Action> reloads;
    for (const HostSettings& host : session.lab.topology.hosts)
        for (const RunSettings& run : host.run) {
            if (std::find(changed.begin(), changed.end(), run.file) == changed.end()) continue;
            Reload reload{host.name + "/" + run.name, nullptr, nullptr, {}};
            if (const auto found = submission.config.site.haproxy.find(run.file); found != submission.config.site.haproxy.end()) reload.haproxy = found->second;
            if (const auto found = submission.config.site.nginx.find(run.file); found != submission.config.site.nginx.end()) reload.nginx = found->second;
            reloads.emplace_back(std::move(reload));
        }
    if (reloads.empty()) return submission.diagnostics;
    remember(session);
    go_to_whole_millisecond(session);
    Files texts;
    for (const std::string& path : changed) texts[path] = session.work.texts.at(path);
    write_deeds(session, reloads, {.at = {}, .node = {}, .choice = {}, .host = {}, .line = {}, .texts = std::move(texts)}, &submission.config.files);
    return submission.diagnostics;
}

void drag(Session& session, const std::string& node, Place to, bool joins)
{
    if (!joins || session.past.empty()) remember(session);
    session.work.places[node] = to;
}

namespace {

bool travel(Session& session, std::vector<Work>& from, std::vector<Work>& to)
{
    if (from.empty()) return false;
    const SharedBranch shown = session.work.branches[session.work.current];
    to.push_back(std::move(session.work));
    session.work = std::move(from.back());
    from.pop_back();
    show_work(session, shown);
    if (session.rival && session.rival->branch >= session.work.branches.size()) session.rival.reset();
    return true;
}

}  // namespace

bool undo(Session& session) { return travel(session, session.past, session.undone); }
bool redo(Session& session) { return travel(session, session.undone, session.past); }

void show_branch(Session& session, std::size_t branch)
{
    if (branch >= session.work.branches.size() || branch == session.work.current) return;
    remember(session);
    const SharedBranch shown = session.work.branches[session.work.current];
    session.work.current = branch;
    if (branch < session.reach.size()) session.work.now = std::min(session.work.now, session.reach[branch].until);
    show_work(session, shown);
}

void set_rival(Session& session, std::optional<std::size_t> branch)
{
    session.rival.reset();
    if (!branch || *branch >= session.work.branches.size()) return;
    session.rival.emplace(Rival{*branch, timeline_of(session, *session.work.branches[*branch])});
    seek(session.rival->timeline, present(session).now);
}

void spare_memory(Session& session)
{
    drop_every_second_frame(session.timeline);
    if (session.rival) drop_every_second_frame(session.rival->timeline);
    session.past.erase(session.past.begin(), session.past.begin() + static_cast<std::ptrdiff_t>(session.past.size() / 2));
}

}  // namespace evenkeel::view
