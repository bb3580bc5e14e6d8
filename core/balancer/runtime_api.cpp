#include "balancer/runtime_api.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "balancer/access_level.hpp"
#include "balancer/command_list.hpp"
#include "balancer/not_simulated.hpp"
#include "balancer/pattern_commands.hpp"
#include "balancer/process.hpp"
#include "balancer/show.hpp"
#include "balancer/sticking.hpp"
#include "balancer/typed_fields.hpp"
#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

using WordList = std::vector<std::string_view>;

constexpr std::int64_t most_weight = 256;
constexpr std::int64_t most_percent = 25'600;
constexpr std::int64_t unlimited = 4'294'967'295;       // what a negative maxconn becomes

/// A server that a command names, or why there is none.
struct Target {
    std::uint32_t backend = 0;
    ServerId server;
    std::string_view problem;
};

ServerPlace place_of(const Target& target) { return {target.backend, target.server}; }

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
Leading leading_digits(std::string_view text)
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
    const ServerState before = p.balancer.farms[target.backend].servers[target.server.index];
    const StateChange change = set_administrative(p.balancer.farms[target.backend], target.server, admin, p.context.now);
    if (before.admin != admin) tell_administrative(p, place_of(target), before, static_cast<std::int64_t>(change.called.size()));
    if (admin == Administrative::maintenance) drop_idle_links(p, target.backend, target.server);
    follow_change(p, target.backend, target.server, change);
    return done();
}

}  // namespace

std::string set_health(Process& p, const ServerPlace& place, std::string_view word, std::string_view by)
{
    Farm& farm = p.balancer.farms[place.backend];
    CheckState& check = farm.servers[place.server.index].check;
    const Operational before = farm.servers[place.server.index].state;
    StateChange change;
    if (word == "up") {
        check.health = check.rise + check.fall - 1;
        change = set_running(farm, place.server, p.context.now);
    } else if (word == "stopping") {
        check.health = check.rise + check.fall - 1;
        change = set_stopping(farm, place.server, p.context.now);
    } else if (word == "down") {
        check.health = 0;
        change = set_stopped(farm, place.server, p.context.now);
    } else {
        return error("'set server <srv> health' expects 'up', 'stopping', or 'down'.");
    }
    if (farm.servers[place.server.index].state != before) tell_by_command(p, place, by, static_cast<std::int64_t>(change.called.size()));
    follow_change(p, place.backend, place.server, change);
    return done();
}

