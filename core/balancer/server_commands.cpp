// `set server B/S …` beside state, weight and health: where a server and its checks are, and what its agent says.

#include <charconv>

#include <fmt/format.h>

#include "balancer/cookie.hpp"
#include "balancer/show.hpp"
#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

constexpr std::string_view done = "\n";
constexpr std::string_view no_check = "health checks are not enabled on this server\n";
constexpr std::string_view no_agent = "agent checks are not enabled on this server\n";

std::string error(std::string_view text) { return fmt::format("{}\n\n", text); }

/// One server for the length of a command.
struct Subject {
    Process& p;
    ServerPlace place;

    const Server& settings() const { return p.settings().backends[place.backend].servers[place.server.index]; }
    template <class Change>
    void change(Change&& what) const
    {
        change_settings(p, [&](Settings& all) { what(all.backends[place.backend].servers[place.server.index]); });
    }
};

struct Port {
    std::int64_t number = 0;
    bool whole = false;
};
Port port_of(std::string_view text)
{
    Port port;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port.number);
    port.whole = problem == std::errc{} && end == text.data() + text.size();
    return port;
}

/// What is said of a new port behind `addr`, after it has been set; a port that is none of 16 bits is cut to them.
std::string change_port(const Subject& subject, std::string_view text)
{
    const Server& settings = subject.settings();
    if (text.starts_with('+') || text.starts_with('-')) {
        if (settings.check_port == 0)
            return "can't change <port> to port map because it is incompatible with current health check port configuration (use 'port' statement "
                   "from the 'server' directive.";
        const Port offset = port_of(text.starts_with('+') ? text.substr(1) : text);
        const std::string old = fmt::format("{}{}", settings.port_is_offset ? "+" : "", settings.port);
        subject.change([&](Server& server) {
            server.port_is_offset = true;
            server.port = static_cast<std::uint16_t>(offset.number);
        });
        return fmt::format("port changed from '{}' to '{}'", old, text);
    }
    const Port port = port_of(text);
    if (!port.whole) return fmt::format("problem converting port '{}' to an int", text);
    const auto wanted = static_cast<std::uint16_t>(port.number);
    if (wanted == settings.port && !settings.port_is_offset) return "no need to change the port";
    const std::string old = fmt::format("{}{}", settings.port_is_offset ? "+" : "", settings.port);
    subject.change([&](Server& server) {
        server.port_is_offset = false;
        server.port = wanted;
    });
    return fmt::format("port changed from '{}' to '{}'", old, wanted);
}

std::string set_address(const Subject& subject, Words words)
{
    if (word_at(words, 4).empty()) return error("set server <b>/<s> addr requires an address and optionally a port.");
    constexpr std::string_view by = " by 'stats socket command'";
    const auto wanted = parse_address(word_at(words, 4));
    if (!wanted) return error(fmt::format("Invalid addr '{}'{}", word_at(words, 4), by));
    const Address old = subject.settings().address;
    std::string said = "no need to change the addr";
    if (*wanted != old) {
        subject.change([&](Server& server) { server.address = *wanted; });
        drop_idle_links(subject.p, subject.place.backend, subject.place.server);
        said = fmt::format("IP changed from '{}' to '{}'", to_text(old), to_text(*wanted));
    }
    if (word_at(words, 5) == "port" && !word_at(words, 6).empty()) said += ", " + change_port(subject, word_at(words, 6));
    if (subject.p.settings().backends[subject.place.backend].cookie.dynamic)
        change_settings(subject.p, [&](Settings& all) { make_dynamic_cookies(all.backends[subject.place.backend]); });
    return error(said + std::string(by));
}

/// What is wrong with a port for checks; empty: nothing.
std::string_view wrong_with(const Port& port)
{
    if (!port.whole) return "provided port is not an integer\n";
    return port.number < 0 || port.number > 65'535 ? "provided port is invalid\n" : "";
}

