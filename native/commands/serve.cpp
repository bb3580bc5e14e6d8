// evenkeel serve: the browser lab from this machine.
#include <memory>

#include <CLI/App.hpp>

#include "base/text.hpp"
#include "commands/list.hpp"
#include "failure.hpp"
#include "files.hpp"
#include "labs.hpp"
#include "sentences.hpp"
#include "serve/server.hpp"

namespace evenkeel::cli {

namespace {

bool is_site(const std::string& folder) { return kind_of(join_path(folder, "index.html")) == PathKind::file; }

/// The one of --site, else the first of: beside the program, in the installed share folder, in the source tree's build folder.
std::string find_site(const std::string& named, const Shared& shared)
{
    if (!named.empty()) {
        if (is_site(named)) return named;
        throw Failure(ExitCode::wrong_use, say(Severity::error, messages::no_site, {printable(named, 1000), 0, 0}));
    }
    const std::string beside = program_folder(shared);
    for (const char* place : {"site", "../share/evenkeel/site", "../wasm/site"})
        if (const std::string folder = join_path(beside, place); is_site(folder)) return folder;
    throw Failure(ExitCode::wrong_use, say(Severity::error, messages::no_site, {}));
}

}  // namespace

Work declare_serve(CLI::App& app, const Shared& shared)
{
    const auto settings = std::make_shared<ServeSettings>();
    app.add_option("--port", settings->port, "TCP port; 0: any that is free; 8080 without it")->type_name("N")->check(CLI::Range(0, 65535).description(""));
    app.add_option("--host", settings->host, "address to be reached at; 127.0.0.1, this machine only, without it")->type_name("ADDRESS");
    app.add_option("--site", settings->site, "folder with the page, instead of the one that came with the program")->type_name("DIR");
    return [settings, &shared](Console& console) {
        settings->site = find_site(settings->site, shared);
        serve_site(*settings, shared, console);
        return ExitCode::done;
    };
}

}  // namespace evenkeel::cli
