// evenkeel labs: which exercises there are.
#include <memory>

#include <CLI/App.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "commands/list.hpp"
#include "failure.hpp"
#include "files.hpp"
#include "formats.hpp"
#include "labs.hpp"

namespace evenkeel::cli {

namespace {

constexpr std::string_view known_formats[] = {"text", "json"};

struct Options {
    std::vector<std::string> formats;
};

struct Listed {
    std::vector<Lab> labs;
    std::vector<Diagnostic> errors;     ///< of labs that cannot be used, and so are not listed
};

Listed read_labs(const Shared& shared)
{
    Listed listed;
    for (const LabPlace& place : find_labs(shared)) {
        const std::string path = join_path(place.folder, "lab.json");
        Parsed<Lab> parsed = read_lab(read_file(path, {Trust::named_by_user, LabLimits::bytes, ExitCode::not_gradable}), printable(path, 1000));
        if (has_error(parsed.diagnostics)) {
            listed.errors.insert(listed.errors.end(), parsed.diagnostics.begin(), parsed.diagnostics.end());
            continue;
        }
        parsed.config.id = place.id;
        listed.labs.push_back(std::move(parsed.config));
    }
    return listed;
}

std::string text_of(const std::vector<Lab>& labs)
{
    std::size_t widest = 0;
    for (const Lab& lab : labs) widest = std::max(widest, lab.id.size());
    std::string text;
    for (const Lab& lab : labs) text += fmt::format("{:<{}}  {:>3} min  {}\n", lab.id, widest, lab.minutes, printable(lab.title));
    return text;
}

std::string json_of(const std::vector<Lab>& labs)
{
    nlohmann::ordered_json all = nlohmann::ordered_json::array();
    for (const Lab& lab : labs) {
        all.push_back({{"id", lab.id},
                       {"title", lab.title},
                       {"minutes", lab.minutes},
                       {"requires", lab.requires_labs},
                       {"concepts", lab.concepts},
                       {"pass", lab.pass}});
    }
    return all.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

ExitCode list_labs(const Options& options, const Shared& shared, Console& console)
{
    const std::vector<Format> formats = read_formats(options.formats, known_formats);
    const Listed listed = read_labs(shared);
    write_formats(formats, console, [&](const std::string& name, bool) { return name == "json" ? json_of(listed.labs) : text_of(listed.labs); });
    if (listed.errors.empty()) return ExitCode::done;
    console.out.flush();
    throw Failure(ExitCode::not_gradable, listed.errors);
}

}  // namespace

Work declare_labs(CLI::App& app, const Shared& shared)
{
    const auto options = std::make_shared<Options>();
    app.add_option("--format", options->formats, "text, json; NAME=FILE writes to a file")->type_name("FORMAT")->allow_extra_args(false);
    return [options, &shared](Console& console) { return list_labs(*options, shared, console); };
}

}  // namespace evenkeel::cli