std::string set_check_address(const Subject& subject, Words words)
{
    if (word_at(words, 4).empty()) return error("set server <b>/<s> check-addr requires an address and optionally a port.");
    if (!subject.settings().check) return std::string(no_check);
    const auto address = parse_address(word_at(words, 4));
    if (!address) return fmt::format("invalid addr '{}'\n", word_at(words, 4));
    const bool has_port = word_at(words, 5) == "port" && !word_at(words, 6).empty();
    const Port port = port_of(word_at(words, 6));
    if (has_port && !wrong_with(port).empty()) return std::string(wrong_with(port));
    subject.change([&](Server& server) {
        server.check_address = *address;
        if (has_port) server.check_port = static_cast<std::uint16_t>(port.number);
    });
    return std::string(done);
}

std::string set_check_port(const Subject& subject, Words words)
{
    if (word_at(words, 4).empty()) return error("set server <b>/<s> check-port requires a port.");
    if (!subject.settings().check) return std::string(no_check);
    const Port port = port_of(word_at(words, 4));
    if (!wrong_with(port).empty()) return std::string(wrong_with(port));
    subject.change([&](Server& server) { server.check_port = static_cast<std::uint16_t>(port.number); });
    return std::string(done);
}

std::string set_agent(const Subject& subject, Words words)
{
    Process& p = subject.p;
    Farm& farm = p.balancer.farms[subject.place.backend];
    CheckState& agent = farm.servers[subject.place.server.index].agent;
    if (!agent.enabled) return error("agent checks are not enabled on this server.");
    const bool up = word_at(words, 4) == "up";
    if (!up && word_at(words, 4) != "down") return error("'set server <srv> agent' expects 'up' or 'down'.");
    agent.health = up ? agent.rise + agent.fall - 1 : 0;
    if (farm.servers[subject.place.server.index].admin == Administrative::maintenance) return std::string(done);
    const StateChange change = up ? set_running(farm, subject.place.server, p.context.now) : set_stopped(farm, subject.place.server, p.context.now);
    follow_change(p, subject.place.backend, subject.place.server, change);
    return std::string(done);
}

std::string set_agent_address(const Subject& subject, Words words)
{
    if (word_at(words, 4).empty()) return error("set server <b>/<s> agent-addr requires an address and optionally a port.");
    if (!subject.settings().agent_check) return std::string(no_agent);
    const auto address = parse_address(word_at(words, 4));
    if (!address) return fmt::format("invalid addr '{}'\n", word_at(words, 4));
    subject.change([&](Server& server) { server.agent_address = *address; });
    return std::string(done);
}

std::string set_agent_port(const Subject& subject, Words words)
{
    if (word_at(words, 4).empty()) return error("set server <b>/<s> agent-port requires a port.");
    if (!subject.settings().agent_check) return std::string(no_agent);
    const Port port = port_of(word_at(words, 4));
    if (!wrong_with(port).empty()) return std::string(wrong_with(port));
    subject.change([&](Server& server) { server.agent_port = static_cast<std::uint16_t>(port.number); });
    return std::string(done);
}

}  // namespace

std::optional<std::string> set_server(Process& p, const ServerPlace& place, Words words)
{
    const Subject subject{p, place};
    const std::string_view what = word_at(words, 3);
    if (what == "addr") return set_address(subject, words);
    if (what == "check-addr") return set_check_address(subject, words);
    if (what == "check-port") return set_check_port(subject, words);
    if (what == "agent") return set_agent(subject, words);
    if (what == "agent-addr") return set_agent_address(subject, words);
    if (what == "agent-port") return set_agent_port(subject, words);
    if (what == "agent-send") return subject.settings().agent_check ? std::string(done) : error("agent checks are not enabled on this server.");
    if (what == "fqdn")
        return error(word_at(words, 4).empty() ? "set server <b>/<s> fqdn requires a FQDN." : "set server <b>/<s> fqdn failed because no resolution is configured.");
    if (what == "ssl") return error("'set server <srv> ssl' cannot be set.  default-server should define ssl settings");
    return {};
}

std::string enable_checks(Process& p, const ServerPlace& place, bool agent, bool on)
{
    const Server& settings = p.settings().backends[place.backend].servers[place.server.index];
    ServerState& server = p.balancer.farms[place.backend].servers[place.server.index];
    if (!(agent ? settings.agent_check : settings.check))
        return on ? error(agent ? "Agent was not configured on this server, cannot enable." : "Health check was not configured on this server, cannot enable.") : std::string(done);
    (agent ? server.agent : server.check).enabled = on;
    return std::string(done);
}

}  // namespace evenkeel::haproxy
