// The shells' completions hold the same commands and options as the program. EVENKEEL_UPDATE=1 rewrites them.
#include "command_line.hpp"
#include "native/program.hpp"
#include "source_folder.hpp"

#include <catch2/catch_test_macros.hpp>

#include <cstdlib>
#include <fstream>
#include <set>

#include <fmt/format.h>

using namespace evenkeel::cli;

namespace {

constexpr std::string_view begin_mark = "# begin of the table\n";
constexpr std::string_view end_mark = "# end of the table\n";

std::string long_name(const CLI::Option& option) { return "--" + option.get_lnames().front(); }
bool takes_value(const CLI::Option& option) { return !option.get_type_name().empty(); }

std::vector<const CLI::Option*> named(const CLI::App& app)
{
    std::vector<const CLI::Option*> options;
    for (const CLI::Option* option : app.get_options())
        if (!option->get_positional()) options.push_back(option);
    return options;
}

/// "lab" and what stands for its commands, in the order of --help.
using Groups = std::vector<std::pair<std::string, std::string>>;

void add(Groups& groups, const std::string& group, const std::string& text)
{
    for (auto& [name, texts] : groups)
        if (name == group) {
            texts += text;
            return;
        }
    groups.emplace_back(group, text);
}

std::string without_last(const std::string& words) { return words.substr(0, words.empty() ? 0 : words.size() - 1); }

/// The names in "text, json, sarif; NAME=FILE writes to a file".
std::string formats_of(const CLI::App& app)
{
    for (const CLI::Option* option : named(app)) {
        if (long_name(*option) != "--format") continue;
        std::string names = option->get_description().substr(0, option->get_description().find(';'));
        std::erase(names, ',');
        return names;
    }
    return {};
}

std::string bash_table(const CommandLine& line)
{
    std::string commands;
    Groups groups;
    std::string take_lab;
    std::string options;
    std::string formats;
    std::set<std::string> with_value;
    const auto row = [&](std::string_view command, const CLI::App& app) {
        std::string names;
        for (const CLI::Option* option : named(app)) {
            names += (names.empty() ? "" : " ") + long_name(*option);
            if (takes_value(*option)) with_value.insert(long_name(*option));
        }
        options += fmt::format("    ['{}']='{}'\n", command, names);
        if (const std::string known = formats_of(app); !known.empty()) formats += fmt::format("    ['{}']='{}'\n", command, known);
    };
    row("evenkeel", line.app);
    for (const CommandLine::Each& each : line.commands) {
        const std::string name(each.command->name);
        if (const std::size_t space = name.find(' '); space != std::string::npos) add(groups, name.substr(0, space), name.substr(space + 1) + " ");
        else commands += name + " ";
        if (each.app->get_option_no_throw("LAB") != nullptr) take_lab += (take_lab.empty() ? "" : " ") + name;
        row(name, *each.app);
    }
    std::string in_groups;
    for (const auto& [group, names] : groups) {
        commands += group + " ";
        in_groups += fmt::format("    ['{}']='{}'\n", group, without_last(names));
    }
    return fmt::format("_evenkeel_commands='{}'\n_evenkeel_take_lab='{}'\n_evenkeel_with_value='{}'\n"
                       "declare -A _evenkeel_groups=(\n{})\ndeclare -A _evenkeel_options=(\n{})\ndeclare -A _evenkeel_formats=(\n{})\n",
                       without_last(commands), take_lab, fmt::join(with_value, " "), in_groups, options, formats);
}

/// Between quotes and brackets of _arguments.
std::string zsh_text(std::string_view text)
{
    std::string safe;
    for (const char c : text) {
        if (c == '\'') safe += "'\\'";
        if (c == '[' || c == ']' || c == ':') safe += '\\';
        safe += c;
    }
    return safe;
}

std::string zsh_value(const CLI::Option& option, const std::string& formats)
{
    const std::string kind = option.get_type_name();
    if (kind == "WHEN") return "(auto always never)";
    if (kind == "FORMAT") return "(" + formats + ")";
    if (kind == "DIR") return "_files -/";
    return kind == "FILE" ? "_files" : "";
}

std::string zsh_arguments(const CLI::App& app)
{
    std::string text;
    const std::string formats = formats_of(app);
    for (const CLI::Option* option : named(app)) {
        text += fmt::format(" \\\n        '{}[{}]", long_name(*option), zsh_text(option->get_description()));
        if (takes_value(*option)) text += fmt::format(":{}:{}", option->get_type_name(), zsh_value(*option, formats));
        text += "'";
    }
    for (const CLI::Option* option : app.get_options()) {
        if (!option->get_positional()) continue;
        const std::string name = option->get_name(true, false);
        const std::string_view value = name == "LAB" ? "_evenkeel_labs" : name == "DIR" ? "_files -/" : "_files";
        text += fmt::format(" \\\n        '{}:{}:{}'", option->get_items_expected_max() > 1 ? "*" : option->get_required() ? "" : ":", name, value);
    }
    return text;
}

std::string zsh_table(const CommandLine& line)
{
    std::string commands;
    Groups groups;
    std::string cases;
    for (const CommandLine::Each& each : line.commands) {
        std::string name(each.command->name);
        const std::size_t space = name.find(' ');
        const auto described = [&](const std::string& word) { return fmt::format("'{}:{}'\n", word, zsh_text(each.command->summary)); };
        if (space == std::string::npos) commands += "    " + described(name);
        else {
            add(groups, name.substr(0, space), "        " + described(name.substr(space + 1)));
            name[space] = '-';
        }
        cases += fmt::format("    {})\n      _arguments{}\n      ;;\n", name, zsh_arguments(*each.app));
    }
    std::string choices;
    for (const auto& [group, rows] : groups) {
        commands += fmt::format("    '{}:several commands'\n", group);
        choices += fmt::format("    {})\n      grouped=(\n{}      )\n      ;;\n", group, rows);
    }
    return fmt::format("  commands=(\n{}  )\n"
                       "  if (( CURRENT == 2 )); then\n    _describe command commands\n    return\n  fi\n"
                       "  local command=${{words[2]}}\n  shift words\n  (( CURRENT-- ))\n"
                       "  case $command in\n{}  esac\n"
                       "  if (( ${{#grouped}} )); then\n    if (( CURRENT == 2 )); then\n      _describe command grouped\n      return\n    fi\n"
                       "    command+=-${{words[2]}}\n    shift words\n    (( CURRENT-- ))\n  fi\n"
                       "  case $command in\n{}  esac\n",
                       commands, choices, cases);
}

void check_table(const std::string& name, const std::string& table)
{
    const std::filesystem::path path = source_folder() / "native/completions" / name;
    const std::string text = text_of_file(path);
    const std::size_t begin = text.find(begin_mark);
    const std::size_t end = text.find(end_mark);
    REQUIRE(begin != std::string::npos);
    REQUIRE(end != std::string::npos);
    const std::string wanted = text.substr(0, begin + begin_mark.size()) + table + text.substr(end);
    if (std::getenv("EVENKEEL_UPDATE") != nullptr) std::ofstream{path, std::ios::binary} << wanted;
    INFO("EVENKEEL_UPDATE=1 evenkeel_tests '[completions]' brings " << path << " in step");
    CHECK(text_of_file(path) == wanted);
}

}  // namespace

