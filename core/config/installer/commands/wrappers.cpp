// Commands that carry out others: sudo, bash -c, eval, env, nohup …

#include <algorithm>

#include "config/installer/commands/commands.hpp"
#include "config/installer/sentences.hpp"

namespace evenkeel::installer {

namespace {

bool is_assignment(std::string_view word)
{
    const std::size_t equals = word.find('=');
    return equals != std::string_view::npos && is_name(word.substr(0, equals));
}

/// Runs a text in a shell of its own: only files outlive it.
void run_in_own_shell(Shell& shell, const Traced& text, const Streams& streams, bool dash, std::vector<Traced> arguments, const Traced* zero = nullptr)
{
    Memory before = shell.memory;
    shell.memory.variables.clear();
    shell.memory.functions.clear();
    shell.memory.arguments = std::move(arguments);
    shell.memory.stops_at_failure = false;
    if (zero != nullptr) shell.memory.variables["0"] = {{0, *zero}};
    run_text(shell, text, streams, dash);
    before.files = std::move(shell.memory.files);
    before.links = std::move(shell.memory.links);
    before.status = shell.memory.status;
    shell.memory = std::move(before);
}

void run_rest(Shell& shell, Call& call, std::size_t first)
{
    while (first < call.words.size() && is_assignment(call.words[first].bytes)) ++first;
    shell.memory.status = 0;
    if (first >= call.words.size()) return;
    Call inner;
    inner.words.assign(call.words.begin() + static_cast<std::ptrdiff_t>(first), call.words.end());
    inner.streams = call.streams;
    inner.at = call.at;
    run_call(shell, inner);
}

}  // namespace

void run_sudo(Shell& shell, Call& call)
{
    bool own_shell = false;
    std::size_t i = 1;
    for (; i < call.words.size() && call.words[i].bytes.starts_with('-'); ++i) {
        const std::string& word = call.words[i].bytes;
        if (word == "--") {
            ++i;
            break;
        }
        own_shell = own_shell || word == "-s" || word == "-i" || word == "--shell" || word == "--login";
        if (word.size() == 2 && std::string_view("ughpCrtUDT").find(word[1]) != std::string_view::npos) ++i;
    }
    if (own_shell && i >= call.words.size() && call.streams.input != nullptr) return run_in_own_shell(shell, *call.streams.input, call.streams, false, {});
    if (i < call.words.size() && call.words[i].bytes == "su" && call.streams.input != nullptr) return run_in_own_shell(shell, *call.streams.input, call.streams, false, {});
    run_rest(shell, call, i);
}

/// bash, sh and dash: -c TEXT, a text by standard input, or a script that this script has written.
void run_shell(Shell& shell, Call& call)
{
    const bool dash = call.name().ends_with("dash") || call.name() == "sh" || call.name() == "/bin/sh";
    std::size_t i = 1;
    bool text_follows = false;
    for (; i < call.words.size() && call.words[i].bytes.size() > 1 && call.words[i].bytes[0] == '-'; ++i) {
        const std::string& word = call.words[i].bytes;
        text_follows = text_follows || (word[1] != '-' && word.find('c') != std::string::npos);
        if (word == "-o") ++i;
    }
    std::vector<Traced> arguments;
    if (i + 2 < call.words.size() || (!text_follows && i + 1 < call.words.size()))
        arguments.assign(call.words.begin() + static_cast<std::ptrdiff_t>(text_follows ? i + 2 : i + 1), call.words.end());
    if (text_follows && i < call.words.size()) return run_in_own_shell(shell, call.words[i], call.streams, dash, std::move(arguments), i + 1 < call.words.size() ? &call.words[i + 1] : nullptr);
    if (i >= call.words.size()) {
        if (call.streams.input != nullptr) run_in_own_shell(shell, *call.streams.input, call.streams, dash, {});
        else shell.memory.status = 0;
        return;
    }
    const std::string path = shell.full_path(call.words[i].bytes);
    const auto written = shell.memory.files.find(path);
    if (!call.words[i].known() || written == shell.memory.files.end() || !written->second.text.known()) return not_understood(shell, call);
    const Traced text = written->second.text;
    run_in_own_shell(shell, text, call.streams, dash, std::move(arguments));
}

void run_eval(Shell& shell, Call& call)
{
    Traced text;
    for (std::size_t i = 1; i < call.words.size() && shell.spend(call.words[i].size(), call.at); ++i) {
        if (i > 1) text.append(' ', call.at);
        text.append(call.words[i]);
    }
    shell.memory.status = 0;
    run_text(shell, text, call.streams, shell.dash);
}

void run_source(Shell& shell, Call& call)
{
    if (call.words.size() < 2) return void(shell.memory.status = 2);
    const auto text = call.words[1].known() ? shell.read(shell.full_path(call.words[1].bytes), call.at) : std::optional<Traced>{};
    if (!text || !text->known()) return not_understood(shell, call);
    run_text(shell, *text, call.streams, shell.dash);
}

/// env, nohup, time, command, builtin, exec, nice: the command behind them.
void run_prefix(Shell& shell, Call& call)
{
    if (call.name() == "command" && call.words.size() > 1 && (call.words[1].bytes == "-v" || call.words[1].bytes == "-V")) return run_uncertain(shell, call);
    std::size_t i = 1;
    for (; i < call.words.size() && call.words[i].bytes.starts_with('-'); ++i)
        if (call.name() == "nice" && call.words[i].bytes == "-n") ++i;
    if (call.name() == "timeout") ++i;
    run_rest(shell, call, i);
    if (call.name() == "exec" && i < call.words.size()) shell.memory.leaving = Leaving::exit;
}

}  // namespace evenkeel::installer
