#include "lab/submission.hpp"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "base/text.hpp"
#include "config/haproxy.hpp"
#include "config/host_files.hpp"
#include "config/nginx.hpp"
#include "console/runbook.hpp"
#include "console/sentences.hpp"
#include "lab/answers.hpp"
#include "lab/json_reader.hpp"
#include "lab/sentences.hpp"

namespace evenkeel {

namespace {

using Limits = SubmissionLimits;

/// HOST/FILE: relative, inside, printable.
bool is_inner_path(std::string_view path)
{
    if (path.empty() || path.size() > Limits::path_bytes || path.front() == '/') return false;
    for (const char c : path)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '\\' || c == ':') return false;
    for (const std::string_view part : split(path, '/'))
        if (part.empty() || part == "." || part == "..") return false;
    return !first_invalid_utf8(path);
}

/// Files that the design knows and this version does not read: never passed over in silence.
std::string_view not_built(std::string_view path)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 1> known{{{"topology.json", "changed topologies"}}};
    for (const auto& [name, what] : known)
        if (path == name) return what;
    return {};
}

Location place_of(std::string_view path, std::string_view text, std::size_t offset)
{
    const std::string_view before = text.substr(0, offset);
    const std::size_t line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    return {std::string(path), static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1, static_cast<int>(offset - line_start) + 1};
}

/// The first line in which two texts differ, from 1.
int first_difference(std::string_view a, std::string_view b)
{
    const std::vector<std::string_view> left = split(a, '\n');
    const std::vector<std::string_view> right = split(b, '\n');
    std::size_t line = 0;
    while (line < left.size() && line < right.size() && left[line] == right[line]) ++line;
    return static_cast<int>(std::min(line, std::max<std::size_t>(left.size(), 1) - 1)) + 1;
}

class Intake {
public:
    Intake(const Lab& lab, const Files& start, const Files& submitted) : lab_(lab), start_(start), submitted_(submitted) {}

    Parsed<Submission> take()
    {
        check_sizes();
        if (!has_error(diagnostics_))
            for (const auto& [path, text] : submitted_) check_text(path, text);
        if (!has_error(diagnostics_)) {
            for (const auto& [path, text] : submitted_) check_place(path, text);
            lay_over();
        }
        if (!has_error(diagnostics_)) read_site();
        if (!has_error(diagnostics_)) try_to_build();
        read_operator();
        return {std::move(submission_), std::move(diagnostics_)};
    }

private:
    void say(const Sentence& sentence, Location at, std::initializer_list<Argument> arguments = {}, Severity severity = Severity::error)
    {
        diagnostics_.push_back(evenkeel::say(severity, sentence, std::move(at), arguments));
    }

    /// Before anything is looked at: how much there is, and under which names.
    void check_sizes()
    {
        std::size_t total = 0;
        for (const auto& [path, text] : submitted_) total += text.size();
        if (submitted_.size() > Limits::files)
            say(submission_says.too_many_files, {}, {{"count", std::to_string(submitted_.size())}, {"most", std::to_string(Limits::files)}});
        if (total > Limits::bytes) say(submission_says.too_large, {}, {{"bytes", std::to_string(total)}, {"most", std::to_string(Limits::bytes)}});
        for (const auto& [path, text] : submitted_) {
            if (!is_inner_path(path)) say(submission_says.bad_path, {}, {{"path", printable(path)}});
            else if (const std::string_view what = not_built(path); !what.empty()) say(submission_says.not_built, {path, 0, 0}, {{"path", path}, {"what", what}});
            else if (text.size() > Limits::file_bytes)
                say(submission_says.file_too_large, {path, 0, 0}, {{"bytes", std::to_string(text.size())}, {"most", std::to_string(Limits::file_bytes)}});
        }
    }

    void check_text(const std::string& path, std::string_view text)
    {
        if (const std::size_t zero = text.find('\0'); zero != std::string_view::npos) {
            say(submission_says.zero_byte, place_of(path, text, zero));
            return;
        }
        if (const auto bad = first_invalid_utf8(text)) {
            say(submission_says.not_utf8, place_of(path, text, *bad));
            return;
        }
        int line = 0;
        for (const std::string_view content : split(text, '\n')) {
            ++line;
            if (content.size() <= Limits::line_bytes) continue;
            say(submission_says.line_too_long, {path, line, static_cast<int>(Limits::line_bytes) + 1},
                {{"bytes", std::to_string(content.size())}, {"most", std::to_string(Limits::line_bytes)}});
            return;
        }
    }

    /// Named by the lab, or beside a configuration that is: what stands in a map could stand there.
    bool is_editable(const std::string& path) const
    {
        const auto named = [&](const std::string& wanted) { return std::find(lab_.editable.begin(), lab_.editable.end(), wanted) != lab_.editable.end(); };
        return named(path) || named(configuration_beside(lab_.topology, path));
    }

