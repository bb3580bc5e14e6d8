#include "console/shell.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "console/commands/list.hpp"
#include "console/sentences.hpp"

namespace evenkeel::console {

namespace {

template <class Each>
const Each* find(std::span<const Each> all, std::string_view name)
{
    const auto found = std::find_if(all.begin(), all.end(), [&](const Each& each) { return each.name == name; });
    return found == all.end() ? nullptr : &*found;
}

std::string offer(std::string_view word, std::span<const std::string_view> known)
{
    if (const auto near = nearest_word(word, known)) return did_you_mean(*near);
    std::string text = "there is ";
    for (std::size_t i = 0; i < known.size(); ++i) text += (i == 0 ? "" : ", ") + std::string(known[i]);
    return known.empty() ? std::string{} : text;
}

std::vector<std::string_view> names_of_filters()
{
    std::vector<std::string_view> names;
    for (const Filter& filter : filters()) names.push_back(filter.name);
    return names;
}

/// Who types `sudo` is root already.
void drop_sudo(std::vector<Command>& commands)
{
    if (!commands.empty() && commands.front().front().text == "sudo" && commands.front().size() > 1) commands.front().erase(commands.front().begin());
}

/// The line's commands by what each is: text made of words, a tool, and what reads its output.
struct Line {
    const Filter* producer = nullptr;
    const Tool* tool = nullptr;
    std::size_t tool_at = 0;
};

Line line_of(const std::vector<Command>& commands)
{
    Line line;
    line.producer = find(producers(), commands.front().front().text);
    line.tool_at = line.producer != nullptr ? 1 : 0;
    if (line.tool_at < commands.size()) line.tool = find(tools(), commands[line.tool_at].front().text);
    return line;
}

struct LineReader {
    const Desk& desk;
    const Location& at;
    Parsed<Operate>& result;
    std::vector<Command> commands;

    void refuse(const Word& word, const Sentence& sentence, std::initializer_list<Argument> arguments)
    {
        result.diagnostics.push_back(say(Severity::error, sentence, {at.file, at.line, word.column}, arguments));
    }

    Reading reading(const Command& words, bool has_input, std::string input)
    {
        return {desk, words, has_input, std::move(input), at, result.config, result.diagnostics};
    }

    void unknown(const Word& word)
    {
        const std::vector<std::string_view> known = commands_of(desk.commands);
        if (find(tools(), word.text) != nullptr) refuse(word, says.not_allowed, {{"command", word.text}, {"repair", offer("", known)}});
        else refuse(word, says.unknown_command, {{"command", printable(word.text, 60)}, {"repair", offer(word.text, known)}});
    }

    bool is_allowed(const Tool& tool) const { return std::find(desk.commands.begin(), desk.commands.end(), tool.name) != desk.commands.end(); }

    void read()
    {
        const Line line = line_of(commands);
        std::string input;
        if (line.producer != nullptr) {
            Reading first = reading(commands.front(), false, {});
            line.producer->check(first);
            if (!result.diagnostics.empty()) return;
            input = line.producer->run(commands.front(), {}).text;
        }
        std::size_t next = line.tool_at;
        if (line.tool != nullptr) {
            if (!is_allowed(*line.tool)) return unknown(commands[next].front());
            if (line.producer != nullptr && line.tool->name != "socat")
                return refuse(commands[next].front(), says.not_a_filter, {{"command", line.tool->name}, {"known", "socat, " + filter_names()}});
            Reading tool = reading(commands[next++], line.producer != nullptr, std::move(input));
            line.tool->read(tool);
        } else if (line.producer == nullptr) {
            return unknown(commands.front().front());
        }
        for (; next < commands.size() && result.diagnostics.empty(); ++next) {
            const Filter* filter = find(filters(), commands[next].front().text);
            if (filter == nullptr) return refuse(commands[next].front(), says.not_a_filter, {{"command", printable(commands[next].front().text, 60)}, {"known", filter_names()}});
            Reading checked = reading(commands[next], true, {});
            filter->check(checked);
        }
    }

