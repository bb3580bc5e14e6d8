#include "command_line.hpp"

#include <cstdlib>
#include <new>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "base/text.hpp"
#include "failure.hpp"
#include "sentences.hpp"
#include "terminal.hpp"
#include "version.hpp"

namespace evenkeel::cli {

namespace {

void add_shared_options(CLI::App& app, Shared& shared)
{
    app.add_option("--labs", shared.labs, "folder with the labs, instead of those that came with the program")->type_name("DIR");
    app.add_option("--color", shared.color, "auto, always or never; auto: on a terminal, unless NO_COLOR is set")
        ->type_name("WHEN")
        ->check(CLI::IsMember({"auto", "always", "never"}).description(""));
    app.add_flag("--quiet", shared.quiet, "no progress on the terminal");
}

/// "lab" of "lab new" and "lab lint".
CLI::App* group_of(CommandLine& line, const std::string& name)
{
    const auto found = line.app.get_subcommands([&](const CLI::App* each) { return each->get_name() == name; });
    return found.empty() ? line.app.add_subcommand(name)->require_subcommand(1) : found.front();
}

CLI::App* add_app(CommandLine& line, const Command& command)
{
    CLI::App* parent = &line.app;
    std::string name(command.name);
    if (const std::size_t space = name.find(' '); space != std::string::npos) {
        parent = group_of(line, name.substr(0, space));
        name = name.substr(space + 1);
    }
    return parent->add_subcommand(name, std::string(command.summary));
}

const CLI::App* chosen(const CLI::App& app)
{
    const CLI::App* deepest = &app;
    while (!deepest->get_subcommands().empty()) deepest = deepest->get_subcommands().front();
    return deepest;
}

std::string full_name(const CLI::App& app)
{
    return app.get_parent() == nullptr ? app.get_name() : full_name(*app.get_parent()) + " " + app.get_name();
}

std::string hint_for(std::string_view written, const std::vector<std::string>& known, std::string_view otherwise)
{
    const std::vector<std::string_view> words(known.begin(), known.end());
    const auto nearest = nearest_word(written, words);
    return nearest ? fmt::format("did you mean '{}'?", *nearest) : std::string(otherwise);
}

Diagnostic unknown_option(const CLI::App& app, std::string_view written)
{
    const std::string_view name = written.substr(0, written.find('='));
    std::vector<std::string> known;
    for (const CLI::Option* option : app.get_options())
        for (const std::string& each : option->get_lnames()) known.push_back("--" + each);
    const std::string hint = hint_for(name, known, fmt::format("see '{} --help'", full_name(app)));
    return say(Severity::error, messages::unknown_option, {}, {{"option", printable(name)}, {"hint", hint}});
}

Diagnostic unknown_command(const CLI::App& app, std::string_view written)
{
    std::vector<std::string> known;
    for (const CLI::App* each : app.get_subcommands([](const CLI::App*) { return true; })) known.push_back(each->get_name());
    const std::string whole = app.get_parent() == nullptr ? std::string(written) : fmt::format("{} {}", app.get_name(), written);
    return say(Severity::error, messages::unknown_command, {}, {{"command", printable(whole)}, {"hint", hint_for(written, known, "see 'evenkeel --help'")}});
}

/// Arguments that no option took: CLI11 leaves them with the program or with the command.
std::optional<Diagnostic> unexpected(const CLI::App& app)
{
    const std::vector<std::string> left = app.remaining(true);
    if (left.empty()) return std::nullopt;
    // The first one with a dash is the cause: what stands after an unknown option may be its value.
    for (const std::string& each : left)
        if (each.size() > 1 && each.starts_with('-')) return unknown_option(*chosen(app), each);
    const CLI::App& last = *chosen(app);
    const bool is_group = !last.get_subcommands([](const CLI::App*) { return true; }).empty();
    if (is_group) return unknown_command(last, left.front());
    return say(Severity::error, messages::extra_argument, {}, {{"argument", printable(left.front())}, {"command", full_name(last)}});
}

Diagnostic missing_argument(const CLI::App& app)
{
    const CLI::App& last = *chosen(app);
    std::string argument = "a command";
    for (const CLI::Option* option : last.get_options())
        if (option->get_required() && option->count() == 0) {
            argument = option->get_positional() ? option->get_name(true, false) : option->get_name(false, true);
            break;
        }
    return say(Severity::error, messages::missing_argument, {}, {{"argument", argument}, {"command", full_name(last)}});
}

Diagnostic in_our_words(const CLI::App& app, const CLI::ParseError& error)
{
    if (std::optional<Diagnostic> found = unexpected(app)) return *found;
    if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) return missing_argument(app);
    return say(Severity::error, messages::wrong_value, {}, {{"why", printable(error.what())}, {"command", full_name(*chosen(app))}});
}

Console console_of(const Shared& shared, bool output_closed)
{
    Console console{Output{output_closed}};
    const bool terminal = is_terminal(STDOUT_FILENO);
    const char* no_color = std::getenv("NO_COLOR");
    const bool wanted = no_color == nullptr || *no_color == '\0';
    console.colour = shared.color == "always" || (shared.color == "auto" && terminal && wanted);
    console.progress = is_terminal(STDERR_FILENO) && !shared.quiet;
    return console;
}

const Work* work_of(const CommandLine& line, const CLI::App* app)
{
    for (const CommandLine::Each& each : line.commands)
        if (each.app == app) return &each.work;
    return nullptr;
}

ExitCode print_and_finish(const CommandLine& line, bool output_closed, std::string_view text)
{
    Console console = console_of(line.shared, output_closed);
    console.out.write(text);
    console.out.flush();
    return ExitCode::done;
}

ExitCode parse_and_work(CommandLine& line, int count, const char* const* arguments, bool output_closed)
{
    try {
        line.app.parse(count, arguments);
    } catch (const CLI::CallForVersion&) {
        return print_and_finish(line, output_closed, fmt::format("evenkeel {}\n", version()));
    } catch (const CLI::CallForHelp&) {
        return print_and_finish(line, output_closed, help_of(line, *chosen(line.app)));
    } catch (const CLI::ParseError& error) {
        throw Failure(ExitCode::wrong_use, in_our_words(line.app, error));
    }
    Console console = console_of(line.shared, output_closed);
    const ExitCode code = (*work_of(line, chosen(line.app)))(console);
    console.out.flush();
    return code;
}

ExitCode report(const Failure& failure)
{
    for (const Diagnostic& diagnostic : failure.diagnostics())
        complain((diagnostic.at.file.empty() ? "evenkeel: " : "") + to_text(diagnostic) + "\n");
    return failure.code();
}

ExitCode report_own_fault(std::string_view why)
{
    return report(Failure(ExitCode::own_fault, say(Severity::error, messages::own_fault, {}, {{"why", printable(why)}})));
}

}  // namespace

std::unique_ptr<CommandLine> make_command_line(std::string program)
{
    auto line = std::make_unique<CommandLine>();
    line->shared.program = std::move(program);
    line->app.set_version_flag("--version", std::string(version()), "the version of the program");
    line->app.set_help_flag("--help,-h", "this text; after a command: that command's");
    add_shared_options(line->app, line->shared);
    line->app.require_subcommand(1);
    for (const Command& command : commands()) {
        CLI::App* app = add_app(*line, command);
        CommandLine::Each each{&command, app, command.declare(*app, line->shared)};
        add_shared_options(*app, line->shared);
        line->commands.push_back(std::move(each));
    }
    return line;
}

ExitCode run_command_line(int count, const char* const* arguments, bool output_closed)
{
    try {
        const auto line = make_command_line(count > 0 ? arguments[0] : "evenkeel");
        return parse_and_work(*line, count, arguments, output_closed);
    } catch (const Failure& failure) {
        return report(failure);
    } catch (const std::bad_alloc&) {
        return report_own_fault("no memory is left");
    } catch (const std::exception& error) {
        return report_own_fault(error.what());
    }
}

}  // namespace evenkeel::cli