    void check_place(const std::string& path, std::string_view text)
    {
        if (is_editable(path) || path == runbook_file) return;
        const auto original = start_.find(path);
        if (original == start_.end()) {
            std::vector<std::string_view> known(lab_.editable.begin(), lab_.editable.end());
            say(submission_says.unknown_file, {path, 0, 0}, {{"path", printable(path)}, {"repair", repair_of(path, known)}});
        } else if (original->second != text) {
            say(submission_says.not_editable, {path, first_difference(text, original->second), 0}, {{"editable", join(lab_.editable, ", ")}});
        }
    }

    void lay_over()
    {
        submission_.files = start_;
        for (const auto& [path, text] : submitted_) {
            if (!is_editable(path) && path != runbook_file) continue;
            const auto original = start_.find(path);
            if (original == start_.end() || original->second != text) submission_.changed.push_back(path);
            submission_.files[path] = text;
        }
    }

    void read_site()
    {
        submission_.site.topology = lab_.topology;
        const auto answers = submission_.files.find(std::string(answers_file));
        if (answers != submission_.files.end() && !lab_.answers.empty()) submission_.answers = read_answers(lab_, answers->second, diagnostics_);
        for (const HostSettings& host : lab_.topology.hosts)
            for (const RunSettings& run : host.run)
                if (!run.file.empty()) read_configuration(run);
        for (const auto& [path, text] : submission_.files)
            if (!configuration_beside(lab_.topology, path).empty() && !opened_.contains(path)) say(submission_says.unnamed_file, {path, 0, 0}, {}, Severity::warning);
    }

    void read_operator()
    {
        const auto text = submission_.files.find(std::string(runbook_file));
        if (text == submission_.files.end()) return;
        if (lab_.commands.empty()) return say(console::says.no_commands, {text->first, 0, 0});
        Parsed<std::vector<Deed>> runbook = console::read_runbook(text->second, text->first, desk_of(lab_, submission_.files), Instant{} + lab_.duration);
        submission_.runbook = std::move(runbook.config);
        for (Diagnostic& diagnostic : runbook.diagnostics) diagnostics_.push_back(std::move(diagnostic));
    }

    void read_configuration(const RunSettings& run)
    {
        const auto text = submission_.files.find(run.file);
        if (text == submission_.files.end()) {
            say(submission_says.missing_file, {run.file, 0, 0});
            return;
        }
        if (run.kind == ServiceKind::balancer) read_haproxy_file(run.file, text->second);
        else if (run.kind == ServiceKind::nginx) keep(submission_.site.nginx, run.file, read_nginx(text->second, run.file));
        else say(submission_says.unread_kind, {run.file, 0, 0});
    }

    void read_haproxy_file(const std::string& file, std::string_view text)
    {
        Parsed<haproxy::Settings> parsed = haproxy::read_haproxy(text, file, machine(file));
        std::size_t servers = 0;
        for (const haproxy::Backend& backend : parsed.config.backends) servers += backend.servers.size();
        if (servers > Limits::servers)
            say(submission_says.too_many_servers, {file, 0, 0}, {{"count", std::to_string(servers)}, {"most", std::to_string(Limits::servers)}});
        keep(submission_.site.haproxy, file, std::move(parsed));
    }

    /// Every host of the site is in /etc/hosts; the zone's names resolve too.
    haproxy::Machine machine(const std::string& file)
    {
        haproxy::Machine machine;
        for (const HostSettings& host : lab_.topology.hosts)
            if (!host.links.empty()) machine.hosts.emplace_back(host.name, host.links.back().address);
        for (const NameSettings& name : lab_.topology.names)
            if (!name.addresses.empty()) machine.hosts.emplace_back(name.name, name.addresses.front());
        machine.path = path_on_host(file);
        machine.open = [this, host = file.substr(0, file.find('/'))](std::string_view path) {
            opened_.insert(lab_path(host, path));
            return open_on_host(submission_.files, host, path);
        };
        return machine;
    }

    template <class Settings>
    void keep(std::map<std::string, std::shared_ptr<const Settings>>& into, const std::string& file, Parsed<Settings> parsed)
    {
        if (into.contains(file)) return;  // two services with one file: its messages are said once
        for (Diagnostic& diagnostic : parsed.diagnostics) diagnostics_.push_back(std::move(diagnostic));
        into[file] = std::make_shared<const Settings>(std::move(parsed.config));
    }

    void try_to_build()
    {
        for (Diagnostic& diagnostic : build(submission_.site, 1).diagnostics) diagnostics_.push_back(std::move(diagnostic));
    }

    const Lab& lab_;
    const Files& start_;
    const Files& submitted_;
    Submission submission_;
    std::set<std::string> opened_;  ///< files that a configuration names
    std::vector<Diagnostic> diagnostics_;
};

}  // namespace

console::Desk desk_of(const Lab& lab, const Files& files) { return {lab.topology, files, lab.commands}; }

Parsed<Submission> read_submission(const Lab& lab, const Files& start_files, const Files& submitted)
{
    return Intake(lab, start_files, submitted).take();
}

}  // namespace evenkeel
