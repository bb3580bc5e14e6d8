// Commands that change the shell itself.

#include <algorithm>

#include "base/text.hpp"
#include "config/installer/commands/commands.hpp"
#include "config/installer/sentences.hpp"

namespace evenkeel::installer {

void run_cd(Shell& shell, Call& call)
{
    std::string options;
    const auto words = operands(call, "", options);
    shell.memory.status = 0;
    if (words.empty()) return void(shell.memory.folder = "/root");
    if (words[0].known()) shell.memory.folder = shell.full_path(words[0].bytes);
    else shell.say(Severity::warning, sentence::target_unknown, call.at);
}

/// export, local, readonly, declare, typeset: NAME or NAME=value.
void run_declare(Shell& shell, Call& call)
{
    for (std::size_t i = 1; i < call.words.size(); ++i) {
        const Traced& word = call.words[i];
        const std::size_t equals = word.bytes.find('=');
        const std::string name = word.bytes.substr(0, equals);
        if (!is_name(name)) continue;
        if (equals != std::string::npos) variable(shell, name) = {{0, word.slice(equals + 1, word.size())}};
        else if (call.name() == "local") variable(shell, name) = {};
    }
    shell.memory.status = 0;
}

void run_unset(Shell& shell, Call& call)
{
    for (const Traced& word : call.words) {
        shell.memory.variables.erase(word.bytes);
        shell.memory.functions.erase(word.bytes);
    }
    shell.memory.status = 0;
}

void run_set(Shell& shell, Call& call)
{
    shell.memory.status = 0;
    for (std::size_t i = 1; i < call.words.size(); ++i) {
        const std::string& word = call.words[i].bytes;
        if (word == "--" || (word[0] != '-' && word[0] != '+')) {
            shell.memory.arguments.assign(call.words.begin() + static_cast<std::ptrdiff_t>(word == "--" ? i + 1 : i), call.words.end());
            return;
        }
        const bool on = word[0] == '-';
        const bool named = word.find('o') != std::string::npos && i + 1 < call.words.size();
        if (word.find('e') != std::string::npos || (named && call.words[i + 1].bytes == "errexit")) shell.memory.stops_at_failure = on;
        if (named) ++i;
    }
}

void run_read(Shell& shell, Call& call)
{
    std::string options;
    const auto names = operands(call, "pdtnNuia", options);
    const std::string_view first = names.empty() ? std::string_view("REPLY") : std::string_view(names[0].bytes);
    if (is_name(first)) variable(shell, std::string(first)) = {{0, shell.unknown(call.at, sentence::unknown_value, "what 'read' reads")}};
    for (std::size_t i = 1; i < names.size(); ++i)
        if (is_name(names[i].bytes)) variable(shell, names[i].bytes) = {{0, shell.unknown(call.at, sentence::unknown_value, "what 'read' reads")}};
    shell.memory.status = std::nullopt;
}

void run_shift(Shell& shell, Call& call)
{
    const auto count = call.words.size() > 1 ? parse_integer(call.words[1].bytes, 0, 1000).value_or(1) : 1;
    auto& arguments = shell.memory.arguments;
    shell.memory.status = arguments.size() < static_cast<std::size_t>(count) ? 1 : 0;
    if (shell.memory.status == 0) arguments.erase(arguments.begin(), arguments.begin() + static_cast<std::ptrdiff_t>(count));
}

void run_leave(Shell& shell, Call& call)
{
    const std::string& name = call.name();
    if (call.words.size() > 1 && (name == "exit" || name == "return")) {
        const auto code = parse_integer(call.words[1].bytes, 0, 255);
        shell.memory.status = code ? std::optional<int>(static_cast<int>(*code)) : std::nullopt;
    } else if (name != "exit" && name != "return") {
        shell.memory.status = 0;
    }
    shell.memory.leaving = name == "exit" ? Leaving::exit : name == "return" ? Leaving::function : name == "break" ? Leaving::loop : Leaving::round;
}

void run_true(Shell& shell, Call&) { shell.memory.status = 0; }
void run_false(Shell& shell, Call&) { shell.memory.status = 1; }

/// Commands that ask the machine something.
void run_uncertain(Shell& shell, Call& call)
{
    shell.memory.status = std::nullopt;
    if (call.streams.out.kind != Sink::Kind::none) shell.put(call.streams.out, shell.unknown(call.at, sentence::unknown_value, "what '" + call.name() + "' prints"), call.at);
}

}  // namespace evenkeel::installer