namespace {

std::string change_weight(Process& p, const Target& target, std::string_view text)
{
    if (text.empty()) return error("Require <weight> or <weight%>.");
    Farm& farm = p.balancer.farms[target.backend];
    const Leading weight = leading_digits(text);
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
    tell_drained(p, place_of(target));
    tell_availability(p, target.backend);
    return done();
}

std::string set_maxconn(Process& p, const Target& target, std::string_view text)
{
    if (text.empty()) return error("Require <maxconn>.");
    const Leading limit = leading_digits(text);
    if (!limit.any) return "maxconn string empty or preceded by garbage\n";
    if (!limit.rest.empty()) return "Trailing garbage in maxconn string\n";
    Farm& farm = p.balancer.farms[target.backend];
    set_limit(farm, target.server, limit.number < 0 ? unlimited : limit.number);
    proceed(p, target.backend, dequeue(farm, target.server));
    return done();
}

std::string_view word(const WordList& words, std::size_t i) { return i < words.size() ? words[i] : std::string_view{}; }

/// A command by its first words; `name` is the word that names the server, `value` the rest.
struct Command {
    std::array<std::string_view, 2> words;
    std::string (*run)(Process&, const Target&, const WordList&);
};

std::string run_set_server(Process& p, const Target& target, const WordList& words)
{
    if (word(words, 3) == "state") return set_state(p, target, word(words, 4));
    if (word(words, 3) == "weight") return change_weight(p, target, word(words, 4));
    if (word(words, 3) == "health") return set_health(p, place_of(target), word(words, 4), "CLI");
    if (const auto answer = set_server(p, {target.backend, target.server}, words)) return *answer;
    return error("usage: set server <backend>/<server> addr | agent | agent-addr | agent-port | agent-send | check-addr | check-port | fqdn | health | ssl | state | weight");
}

std::string get_weight(Process& p, const Target& target, const WordList&)
{
    const ServerState& server = p.balancer.farms[target.backend].servers[target.server.index];
    return fmt::format("{} (initial {})\n\n", server.weight_user, server.weight_initial);
}

constexpr std::array<Command, 10> commands{{
    {{"set", "server"}, run_set_server},
    {{"set", "weight"}, [](Process& p, const Target& target, const WordList& words) { return change_weight(p, target, word(words, 3)); }},
    {{"get", "weight"}, get_weight},
    {{"disable", "server"}, [](Process& p, const Target& target, const WordList&) { return set_state(p, target, "maint"); }},
    {{"enable", "server"}, [](Process& p, const Target& target, const WordList&) { return set_state(p, target, "ready"); }},
    {{"disable", "health"}, [](Process& p, const Target& target, const WordList&) { return enable_checks(p, place_of(target), false, false); }},
    {{"enable", "health"}, [](Process& p, const Target& target, const WordList&) { return enable_checks(p, place_of(target), false, true); }},
    {{"disable", "agent"}, [](Process& p, const Target& target, const WordList&) { return enable_checks(p, place_of(target), true, false); }},
    {{"enable", "agent"}, [](Process& p, const Target& target, const WordList&) { return enable_checks(p, place_of(target), true, true); }},
    {{"shutdown", "sessions"}, [](Process& p, const Target& target, const WordList&) { return kill_streams(p, target.backend, target.server, 'K'), done(); }},
}};

/// A command that names no server: its first words, and a third one or none.
struct Plain {
    std::string_view verb;
    std::string_view what;
    std::string_view third;
    std::string (*run)(Process&, Words);
};
constexpr std::array<Plain, 26> plain_commands{{
    {"show", "stat", "", show_stat},
    {"show", "servers", "state", show_servers_state},
    {"show", "servers", "conn", show_servers_conn},
    {"show", "backend", "", show_backend},
    {"show", "info", "", show_info},
    {"show", "schema", "json", [](Process&, Words) { return fmt::format("{}\n\n", json_schema()); }},
    {"show", "cli", "sockets", show_sockets},
    {"show", "errors", "", show_errors},
    {"show", "sess", "", show_sessions},
    {"show", "peers", "", [](Process&, Words words) { return words.size() > 2 ? error("No such peers") : done(); }},
    {"show", "cache", "", [](Process&, Words) { return done(); }},
    {"show", "version", "", [](Process&, Words) { return std::string("2.6.12-1+deb12u4\n\n"); }},
    {"set", "maxconn", "frontend", set_maxconn_frontend},
    {"set", "maxconn", "global", set_maxconn_global},
    {"set", "dynamic-cookie-key", "backend", set_dynamic_cookie_key},
    {"enable", "dynamic-cookie", "backend", enable_dynamic_cookie},
    {"disable", "dynamic-cookie", "backend", disable_dynamic_cookie},
    {"set", "rate-limit", "", set_rate_limit},
    {"set", "timeout", "", set_timeout},
    {"get", "var", "", get_variable},
    {"disable", "frontend", "", disable_frontend},
    {"enable", "frontend", "", enable_frontend},
    {"shutdown", "frontend", "", shutdown_frontend},
    {"shutdown", "session", "", shutdown_session},
    {"clear", "counters", "", clear_counters},
    {"help", "", "", [](Process&, Words words) { return help_text(words.subspan(1)); }},
}};

const Plain* plain_command_of(const WordList& words)
{
    const auto found = std::find_if(plain_commands.begin(), plain_commands.end(), [&](const Plain& each) {
        return word(words, 0) == each.verb && (each.what.empty() || word(words, 1) == each.what) && (each.third.empty() || word(words, 2) == each.third);
    });
    return found == plain_commands.end() ? nullptr : &*found;
}

WordList words_of(std::string_view command)
{
    WordList words;
    for (const std::string_view each : split(command, ' '))
        if (!each.empty()) words.push_back(each);
    return words;
}

bool is_set_maxconn(const WordList& words) { return word(words, 0) == "set" && word(words, 1) == "maxconn" && word(words, 2) == "server"; }

const Command* command_of(const WordList& words)
{
    const auto found = std::find_if(commands.begin(), commands.end(), [&](const Command& each) { return word(words, 0) == each.words[0] && word(words, 1) == each.words[1]; });
    if (found == commands.end()) return nullptr;
    return word(words, 1) == "sessions" && word(words, 2) != "server" ? nullptr : &*found;
}

/// Where the word stands that names a command's server.
std::size_t place_of_name(const WordList& words) { return is_set_maxconn(words) || word(words, 1) == "sessions" ? 3 : 2; }

/// What HAProxy would not know either, and what only the simulator does not.
std::string refuse(const WordList& words, std::string_view text)
{
    if (!is_known_command(words)) return unknown_command_text(words);
    return error(not_simulated_command(printable(std::string(text), 60)));
}

/// Whoever talks to the socket: what it may do, which it can lower, and whether it has hung up.
struct Talk {
    AccessLevel level{};
    bool is_over = false;
};

std::string lower(Talk& talk, AccessLevel level)
{
    talk.level = level;
    return done();
}

bool shows_level(const WordList& words) { return word(words, 0) == "show" && word(words, 1) == "cli" && word(words, 2) == "level"; }

std::string run_command(Process& p, std::string_view text, std::string_view payload, Talk& talk)
{
    WordList words = words_of(text);
    if (words.empty()) return no_command_text();
    const bool has_payload = words.back() == payload_mark;
    if (has_payload) words.pop_back();
    if (level_needed(words) > talk.level) return error("Permission denied");
    if (words.front() == "quit") return talk.is_over = true, std::string{};
    if (words.front() == "user") return lower(talk, AccessLevel::user);
    if (words.front() == "operator") return lower(talk, AccessLevel::operating);
    if (shows_level(words)) return show_level(talk.level);
    if (is_pattern_command(words)) return run_pattern_command(p, words, payload, has_payload);
    if (is_table_command(words)) return run_table_command(p, words);
    if (const Plain* plain = plain_command_of(words)) return plain->run(p, words);
    const Command* command = command_of(words);
    if (command == nullptr && !is_set_maxconn(words)) return refuse(words, text);
    const Target target = find_target(p, word(words, place_of_name(words)));
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

std::string run_commands(Balancer& balancer, std::string_view line, Context& context, AccessLevel level)
{
    Process p{balancer, context};
    std::string answer;
    const std::size_t end = std::min(line.find('\n'), line.size());
    const std::string_view payload = line.substr(std::min(end + 1, line.size()));
    Talk talk{level};
    for (const std::string_view command : split(line.substr(0, end), ';'))
        if (answer.size() < most_answer_bytes && !talk.is_over) answer += run_command(p, trim(command), payload, talk);
    return answer;
}

bool is_simulated_command(std::string_view command)
{
    const WordList words = words_of(command);
    const bool is_of_talk = word(words, 0) == "quit" || word(words, 0) == "user" || word(words, 0) == "operator";
    if (is_set_maxconn(words) || is_table_command(words) || is_pattern_command(words) || is_of_talk || shows_level(words)) return true;
    return command_of(words) != nullptr || plain_command_of(words) != nullptr;
}

}  // namespace evenkeel::haproxy
