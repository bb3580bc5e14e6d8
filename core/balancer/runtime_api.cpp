#include "balancer/runtime_api.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "balancer/not_simulated.hpp"
#include "balancer/process.hpp"
#include "balancer/sticking.hpp"
#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

using Words = std::vector<std::string_view>;

constexpr std::int64_t most_weight = 256;
constexpr std::int64_t most_percent = 25'600;
constexpr std::int64_t unlimited = 4'294'967'295;       // what a negative maxconn becomes

/// A server that a command names, or why there is none.
struct Target {
    std::uint32_t backend = 0;
    ServerId server;
    std::string_view problem;
};

Target find_target(const Process& p, std::string_view name)
{
    const std::size_t slash = name.find('/');
    if (slash == std::string_view::npos) return {0, {}, "Require 'backend/server'."};
    const std::vector<Backend>& backends = p.settings().backends;
    for (std::uint32_t b = 0; b < backends.size(); ++b) {
        if (backends[b].name != name.substr(0, slash)) continue;
        for (std::uint32_t s = 0; s < backends[b].servers.size(); ++s)
            if (backends[b].servers[s].name == name.substr(slash + 1)) return {b, {s}, {}};
        return {0, {}, "No such server."};
    }
    return {0, {}, "No such backend."};
}

/// What C's strtol reads, and what is left.
struct Leading {
    std::int64_t number = 0;
    std::string_view rest;
    bool any = false;
};
Leading leading_number(std::string_view text)
{
    Leading leading;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), leading.number);
    leading.any = error == std::errc{};
    leading.rest = text.substr(static_cast<std::size_t>(end - text.data()));
    return leading;
}

/// An error is followed by an empty line.
std::string error(std::string_view text) { return fmt::format("{}\n\n", text); }
std::string done() { return "\n"; }

std::string set_state(Process& p, const Target& target, std::string_view word)
{
    Administrative admin{};
    if (word == "ready") admin = Administrative::ready;
    else if (word == "drain") admin = Administrative::drain;
    else if (word == "maint") admin = Administrative::maintenance;
    else return error("'set server <srv> state' expects 'ready', 'drain' and 'maint'.");
    const StateChange change = set_administrative(p.balancer.farms[target.backend], target.server, admin, p.context.now);
    if (admin == Administrative::maintenance) drop_idle_links(p, target.backend, target.server);
    follow_change(p, target.backend, target.server, change);
    return done();
}

std::string set_health(Process& p, const Target& target, std::string_view word)
{
    Farm& farm = p.balancer.farms[target.backend];
    CheckState& check = farm.servers[target.server.index].check;
    StateChange change;
    if (word == "up") {
        check.health = check.rise + check.fall - 1;
        change = set_running(farm, target.server, p.context.now);
    } else if (word == "stopping") {
        check.health = check.rise + check.fall - 1;
        change = set_stopping(farm, target.server, p.context.now);
    } else if (word == "down") {
        check.health = 0;
        change = set_stopped(farm, target.server, p.context.now);
    } else {
        return error("'set server <srv> health' expects 'up', 'stopping', or 'down'.");
    }
    follow_change(p, target.backend, target.server, change);
    return done();
}

std::string change_weight(Process& p, const Target& target, std::string_view text)
{
    if (text.empty()) return error("Require <weight> or <weight%>.");
    Farm& farm = p.balancer.farms[target.backend];
    const Leading weight = leading_number(text);
    if (!weight.any) return "Empty weight string empty or preceded by garbage\n";
    std::int64_t wanted = weight.number;
    if (weight.rest == "%") {
        if (wanted < 0) return error("Relative weight must be positive.");
        wanted = std::min(farm.servers[target.server.index].weight_initial * std::min(wanted, most_percent) / 100, most_weight);
    } else if (wanted < 0 || wanted > most_weight) {
        return error("Absolute weight can only be between 0 and 256 inclusive.");
    } else if (!weight.rest.empty()) {
        return "Trailing garbage in weight string\n";
    }
    if (!set_weight(farm, target.server, wanted)) return error("Backend is using a static LB algorithm and only accepts weights '0%' and '100%'.");
    tell_availability(p, target.backend);
    return done();
}

std::string set_maxconn(Process& p, const Target& target, std::string_view text)
{
    if (text.empty()) return error("Require <maxconn>.");
    const Leading limit = leading_number(text);
    if (!limit.any) return "maxconn string empty or preceded by garbage\n";
    if (!limit.rest.empty()) return "Trailing garbage in maxconn string\n";
    Farm& farm = p.balancer.farms[target.backend];
    set_limit(farm, target.server, limit.number < 0 ? unlimited : limit.number);
    proceed(p, target.backend, dequeue(farm, target.server));
    return done();
}

