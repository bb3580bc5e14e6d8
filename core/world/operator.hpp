#pragma once
// What an operator types on a host: a line, what it does to the world, and what the world answered. The words of the tools, their
// options and what they print are core/console's; here is what only the world can do and know.

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "balancer/settings.hpp"
#include "base/time.hpp"
#include "net/host.hpp"
#include "net/message.hpp"
#include "web/settings.hpp"

namespace evenkeel {

struct World;

/// Nothing is asked of the world: whatever is printed was known when the line was typed.
struct OnlyPrint {};

enum class UnitVerb : std::uint8_t { look, start, stop, restart, reload };
/// systemd acts on a unit. With settings, what starts or reloads reads them; `unreadable`: its file is refused by the program.
struct ManageUnit {
    UnitVerb verb{};
    std::string service;            ///< "lb-01/haproxy"
    std::shared_ptr<const haproxy::Settings> haproxy;
    std::shared_ptr<const nginx::Settings> nginx;
    bool unreadable = false;
};
/// What the journal of the machine has of a unit: the last `most` lines.
struct ReadLog {
    std::string service;
    std::uint64_t most = 0;
};
/// Commands to a HAProxy on this host, by the path of its stats socket.
struct UseSocket {
    std::string path;
    std::string commands;
};
/// One request over the network; `limit` and `connect_limit` of 0: none.
struct AskByHand {
    std::string host;               ///< a name or an address
    std::uint16_t port = 80;
    Method method{};
    std::string path = "/";
    std::string host_header;
    std::string headers;            ///< "Name: value\n" each
    std::string cookie;
    std::string body;
    Duration connect_limit;
    Duration limit;
};
using Effect = std::variant<OnlyPrint, ManageUnit, ReadLog, UseSocket, AskByHand>;

/// The action: a line typed on a host. `file` is the text of the file that the line names, as it was then.
struct Operate {
    static constexpr std::string_view keyword = "operate";
    std::string host;
    std::string line;
    Effect effect;
    std::shared_ptr<const std::string> file;
    std::shared_ptr<const std::map<std::string, std::string>> beside{};  ///< files that it may name, as they were then
};

/// What the world had to say of it. What a tool prints is made of this (console/shell), now or at any later time.
enum class Reply : std::uint8_t {
    done,
    no_power,       ///< nobody can log in
    no_service,     ///< the host has no such unit
    not_running,    ///< a unit that is to be reloaded; a socket whose process is gone
    unreadable,     ///< the program refused its file
    no_reload,      ///< a unit that knows no reload
    silent,         ///< the process hangs
    no_socket,      ///< no such file
    no_address,     ///< the name does not exist
    asked,          ///< a request is under way, or was: `probe`
};

struct Operated {
    Instant at;
    std::string host;
    std::string line;
    Reply reply{};
    ServiceState state{};           ///< of the unit, afterwards
    Instant since;                  ///< how long it has been in it
    std::shared_ptr<const std::string> text;    ///< the socket's answer, the log's lines, the file
    ServiceId probe;
    std::uint32_t request = 0;      ///< of the probe
    std::shared_ptr<const std::map<std::string, std::string>> beside;
    Endpoint to;
};

/// Writes the line into the journal and the world's list, and does what it does.
void operate(World& world, const Operate& action);

}  // namespace evenkeel
