// The text of --help: from the same options that are parsed, so that it cannot differ from them.
#include "command_line.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace evenkeel::cli {

namespace {

struct Row {
    std::string left;
    std::string right;
};

void add_rows(std::string& text, std::string_view title, const std::vector<Row>& rows)
{
    if (rows.empty()) return;
    std::size_t width = 0;
    for (const Row& row : rows) width = std::max(width, row.left.size());
    text += fmt::format("\n{}\n", title);
    for (const Row& row : rows) text += fmt::format("  {:<{}}  {}\n", row.left, width, row.right);
}

Row row_of(const CLI::Option& option)
{
    std::string left = option.get_positional() ? option.get_name(true, false) : option.get_name(false, true);
    std::replace(left.begin(), left.end(), ',', ' ');
    // CLI11 says what kind of value an option takes; a flag takes none.
    if (!option.get_positional() && !option.get_type_name().empty()) left += " " + option.get_type_name();
    return {left, option.get_description()};
}

std::vector<Row> rows_of(const CLI::App& app, bool positional)
{
    std::vector<Row> rows;
    for (const CLI::Option* option : app.get_options())
        if (option->get_positional() == positional) rows.push_back(row_of(*option));
    return rows;
}

std::string usage_of(const CLI::App& app, std::string_view name)
{
    std::string usage(name);
    for (const CLI::Option* option : app.get_options()) {
        if (!option->get_positional()) continue;
        const std::string word = option->get_name(true, false) + (option->get_items_expected_max() > 1 ? "..." : "");
        usage += option->get_required() ? " " + word : " [" + word + "]";
    }
    return usage + " [options]";
}

std::string help_of_program(const CommandLine& line)
{
    std::string text = fmt::format("evenkeel: {}\n\n  evenkeel COMMAND [arguments] [options]\n", line.app.get_description());
    std::vector<Row> rows;
    for (const CommandLine::Each& each : line.commands) rows.push_back({std::string(each.command->name), std::string(each.command->summary)});
    add_rows(text, "Commands", rows);
    add_rows(text, "Options", rows_of(line.app, false));
    add_rows(text, "Exit codes of every command",
             {{"0", "done; graded at or above the pass mark"},
              {"1", "graded below the pass mark; a recording differs; not all could be done again"},
              {"2", "the submission cannot be graded; the input has errors"},
              {"3", "wrong use: an option, a lab or a path"},
              {"4", "the program or its machine failed; nothing was graded"},
              {"130, 143", "interrupted (SIGINT, SIGTERM): what was half-written is removed"}});
    return text + "\n`evenkeel COMMAND --help` shows the options of a command, examples and its exit codes.\n";
}

}  // namespace

std::string help_of(const CommandLine& line, const CLI::App& app)
{
    for (const CommandLine::Each& each : line.commands) {
        if (each.app != &app) continue;
        const std::string name = fmt::format("evenkeel {}", each.command->name);
        std::string text = fmt::format("{}: {}\n\n  {}\n", name, each.command->summary, usage_of(app, name));
        add_rows(text, "Arguments", rows_of(app, true));
        add_rows(text, "Options", rows_of(app, false));
        text += fmt::format("\nExamples\n{}", each.command->examples);
        std::vector<Row> codes;
        for (const ExitMeaning& exit : each.command->exit_codes) codes.push_back({std::to_string(static_cast<int>(exit.code)), std::string(exit.meaning)});
        add_rows(text, "Exit codes", codes);
        return text;
    }
    return help_of_program(line);
}

}  // namespace evenkeel::cli
