// Lists, pipelines and compound commands.

#include <algorithm>

#include "config/installer/sentences.hpp"
#include "config/installer/shell.hpp"

namespace evenkeel::installer {

namespace {

void fail_ends(Shell& shell)
{
    if (shell.memory.stops_at_failure && shell.in_condition == 0 && shell.memory.status && *shell.memory.status != 0 && shell.running())
        shell.memory.leaving = Leaving::exit;
}

void run_list(Shell& shell, const Node& node, const Streams& streams)
{
    for (std::size_t i = 0; i < node.children.size() && shell.running(); ++i) {
        const Node& child = node.children[i];
        const Connector connector = node.connectors[i];
        const bool tested = i + 1 < node.children.size() && node.connectors[i + 1] != Connector::then;
        if (tested) ++shell.in_condition;
        const auto go = [&] { run(shell, child, streams); };
        const std::optional<int> status = shell.memory.status;
        if (connector == Connector::then) go();
        else if (!status) either(shell, {go, [] {}}, node.children[i - 1].at, sentence::unknown_branch);
        else if ((*status == 0) == (connector == Connector::and_then)) go();
        if (tested) --shell.in_condition;
        else if (child.kind == Node::Kind::simple && connector == Connector::then) fail_ends(shell);
    }
}

void run_pipeline(Shell& shell, const Node& node, const Streams& streams)
{
    const bool alone = node.children.size() == 1;
    if (node.negated) ++shell.in_condition;
    Traced passed;
    Traced made;
    // Each command of a pipeline has a shell of its own.
    const auto variables = alone ? std::map<std::string, Values, std::less<>>{} : shell.memory.variables;
    const std::string folder = shell.memory.folder;
    for (std::size_t i = 0; i < node.children.size() && shell.running(); ++i) {
        Streams inner = streams;
        if (i > 0) inner.input = &passed;
        made.clear();
        if (i + 1 < node.children.size()) inner.out = {Sink::Kind::text, &made, {}};
        run(shell, node.children[i], inner);
        std::swap(passed, made);
    }
    if (!alone) {
        shell.memory.variables = variables;
        shell.memory.folder = folder;
        shell.memory.leaving = Leaving::no;
    }
    if (!node.negated) return;
    --shell.in_condition;
    if (shell.memory.status) shell.memory.status = *shell.memory.status == 0 ? 1 : 0;
}

void run_condition(Shell& shell, const Node& node, std::size_t index, const Streams& streams)
{
    const std::size_t count = node.children.size();
    if (index >= count) return void(shell.memory.status = 0);
    if (index + 1 == count) return run(shell, node.children[index], streams);
    ++shell.in_condition;
    run(shell, node.children[index], streams);
    --shell.in_condition;
    if (!shell.running()) return;
    const auto yes = [&] { run(shell, node.children[index + 1], streams); };
    const auto no = [&] { run_condition(shell, node, index + 2, streams); };
    if (!shell.memory.status) return either(shell, {yes, no}, node.children[index].at, sentence::unknown_branch);
    if (*shell.memory.status == 0) yes();
    else no();
}

/// After one round; false when the loop is left.
bool goes_on(Shell& shell)
{
    if (shell.memory.leaving == Leaving::round) shell.memory.leaving = Leaving::no;
    if (shell.memory.leaving != Leaving::loop) return shell.running();
    shell.memory.leaving = Leaving::no;
    return false;
}

void once_or_not(Shell& shell, const Node& body, const Streams& streams, Offset at)
{
    const auto once = [&] {
        run(shell, body, streams);
        goes_on(shell);
    };
    either(shell, {once, [] {}}, at, sentence::unknown_loop);
}

void run_for_each(Shell& shell, const Node& node, const Streams& streams)
{
    std::vector<Traced> values = node.has_list ? std::vector<Traced>{} : shell.memory.arguments;
    for (const Word& word : node.words)
        for (const Word& each : expand_braces(word))
            for (Traced& field : expand_fields(shell, each)) values.push_back(std::move(field));
    shell.memory.status = 0;
    for (const Traced& value : values) {
        variable(shell, node.name) = {{0, value}};
        // An unknown list is one unknown word here, and any number of words there.
        if (!value.known()) once_or_not(shell, node.children[0], streams, node.at);
        else run(shell, node.children[0], streams);
        if (!goes_on(shell)) break;
    }
}

void run_loop(Shell& shell, const Node& node, const Streams& streams)
{
    for (int round = 0; shell.running(); ++round) {
        if (round >= most_rounds) return shell.stopped = true, shell.say(Severity::error, sentence::too_much_work, node.at, {{"most", std::to_string(most_rounds)}});
        ++shell.in_condition;
        run(shell, node.children[0], streams);
        --shell.in_condition;
        if (!shell.running()) return;
        if (!shell.memory.status) {
            once_or_not(shell, node.children[1], streams, node.at);
            return void(shell.memory.status = 0);
        }
        if ((*shell.memory.status == 0) == node.negated) break;
        run(shell, node.children[1], streams);
        if (!goes_on(shell)) return;
    }
    shell.memory.status = 0;
}

void run_for_count(Shell& shell, const Node& node, const Streams& streams)
{
    std::vector<std::string> parts(1);
    for (const char c : node.expression.bytes) {
        if (c == ';') parts.emplace_back();
        else parts.back() += c;
    }
    bool known = parts.size() == 3 && calculate(shell, parts[0]).has_value();
    for (int round = 0; known && shell.running(); ++round) {
        if (round >= most_rounds) return shell.stopped = true, shell.say(Severity::error, sentence::too_much_work, node.at, {{"most", std::to_string(most_rounds)}});
        const auto test = parts[1].find_first_not_of(" \t") == std::string::npos ? 1 : calculate(shell, parts[1]);
        known = test.has_value();
        if (!known || *test == 0) break;
        run(shell, node.children[0], streams);
        if (!goes_on(shell)) return;
        known = calculate(shell, parts[2]).has_value();
    }
    if (!known) once_or_not(shell, node.children[0], streams, node.at);
}

void run_choice(Shell& shell, const Node& node, const Streams& streams)
{
    const Traced subject = expand_text(shell, node.words[0].parts);
    shell.memory.status = 0;
    if (!subject.known()) {
        std::vector<std::function<void()>> ways{[] {}};
        for (const Node& child : node.children) ways.emplace_back([&shell, &child, &streams] { run(shell, child, streams); });
        return either(shell, ways, node.at, sentence::unknown_branch);
    }
    for (std::size_t i = 0; i < node.children.size(); ++i)
        for (const Word& word : node.patterns[i]) {
            std::size_t work = 0;
            const bool found = matches(expand_pattern(shell, word.parts).bytes, subject.bytes, work);
            if (!shell.spend(work, node.at)) return;
            if (found) return run(shell, node.children[i], streams);
        }
}

void run_subshell(Shell& shell, const Node& node, const Streams& streams)
{
    Memory before = shell.memory;
    run(shell, node.children[0], streams);
    before.files = std::move(shell.memory.files);
    before.links = std::move(shell.memory.links);
    before.status = shell.memory.status;
    shell.memory = std::move(before);
}

void run_inside(Shell& shell, const Node& node, const Streams& streams)
{
    switch (node.kind) {
    case Node::Kind::list: return run_list(shell, node, streams);
    case Node::Kind::pipeline: return run_pipeline(shell, node, streams);
    case Node::Kind::group: return run(shell, node.children[0], streams);
    case Node::Kind::subshell: return run_subshell(shell, node, streams);
    case Node::Kind::condition: return run_condition(shell, node, 0, streams);
    case Node::Kind::for_each: return run_for_each(shell, node, streams);
    case Node::Kind::for_count: return run_for_count(shell, node, streams);
    case Node::Kind::loop: return run_loop(shell, node, streams);
    case Node::Kind::choice: return run_choice(shell, node, streams);
    case Node::Kind::function: shell.memory.functions[node.name] = node.body; return void(shell.memory.status = 0);
    case Node::Kind::arithmetic: {
        const auto value = calculate(shell, node.expression.bytes);
        shell.memory.status = value ? std::optional<int>(*value != 0 ? 0 : 1) : std::nullopt;
        return;
    }
    case Node::Kind::simple: return run_simple(shell, node, streams);
    }
}

}  // namespace

void run(Shell& shell, const Node& node, const Streams& streams)
{
    if (!shell.running() || !shell.spend(64, node.at)) return;
    if (++shell.depth > most_depth) {
        shell.stopped = true;
        shell.say(Severity::error, sentence::too_deep, node.at, {{"most", std::to_string(most_depth)}});
    } else if (node.kind == Node::Kind::simple || node.redirections.empty()) {
        run_inside(shell, node, streams);
    } else {
        Streams inner = streams;
        Traced input;
        if (redirect(shell, node.redirections, inner, input)) run_inside(shell, node, inner);
        else shell.memory.status = 1;
    }
    --shell.depth;
}

Traced output_of(Shell& shell, const Node& node, Offset at)
{
    Traced text;
    Streams streams;
    streams.out = {Sink::Kind::text, &text, {}};
    // A shell of its own: only files outlive it.
    Node inside;
    inside.kind = Node::Kind::subshell;
    inside.at = at;
    inside.children.push_back(node);
    run(shell, inside, streams);
    std::size_t end = text.size();
    while (end > 0 && text.bytes[end - 1] == '\n') --end;
    return text.slice(0, end);
}

void run_text(Shell& shell, const Traced& text, const Streams& streams, bool dash)
{
    if (!text.known()) {
        shell.say(Severity::warning, sentence::command_unknown, text.unknown_at, {{"command", "a command made when the script runs"}});
        return;
    }
    if (!shell.spend(4 * text.size(), text.from.empty() ? nowhere : text.from[0])) return;
    const bool outer = shell.dash;
    shell.dash = dash;
    Parser parser(text, dash, shell.depth / 4);
    while (shell.running()) {
        const auto line = parser.next();
        if (!line) break;
        run(shell, *line, streams);
    }
    for (const Offset at : parser.unended()) shell.say(Severity::warning, sentence::here_document_unended, at);
    if (const SyntaxFault& fault = parser.fault()) {
        shell.say(Severity::error, *fault.sentence, fault.at, {{"word", fault.word}, {"most", std::to_string(most_nesting)}});
        shell.memory.status = 2;
    }
    shell.dash = outer;
}

}  // namespace evenkeel::installer
