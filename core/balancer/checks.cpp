// Health checks as connections over the network, and when agents are asked first. What results mean: health_check.hpp.

#include <fmt/format.h>

#include "balancer/process.hpp"
#include "base/text.hpp"
#include "net/http_bytes.hpp"
#include "net/http_words.hpp"
#include "sim/random.hpp"

namespace evenkeel::haproxy {

namespace {

constexpr Duration spreading_threshold{ns_per_s};   // shorter intervals do not set the pace of the start
constexpr std::int64_t check_request_bytes = 60;

std::uint32_t check_token(std::uint32_t place) { return place | 0x8000'0000u; }

/// A server with its check, found by the number of its place.
struct Checked {
    ServerPlace place;
    const Backend& backend;
    const Server& settings;
    ServerState& state;
    ServerSide& side;
};

Checked checked(Process& p, std::uint32_t number)
{
    const ServerPlace place = p.balancer.places[number];
    const Backend& backend = p.settings().backends[place.backend];
    return {place, backend, backend.servers[place.server.index], p.balancer.farms[place.backend].servers[place.server.index],
            p.balancer.backends[place.backend].servers[place.server.index]};
}

Endpoint check_endpoint(const Server& server)
{
    return {is_any(server.check_address) ? server.address : server.check_address, server.check_port != 0 ? server.check_port : server.port};
}

void schedule_next(Process& p, std::uint32_t number)
{
    const Checked server = checked(p, number);
    const Duration pause = interval(server.settings, server.state.check, server.state.state != Operational::stopped);
    const std::uint64_t bits = draw(p.context.seed, {Purpose::check_phase, p.balancer.service.index << 16 | number}, server.state.check.number);
    const Duration after = spread(pause, p.settings().spread_checks, bits);
    server.state.check.next = p.context.now + after;
    set_timer(p, TimerKind::check, number, after);
}

void carry_on(Process& p, std::uint32_t number);

void begin_check(Process& p, std::uint32_t number)
{
    const Checked server = checked(p, number);
    CheckState& check = server.state.check;
    if (server.state.admin == Administrative::maintenance || !check.enabled || !p.balancer.accepting) return set_timer(p, TimerKind::check, number, server.settings.inter);
    check.under_way = true;
    check.begun = p.context.now;
    ++check.number;
    count(p.context.meters, server.side.meters.checks);
    server.side.talk = {};
    carry_on(p, number);
}

void finish(Process& p, std::uint32_t number, const CheckOutcome& outcome)
{
    const Checked server = checked(p, number);
    CheckState& check = server.state.check;
    check.under_way = false;
    check.duration = p.context.now - check.begun;
    check.code = outcome.code;
    check.info = p.context.network.texts.intern(outcome.info);
    // A passed TCP check ends with RST: the server's application never hears of it.
    if (outcome.result == CheckResult::l4_ok) abort(p.context, server.side.check);
    else close(p.context, server.side.check);
    server.side.check = {};
    server.side.talk = {};
    enter_check_result(p, number, outcome.result);
    schedule_next(p, number);
}

/// Where the rule under way connects to, or the one that has connected: what it names, or where the server is checked.
Endpoint endpoint_of_talk(const Checked& server)
{
    const std::vector<CheckRule>& rules = server.backend.check.rules;
    Endpoint to = check_endpoint(server.settings);
    std::size_t last = std::min<std::size_t>(server.side.talk.rule, rules.size() - 1);
    while (last > 0 && rules[last].act != CheckAct::connect) --last;
    if (!is_any(rules[last].address)) to.address = rules[last].address;
    if (rules[last].port != 0) to.port = rules[last].port;
    return to;
}

CheckPlace place_of(Process& p, const Checked& server)
{
    const Network& network = p.context.network;
    const std::string_view node = network.hosts[network.services[p.balancer.service.index].host.index].name;
    return {network.texts, p.settings(), p.balancer.farms, server.place.backend, server.place.server.index, endpoint_of_talk(server), node, &p};
}

/// Connects for the rule under way.
void connect_check(Process& p, std::uint32_t number)
{
    const Checked server = checked(p, number);
    const Endpoint to = endpoint_of_talk(server);
    if (server.side.check) close(p.context, server.side.check);
    server.state.check.connected = false;
    set_timer(p, TimerKind::check, number, connect_limit(server.settings, server.backend.timeouts));
    server.side.check = connect(p.context, p.balancer.service, to, check_token(number));
}

Message request_of(Process& p, const CheckSending& sending)
{
    TextTable& texts = p.context.network.texts;
    Message request;
    request.kind = MessageKind::request;
    request.close = true;
    request.bytes = check_request_bytes + static_cast<std::int64_t>(sending.headers.size() + sending.body.size());
    request.path = texts.intern(sending.uri);
    request.method = method_of(sending.method);
    std::string others;
    for (const std::string_view line : split(sending.headers, '\n')) {
        constexpr std::string_view host = "host:";
        if (lower(line.substr(0, host.size())) == host) request.host = texts.intern(trim(line.substr(host.size())));
        else if (!line.empty()) others += fmt::format("{}\n", line);
    }
    request.headers = texts.intern(others);
    request.body = texts.intern(sending.body);
    return request;
}

void send_rule(Process& p, std::uint32_t number, const CheckSending& sending)
{
    const Checked server = checked(p, number);
    const Message request = server.backend.check.kind == CheckKind::http ? request_of(p, sending) : read_request(sending.bytes, p.context.network.texts);
    // Of a request that is not whole a server makes nothing.
    if (request.kind != MessageKind::none) send(p.context, server.side.check, request);
}

/// Does what the rules want until an answer is needed.
void carry_on(Process& p, std::uint32_t number)
{
    const Checked server = checked(p, number);
    for (;;) {
        const CheckStep step = go_on(server.side.talk, place_of(p, server));
        switch (step.deed) {
        case CheckDeed::wait: return;
        case CheckDeed::end: return finish(p, number, step.outcome);
        case CheckDeed::connect: return connect_check(p, number);
        case CheckDeed::send:
            send_rule(p, number, step.sending);
            sent(server.side.talk);
            break;
        }
    }
}

void is_connected(Process& p, std::uint32_t number)
{
    const Checked server = checked(p, number);
    server.state.check.connected = true;
    connected(server.side.talk);
    carry_on(p, number);
    if (server.state.check.under_way && server.state.check.connected)
        set_timer(p, TimerKind::check, number, answer_limit(server.settings, server.backend.timeouts, p.context.now - server.state.check.begun));
}

/// What has come is added to what was heard before.
void hear(CheckTalk& talk, const Message& message, bool http, TextTable& texts)
{
    const auto add = [&](std::string_view more) { talk.text = texts.intern(std::string(texts[talk.text]) + std::string(more)); };
    if (!http) return add(written_answer(message, texts));
    if (message.kind == MessageKind::bytes && !talk.has_head) talk.is_broken = true;
    if (message.kind == MessageKind::response || message.kind == MessageKind::head) {
        talk.has_head = true;
        talk.status = message.status;
        talk.reason = texts.intern(reason_phrase(message.status));
        talk.headers = message.headers;
    }
    add(texts[message.body]);
    if (message.kind == MessageKind::response || message.kind == MessageKind::last) talk.is_whole = true;
}

void take_answer(Process& p, std::uint32_t number)
{
    const Checked server = checked(p, number);
    hear(server.side.talk, receive(p.context, server.side.check), server.backend.check.kind == CheckKind::http, p.context.network.texts);
    carry_on(p, number);
}

void take_end(Process& p, std::uint32_t number)
{
    checked(p, number).side.talk.is_over = true;
    carry_on(p, number);
}

void take_reset(Process& p, std::uint32_t number)
{
    const Checked server = checked(p, number);
    const CheckTalk& talk = server.side.talk;
    const HealthCheck& settings = server.backend.check;
    if (!server.state.check.connected) return finish(p, number, refused(settings, talk));
    if (is_end_of_text(settings, talk)) return take_end(p, number);
    finish(p, number, was_reset(settings, talk));
}

}  // namespace

void enter_check_result(Process& p, std::uint32_t number, CheckResult result)
{
    const Checked server = checked(p, number);
    if (server.state.admin == Administrative::maintenance || !server.state.check.enabled) return;     // what was under way says nothing any more
    if (passes(result)) server.state.errors_in_a_row = 0;
    const bool is_up = server.state.state != Operational::stopped;
    Judgement judgement = judge(server.state.check, result, is_up);
    const CheckState& agent = server.state.agent;
    if (judgement.change == HealthChange::goes_up && agent.enabled && agent.health < agent.rise) judgement.change = HealthChange::none;
    if (judgement.counts_as_failure) ++server.state.counters.chkfail;
    tell_check(p, server.place, judgement);
    Farm& farm = p.balancer.farms[server.place.backend];
    StateChange change;
    const Operational before = server.state.state;
    if (judgement.change == HealthChange::goes_down) {
        change = set_stopped(farm, server.place.server, p.context.now);
    } else if (judgement.change == HealthChange::goes_up) {
        change = set_running(farm, server.place.server, p.context.now);
    } else if (is_up && result == CheckResult::l7_conditional) {
        change = set_stopping(farm, server.place.server, p.context.now);
        if (server.state.state != before) tell_stopping(p, server.place, true, static_cast<std::int64_t>(change.called.size()));
    } else if (server.state.state == Operational::stopping && passes(result)) {
        change = set_running(farm, server.place.server, p.context.now);
        tell_stopping(p, server.place, false, static_cast<std::int64_t>(change.called.size()));
    }
    if (judgement.change != HealthChange::none)
        tell_change(p, server.place, server.state.check, judgement.change == HealthChange::goes_up, static_cast<std::int64_t>(change.called.size()));
    if (server.state.state != before) follow_change(p, server.place.backend, server.place.server, change);
    else warm_up(p, number);
}

void start_checks(Process& p)
{
    struct FirstOne {
        TimerKind kind;
        std::uint32_t place;
        Duration pause;
    };
    std::vector<FirstOne> all;
    for (std::uint32_t number = 0; number < p.balancer.places.size(); ++number) {
        const Checked server = checked(p, number);
        if (server.state.check.enabled) all.push_back({TimerKind::check, number, interval(server.settings, server.state.check, true)});
        if (server.state.agent.enabled) all.push_back({TimerKind::agent, number, server.settings.agent_inter});
    }
    Duration least{0};
    for (const FirstOne& each : all)
        if (each.pause >= spreading_threshold && (least.ns == 0 || each.pause < least)) least = each.pause;
    std::int64_t started = 0;
    for (const FirstOne& each : all)
        set_timer(p, each.kind, each.place, first_check_after(each.pause, least, started++, static_cast<std::int64_t>(all.size())));
}

void check_timer(Process& p, std::uint32_t number)
{
    const Checked server = checked(p, number);
    const CheckState& check = server.state.check;
    if (!check.under_way) return begin_check(p, number);
    finish(p, number, timed_out(server.backend.check, server.side.talk, check.connected));
}

void check_notice(Process& p, std::uint32_t number, const Notice& notice)
{
    const Checked server = checked(p, number);
    switch (notice.kind) {
    case NoticeKind::established: return is_connected(p, number);
    case NoticeKind::refused: return finish(p, number, refused(server.backend.check, server.side.talk));
    case NoticeKind::unanswered: return finish(p, number, timed_out(server.backend.check, server.side.talk, false));
    case NoticeKind::received: return take_answer(p, number);
    case NoticeKind::peer_closed: return take_end(p, number);
    case NoticeKind::reset: return take_reset(p, number);
    case NoticeKind::accept_ready: return;
    }
}

}  // namespace evenkeel::haproxy
