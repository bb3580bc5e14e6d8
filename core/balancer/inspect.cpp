// tcp-request content and tcp-response content: rules that may wait for what is sent, as long as an inspect-delay lasts.
//
// A list begins anew whenever something has come, so a rule without a condition runs each time, as it does in HAProxy. In mode
// http a request and an answer are whole when they are looked at: nothing waits.
//
// Source: HAProxy 2.6 (src/tcp_rules.c); recorded from 2.6.12 (tests/golden/haproxy-log/inspect-*.json).

#include "balancer/process.hpp"
#include "balancer/sticking.hpp"

namespace evenkeel::haproxy {

namespace {

bool is_over(const Process& p, const Stream& stream) { return stream.inspects_until.ns >= 0 && p.context.now >= stream.inspects_until; }

/// Nothing more is to be waited for.
bool is_final(const Process& p, const Stream& stream, Duration delay, bool sender_closed)
{
    return delay == unset || sender_closed || is_over(p, stream) || p.frontend(stream).mode == Mode::http;
}

void wait_for_more(Process& p, StreamId id, Duration delay)
{
    Stream& stream = p.balancer.streams[id];
    if (stream.inspects_until.ns >= 0) return;
    stream.inspects_until = p.context.now + delay;
    set_timer(p, TimerKind::stream, id.index, delay);
}

enum class Passed : std::uint8_t { yes, refused, waits };

/// Up to the first rule that ends them, or cannot be decided yet.
template <class Apply>
Passed run(Process& p, StreamId id, const std::vector<HttpRule>& rules, const Message* response, bool final, Apply&& apply)
{
    for (const HttpRule& rule : rules) {
        StreamView view(p, p.balancer.streams[id], response);
        view.request.may_grow = !final;
        const Decision decision = decide(p.settings(), rule.condition, view.request, p.balancer.farms);
        if (decision == Decision::open) return Passed::waits;
        if (decision == Decision::no) continue;
        const Went went = apply(rule);
        if (went == Went::to_the_end) return Passed::refused;
        if (went == Went::past_the_rules) break;
    }
    return Passed::yes;
}

/// A server's answer is refused: nobody gets it.
Went refuse_answer(Process& p, StreamId id, const Message* response)
{
    Stream& stream = p.balancer.streams[id];
    ++p.balancer.frontends[stream.frontend].dresp;
    ++p.farm(stream).counters.dresp;
    if (ServerCounters* counters = p.server_counters(stream)) ++counters->dresp;
    if (response != nullptr) end_stream(p, id, {'P', 'D'}, {}, true);
    else end_tunnel(p, id, {'P', 'D'});
    return Went::to_the_end;
}

/// `tcp-response content close`: as if the server had closed here. In mode tcp the caller goes on from there.
Went close_server(Process& p, StreamId id, const Message* response)
{
    Stream& stream = p.balancer.streams[id];
    stream.server_closed = true;
    if (response == nullptr) return Went::past_the_rules;
    server_closes(p, stream.link, false);
    return Went::to_the_end;
}

Went apply_to_answer(Process& p, StreamId id, const HttpRule& rule, const Message* response)
{
    const Stream& stream = p.balancer.streams[id];
    switch (rule.action) {
    case RuleAction::allow: return Went::past_the_rules;
    case RuleAction::silent_drop: p.balancer.sessions[stream.session].silent = true; [[fallthrough]];
    case RuleAction::reject: return refuse_answer(p, id, response);
    case RuleAction::close_server: return close_server(p, id, response);
    case RuleAction::set_variable:
    case RuleAction::set_variable_format:
    case RuleAction::unset_variable: change_variable(p, stream, response, rule); return Went::on;
    case RuleAction::increment_counter:
    case RuleAction::set_tag: change_tracked(p, stream, response, rule); return Went::on;
    default: return Went::on;       // not in these rules: the reader names them
    }
}

}  // namespace

bool let_in(Process& p, StreamId id, const std::vector<HttpRule>& rules, Duration delay)
{
    if (rules.empty()) return true;
    Stream& stream = p.balancer.streams[id];
    const bool final = is_final(p, stream, delay, p.balancer.sessions[stream.session].client_closed);
    const Passed passed = run(p, id, rules, nullptr, final, [&](const HttpRule& rule) { return apply_rule(p, id, rule, false); });
    if (passed == Passed::refused) return false;
    Stream& still = p.balancer.streams[id];
    if (passed == Passed::waits) {
        still.phase = Phase::inspecting;
        wait_for_more(p, id, delay);
        set_timer(p, TimerKind::session, still.session.index, p.frontend(still).timeouts.client);
        return false;
    }
    if (still.phase != Phase::inspecting) return true;
    still.phase = Phase::beginning;
    still.inspects_until = Instant{-1};
    clear_timer(p, TimerKind::stream, id.index);
    clear_timer(p, TimerKind::session, still.session.index);
    return true;
}

void inspect_again(Process& p, StreamId id)
{
    if (apply_rules(p, id)) begin_assignment(p, id);
}

void give_up_inspecting(Process& p, StreamId id, char cause)
{
    p.balancer.sessions[p.balancer.streams[id].session].client_closed = true;
    if (!apply_rules(p, id)) return;
    ++p.balancer.frontends[p.balancer.streams[id].frontend].ereq;
    ++p.farm(p.balancer.streams[id]).counters.cli_abrt;
    end_stream(p, id, {cause, 'R'}, {}, true);
}

bool let_out(Process& p, StreamId id, const Message* response)
{
    const Backend& backend = p.backend(p.balancer.streams[id]);
    if (backend.answer_content_rules.empty()) return true;
    // Conditions of mode tcp see what is held back; an empty answer stands for it.
    const Message bytes;
    const Message& seen = response != nullptr ? *response : bytes;
    const bool final = is_final(p, p.balancer.streams[id], backend.response_inspect_delay, p.balancer.streams[id].server_closed);
    const Passed passed = run(p, id, backend.answer_content_rules, &seen, final, [&](const HttpRule& rule) { return apply_to_answer(p, id, rule, response); });
    if (passed == Passed::refused) return false;
    Stream& stream = p.balancer.streams[id];
    stream.holds_answer = passed == Passed::waits;
    if (stream.holds_answer) wait_for_more(p, id, backend.response_inspect_delay);
    else stream.inspects_until = Instant{-1};
    return !stream.holds_answer;
}

}  // namespace evenkeel::haproxy
