// Health checks as connections over the network, and when agents are asked first. What results mean: health_check.hpp.

#include "balancer/process.hpp"
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

void begin_check(Process& p, std::uint32_t number)
{
    const Checked server = checked(p, number);
    CheckState& check = server.state.check;
    if (server.state.admin == Administrative::maintenance || !check.enabled || !p.balancer.accepting) return set_timer(p, TimerKind::check, number, server.settings.inter);
    check.under_way = true;
    check.connected = false;
    check.begun = p.context.now;
    ++check.number;
    count(p.context.meters, server.side.meters.checks);
    set_timer(p, TimerKind::check, number, connect_limit(server.settings, server.backend.timeouts));
    server.side.check = connect(p.context, p.balancer.service, check_endpoint(server.settings), check_token(number));
}

void finish(Process& p, std::uint32_t number, CheckResult result, std::int32_t code = 0)
{
    const Checked server = checked(p, number);
    CheckState& check = server.state.check;
    check.under_way = false;
    check.duration = p.context.now - check.begun;
    check.code = code;
    // A passed TCP check ends with RST: the server's application never hears of it.
    if (result == CheckResult::l4_ok) abort(p.context, server.side.check);
    else close(p.context, server.side.check);
    server.side.check = {};
    enter_check_result(p, number, result);
    schedule_next(p, number);
}

void send_check_request(Process& p, std::uint32_t number)
{
    const Checked server = checked(p, number);
    const HealthCheck& settings = server.backend.check;
    Message request;
    request.kind = MessageKind::request;
    request.close = true;
    request.bytes = check_request_bytes;
    request.path = p.context.network.texts.intern(settings.uri);
    request.host = p.context.network.texts.intern(settings.host);
    request.method = settings.method == "GET" ? Method::get : settings.method == "HEAD" ? Method::head : settings.method == "OPTIONS" ? Method::options : Method::other;
    send(p.context, server.side.check, request);
    set_timer(p, TimerKind::check, number, answer_limit(server.settings, server.backend.timeouts, p.context.now - server.state.check.begun));
}

void take_answer(Process& p, std::uint32_t number)
{
    const Checked server = checked(p, number);
    const Message answer = receive(p.context, server.side.check);
    if (answer.kind != MessageKind::response) return finish(p, number, CheckResult::l7_response);
    finish(p, number, judge_status(server.backend.check, answer.status, server.state.state != Operational::stopped), answer.status);
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
    } else if (server.state.state == Operational::stopping && passes(result)) {
        change = set_running(farm, server.place.server, p.context.now);
    }
    if (judgement.change != HealthChange::none)
        tell_change(p, server.place, server.state.check, judgement.change == HealthChange::goes_up, static_cast<std::int64_t>(change.called.size()));
    if (server.state.state != before) follow_change(p, server.place.backend, server.place.server, change);
    else warm_up(p, number);
    if (judgement.change == HealthChange::goes_down && server.settings.shutdown_sessions_when_down)
        kill_streams(p, server.place.backend, server.place.server);
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
    const CheckState& check = checked(p, number).state.check;
    if (!check.under_way) return begin_check(p, number);
    finish(p, number, check.connected ? CheckResult::l7_timeout : CheckResult::l4_timeout);
}

void check_notice(Process& p, std::uint32_t number, const Notice& notice)
{
    const Checked server = checked(p, number);
    CheckState& check = server.state.check;
    switch (notice.kind) {
    case NoticeKind::established:
        check.connected = true;
        if (server.backend.check.kind == CheckKind::http) return send_check_request(p, number);
        return finish(p, number, CheckResult::l4_ok);
    case NoticeKind::refused: return finish(p, number, CheckResult::l4_connection);
    case NoticeKind::unanswered: return finish(p, number, CheckResult::l4_timeout);
    case NoticeKind::received: return take_answer(p, number);
    case NoticeKind::peer_closed: return finish(p, number, CheckResult::l7_response);
    case NoticeKind::reset: return finish(p, number, check.connected ? CheckResult::socket_error : CheckResult::l4_connection);
    case NoticeKind::accept_ready: return;
    }
}

}  // namespace evenkeel::haproxy
