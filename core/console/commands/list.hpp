#pragma once
// THE list of what can be typed. A command is its name, how its words become an action, and what it prints of what came of it.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "console/command_line.hpp"
#include "console/shell.hpp"

namespace evenkeel::console {

/// A line on its way to an action.
struct Reading {
    const Desk& desk;
    const Command& words;
    bool has_input = false;
    std::string input;              ///< what comes through the pipe before it
    Location at;                    ///< the line
    Operate& operate;
    std::vector<Diagnostic>& diagnostics;

    void refuse(const Word& word, const Sentence& sentence, std::initializer_list<Argument> arguments);
    /// "{command}: {what} is not simulated".
    void not_simulated(const Word& word, std::string_view what, std::string_view repair = {});
};

/// What was typed, and what the world said of it.
struct Showing {
    const World& world;
    const Operated& typed;
    const Command& words;
    std::uint32_t process = 1;      ///< the number a process of this line has
};
/// What a tool prints.
struct Printed {
    std::string text;
    std::string error;
    int exit_code = 0;
    bool over = true;
};

struct Tool {
    std::string_view name;
    void (*read)(Reading&);
    Printed (*print)(const Showing&);
};
std::span<const Tool> tools();

/// A command that makes text by itself, or of text: `make` gives nothing for words that are not understood, having said so.
struct Filter {
    std::string_view name;
    void (*check)(Reading&);
    Printed (*run)(const Command& words, std::string_view input);
};
std::span<const Filter> producers();
std::span<const Filter> filters();

/// "{command}: try …" of what the real one refuses: an error text with its code.
Printed failed(std::string text, int exit_code);

// The tools.
extern const Tool curl_tool, haproxy_tool, journalctl_tool, socat_tool, systemctl_tool;

/// The unit or file of a host.
const RunSettings* unit_of(const Topology& topology, std::string_view host, std::string_view name);
/// The text of a host's file as somebody on it would name it: /etc/haproxy/haproxy.cfg, haproxy.cfg. Nothing: there is none.
const std::string* file_of(const Desk& desk, std::string_view host, std::string_view path);

}  // namespace evenkeel::console