    static std::string filter_names()
    {
        std::string text;
        for (const std::string_view name : names_of_filters()) text += (text.empty() ? "" : ", ") + std::string(name);
        return text;
    }
};

}  // namespace

std::vector<std::string_view> hosts_of(const Topology& topology)
{
    std::vector<std::string_view> hosts;
    for (const HostSettings& host : topology.hosts) hosts.push_back(host.name);
    for (const VisitorSettings& visitors : topology.visitors) hosts.push_back(visitors.name);
    return hosts;
}

std::vector<std::string_view> commands_of(std::span<const std::string> allowed)
{
    std::vector<std::string_view> names;
    for (const Tool& tool : tools())
        if (std::find(allowed.begin(), allowed.end(), tool.name) != allowed.end()) names.push_back(tool.name);
    for (const Filter& producer : producers()) names.push_back(producer.name);
    return names;
}

Parsed<Operate> read_line(const Desk& desk, std::string_view host, std::string_view line, const Location& at)
{
    Parsed<Operate> result;
    result.config.host = host;
    result.config.line = std::string(trim(line));
    const auto refuse = [&](const Sentence& sentence, std::initializer_list<Argument> arguments) {
        result.diagnostics.push_back(say(Severity::error, sentence, at, arguments));
        return std::move(result);
    };
    if (desk.topology.detail == LevelOfDetail::requests) return refuse(says.no_connections, {});
    const std::vector<std::string_view> hosts = hosts_of(desk.topology);
    if (std::find(hosts.begin(), hosts.end(), host) == hosts.end()) return refuse(says.unknown_host, {{"host", printable(host, 60)}, {"repair", offer(host, hosts)}});
    if (line.size() > most_line_bytes) return refuse(says.too_long, {{"bytes", std::to_string(line.size())}, {"most", std::to_string(most_line_bytes)}});
    if (const auto bad = std::find_if(line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t'; }); bad != line.end())
        return refuse(says.syntax, {{"what", printable(std::string_view(&*bad, 1))}});
    Parsed<std::vector<Command>> commands = read_command_line(line, at);
    result.diagnostics = std::move(commands.diagnostics);
    if (has_error(result.diagnostics)) return result;
    drop_sudo(commands.config);
    if (commands.config.empty()) return refuse(says.no_command, {{"example", "systemctl status haproxy"}});
    LineReader{desk, at, result, std::move(commands.config)}.read();
    return result;
}

Output output_of(const World& world, const Operated& typed)
{
    if (typed.reply == Reply::no_power) return {fmt::format("ssh: connect to host {} port 22: No route to host\n", typed.host), 255, true};
    std::vector<Command> commands = read_command_line(typed.line, {}).config;
    drop_sudo(commands);
    if (commands.empty()) return {};
    const Line line = line_of(commands);
    Printed printed;
    if (line.producer != nullptr) printed = line.producer->run(commands.front(), {});
    if (line.tool != nullptr) printed = line.tool->print({world, typed, commands[line.tool_at], 1'000 + static_cast<std::uint32_t>(&typed - world.operated.data())});
    Output output{std::move(printed.error), printed.exit_code, printed.over};
    std::string text = std::move(printed.text);
    for (std::size_t next = line.tool_at + (line.tool != nullptr ? 1 : 0); printed.over && next < commands.size(); ++next) {
        const Filter* filter = find(filters(), commands[next].front().text);
        if (filter == nullptr) break;
        Printed filtered = filter->run(commands[next], text);
        text = std::move(filtered.text);
        output.exit_code = filtered.exit_code;
    }
    output.text += text;
    if (output.text.size() > most_output_bytes) {
        output.text.resize(output.text.rfind('\n', most_output_bytes) + 1);
        output.text += "(more was printed than is shown)\n";
    }
    return output;
}

}  // namespace evenkeel::console
