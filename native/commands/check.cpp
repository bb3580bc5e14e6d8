// evenkeel check LAB DIR|FILE…: what the real programs would say about configuration files. Nothing is run.
#include <algorithm>
#include <memory>
#include <set>

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "base/text.hpp"
#include "commands/list.hpp"
#include "config/haproxy.hpp"
#include "config/host_files.hpp"
#include "failure.hpp"
#include "files.hpp"
#include "formats.hpp"
#include "lab/reports/json.hpp"
#include "lab/reports/text.hpp"
#include "labs.hpp"
#include "sarif.hpp"
#include "sentences.hpp"

namespace evenkeel::cli {

namespace {

constexpr std::string_view known_formats[] = {"text", "json", "sarif"};

struct Options {
    std::string lab;
    std::vector<std::string> paths;
    std::vector<std::string> formats;
    int width = 80;
};

/// What is checked, and under which path the user knows each file.
struct Checked {
    HandedIn handed_in;
    std::map<std::string, std::string> path_of;     ///< by its path in the lab
};

/// How many of the last parts of two paths are equal: of "answers/lb-01/haproxy.cfg" and "lb-01/haproxy.cfg" two.
std::size_t equal_parts(std::string_view a, std::string_view b)
{
    const std::vector<std::string_view> left = split(a, '/');
    const std::vector<std::string_view> right = split(b, '/');
    const auto differ = std::mismatch(left.rbegin(), left.rend(), right.rbegin(), right.rend()).first;
    return static_cast<std::size_t>(differ - left.rbegin());
}

/// Which file of the lab a path stands for: the one that agrees in the most parts, at least in its name, and is alone in it.
std::string lab_path_of(const std::string& path, const LoadedLab& lab)
{
    std::string best;
    std::size_t most = 0;
    bool alone = false;
    for (const auto& [each, text] : lab.start) {
        const std::size_t parts = equal_parts(path, each);
        if (parts < most || parts == 0) continue;
        alone = parts > most;
        most = parts;
        best = each;
    }
    if (alone) return best;
    std::vector<std::string> known;
    for (const auto& [each, text] : lab.start) known.push_back(each);
    throw Failure(ExitCode::wrong_use, say(Severity::error, messages::nothing_to_check, {printable(path, 1000), 0, 0},
                                           {{"lab", lab.place.id}, {"files", join(known, ", ")}}));
}

/// Maps, lists and error pages beside a file that stands for a balancer's configuration, as far as its text holds their names.
void read_beside(const std::string& path, const std::string& in_lab, const LoadedLab& lab, Checked& checked)
{
    const std::size_t slash = path.rfind('/');
    const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash);
    const std::string host = in_lab.substr(0, in_lab.find('/'));
    for (const std::string_view below : {"", "errors/", "maps/"})
        for (const std::string& name : names_in(join_path(folder, below))) {
            const std::string inner = std::string(below) + name;
            if (checked.handed_in.files.at(in_lab).find(inner) == std::string::npos) continue;
            const std::string its_path = join_path(folder, inner);
            const std::string its_place = host + "/" + inner;
            if (configuration_beside(lab.lab.topology, its_place) != in_lab || kind_of(its_path) != PathKind::file) continue;
            checked.path_of[its_place] = its_path;
            checked.handed_in.files[its_place] = read_file(its_path, {Trust::handed_in, SubmissionLimits::file_bytes, ExitCode::wrong_use});
        }
}

Checked read_paths(const Options& options, const LoadedLab& lab)
{
    Checked checked;
    if (options.paths.size() == 1 && kind_of(options.paths.front()) == PathKind::folder) {
        checked.handed_in = read_handed_in(options.paths.front());
        const std::string top = options.paths.front() == "." ? "" : options.paths.front();
        for (const auto& [path, text] : checked.handed_in.files) checked.path_of[path] = join_path(top, path);
        for (Diagnostic& each : checked.handed_in.diagnostics) each.at.file = join_path(top, each.at.file);
        return checked;
    }
    for (const std::string& path : options.paths) {
        std::string text = read_file(path, {Trust::named_by_user, SubmissionLimits::file_bytes, ExitCode::wrong_use});
        const std::string in_lab = lab_path_of(path, lab);
        checked.path_of[in_lab] = path;
        checked.handed_in.files[in_lab] = std::move(text);
        read_beside(path, in_lab, lab, checked);
    }
    return checked;
}

/// Files under the names that the user's editor knows.
void rename_files(std::vector<Diagnostic>& diagnostics, const Checked& checked)
{
    for (Diagnostic& diagnostic : diagnostics)
        if (const auto found = checked.path_of.find(diagnostic.at.file); found != checked.path_of.end())
            diagnostic.at.file = printable(found->second, 1000);
}

/// Of a script in the place of a configuration one thing is worth saying: what HAProxy thinks of its commands is not.
void tell_scripts(std::vector<Diagnostic>& diagnostics)
{
    std::set<std::string> scripts;
    for (Diagnostic& diagnostic : diagnostics) {
        if (haproxy::lint_name(diagnostic.id) != "paste/script") continue;
        diagnostic.severity = Severity::error;
        diagnostic.repair = "here is the file it would write: evenkeel import " + diagnostic.at.file;
        scripts.insert(diagnostic.at.file);
    }
    std::erase_if(diagnostics, [&](const Diagnostic& each) { return scripts.contains(each.at.file) && haproxy::lint_name(each.id) != "paste/script"; });
}

Files renamed(const Files& files, const Checked& checked)
{
    Files result;
    for (const auto& [path, text] : files) {
        const auto found = checked.path_of.find(path);
        result[found != checked.path_of.end() ? printable(found->second, 1000) : path] = text;
    }
    return result;
}

ExitCode check(const Options& options, const Shared& shared, Console& console)
{
    const std::vector<Format> formats = read_formats(options.formats, known_formats);
    const LoadedLab lab = load_lab(shared, options.lab);
    const Checked checked = read_paths(options, lab);
    Parsed<Submission> submission = load_submission(lab, checked.handed_in);
    rename_files(submission.diagnostics, checked);
    tell_scripts(submission.diagnostics);
    const Files texts = renamed(checked.handed_in.files, checked);
    write_formats(formats, console, [&](const std::string& name, bool colour) {
        if (name == "json") return json_diagnostics(submission.diagnostics);
        if (name == "sarif") return sarif_report(submission.diagnostics, texts);
        return submission.diagnostics.empty() ? "no errors, no warnings\n" : text_diagnostics(submission.diagnostics, {options.width, colour, true});
    });
    return has_error(submission.diagnostics) ? ExitCode::not_gradable : ExitCode::done;
}

}  // namespace

Work declare_check(CLI::App& app, const Shared& shared)
{
    const auto options = std::make_shared<Options>();
    app.add_option("LAB", options->lab, "number (7), id or folder of a lab")->required();
    app.add_option("PATH", options->paths, "a submission's folder, or files of it")->required();
    app.add_option("--format", options->formats, "text, json, sarif; NAME=FILE writes to a file")->type_name("FORMAT")->allow_extra_args(false);
    app.add_option("--width", options->width, "columns to wrap at; 80 without it")->type_name("N")->check(CLI::Range(20, 1000).description(""));
    return [options, &shared](Console& console) { return check(*options, shared, console); };
}

}  // namespace evenkeel::cli
