// evenkeel lab lint DIR…: what an author wants to hear before students do.
#include <memory>

#include <CLI/App.hpp>

#include "base/text.hpp"
#include "commands/list.hpp"
#include "failure.hpp"
#include "files.hpp"
#include "formats.hpp"
#include "lab/lint.hpp"
#include "lab/reports/json.hpp"
#include "lab/reports/text.hpp"
#include "labs.hpp"
#include "sarif.hpp"

namespace evenkeel::cli {

namespace {

constexpr std::string_view known_formats[] = {"text", "json", "sarif"};

struct Options {
    std::vector<std::string> folders;
    std::vector<std::string> formats;
    int width = 80;
};

struct Linted {
    std::vector<Diagnostic> diagnostics;
    Files texts;
};

/// The labs that `requires` may name: those beside this one.
std::vector<std::string> neighbours_of(const std::string& folder)
{
    std::vector<std::string> ids;
    const std::string above = join_path(folder, "..");
    for (const std::string& name : names_in(above))
        if (kind_of(join_path(join_path(above, name), "lab.json")) == PathKind::file) ids.push_back(name);
    return ids;
}

/// Lint names files below the lab's folder; its user knows them from where he stands.
void lint(const Shared& shared, std::string folder, Linted& linted)
{
    while (folder.size() > 1 && folder.ends_with('/')) folder.pop_back();
    const LabPlace place = find_lab(shared, folder.find('/') == std::string::npos && kind_of(folder) == PathKind::folder ? "./" + folder : folder);
    const Files files = lab_files(place.folder);
    const std::string shown = folder == "." ? "" : printable(folder, 1000);
    for (Diagnostic& diagnostic : lint_lab(place.id, files, neighbours_of(place.folder))) {
        diagnostic.at.file = join_path(shown, diagnostic.at.file);
        linted.diagnostics.push_back(std::move(diagnostic));
    }
    for (const auto& [path, text] : files) linted.texts[join_path(shown, path)] = text;
}

ExitCode lint_labs(const Options& options, const Shared& shared, Console& console)
{
    const std::vector<Format> formats = read_formats(options.formats, known_formats);
    Linted linted;
    for (const std::string& folder : options.folders) lint(shared, folder, linted);
    write_formats(formats, console, [&](const std::string& name, bool colour) {
        if (name == "json") return json_diagnostics(linted.diagnostics);
        if (name == "sarif") return sarif_report(linted.diagnostics, linted.texts);
        return linted.diagnostics.empty() ? "no errors, no warnings\n" : text_diagnostics(linted.diagnostics, {options.width, colour, true});
    });
    return has_error(linted.diagnostics) ? ExitCode::not_gradable : ExitCode::done;
}

}  // namespace

Work declare_lab_lint(CLI::App& app, const Shared& shared)
{
    const auto options = std::make_shared<Options>();
    app.add_option("DIR", options->folders, "folder, number or id of a lab")->required();
    app.add_option("--format", options->formats, "text, json, sarif; NAME=FILE writes to a file")->type_name("FORMAT")->allow_extra_args(false);
    app.add_option("--width", options->width, "columns to wrap at; 80 without it")->type_name("N")->check(CLI::Range(20, 1000).description(""));
    return [options, &shared](Console& console) { return lint_labs(*options, shared, console); };
}

}  // namespace evenkeel::cli
