// A line typed on a host: a deed of the branch, and a line of its runbook.

#include <algorithm>

#include "console/runbook.hpp"
#include "console/sentences.hpp"
#include "view/session.hpp"
#include "view/session_deeds.hpp"

namespace evenkeel::view {

namespace {

Files files_now(const Session& session)
{
    Files files = session.start;
    for (const auto& [path, text] : session.work.texts) files[path] = text;
    return files;
}

/// The file of the unit that a line starts or reads again; empty: it does nothing of the kind.
std::string file_read_by(const Session& session, const Operate& operate)
{
    const auto* unit = std::get_if<ManageUnit>(&operate.effect);
    if (unit == nullptr || unit->verb == UnitVerb::look || unit->verb == UnitVerb::stop) return {};
    for (const HostSettings& host : session.lab.topology.hosts)
        for (const RunSettings& run : host.run)
            if (host.name + "/" + run.name == unit->service) return run.file;
    return {};
}

/// True when the unit really takes its file now: it is not up, or told to read it again.
bool takes_file(const World& world, const Operate& operate)
{
    const auto& unit = std::get<ManageUnit>(operate.effect);
    const ServiceId id = find_service(world, unit.service);
    if (!id || unit.unreadable) return false;
    const ServiceState state = world.network.services[id.index].state;
    const bool is_up = state == ServiceState::running || state == ServiceState::hung;
    return unit.verb == UnitVerb::restart || is_up == (unit.verb == UnitVerb::reload);
}

/// True when a line of the branch, done or still to come, has this time.
bool is_taken(const Branch& branch, Instant at)
{
    const auto is_there = [&](const auto& one) { return one.at == at; };
    return std::any_of(branch.submission->runbook.begin(), branch.submission->runbook.end(), is_there) ||
           std::any_of(branch.said.begin(), branch.said.end(), [&](const Said& said) { return said.at == at && !said.host.empty(); });
}

/// The next whole millisecond at which no line is typed: a runbook keeps its lines apart by their times.
Instant next_free(const Branch& branch, Instant from)
{
    Instant at{(from.ns + ns_per_ms - 1) / ns_per_ms * ns_per_ms};
    while (is_taken(branch, at)) at = at + Duration{ns_per_ms};
    return at;
}

std::size_t lines_typed(const Branch& branch)
{
    const auto typed = std::count_if(branch.said.begin(), branch.said.end(), [](const Said& said) { return !said.host.empty(); });
    return branch.submission->runbook.size() + static_cast<std::size_t>(typed);
}

/// What a line needs to know of files that have been edited and not read.
struct Edited {
    Site site;
    std::set<std::string> refused;
};

Edited edited_files(const Session& session)
{
    Edited edited;
    const std::vector<std::string> changed = not_applied(session);
    if (changed.empty()) return edited;
    Parsed<Submission> read = read_submission(session.lab, session.start, session.work.texts);
    for (const Diagnostic& one : read.diagnostics)
        if (one.severity == Severity::error) edited.refused.insert(one.at.file);
    for (const std::string& path : changed) {
        if (const auto found = read.config.site.haproxy.find(path); found != read.config.site.haproxy.end()) edited.site.haproxy.insert(*found);
        if (const auto found = read.config.site.nginx.find(path); found != read.config.site.nginx.end()) edited.site.nginx.insert(*found);
    }
    return edited;
}

Diagnostic refusal(const Sentence& sentence, std::initializer_list<Argument> arguments) { return say(Severity::error, sentence, {}, arguments); }

}  // namespace

std::vector<Diagnostic> type_line(Session& session, const std::string& host, const std::string& line)
{
    const Files files = files_now(session);
    const Edited edited = edited_files(session);
    console::Desk desk = desk_of(session.lab, files);
    desk.changed = &edited.site;
    desk.refused = edited.refused;
    Parsed<Operate> read = console::read_line(desk, host, line);
    if (has_error(read.diagnostics)) return read.diagnostics;
    const Branch& branch = current_branch(session);
    if (const std::size_t typed = lines_typed(branch); typed >= console::most_runbook_lines)
        return {refusal(console::says.too_many_lines, {{"count", std::to_string(typed + 1)}, {"most", std::to_string(console::most_runbook_lines)}})};
    const Instant at = next_free(branch, present(session).now);
    if (at >= end_of(session)) return {refusal(console::says.after_the_end, {{"time", to_clock(at)}, {"end", to_clock(end_of(session))}})};
    remember(session);
    go_to(session, at);
    Said said;
    said.host = host;
    said.line = read.config.line;
    Files running = branch.running;
    std::string file = file_read_by(session, read.config);
    if (!file.empty() && takes_file(present(session), read.config)) running[file] = files.at(file);
    for (const auto& [path, text] : session.work.texts)
        if (path == file || (read.config.file && *read.config.file == text)) said.texts[path] = text;
    write_deeds(session, {std::move(read.config)}, std::move(said), &running);
    return read.diagnostics;
}

std::string runbook_of(const Session& session)
{
    const Branch& branch = current_branch(session);
    struct Typed {
        Instant at;
        const std::string* host;
        const std::string* line;
    };
    std::vector<Typed> lines;
    for (const Deed& deed : branch.submission->runbook) {
        const auto& operate = std::get<Operate>(deed.action);
        lines.push_back({deed.at, &operate.host, &operate.line});
    }
    for (const Said& said : branch.said)
        if (!said.host.empty()) lines.push_back({said.at, &said.host, &said.line});
    std::stable_sort(lines.begin(), lines.end(), [](const Typed& a, const Typed& b) { return a.at < b.at; });
    std::string text;
    for (const Typed& each : lines) text += console::runbook_line(each.at, *each.host, *each.line);
    return text;
}

}  // namespace evenkeel::view
