#include "balancer/check_talk.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "balancer/check_judge.hpp"
#include "balancer/show.hpp"

namespace evenkeel::haproxy {

namespace {

/// HAProxy's texts end at the first NUL.
std::string_view as_c(std::string_view text) { return text.substr(0, text.find('\0')); }

/// Steps count as they are written.
std::size_t step_of(const HealthCheck& check, std::uint32_t rule)
{
    return rule + (check.rules.front().is_implicit ? 0 : 1);
}

/// "expect string '+PONG'": the rule that was waited for.
std::string told(const CheckRule& rule)
{
    if (rule.act == CheckAct::connect) return rule.port != 0 ? fmt::format("connect port {}", rule.port) : "connect";
    if (rule.act == CheckAct::send) return "send";
    switch (rule.pattern) {
    case CheckPattern::string: return fmt::format("expect string '{}'", rule.text.text);
    case CheckPattern::string_format: return "expect log-format string";
    case CheckPattern::regex: return "expect regex";
    case CheckPattern::binary: return fmt::format("expect binary '{}'", as_c(rule.text.text));
    case CheckPattern::binary_format: return "expect log-format binary";
    case CheckPattern::binary_regex: return "expect binary regex";
    default: return "expect";
    }
}

/// " at step 2 of tcp-check (expect regex) comment: 'greeting'": only of tcp-check's own rules.
std::string place_of(const HealthCheck& check, const CheckTalk& talk)
{
    if (check.kind != CheckKind::tcp_check) return {};
    const CheckRule& rule = check.rules[std::min<std::size_t>(talk.rule, check.rules.size() - 1)];
    const std::size_t step = step_of(check, talk.rule);
    if (step == 0) return " at initial connection step of tcp-check";
    return fmt::format(" at step {} of tcp-check ({}){}", step, told(rule), rule.comment.empty() ? "" : fmt::format(" comment: '{}'", rule.comment));
}

const HealthCheck& check_at(const CheckPlace& place) { return place.settings.backends[place.backend].check; }
const ServerState& server_at(const CheckPlace& place) { return place.farms[place.backend].servers[place.server]; }

/// What a sample of the rule under way sees: of the answer, what a rule has looked at and none has sent since.
RequestView view_of(CheckTalk& talk, const CheckPlace& place, bool sees_answer)
{
    RequestView view;
    view.check = &place;
    view.talk = &talk;
    view.settings = &place.settings;
    view.farms = place.farms;
    view.backend = place.backend;
    view.process = place.process;
    view.came = RequestView::Came::nothing;
    view.in_response = true;
    if (!sees_answer) {
        view.bytes_size = 0;
        return view;
    }
    const std::string_view text = place.texts[talk.text];
    view.bytes_size = static_cast<std::int64_t>(text.size());
    if (check_at(place).kind != CheckKind::http) view.bytes = text;
    if (!talk.has_head) return view;
    view.came = RequestView::Came::request;
    view.status = talk.status;
    view.response_headers = place.texts[talk.headers];
    return view;
}

/// All rules have passed: the last one that does something says how.
CheckOutcome success(CheckTalk& talk, const CheckPlace& place)
{
    const HealthCheck& check = check_at(place);
    if (check.disable_on_404 && talk.has_head && talk.status == 404) return {CheckResult::l7_conditional, 404, {}};
    const auto last = std::find_if(check.rules.rbegin(), check.rules.rend(), is_talk);
    const std::string usual = check.kind == CheckKind::tcp_check ? "(tcp-check)" : "";
    if (last == check.rules.rend() || last->act == CheckAct::connect) return {CheckResult::l4_ok, 0, last == check.rules.rend() || last->is_implicit ? "" : usual};
    if (last->act == CheckAct::send) return {CheckResult::l7_ok, talk.status, usual};
    const RequestView view = view_of(talk, place, true);
    return {or_usual(last->passed, CheckResult::l7_ok), code_of_rule(*last, view, talk.status), last->on_success ? rendered(*last->on_success, view) : usual};
}

/// set-var, set-var-fmt, unset-var: a sample that gives nothing changes nothing.
void change_variable(const CheckRule& rule, const RequestView& view)
{
    if (rule.act == CheckAct::unset_variable) return unset_variable(view, rule.variable);
    if (rule.act == CheckAct::set_variable_format) return set_variable(view, rule.variable, text_value(rendered(rule.value_format, view)), rule.conditions);
    if (const auto value = sample_of(rule.sample, view)) set_variable(view, rule.variable, *value, rule.conditions);
}

/// Nothing: what should be hexadecimal digits is none.
std::optional<CheckSending> sending_of(const CheckRule& rule, const RequestView& view)
{
    CheckSending sending;
    const HealthCheck& check = check_at(*view.check);
    if (check.kind != CheckKind::http) {
        std::optional<std::string> bytes = rule.is_in_digits ? rendered_bytes(rule.bytes, view) : rendered(rule.bytes, view);
        if (!bytes) return std::nullopt;
        sending.bytes = std::move(*bytes);
        return sending;
    }
    const auto or_else = [](std::string given, const char* usual) { return given.empty() ? std::string(usual) : given; };
    sending.method = or_else(rule.method, "OPTIONS");
    sending.uri = or_else(rendered(rule.uri, view), "/");
    sending.version = or_else(rule.version, "HTTP/1.0");
    for (const CheckHeader& header : rule.headers) {
        const std::string value = rendered(header.value, view);
        if (!value.empty()) sending.headers += fmt::format("{}: {}\n", header.name, value);
    }
    if (check.sends_state) sending.headers += fmt::format("X-Haproxy-Server-State: {}\n", state_text(*view.check));
    sending.body = rendered(rule.body, view);
    sending.has_body = rule.body.varies || !rule.body.text.empty();
    return sending;
}

}  // namespace

void connected(CheckTalk& talk)
{
    const std::uint32_t next = talk.rule + 1;
    std::vector<Variable> variables = std::move(talk.variables);
    talk = {};
    talk.rule = next;
    talk.variables = std::move(variables);
}

void sent(CheckTalk& talk)
{
    if (!talk.is_read) {
        ++talk.rule;
        return;
    }
    const bool is_over = talk.is_over;
    connected(talk);
    talk.is_over = is_over;
}

CheckStep go_on(CheckTalk& talk, const CheckPlace& place)
{
    const HealthCheck& check = check_at(place);
    for (; talk.rule < check.rules.size(); ++talk.rule) {
        const CheckRule& rule = check.rules[talk.rule];
        if (rule.act == CheckAct::note) continue;
        if (rule.act == CheckAct::connect) return {CheckDeed::connect, {}, {}};
        if (rule.act == CheckAct::expect) talk.is_read = true;
        const RequestView view = view_of(talk, place, talk.is_read && rule.act != CheckAct::send);
        if (rule.act == CheckAct::send) {
            std::optional<CheckSending> sending = sending_of(rule, view);
            if (sending) return {CheckDeed::send, {}, std::move(*sending)};
            return {CheckDeed::end, {CheckResult::l7_response, 0, fmt::format("tcp-check send : failed to build log-format string at step {}", step_of(check, talk.rule))}, {}};
        }
        if (rule.act != CheckAct::expect) {
            change_variable(rule, view);
            continue;
        }
        const bool is_up = server_at(place).state != Operational::stopped;
        Verdict verdict = judge({check, rule, talk, place.texts, view, step_of(check, talk.rule), is_up});
        if (verdict.kind == Verdict::Kind::wait) return {CheckDeed::wait, {}, {}};
        if (verdict.kind == Verdict::Kind::fails) return {CheckDeed::end, std::move(verdict.outcome), {}};
    }
    return {CheckDeed::end, success(talk, place), {}};
}

std::string state_text(const CheckPlace& place)
{
    const Farm& farm = place.farms[place.backend];
    const Backend& backend = place.settings.backends[place.backend];
    const ServerState& state = server_at(place);
    const Server& server = backend.servers[place.server];
    const CheckState& check = state.check;
    std::string text = state.state == Operational::stopping ? "NOLB" : state.state == Operational::stopped ? "DOWN" : "UP";
    if (state.state != Operational::stopped && check.health < check.rise + check.fall - 1) text += fmt::format(" {}/{}", check.health - check.rise + 1, check.fall);
    if (state.state == Operational::stopped && check.health > 0) text += fmt::format(" {}/{}", check.health, check.rise);
    text += fmt::format("; address={}; port={}; name={}/{}; node={}; weight={}/{}; scur={}/{}; qcur={}", to_text(server.address), server.port, backend.name, server.name, place.node,
                        shown_weight(farm, state), backend_weight(farm), state.counters.scur, farm.streams - farm.lines.backend.length, state.queued);
    if (state.state == Operational::starting) text += fmt::format("; throttle={}%", percent_of(state));
    return text;
}

CheckOutcome timed_out(const HealthCheck& check, const CheckTalk& talk, bool is_connected)
{
    if (!is_connected) return {CheckResult::l4_timeout, 0, place_of(check, talk)};
    const CheckRule& rule = check.rules[std::min<std::size_t>(talk.rule, check.rules.size() - 1)];
    return {or_usual(rule.timed_out, CheckResult::l7_timeout), 0, place_of(check, talk)};
}

CheckOutcome refused(const HealthCheck& check, const CheckTalk& talk) { return {CheckResult::l4_connection, 0, "Connection refused" + place_of(check, talk)}; }

CheckOutcome was_reset(const HealthCheck& check, const CheckTalk& talk) { return {CheckResult::socket_error, 0, "Connection reset by peer" + place_of(check, talk)}; }

HealthCheck completed(CheckKind kind, std::vector<CheckRule> rules)
{
    const auto has = [&](CheckAct act) { return std::any_of(rules.begin(), rules.end(), [&](const CheckRule& rule) { return rule.act == act; }); };
    if (!has(CheckAct::connect)) rules.insert(rules.begin(), CheckRule{});
    if (kind == CheckKind::http && !has(CheckAct::expect)) {
        CheckRule expect;
        expect.act = CheckAct::expect;
        expect.statuses.emplace_back(200, 399);
        rules.push_back(std::move(expect));
    }
    return {kind, std::move(rules), false};
}

HealthCheck usual_check(CheckKind kind)
{
    if (kind != CheckKind::http) return completed(kind, {});
    CheckRule send;
    send.act = CheckAct::send;
    return completed(kind, {send});
}

}  // namespace evenkeel::haproxy
