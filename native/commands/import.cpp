// evenkeel import FILE: the configuration files inside an installer script, which is taken apart and never run.
#include <algorithm>
#include <memory>

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "base/text.hpp"
#include "commands/list.hpp"
#include "config/import.hpp"
#include "config/installer/sentences.hpp"
#include "failure.hpp"
#include "files.hpp"
#include "formats.hpp"
#include "lab/reports/text.hpp"

namespace evenkeel::cli {

namespace {

constexpr std::string_view known_formats[] = {"text", "json"};

struct Options {
    std::string file;
    std::string out;
    std::vector<std::string> formats;
    int width = 80;
};

std::string counted(std::size_t count, std::string_view what) { return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s"); }

/// "52 lines: 34 of Debian's package, 18 from lines 3 to 20 of install.sh"
std::string origin(const installer::Import& import, const installer::WrittenFile& file)
{
    const std::vector<int> lines = installer::line_map(import, file);
    const auto packaged = static_cast<std::size_t>(std::count(lines.begin(), lines.end(), 0));
    int first = 0;
    int last = 0;
    for (const int line : lines) {
        if (line == 0) continue;
        first = first == 0 ? line : std::min(first, line);
        last = std::max(last, line);
    }
    std::string text = counted(lines.size(), "line");
    if (packaged > 0) text += fmt::format("{} {} of Debian's package", packaged == lines.size() ? "," : ":", packaged == lines.size() ? std::string("all") : std::to_string(packaged));
    if (first == 0) return text;
    text += packaged > 0 ? fmt::format(", {} from ", lines.size() - packaged) : ", from ";
    return text + (first == last ? fmt::format("line {}", first) : fmt::format("lines {} to {}", first, last)) + " of " + import.script;
}

std::string as_text(const installer::Import& import, const Options& options, bool written, bool colour)
{
    std::string text;
    for (const installer::WrittenFile& file : import.files) {
        const std::string path = printable(written ? join_path(options.out, file.path.substr(1)) : file.path, 1000);
        text += file.known ? fmt::format("{}: {}\n", path, origin(import, file)) : fmt::format("{}: not known\n", printable(file.path, 1000));
    }
    if (import.diagnostics.empty()) return text + "no errors, no warnings\n";
    return text + text_diagnostics(import.diagnostics, {options.width, colour, true});
}

bool all_known(const installer::Import& import)
{
    return std::all_of(import.files.begin(), import.files.end(), [](const installer::WrittenFile& file) { return file.known; });
}

/// All files or none.
void write_below(const std::string& folder, const installer::Import& import)
{
    std::vector<FoundFile> files;
    for (const installer::WrittenFile& file : import.files) files.push_back({file.path.substr(1), file.text});
    write_folder(folder, files);
}

ExitCode run_import(const Options& options, Console& console)
{
    const std::vector<Format> formats = read_formats(options.formats, known_formats);
    const std::string text = read_file(options.file, {Trust::named_by_user, installer::most_script_bytes, ExitCode::wrong_use});
    installer::Import import = import_script(text, printable(options.file, 1000));
    const bool writes = !options.out.empty() && !import.files.empty() && all_known(import);
    if (writes) write_below(options.out, import);
    else if (!options.out.empty()) import.diagnostics.push_back(say(Severity::error, installer::sentence::nothing_written, {printable(options.out, 1000), 0, 0}));
    write_formats(formats, console, [&](const std::string& name, bool colour) {
        return name == "json" ? json_import(import) : as_text(import, options, writes, colour);
    });
    return has_error(import.diagnostics) ? ExitCode::not_gradable : ExitCode::done;
}

}  // namespace

Work declare_import(CLI::App& app, const Shared&)
{
    const auto options = std::make_shared<Options>();
    app.add_option("FILE", options->file, "a shell script that installs something; - is standard input")->required();
    app.add_option("--out", options->out, "write the files below this folder, which must be new or empty")->type_name("DIR");
    app.add_option("--format", options->formats, "text, json; NAME=FILE writes to a file")->type_name("FORMAT")->allow_extra_args(false);
    app.add_option("--width", options->width, "columns to wrap at; 80 without it")->type_name("N")->check(CLI::Range(20, 1000).description(""));
    return [options](Console& console) { return run_import(*options, console); };
}

}  // namespace evenkeel::cli
