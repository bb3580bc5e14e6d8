#include "console/commands/list.hpp"

#include <array>

#include "console/commands/texts.hpp"
#include "console/sentences.hpp"

namespace evenkeel::console {

std::span<const Tool> tools()
{
    static const std::array<Tool, 5> all{curl_tool, haproxy_tool, journalctl_tool, socat_tool, systemctl_tool};
    return all;
}

std::span<const Filter> producers()
{
    static const std::array<Filter, 2> all{echo, print_formatted};
    return all;
}

std::span<const Filter> filters()
{
    static const std::array<Filter, 5> all{cut, grep, head, tail, word_count};
    return all;
}

Printed failed(std::string text, int exit_code)
{
    Printed printed;
    printed.error = std::move(text);
    printed.exit_code = exit_code;
    return printed;
}

void Reading::refuse(const Word& word, const Sentence& sentence, std::initializer_list<Argument> arguments)
{
    diagnostics.push_back(say(Severity::error, sentence, {at.file, at.line, word.column}, arguments));
}

void Reading::not_simulated(const Word& word, std::string_view what, std::string_view repair)
{
    refuse(word, says.not_simulated, {{"command", words.front().text}, {"what", what}, {"repair", repair}});
}

const RunSettings* unit_of(const Topology& topology, std::string_view host, std::string_view name)
{
    for (const HostSettings& each : topology.hosts)
        for (const RunSettings& run : each.run)
            if (each.name == host && run.name == name) return &run;
    return nullptr;
}

const std::string* file_of(const Desk& desk, std::string_view host, std::string_view path)
{
    const std::string_view name = path.substr(path.rfind('/') == std::string_view::npos ? 0 : path.rfind('/') + 1);
    const bool is_there = path == name || path == "/etc/haproxy/haproxy.cfg" || path == "./haproxy.cfg";
    for (const HostSettings& each : desk.topology.hosts)
        for (const RunSettings& run : each.run) {
            const bool is_it = each.name == host && run.kind == ServiceKind::balancer && is_there && run.file.ends_with("/" + std::string(name));
            const auto found = desk.files.find(run.file);
            if ((is_it || (run.file == path && each.name == host)) && found != desk.files.end()) return &found->second;
        }
    return nullptr;
}

}  // namespace evenkeel::console