TEST_CASE("completions are in step with the program", "[completions]")
{
    const auto line = make_command_line("evenkeel");
    check_table("evenkeel.bash", bash_table(*line));
    check_table("_evenkeel", zsh_table(*line));
}

TEST_CASE("bash completes commands and options", "[completions]")
{
    const TestFolder folder;
    const std::string file = (source_folder() / "native/completions/evenkeel.bash").string();
    const auto completed = [&](const std::string& words, const std::string& last) {
        const std::string line = fmt::format(
            ". {}; COMP_WORDS=({} '{}'); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); _evenkeel; echo \"${{COMPREPLY[*]}}\" >{}", file, words, last, folder / "out");
        const std::string script = folder.file("script", line);
        REQUIRE(std::system(("bash " + script).c_str()) == 0);
        return text_of_file(folder / "out");
    };
    CHECK(completed("evenkeel", "verif") == "verify\n");
    CHECK(completed("evenkeel verify", "--qui") == "--quiet\n");
    CHECK(completed("evenkeel --color", "a") == "auto always\n");
    CHECK(completed("evenkeel calc", "") == "capacity availability retry failover\n");
    CHECK(completed("evenkeel calc retry", "--fa") == "--failures\n");
    CHECK(completed("evenkeel lab", "l") == "lint\n");
}
