// evenkeel decide CFG REQUESTS: which server each request would get, and why, without a lab.
#include <algorithm>
#include <memory>

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "base/text.hpp"
#include "commands/list.hpp"
#include "config/haproxy.hpp"
#include "failure.hpp"
#include "files.hpp"
#include "sentences.hpp"
#include "view/decide.hpp"

namespace evenkeel::cli {

namespace {

constexpr std::uint64_t most_config_bytes = 1u << 20;

struct Options {
    std::string config;
    std::string requests;
    std::string backend;
    std::string format = "text";
};

[[noreturn]] void refuse(const std::string& why)
{
    throw Failure(ExitCode::wrong_use, say(Severity::error, messages::wrong_value, {}, {{"why", why}, {"command", "evenkeel decide"}}));
}

void check_options(const Options& options)
{
    if (options.format != "text" && options.format != "json") refuse(fmt::format("--format: '{}' is neither text nor json", printable(options.format, 60)));
    if (options.config == "-" && options.requests == "-") refuse("only one of the two files can be standard input");
}

/// Files that the configuration names are found from where the command is given, as HAProxy finds them.
haproxy::Machine this_machine()
{
    haproxy::Machine machine;
    machine.open = [](std::string_view name) -> std::optional<std::string> {
        const std::string path(name);
        if (kind_of(path) != PathKind::file) return {};
        return read_file(path, {Trust::named_by_user, most_config_bytes, ExitCode::not_gradable});
    };
    return machine;
}

haproxy::Settings read_settings(const Options& options)
{
    Parsed<haproxy::Settings> parsed = haproxy::read_haproxy(read_file(options.config, {Trust::named_by_user, most_config_bytes}), options.config, this_machine());
    if (has_error(parsed.diagnostics)) throw Failure(ExitCode::not_gradable, std::move(parsed.diagnostics));
    const auto& backends = parsed.config.backends;
    const bool known = std::any_of(backends.begin(), backends.end(), [&](const haproxy::Backend& backend) { return backend.name == options.backend; });
    if (!options.backend.empty() && !known) refuse(fmt::format("--backend: {} has no backend '{}'", printable(options.config, 200), printable(options.backend, 60)));
    if (parsed.config.frontends.empty() && options.backend.empty()) refuse(fmt::format("{} has no frontend; name a backend with --backend", printable(options.config, 200)));
    return std::move(parsed.config);
}

ExitCode decide_requests(const Options& options, Console& console)
{
    check_options(options);
    const haproxy::Settings settings = read_settings(options);
    Parsed<view::DecideFile> file = view::read_decide(read_file(options.requests, {Trust::named_by_user, view::most_decide_bytes}), options.requests);
    if (has_error(file.diagnostics)) throw Failure(ExitCode::not_gradable, std::move(file.diagnostics));
    const view::Decided decided = view::decide(settings, file.config, options.backend);
    console.out.write(options.format == "json" ? view::decisions_json(file.config, decided) : view::decisions_text(file.config, decided));
    return ExitCode::done;
}

}  // namespace

Work declare_decide(CLI::App& app, const Shared&)
{
    const auto options = std::make_shared<Options>();
    app.add_option("CFG", options->config, "a haproxy.cfg; - is standard input")->required();
    app.add_option("REQUESTS", options->requests, "the requests, as docs/decide.md describes them")->required();
    app.add_option("--backend", options->backend, "ask this backend's servers; else the first frontend's rules decide")->type_name("NAME");
    app.add_option("--format", options->format, "text (default) or json")->type_name("FORMAT");
    return [options](Console& console) { return decide_requests(*options, console); };
}

}  // namespace evenkeel::cli
