// A simple command: assignments, redirections, words, and who carries it out.

#include <algorithm>

#include "base/text.hpp"
#include "config/installer/sentences.hpp"
#include "config/installer/shell.hpp"

namespace evenkeel::installer {

namespace {

void assign(Shell& shell, const Assignment& assignment)
{
    if (assignment.array) {
        Values values = assignment.adds ? variable(shell, assignment.name) : Values{};
        std::int64_t next = values.empty() ? 0 : values.rbegin()->first + 1;
        for (const Word& word : assignment.elements)
            for (const Word& each : expand_braces(word))
                for (Traced& field : expand_fields(shell, each)) values[next++] = std::move(field);
        variable(shell, assignment.name) = std::move(values);
        return;
    }
    Traced value = expand_text(shell, assignment.value.parts);
    const auto index = index_of(shell, assignment.index);
    Values& values = variable(shell, assignment.name);
    if (!index) return void(values = {{0, shell.unknown(assignment.at, sentence::unknown_value, "$" + assignment.name)}});
    if (!assignment.adds) return void(values[*index] = std::move(value));
    if (shell.spend(values[*index].size() + value.size(), assignment.at)) values[*index].append(value);
}

/// `>F` and its relatives to a file; false when the file cannot be written.
bool open_file(Shell& shell, const Redirection& redirection, const Traced& target, bool adds, Sink& sink)
{
    sink = {};
    if (!target.known()) {
        shell.say(Severity::error, sentence::target_unknown, redirection.at);
        return true;
    }
    if (target.empty()) return false;
    const std::string path = shell.full_path(target.bytes);
    sink = {Sink::Kind::file, nullptr, path};
    if (path.starts_with("/dev/")) return void(sink = {}), true;
    if (!adds) shell.write(path, {}, redirection.at);
    else if (shell.exists(path) != true) shell.append(path, {}, redirection.at);
    return true;
}

bool open_input(Shell& shell, const Redirection& redirection, Traced& input)
{
    if (redirection.kind == Redirection::Kind::here_document) {
        input = expand_text(shell, *redirection.body);
        return true;
    }
    Traced target = expand_text(shell, redirection.target.parts);
    if (redirection.kind == Redirection::Kind::here_string) {
        const Offset end = target.from.empty() ? redirection.at : target.from.back();
        input = std::move(target);
        input.append('\n', end);
        return true;
    }
    if (!target.known()) return input = target, true;
    auto text = shell.read(shell.full_path(target.bytes), redirection.at);
    if (!text) return false;
    input = std::move(*text);
    return true;
}

}  // namespace

bool redirect(Shell& shell, const std::vector<Redirection>& redirections, Streams& streams, Traced& typed)
{
    using enum Redirection::Kind;
    for (const Redirection& redirection : redirections) {
        if (shell.stopped) return false;
        if (redirection.kind == Redirection::Kind::input || redirection.kind == here_document || redirection.kind == here_string) {
            if (!open_input(shell, redirection, typed)) return false;
            if (redirection.descriptor == 0) streams.input = &typed;
            continue;
        }
        const Traced target = expand_text(shell, redirection.target.parts);
        if (redirection.kind == duplicate && redirection.descriptor == 0) continue;
        Sink& mine = redirection.descriptor == 2 ? streams.error : streams.out;
        const bool number = target.bytes == "1" || target.bytes == "2" || target.bytes == "-" || target.bytes == "3";
        if (redirection.kind == duplicate && number) {
            if (redirection.descriptor > 2) continue;
            mine = target.bytes == "1" ? streams.out : target.bytes == "2" ? streams.error : Sink{};
            continue;
        }
        const bool adds = redirection.kind == append || redirection.kind == both_append;
        Sink sink;
        if (!open_file(shell, redirection, target, adds, sink)) return false;
        if (redirection.descriptor > 2) continue;
        mine = sink;
        if (redirection.kind == both || redirection.kind == both_append || redirection.kind == duplicate) streams.out = streams.error = sink;
    }
    return true;
}

void run_simple(Shell& shell, const Node& node, const Streams& streams)
{
    Call call;
    call.at = node.at;
    call.streams = streams;
    shell.memory.status = node.words.empty() ? std::optional<int>(0) : shell.memory.status;
    for (const Word& word : node.words)
        for (const Word& each : expand_braces(word))
            for (Traced& field : expand_fields(shell, each)) call.words.push_back(std::move(field));
    if (shell.stopped) return;
    Traced input;
    if (!redirect(shell, node.redirections, call.streams, input)) return void(shell.memory.status = 1);
    if (call.words.empty()) {
        for (const Assignment& assignment : node.assignments) assign(shell, assignment);
        return;
    }
    // NAME=value before a command holds for that command only.
    std::map<std::string, Values, std::less<>> before;
    for (const Assignment& assignment : node.assignments) before[assignment.name] = variable(shell, assignment.name);
    for (const Assignment& assignment : node.assignments) assign(shell, assignment);
    run_call(shell, call);
    for (auto& [name, values] : before) {
        if (values.empty()) shell.memory.variables.erase(name);
        else shell.memory.variables[name] = std::move(values);
    }
}

namespace {

void run_function(Shell& shell, const std::shared_ptr<const Node>& body, Call& call)
{
    std::vector<Traced> arguments(call.words.begin() + 1, call.words.end());
    std::swap(shell.memory.arguments, arguments);
    run(shell, *body, call.streams);
    if (shell.memory.leaving == Leaving::function) shell.memory.leaving = Leaving::no;
    std::swap(shell.memory.arguments, arguments);
}

/// Programs whose output is the text they print for root on any machine.
std::optional<std::string_view> known_output(const Call& call)
{
    if (call.name() == "whoami" || (call.name() == "id" && call.words.size() == 2 && call.words[1].bytes == "-un")) return "root\n";
    if (call.name() == "id" && call.words.size() == 2 && call.words[1].bytes == "-u") return "0\n";
    return std::nullopt;
}

}  // namespace

void run_call(Shell& shell, Call& call)
{
    if (!shell.spend(64, call.at)) return;
    if (++shell.depth > most_depth) {
        shell.stopped = true;
        return shell.say(Severity::error, sentence::too_deep, call.at, {{"most", std::to_string(most_depth)}});
    }
    const auto function = shell.memory.functions.find(call.name());
    if (!call.words[0].known()) {
        not_understood(shell, call);
    } else if (function != shell.memory.functions.end()) {
        const auto body = function->second;
        run_function(shell, body, call);
    } else if (const Builtin builtin = find_builtin(call.name())) {
        builtin(shell, call);
    } else if (const auto text = known_output(call)) {
        shell.put(call.streams.out, traced(*text, call.at), call.at);
        shell.memory.status = 0;
    } else if (is_harmless(call.name())) {
        shell.memory.status = 0;
        if (call.streams.out.kind != Sink::Kind::none) shell.put(call.streams.out, shell.unknown(call.at, sentence::unknown_value, "what '" + call.name() + "' prints"), call.at);
    } else {
        not_understood(shell, call);
    }
    --shell.depth;
}

}  // namespace evenkeel::installer
