// evenkeel start LAB DIR: a student's own copy of the files that a lab begins with.
#include <memory>

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "base/text.hpp"
#include "commands/list.hpp"
#include "files.hpp"
#include "labs.hpp"

namespace evenkeel::cli {

namespace {

struct Options {
    std::string lab;
    std::string folder;
};

ExitCode start(const Options& options, const Shared& shared, Console& console)
{
    const LoadedLab lab = load_lab(shared, options.lab);
    std::vector<FoundFile> files;
    for (const auto& [path, text] : lab.start) files.push_back({path, text});
    write_folder(options.folder, files);

    const std::string folder = printable(options.folder, 1000);
    console.out.write(fmt::format("{}\n", printable(lab.lab.title)));
    for (const std::string& path : lab.lab.editable) console.out.write(fmt::format("  edit {}\n", join_path(folder, path)));
    console.out.write(fmt::format("then: evenkeel grade {} {}\n", options.lab, folder));
    return ExitCode::done;
}

}  // namespace

Work declare_start(CLI::App& app, const Shared& shared)
{
    const auto options = std::make_shared<Options>();
    app.add_option("LAB", options->lab, "number (7), id or folder of a lab")->required();
    app.add_option("DIR", options->folder, "where to put the files; what is there is never overwritten")->required();
    return [options, &shared](Console& console) { return start(*options, shared, console); };
}

}  // namespace evenkeel::cli
