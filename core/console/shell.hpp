#pragma once
// One line typed on one host: what it does to the world, and what the tool prints.
//
// Source: the tools of Debian 12 (systemd 252, HAProxy 2.6.12, socat 1.7.4.4, curl 7.88.1). What socat, curl and haproxy say is
// recorded (tests/golden/console); systemctl and journalctl are as their sources have it.
// Differs: each line is a shell of its own: no variables, no files, no several commands at once; a command does not wait for the one
// before it. What a tool writes to standard error comes before its output, and never goes through a pipe.

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "base/diagnostic.hpp"
#include "config/topology.hpp"
#include "console/command_line.hpp"
#include "world/build.hpp"
#include "world/world.hpp"

namespace evenkeel::console {

/// What the operator of a lab has before them.
struct Desk {
    const Topology& topology;
    const std::map<std::string, std::string>& files;    ///< configuration files as they are on the hosts now, by "lb-01/haproxy.cfg"
    std::span<const std::string> commands;              ///< the tools of this lab
    const Site* changed = nullptr;                      ///< settings of files that the running services have not read yet
    std::set<std::string> refused{};                    ///< files that their program would refuse
};

inline constexpr std::size_t most_line_bytes = 1'000;

/// The hosts on which one can type: those of the topology, and where visitors are.
std::vector<std::string_view> hosts_of(const Topology& topology);
/// What can stand at the beginning of a line in this lab.
std::vector<std::string_view> commands_of(std::span<const std::string> allowed);

/// The action of a line. Errors: it is not simulated; what the real tool would refuse itself is no error, but what it prints.
/// An empty line or a comment: no command.
Parsed<Operate> read_line(const Desk& desk, std::string_view host, std::string_view line, const Location& at = {});

struct Output {
    std::string text;
    int exit_code = 0;
    bool over = true;               ///< false: the command runs, and this is what it has printed until now
};
inline constexpr std::size_t most_output_bytes = 64 * 1024;

/// What a line that was typed has printed until now, at the most most_output_bytes of it.
Output output_of(const World& world, const Operated& typed);

}  // namespace evenkeel::console
