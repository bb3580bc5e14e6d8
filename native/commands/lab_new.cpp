// evenkeel lab new DIR: a small lab that runs, to be made one's own.
#include <memory>

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "base/text.hpp"
#include "commands/list.hpp"
#include "failure.hpp"
#include "files.hpp"
#include "lab/lint.hpp"
#include "sentences.hpp"

namespace evenkeel::cli {

namespace {

struct Options {
    std::string folder;
    std::string title = "A new lab";
};

std::string last_part(std::string path)
{
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    return path.substr(path.rfind('/') + 1);
}

ExitCode make_lab(const Options& options, Console& console)
{
    std::vector<FoundFile> files;
    for (const auto& [path, text] : new_lab(last_part(options.folder), options.title)) files.push_back({path, text});
    write_folder(options.folder, files);
    const std::string folder = printable(options.folder, 1000);
    for (const FoundFile& file : files) console.out.write(fmt::format("{}\n", join_path(folder, file.path)));
    return ExitCode::done;
}

}  // namespace

Work declare_lab_new(CLI::App& app, const Shared&)
{
    const auto options = std::make_shared<Options>();
    app.add_option("DIR", options->folder, "the lab's folder, whose name is its id; what is there is never overwritten")->required();
    app.add_option("--title", options->title, "the lab's title")->type_name("TEXT");
    return [options](Console& console) { return make_lab(*options, console); };
}

}  // namespace evenkeel::cli
