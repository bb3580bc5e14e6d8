// http-request rules and the choice of a backend.

#include <fmt/format.h>

#include "balancer/acl.hpp"
#include "balancer/edit_header.hpp"
#include "balancer/format.hpp"
#include "balancer/hash_key.hpp"
#include "balancer/sticking.hpp"
#include "base/text.hpp"
#include "net/http_words.hpp"

namespace evenkeel::haproxy {

namespace {

/// Host and Cookie have fields of their own.
std::string request_lines(const Process& p, const Message& message)
{
    const TextTable& texts = p.context.network.texts;
    std::string lines = fmt::format("Host: {}\n{}", texts[message.host], texts[message.headers]);
    if (message.cookie) lines += fmt::format("Cookie: {}\n", texts[message.cookie]);
    if (!is_any(message.forwarded_for)) lines += fmt::format("X-Forwarded-For: {}\n", to_text(message.forwarded_for));
    return lines;
}

std::string response_lines(const Process& p, const Message& message)
{
    const TextTable& texts = p.context.network.texts;
    std::string lines(texts[message.headers]);
    if (message.cookie)
        for (const std::string_view line : split(texts[message.cookie], '\n')) lines += fmt::format("Set-Cookie: {}\n", line);
    return lines;
}

std::string location_of(Process& p, const Stream& stream, const HttpRule& rule)
{
    const TextTable& texts = p.context.network.texts;
    const std::string value = render(p, stream, nullptr, rule.value);
    if (rule.action == RuleAction::redirect_location) return value;
    std::string target(path_and_query(texts[stream.request.path]));
    if (rule.drop_query) target = target.substr(0, target.find('?'));
    if (rule.append_slash && !target.ends_with('/')) target += '/';
    if (rule.action == RuleAction::redirect_prefix) return value == "/" ? target : value + target;
    return fmt::format("{}://{}{}", value, texts[stream.request.host], target);
}

void refuse(Process& p, StreamId id, const Message& answer, bool close_client)
{
    const Stream& stream = p.balancer.streams[id];
    ++p.balancer.frontends[stream.frontend].dreq;
    if (stream.backend != no_index) ++p.farm(stream).counters.dreq;
    end_stream(p, id, {'P', 'R'}, answer, close_client);
}

/// The client waits for its refusal, for `timeout tarpit` or else as long as connecting may take.
void begin_tarpit(Process& p, StreamId id, const Message& refusal)
{
    Stream& stream = p.balancer.streams[id];
    ++p.balancer.frontends[stream.frontend].dreq;
    if (stream.backend != no_index) ++p.farm(stream).counters.dreq;
    const Timeouts& timeouts = stream.backend != no_index ? p.backend(stream).timeouts : p.frontend(stream).timeouts;
    const Duration limit = timeouts.tarpit != unset ? timeouts.tarpit : timeouts.connect;
    stream.phase = Phase::tarpit;
    stream.refusal = refusal;
    set_timer(p, TimerKind::stream, id.index, limit != unset ? limit : Duration{0});
}

/// redirect and return.
void answer_by_rule(Process& p, StreamId id, const Message& answer)
{
    ++p.balancer.frontends[p.balancer.streams[id].frontend].intercepted;
    end_stream(p, id, {'L', 'R'}, answer);
}

/// set-var: nothing to set leaves the variable as it is.
void set_from_sample(const RequestView& view, const HttpRule& rule)
{
    if (const auto value = sample_of(rule.key, view)) set_variable(view, rule.name, *value);
}

enum class Went : std::uint8_t { on, past_the_rules, to_the_end };

/// One rule whose condition holds.
Went apply(Process& p, StreamId id, const HttpRule& rule, bool is_request)
{
    Stream& stream = p.balancer.streams[id];
    switch (rule.action) {
    case RuleAction::set_header:
    case RuleAction::add_header:
    case RuleAction::del_header:
    case RuleAction::replace_header:
    case RuleAction::replace_value: {
        const std::string value = render(p, stream, nullptr, rule.value);
        edit_header(p.context.network.texts, stream.request, rule, value);
        return Went::on;
    }
    case RuleAction::set_method:
    case RuleAction::set_path:
    case RuleAction::set_path_and_query:
    case RuleAction::set_query:
    case RuleAction::set_uri:
    case RuleAction::replace_path:
    case RuleAction::replace_path_and_query:
    case RuleAction::replace_uri: {
        const std::string value = render(p, stream, nullptr, rule.value);
        edit_target(p.context.network.texts, stream.request, rule, value);
        return Went::on;
    }
    case RuleAction::set_variable:
    case RuleAction::set_variable_format:
    case RuleAction::unset_variable: change_variable(p, stream, nullptr, rule); return Went::on;
    case RuleAction::capture: keep_capture(p, stream, nullptr, rule); return Went::on;
    case RuleAction::track: track(p, rule, stream.tracked, StreamView(p, stream).request, is_request); return Went::on;
    case RuleAction::increment_gpc0:
    case RuleAction::increment_gpc1:
    case RuleAction::set_gpt0: change_tracked(p, rule, tracked_by(p, stream)); return Went::on;
    case RuleAction::allow: return Went::past_the_rules;
    case RuleAction::deny:
        count_tracked(p, tracked_by(p, stream), Counter::http_err_cnt, Counter::http_err_rate);
        refuse(p, id, refusal(p, stream, nullptr, rule, 403), false);
        return Went::to_the_end;
    case RuleAction::reject: refuse(p, id, {}, true); return Went::to_the_end;
    case RuleAction::tarpit:
        count_tracked(p, tracked_by(p, stream), Counter::http_err_cnt, Counter::http_err_rate);
        begin_tarpit(p, id, refusal(p, stream, nullptr, rule, 500));
        return Went::to_the_end;
    case RuleAction::redirect_scheme:
    case RuleAction::redirect_location:
    case RuleAction::redirect_prefix: {
        const std::string location = location_of(p, stream, rule);
        if (rule.ignore_empty && location.empty()) return Went::on;
        answer_by_rule(p, id, redirection(p, rule, location));
        return Went::to_the_end;
    }
    case RuleAction::return_status: answer_by_rule(p, id, returned_response(p, stream, nullptr, rule)); return Went::to_the_end;
    case RuleAction::authenticate: answer_by_rule(p, id, authentication(p, stream, rule)); return Went::to_the_end;
    case RuleAction::disable_l7_retry: stream.only_connections_again = true; return Went::on;
    case RuleAction::set_status: return Went::on;       // of answers only
    }
    return Went::on;
}

/// True when a rule has answered the request, or will.
bool answered_by(Process& p, StreamId id, const std::vector<HttpRule>& rules, bool is_request = true)
{
    for (const HttpRule& rule : rules) {
        if (!is_met(p, p.balancer.streams[id], rule.condition)) continue;
        const Went went = apply(p, id, rule, is_request);
        if (went == Went::on) continue;
        return went == Went::to_the_end;
    }
    return false;
}

std::uint32_t backend_named(Process& p, const Stream& stream, const UseBackend& rule)
{
    const std::string name = render(p, stream, nullptr, rule.name);
    const std::vector<Backend>& backends = p.settings().backends;
    const auto found = std::find_if(backends.begin(), backends.end(), [&](const Backend& backend) { return backend.name == name; });
    return found == backends.end() ? p.frontend(stream).default_backend : static_cast<std::uint32_t>(found - backends.begin());
}

std::uint32_t backend_for(Process& p, const Stream& stream)
{
    for (const UseBackend& rule : p.frontend(stream).use_backend)
        if (is_met(p, stream, rule.condition)) return rule.name.varies ? backend_named(p, stream, rule) : rule.backend;
    return p.frontend(stream).default_backend;
}

/// tcp-request connection or session: true when a rule refuses the connection.
bool connection_refused(Process& p, SessionId id, const std::vector<HttpRule>& rules)
{
    Session& session = p.balancer.sessions[id];
    for (const HttpRule& rule : rules) {
        TableView tables{p.settings(), p.balancer.tables, session.tracked, p.context.now};
        RequestView view;
        view.source = session.source.address;
        view.destination_port = session.port;
        view.tables = &tables;
        view.process = &p;
        view.session = id;
        view.settings = &p.settings();
        view.farms = p.balancer.farms;
        if (!holds(p.settings(), rule.condition, view, p.balancer.farms)) continue;
        if (rule.action == RuleAction::reject) return true;
        if (rule.action == RuleAction::allow) return false;
        if (rule.action == RuleAction::track) track(p, rule, session.tracked, view, false);
        else if (rule.action == RuleAction::set_variable) set_from_sample(view, rule);
        else if (rule.action == RuleAction::unset_variable) unset_variable(view, rule.name);
        else change_tracked(p, rule, session.tracked);
    }
    return false;
}

void apply_persist_rules(Process& p, Stream& stream)
{
    for (const PersistRule& rule : p.backend(stream).persist_rules) {
        if (!is_met(p, stream, rule.condition)) continue;
        stream.persistence = rule.forces ? Persistence::forced : Persistence::ignored;
        return;
    }
}

void enter_backend(Process& p, Stream& stream, std::uint32_t backend)
{
    stream.backend = backend;
    Farm& farm = p.farm(stream);
    ++farm.streams;
    ++farm.counters.stot;
    farm.counters.smax = std::max(farm.counters.smax, ++farm.counters.scur);
    farm.counters.bin += stream.request.bytes;
    Traffic& traffic = p.balancer.backends[backend].traffic;
    traffic.last_session = p.context.now;
    count_event(traffic.sessions, p.context.now);
    apply_persist_rules(p, stream);
}

}  // namespace

void change_variable(Process& p, const Stream& stream, const Message* response, const HttpRule& rule)
{
    const StreamView view(p, stream, response);
    if (rule.action == RuleAction::set_variable) return set_from_sample(view.request, rule);
    if (rule.action == RuleAction::unset_variable) return unset_variable(view.request, rule.name);
    set_variable(view.request, rule.name, text_value(render(p, stream, response, rule.value)));
}

void keep_capture(Process& p, const Stream& stream, const Message* response, const HttpRule& rule)
{
    const StreamView view(p, stream, response);
    const auto value = sample_of(rule.key, view.request);
    if (!value) return;
    Stream& kept = p.balancer.streams[p.balancer.sessions[stream.session].stream];
    std::vector<std::string>& captures = response == nullptr ? kept.captures : kept.response_captures;
    if (captures.size() <= rule.slot) captures.resize(rule.slot + 1);
    captures[rule.slot] = text_of(*value).substr(0, static_cast<std::size_t>(rule.number));
}

void capture_headers(Process& p, StreamId id, const Message* response)
{
    Stream& stream = p.balancer.streams[id];
    const LogSettings& log = p.frontend(stream).log;
    const std::vector<HeaderCapture>& wanted = response == nullptr ? log.request_captures : log.response_captures;
    if (wanted.empty()) return;
    const std::string lines = response == nullptr ? request_lines(p, stream.request) : response_lines(p, *response);
    std::vector<std::string>& captures = response == nullptr ? stream.captures : stream.response_captures;
    captures.resize(wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i)
        if (!wanted[i].name.empty()) captures[i] = std::string(header_line(lines, wanted[i].name).substr(0, static_cast<std::size_t>(wanted[i].length)));
}

StreamView::StreamView(Process& p, const Stream& stream, const Message* response)
    : lines(response == nullptr ? request_lines(p, stream.request) : response_lines(p, *response)),
      tables{p.settings(), p.balancer.tables, tracked_by(p, stream), p.context.now}
{
    const Session& session = p.balancer.sessions[stream.session];
    request.source = session.source.address;
    request.destination_port = session.port;
    request.tls = stream.request.tls;
    request.backend = stream.backend;
    request.tables = &tables;
    request.process = &p;
    request.session = stream.session;
    request.settings = &p.settings();
    request.farms = p.balancer.farms;
    request.method = method_name(stream.request.method);
    if (response != nullptr) {
        request.in_response = true;
        request.status = response->status;
        request.response_headers = lines;
    } else {
        request.target = p.context.network.texts[stream.request.path];
        request.headers = lines;
    }
}

bool is_met(Process& p, const Stream& stream, const Condition& condition, const Message* response)
{
    return condition.any.empty() || holds(p.settings(), condition, StreamView(p, stream, response).request, p.balancer.farms);
}

std::optional<std::uint32_t> hash_key_of(Process& p, const Stream& stream)
{
    return hash_key(p.backend(stream).balance, StreamView(p, stream).request);
}

bool apply_connection_rules(Process& p, SessionId id)
{
    Session& session = p.balancer.sessions[id];
    const Frontend& frontend = p.settings().frontends[session.frontend];
    FrontendState& state = p.balancer.frontends[session.frontend];
    if (connection_refused(p, id, frontend.connection_rules)) return ++state.dcon, false;
    if (connection_refused(p, id, frontend.session_rules)) return ++state.dses, false;
    count_tracked(p, session.tracked, Counter::sess_cnt, Counter::sess_rate);
    return true;
}

bool apply_rules(Process& p, StreamId id)
{
    const Frontend& frontend = p.frontend(p.balancer.streams[id]);
    if (answered_by(p, id, frontend.content_rules, false)) return false;
    if (frontend.mode == Mode::http) count_tracked(p, tracked_by(p, p.balancer.streams[id]), Counter::http_req_cnt, Counter::http_req_rate);
    if (answered_by(p, id, frontend.rules)) return false;
    Stream& stream = p.balancer.streams[id];
    const std::uint32_t backend = backend_for(p, stream);
    if (backend == no_index) {
        end_stream(p, id, {'S', 'C'}, own_response(p, stream, 503));
        return false;
    }
    enter_backend(p, stream, backend);
    if (answered_by(p, id, p.backend(stream).content_rules, false)) return false;
    if (frontend.mode == Mode::tcp) return true;
    if (answered_by(p, id, p.backend(stream).rules)) return false;
    if (frontend.forwardfor || p.backend(stream).forwardfor) stream.request.forwarded_for = p.balancer.sessions[stream.session].source.address;
    return true;
}

}  // namespace evenkeel::haproxy
