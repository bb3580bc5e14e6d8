// evenkeel lab bundle [LAB…] --into DIR: labs as the browser lab reads them, for a site on a static host.
#include <memory>

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "base/text.hpp"
#include "bundles.hpp"
#include "commands/list.hpp"
#include "failure.hpp"
#include "files.hpp"

namespace evenkeel::cli {

namespace {

struct Options {
    std::vector<std::string> labs;
    std::string into;
};

std::vector<LabPlace> chosen_labs(const Options& options, const Shared& shared)
{
    if (options.labs.empty()) return find_labs(shared);
    std::vector<LabPlace> places;
    for (const std::string& lab : options.labs) places.push_back(find_lab(shared, lab));
    return places;
}

/// The text, unless it is of something that students could not use.
std::string checked(Parsed<std::string> bundle)
{
    std::erase_if(bundle.diagnostics, [](const Diagnostic& diagnostic) { return diagnostic.severity != Severity::error; });
    if (!bundle.diagnostics.empty()) throw Failure(ExitCode::not_gradable, std::move(bundle.diagnostics));
    return std::move(bundle.config);
}

/// Over what an earlier call has made: an author bundles again after each change.
void write_all_into(const std::string& folder, const std::vector<FoundFile>& files)
{
    if (kind_of(folder) != PathKind::folder) return write_folder(folder, files);
    for (const FoundFile& file : files) write_file(join_path(folder, file.path), file.text);
}

ExitCode bundle_labs(const Options& options, const Shared& shared, Console& console)
{
    const std::vector<LabPlace> labs = chosen_labs(options, shared);
    std::vector<FoundFile> files{{"index.json", checked(read_index(labs))}};
    for (const LabPlace& lab : labs) files.push_back({lab.id + ".json", checked(read_bundle(lab))});
    write_all_into(options.into, files);
    for (const FoundFile& file : files) console.out.write(fmt::format("{}\n", join_path(printable(options.into, 1000), printable(file.path, 1000))));
    return ExitCode::done;
}

}  // namespace

Work declare_lab_bundle(CLI::App& app, const Shared& shared)
{
    const auto options = std::make_shared<Options>();
    app.add_option("LAB", options->labs, "numbers, ids or folders of labs; without: all labs");
    app.add_option("--into", options->into, "folder for index.json and one file a lab: labs/ of the site")->type_name("DIR")->required();
    return [options, &shared](Console& console) { return bundle_labs(*options, shared, console); };
}

}  // namespace evenkeel::cli
