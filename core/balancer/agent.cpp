// agent-check: a port beside the server that says in a line of words how it is. Source: reference section 13 (HAProxy 2.6,
// src/tcpcheck.c). Differs: `agent-send` sends nothing; an agent that hangs is given up after `agent-inter`.

#include <algorithm>

#include <fmt/format.h>

#include "balancer/process.hpp"
#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

constexpr std::int64_t most_weight = 256;
constexpr std::int64_t most_percent = 25'600;

std::uint32_t agent_token(std::uint32_t place) { return place | 0xa000'0000u; }

struct Agent {
    ServerPlace place;
    const Server& settings;
    Farm& farm;
    ServerState& server;
    Socket& socket;
};

Agent agent_at(Process& p, std::uint32_t number)
{
    const ServerPlace place = p.balancer.places[number];
    Farm& farm = p.balancer.farms[place.backend];
    return {place, p.settings().backends[place.backend].servers[place.server.index], farm, farm.servers[place.server.index],
            p.balancer.backends[place.backend].servers[place.server.index].agent};
}

void begin(Process& p, std::uint32_t number)
{
    const Agent agent = agent_at(p, number);
    set_timer(p, TimerKind::agent, number, agent.settings.agent_inter);
    CheckState& check = agent.server.agent;
    if (!p.balancer.accepting || !check.enabled) return;
    check.under_way = true;
    check.begun = p.context.now;
    const Endpoint to{is_any(agent.settings.agent_address) ? agent.settings.address : agent.settings.agent_address, agent.settings.agent_port};
    agent.socket = connect(p.context, p.balancer.service, to, agent_token(number));
}

void finish(Process& p, std::uint32_t number)
{
    const Agent agent = agent_at(p, number);
    agent.server.agent.under_way = false;
    agent.server.agent.duration = p.context.now - agent.server.agent.begun;
    close(p.context, agent.socket);
    agent.socket = {};
    set_timer(p, TimerKind::agent, number, agent.settings.agent_inter);
}

/// The operational word: the server is up only while its check agrees.
void enter_result(Process& p, std::uint32_t number, CheckResult result)
{
    const Agent agent = agent_at(p, number);
    ServerState& server = agent.server;
    const Judgement judgement = judge(server.agent, result, server.state != Operational::stopped);
    if (judgement.counts_as_failure) ++server.counters.chkfail;
    if (judgement.reported) log_check(p, agent.place, server.agent, "Agent");
    if (server.admin == Administrative::maintenance || judgement.change == HealthChange::none) return;
    const bool up = judgement.change == HealthChange::goes_up;
    if (up && server.check.enabled && server.check.health < server.check.rise) return;
    const StateChange change = up ? set_running(agent.farm, agent.place.server, p.context.now) : set_stopped(agent.farm, agent.place.server, p.context.now);
    tell_change(p, agent.place, server.agent, up, static_cast<std::int64_t>(change.called.size()));
    follow_change(p, agent.place.backend, agent.place.server, change);
}

void set_admin(Process& p, const Agent& agent, Administrative admin)
{
    const StateChange change = set_administrative(agent.farm, agent.place.server, admin, p.context.now);
    if (admin == Administrative::maintenance) drop_idle_links(p, agent.place.backend, agent.place.server);
    follow_change(p, agent.place.backend, agent.place.server, change);
}

void set_percentage(Process& p, const Agent& agent, std::string_view percent)
{
    const auto number = parse_integer(percent, 0);
    if (!number) return;
    set_weight(agent.farm, agent.place.server, std::min(agent.server.weight_initial * std::min(*number, most_percent) / 100, most_weight));
    tell_drained(p, agent.place);
    tell_availability(p, agent.place.backend);
}

void set_maxconn(Process& p, const Agent& agent, std::string_view text)
{
    const auto number = parse_integer(text, 0);
    if (!number) return;
    set_limit(agent.farm, agent.place.server, *number);
    proceed(p, agent.place.backend, dequeue(agent.farm, agent.place.server));
}

/// Words in any order; of each kind the last counts: administrative before weight before limit before operational.
struct Said {
    std::string_view admin;
    std::string_view percent;
    std::string_view maxconn;
    std::string_view health;
    std::string_view text;          ///< behind the first '#'
};
Said understand(std::string_view line)
{
    Said said;
    std::string text(line.substr(0, line.find_first_of("\r\n#")));
    if (const std::size_t mark = line.find('#'); mark != std::string_view::npos) said.text = trim(line.substr(mark + 1, line.find_first_of("\r\n", mark) - mark - 1));
    std::replace(text.begin(), text.end(), '\t', ' ');
    std::replace(text.begin(), text.end(), ',', ' ');
    std::size_t from = 0;
    while (from < text.size()) {
        const std::size_t end = std::min(text.find(' ', from), text.size());
        const std::string_view word = line.substr(from, end - from);
        const auto is = [&](std::string_view known) { return equal_ignoring_case(word, known); };
        if (word.ends_with('%')) said.percent = word.substr(0, word.size() - 1);
        else if (word.size() > 8 && equal_ignoring_case(word.substr(0, 8), "maxconn:")) said.maxconn = word.substr(8);
        else if (is("ready") || is("drain") || is("maint")) said.admin = word;
        else if (is("up") || is("down") || is("stopped") || is("fail")) said.health = word;
        from = end + 1;
    }
    return said;
}

void obey(Process& p, std::uint32_t number, std::string_view line)
{
    const Agent agent = agent_at(p, number);
    const Said said = understand(line);
    if (equal_ignoring_case(said.admin, "ready")) set_admin(p, agent, Administrative::ready);
    if (equal_ignoring_case(said.admin, "drain")) set_admin(p, agent, Administrative::drain);
    if (equal_ignoring_case(said.admin, "maint")) set_admin(p, agent, Administrative::maintenance);
    if (!said.percent.empty()) set_percentage(p, agent, said.percent);
    if (!said.maxconn.empty()) set_maxconn(p, agent, said.maxconn);
    if (said.health.empty()) return;
    agent.server.agent.info = p.context.network.texts.intern(fmt::format("via agent : {}{}", said.health, said.text.empty() ? "" : fmt::format(" ({})", said.text)));
    enter_result(p, number, equal_ignoring_case(said.health, "up") ? CheckResult::l7_ok : CheckResult::l7_status);
}

}  // namespace

void agent_timer(Process& p, std::uint32_t number)
{
    if (agent_at(p, number).server.agent.under_way) finish(p, number);
    else begin(p, number);
}

void agent_notice(Process& p, std::uint32_t number, const Notice& notice)
{
    if (notice.kind == NoticeKind::established || notice.kind == NoticeKind::accept_ready) return;
    if (notice.kind != NoticeKind::received) return finish(p, number);      // no word, no change
    const Message message = receive(p.context, agent_at(p, number).socket);
    const std::string line(p.context.network.texts[message.headers]);
    finish(p, number);
    obey(p, number, line);
}

}  // namespace evenkeel::haproxy
