// evenkeel run LAB [DIR]: one run, with its journal, metrics and packets.
#include <algorithm>
#include <memory>

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "base/text.hpp"
#include "commands/list.hpp"
#include "failure.hpp"
#include "files.hpp"
#include "formats.hpp"
#include "lab/reports/text.hpp"
#include "lab/run.hpp"
#include "labs.hpp"
#include "net/capture_text.hpp"
#include "run_texts.hpp"
#include "sentences.hpp"

namespace evenkeel::cli {

namespace {

constexpr std::size_t most_captured = 256u << 20;

struct Options {
    std::string lab;
    std::string folder;
    std::uint64_t seed = 0;
    bool seed_given = false;
    std::string until;
    std::string journal;
    std::string metrics;
    std::string capture;
    std::string terminal;
    std::string log;                ///< whose log; empty: none
    std::string log_file = "-";
};

Duration length_of(const Options& options, const Lab& lab)
{
    if (options.until.empty()) return lab.duration;
    const auto wanted = parse_duration(options.until);
    if (wanted && wanted->ns > 0 && *wanted <= LabLimits::duration) return *wanted;
    const std::string why = fmt::format("--until: '{}' is no length of time between 1ns and 24h, such as 90s or 10m", printable(options.until));
    throw Failure(ExitCode::wrong_use, say(Severity::error, messages::wrong_value, {}, {{"why", why}, {"command", "evenkeel run"}}));
}

std::string_view host_of(const World& world, const Balancer& balancer)
{
    return world.network.hosts[world.network.services[balancer.service.index].host.index].name;
}

[[noreturn]] void refuse_log(const Options& options, const std::vector<std::string_view>& known)
{
    std::string why = fmt::format("--log: '{}' is no host with a HAProxy", printable(options.log));
    for (std::size_t i = 0; i < known.size(); ++i) why += fmt::format("{}{}", i == 0 ? "; there is " : ", ", known[i]);
    throw Failure(ExitCode::wrong_use, say(Severity::error, messages::wrong_value, {}, {{"why", why}, {"command", "evenkeel run"}}));
}

/// The real program writes none either; nothing at all would look like a fault of ours.
void check_logs(const Options& options, const Balancer& balancer)
{
    const auto& frontends = balancer.settings->frontends;
    const auto logs = [](const haproxy::Frontend& frontend) { return !frontend.log.targets.empty(); };
    if (frontends.empty() || std::any_of(frontends.begin(), frontends.end(), logs)) return;
    const std::string why = fmt::format("--log: no frontend of {} writes a log: add `log 127.0.0.1 local0` to its global section, and `log global` and `option httplog` to defaults", options.log);
    throw Failure(ExitCode::wrong_use, say(Severity::error, messages::wrong_value, {}, {{"why", why}, {"command", "evenkeel run"}}));
}

/// The same run, stopped each simulated second to take out what was sent. What was captured is no part of the state.
std::string captured_run(const LoadedLab& lab, const Submission& submission, const RunOptions& run_options)
{
    Parsed<World> begun = begin_run(lab.lab, submission, run_options);
    World& world = begun.config;
    const Script script = script_of(lab.lab, submission, world, run_options);
    world.network.capture.on = true;
    std::string text;
    const Instant end = Instant{} + lab.lab.duration;
    for (bool first = true; world.now < end && world.reached == Bound::none && text.size() < most_captured; first = false) {
        play(world, script, std::min(end, world.now + Duration{ns_per_s}), first);
        for (const PacketRecord& packet : world.network.capture.records) text += to_text(packet, world.network.texts) + "\n";
        world.network.capture.records.clear();
    }
    return text.size() < most_captured ? text : text + "(more was sent than a capture may hold)\n";
}

/// The same run once more, with a balancer's log kept: what nobody asks for costs nothing.
std::string logged_run(const Options& options, const LoadedLab& lab, const Submission& submission, const RunOptions& run_options)
{
    Parsed<World> begun = begin_run(lab.lab, submission, run_options);
    World& world = begun.config;
    const auto wanted = [&](const Balancer& balancer) { return host_of(world, balancer) == options.log; };
    std::vector<std::string_view> known;
    for (const Balancer& balancer : world.balancers) known.push_back(host_of(world, balancer));
    if (std::none_of(world.balancers.begin(), world.balancers.end(), wanted)) refuse_log(options, known);
    for (Balancer& balancer : world.balancers) {
        balancer.keep_log = wanted(balancer);
        balancer.log_most = 0;
        if (balancer.keep_log) check_logs(options, balancer);
    }
    const Script script = script_of(lab.lab, submission, world, run_options);
    std::string text;
    const Instant end = Instant{} + lab.lab.duration;
    for (bool first = true; world.now < end && world.reached == Bound::none && text.size() < most_captured; first = false) {
        play(world, script, std::min(end, world.now + Duration{ns_per_s}), first);
        for (Balancer& balancer : world.balancers) {
            for (const haproxy::LogRecord& line : balancer.log)
                if (const auto said = haproxy::log_line(balancer, line, world.network.texts, options.log)) text += haproxy::syslog_line(line, *said, options.log);
            balancer.log.clear();
        }
    }
    return text.size() < most_captured ? text : text + "(more was logged than a file may hold)\n";
}

void write_files(const Options& options, const LoadedLab& lab, const Submission& submission, const RunOptions& run_options, const RunResult& run,
                 Console& console)
{
    if (!options.journal.empty()) write_text(options.journal, journal_lines(run.world.journal), console);
    if (!options.metrics.empty()) write_text(options.metrics, metrics_text(run.world), console);
    if (!options.terminal.empty()) write_text(options.terminal, terminal_text(run.world), console);
    if (!options.capture.empty()) write_text(options.capture, captured_run(lab, submission, run_options), console);
    if (!options.log.empty()) write_text(options.log_file, logged_run(options, lab, submission, run_options), console);
}

ExitCode run_lab(const Options& options, const Shared& shared, Console& console)
{
    std::vector<std::string> files{options.journal, options.metrics, options.capture, options.terminal};
    if (!options.log.empty()) files.push_back(options.log_file);
    for (const std::string& file : files)
        if (!file.empty() && file != "-") check_writable(file);
    LoadedLab lab = load_lab(shared, options.lab);
    lab.lab.duration = length_of(options, lab.lab);
    const Parsed<Submission> submission = options.folder.empty() ? read_start(lab.lab, lab.start) : load_submission(lab, options.folder);
    if (has_error(submission.diagnostics)) throw Failure(ExitCode::not_gradable, submission.diagnostics);

    RunOptions run_options;
    run_options.seed = options.seed_given ? options.seed : lab.lab.seeds.front();
    ProgressLine line(console, "simulated seconds");
    const RunResult run = run_once(lab.lab, submission.config, run_options, [&](const Progress& progress) {
        line.show(static_cast<std::size_t>(progress.now.ns / ns_per_s), static_cast<std::size_t>(progress.end.ns / ns_per_s));
        return true;
    });
    if (has_error(run.diagnostics)) throw Failure(ExitCode::not_gradable, run.diagnostics);
    write_files(options, lab, submission.config, run_options, run, console);
    // With a file on standard output the summary would be a part of it.
    if (std::find(files.begin(), files.end(), "-") == files.end()) console.out.write(summary_text(lab.place.id, run_options.seed, run.world));
    return ExitCode::done;
}

}  // namespace

Work declare_run(CLI::App& app, const Shared& shared)
{
    const auto options = std::make_shared<Options>();
    app.add_option("LAB", options->lab, "number (7), id or folder of a lab")->required();
    app.add_option("DIR", options->folder, "a submission; without it the lab's start files run");
    const CLI::Option* seed = app.add_option("--seed", options->seed, "which run; else the lab's first seed")->type_name("N");
    app.add_option("--until", options->until, "how much is simulated (90s, 10m); else the whole lab")->type_name("TIME");
    app.add_option("--journal", options->journal, "write what happened, one JSON object a line")->type_name("FILE");
    app.add_option("--metrics", options->metrics, "write the truth metrics at the end, as Prometheus reads them")->type_name("FILE");
    app.add_option("--terminal", options->terminal, "write what the commands of runbook.txt have printed")->type_name("FILE");
    app.add_option("--capture", options->capture, "write every packet, as tcpdump prints them")->type_name("FILE");
    app.add_option("--log", options->log, "write HAProxy's log of this host, as its own options ask for it")->type_name("HOST");
    app.add_option("--log-file", options->log_file, "where to; else standard output")->type_name("FILE");
    return [options, seed, &shared](Console& console) {
        options->seed_given = seed->count() > 0;
        return run_lab(*options, shared, console);
    };
}

}  // namespace evenkeel::cli