std::string_view word(const Words& words, std::size_t i) { return i < words.size() ? words[i] : std::string_view{}; }

/// A command by its first words; `name` is the word that names the server, `value` the rest.
struct Command {
    std::array<std::string_view, 2> words;
    std::string (*run)(Process&, const Target&, const Words&);
};

std::string run_set_server(Process& p, const Target& target, const Words& words)
{
    if (word(words, 3) == "state") return set_state(p, target, word(words, 4));
    if (word(words, 3) == "weight") return change_weight(p, target, word(words, 4));
    if (word(words, 3) == "health") return set_health(p, target, word(words, 4));
    return error("usage: set server <backend>/<server> addr | agent | agent-addr | agent-port | agent-send | check-addr | check-port | fqdn | health | ssl | state | weight");
}

std::string get_weight(Process& p, const Target& target, const Words&)
{
    const ServerState& server = p.balancer.farms[target.backend].servers[target.server.index];
    return fmt::format("{} (initial {})\n\n", server.weight_user, server.weight_initial);
}

constexpr std::array<Command, 5> commands{{
    {{"set", "server"}, run_set_server},
    {{"set", "weight"}, [](Process& p, const Target& target, const Words& words) { return change_weight(p, target, word(words, 3)); }},
    {{"get", "weight"}, get_weight},
    {{"disable", "server"}, [](Process& p, const Target& target, const Words&) { return set_state(p, target, "maint"); }},
    {{"enable", "server"}, [](Process& p, const Target& target, const Words&) { return set_state(p, target, "ready"); }},
}};

Words words_of(std::string_view command)
{
    Words words;
    for (const std::string_view each : split(command, ' '))
        if (!each.empty()) words.push_back(each);
    return words;
}

bool is_set_maxconn(const Words& words) { return word(words, 0) == "set" && word(words, 1) == "maxconn" && word(words, 2) == "server"; }

const Command* command_of(const Words& words)
{
    const auto found = std::find_if(commands.begin(), commands.end(), [&](const Command& each) { return word(words, 0) == each.words[0] && word(words, 1) == each.words[1]; });
    return found == commands.end() ? nullptr : &*found;
}

std::string run_command(Process& p, std::string_view text)
{
    const Words words = words_of(text);
    if (is_table_command(words)) return run_table_command(p, words);
    const Command* command = command_of(words);
    if (command == nullptr && !is_set_maxconn(words)) return error(not_simulated_command(printable(std::string(text), 60)));
    const Target target = find_target(p, word(words, command == nullptr ? 3 : 2));
    if (!target.problem.empty()) return error(target.problem);
    return command == nullptr ? set_maxconn(p, target, word(words, 4)) : command->run(p, target, words);
}

/// The server whose checks decide: the one it tracks, or that one's, or itself.
ServerPlace checked_by(const Balancer& balancer, ServerPlace place)
{
    for (std::size_t steps = 0; steps < balancer.places.size(); ++steps) {
        const Server& settings = balancer.settings->backends[place.backend].servers[place.server.index];
        if (settings.tracked_backend == no_index) break;
        place = {settings.tracked_backend, {settings.tracked_server}};
    }
    return place;
}

}  // namespace

std::string status_column(const Balancer& balancer, std::uint32_t backend, std::uint32_t server)
{
    const ServerPlace decides = checked_by(balancer, {backend, {server}});
    const ServerState& reference = server_state(balancer, decides.backend, decides.server.index);
    ServerState shown = server_state(balancer, backend, server);
    const bool through = shown.admin != Administrative::maintenance && shown.inherited == Administrative::maintenance;
    shown.check = reference.check;
    shown.agent = reference.agent;
    if (!through) return status_text(shown);
    const Server& tracker = balancer.settings->backends[backend].servers[server];
    const Backend& tracked = balancer.settings->backends[tracker.tracked_backend];
    return fmt::format("MAINT (via {}/{})", tracked.name, tracked.servers[tracker.tracked_server].name);
}

std::string run_commands(Balancer& balancer, std::string_view line, Context& context)
{
    Process p{balancer, context};
    std::string answer;
    for (const std::string_view command : split(line, ';')) answer += run_command(p, trim(command));
    return answer;
}

bool is_simulated_command(std::string_view command)
{
    const Words words = words_of(command);
    if (is_set_maxconn(words) || is_table_command(words)) return true;
    const Command* found = command_of(words);
    if (found == nullptr) return false;
    const std::string_view what = word(words, 3);
    return found->words[1] != "server" || found->words[0] != "set" || what == "state" || what == "weight" || what == "health";
}

}  // namespace evenkeel::haproxy
