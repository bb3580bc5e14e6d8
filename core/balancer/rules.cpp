// What rules do to requests and connections, and what their conditions and expressions look at.

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
    const std::string value = render_header(p, stream, nullptr, rule.value);
    if (rule.action == RuleAction::redirect_location) return value;
    std::string target(path_and_query(texts[stream.request.path]));
    if (rule.drop_query) target = target.substr(0, target.find('?'));
    if (rule.append_slash && !target.ends_with('/')) target += '/';
    if (rule.action == RuleAction::redirect_prefix) return value == "/" ? target : value + target;
    return fmt::format("{}://{}{}", value, texts[stream.request.host], target);
}

/// Rules of `tcp-request content` count in the frontend only.
void refuse(Process& p, StreamId id, const Message& answer, bool close_client, bool is_request)
{
    const Stream& stream = p.balancer.streams[id];
    ++p.balancer.frontends[stream.frontend].dreq;
    if (is_request && stream.backend != no_index) ++p.farm(stream).counters.dreq;
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
    count_intercepted(p, p.balancer.streams[id]);
    end_stream(p, id, {'L', 'R'}, answer);
}

/// set-var: nothing to set leaves the variable as it is.
void set_from_sample(const RequestView& view, const HttpRule& rule)
{
    if (const auto value = sample_of(rule.key, view)) set_variable(view, rule.name, *value, rule.conditions);
}

}  // namespace

Went apply_rule(Process& p, StreamId id, const HttpRule& rule, bool is_request)
{
    Stream& stream = p.balancer.streams[id];
    switch (rule.action) {
    case RuleAction::set_header:
    case RuleAction::add_header:
    case RuleAction::del_header:
    case RuleAction::replace_header:
    case RuleAction::replace_value: {
        const std::string value = render_header(p, stream, nullptr, rule.value);
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
        const std::string value = render_header(p, stream, nullptr, rule.value);
        edit_target(p.context.network.texts, stream.request, rule, value);
        return Went::on;
    }
    case RuleAction::set_variable:
    case RuleAction::set_variable_format:
    case RuleAction::unset_variable: change_variable(p, stream, nullptr, rule); return Went::on;
    case RuleAction::capture: keep_capture(p, stream, nullptr, rule); return Went::on;
    case RuleAction::set_log_level: set_log_level(p, stream, rule); return Went::on;
    case RuleAction::set_map:
    case RuleAction::del_map:
    case RuleAction::add_acl:
    case RuleAction::del_acl: change_patterns(p, stream, nullptr, rule); return Went::on;
    case RuleAction::track: track(p, rule, stream.tracked, StreamView(p, stream).request, is_request); return Went::on;
    case RuleAction::increment_counter:
    case RuleAction::set_tag: change_tracked(p, stream, nullptr, rule); return Went::on;
    case RuleAction::allow: return Went::past_the_rules;
    case RuleAction::deny:
        count_tracked(p, tracked_by(p, stream), Counter::http_err_cnt, Counter::http_err_rate);
        if (is_request) read_cookies(p, stream);
        refuse(p, id, refusal(p, stream, nullptr, rule, 403), false, is_request);
        return Went::to_the_end;
    case RuleAction::silent_drop: p.balancer.sessions[stream.session].silent = true; [[fallthrough]];
    case RuleAction::reject: refuse(p, id, {}, true, is_request); return Went::to_the_end;
    case RuleAction::tarpit:
        count_tracked(p, tracked_by(p, stream), Counter::http_err_cnt, Counter::http_err_rate);
        read_cookies(p, stream);
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
    case RuleAction::close_server:
    case RuleAction::set_status: return Went::on;       // of answers only
    }
    return Went::on;
}

RequestView view_of(Process& p, SessionId id)
{
    const Session& session = p.balancer.sessions[id];
    RequestView view;
    view.source = session.source.address;
    view.destination_port = session.port;
    view.process = &p;
    view.session = id;
    view.settings = &p.settings();
    view.farms = p.balancer.farms;
    return view;
}

namespace {

/// tcp-request connection or session.
Entry entry_by(Process& p, SessionId id, const std::vector<HttpRule>& rules)
{
    Session& session = p.balancer.sessions[id];
    for (const HttpRule& rule : rules) {
        TableView tables{p.settings(), p.balancer.tables, session.tracked, p.context.now};
        RequestView view = view_of(p, id);
        view.tables = &tables;
        if (!holds(p.settings(), rule.condition, view, p.balancer.farms)) continue;
        if (rule.action == RuleAction::reject) return Entry::refused;
        if (rule.action == RuleAction::silent_drop) return Entry::dropped;
        if (rule.action == RuleAction::allow) return Entry::in;
        if (rule.action == RuleAction::track) track(p, rule, session.tracked, view, false);
        else if (rule.action == RuleAction::set_variable) set_from_sample(view, rule);
        else if (rule.action == RuleAction::unset_variable) unset_variable(view, rule.name);
        else change_tracked(p, rule, session.tracked, view);
    }
    return Entry::in;
}

}  // namespace

void change_variable(Process& p, const Stream& stream, const Message* response, const HttpRule& rule)
{
    const StreamView view(p, stream, response);
    if (rule.action == RuleAction::set_variable) return set_from_sample(view.request, rule);
    if (rule.action == RuleAction::unset_variable) return unset_variable(view.request, rule.name);
    set_variable(view.request, rule.name, text_value(render(p, stream, response, rule.value)), rule.conditions);
}

void keep_capture(Process& p, const Stream& stream, const Message* response, const HttpRule& rule)
{
    const StreamView view(p, stream, response);
    const auto value = sample_of(rule.key, view.request);
    if (!value) return;
    Stream& kept = p.balancer.streams[p.balancer.sessions[stream.session].stream];
    std::vector<Capture>& captures = response == nullptr ? kept.captures : kept.response_captures;
    if (captures.size() <= rule.slot) captures.resize(rule.slot + 1);
    captures[rule.slot] = {true, text_of(*value).substr(0, static_cast<std::size_t>(rule.number))};
}

void set_log_level(Process& p, const Stream& stream, const HttpRule& rule)
{
    StreamLog& log = p.balancer.streams[p.balancer.sessions[stream.session].stream].log;
    log.is_done = rule.number == silent_level;
    log.has_level = !log.is_done;
    if (log.has_level) log.level = static_cast<LogLevel>(rule.number);
}

void capture_headers(Process& p, StreamId id, const Message* response)
{
    Stream& stream = p.balancer.streams[id];
    const LogSettings& log = p.frontend(stream).log;
    const std::vector<HeaderCapture>& wanted = response == nullptr ? log.request_captures : log.response_captures;
    if (wanted.empty()) return;
    const std::string lines = response == nullptr ? request_lines(p, stream.request) : response_lines(p, *response);
    std::vector<Capture>& captures = response == nullptr ? stream.captures : stream.response_captures;
    captures.resize(wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (wanted[i].name.empty()) continue;
        const std::vector<std::string_view> values = header_lines(lines, wanted[i].name);
        if (!values.empty()) captures[i] = {true, std::string(values.back().substr(0, static_cast<std::size_t>(wanted[i].length)))};
    }
}

namespace {

/// Mode tcp: what has come is bytes, which may be a request all the same.
void look_into_buffer(const Process& p, const Stream& stream, StreamView& view)
{
    const TextTable& texts = p.context.network.texts;
    RequestView& request = view.request;
    const std::vector<Message>& messages = request.in_response ? stream.held : stream.early;
    request.came = RequestView::Came::nothing;
    request.bytes_size = 0;
    for (const Message& message : messages) request.bytes_size += message.bytes;
    if (messages.empty() || request.in_response) return;
    const Message& first = messages.front();
    if (first.kind != MessageKind::request) {
        view.bytes = std::string(texts[first.headers]);
        request.bytes = view.bytes;
        request.came = RequestView::Came::other_bytes;
        return;
    }
    view.lines = request_lines(p, first);
    view.bytes = fmt::format("{} {} HTTP/1.1\r\n", method_name(first.method), texts[first.path]);
    for (const std::string_view line : split(view.lines, '\n'))
        if (!line.empty()) view.bytes += fmt::format("{}\r\n", line);
    view.bytes += fmt::format("\r\n{}", texts[first.body]);
    request.bytes = view.bytes;
    request.came = RequestView::Came::request;
    request.headers = view.lines;
    request.method = method_name(first.method);
    request.target = texts[first.path];
    request.body = texts[first.body];
}

}  // namespace

namespace {

/// Methods that HAProxy has a number for, which it keeps whatever a rule puts on the first line.
bool is_by_number(Method method) { return method != Method::patch && method != Method::other; }

}  // namespace

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
    request.method = method_name(is_by_number(stream.received.method) ? stream.received.method : stream.request.method);
    if (response != nullptr) {
        request.in_response = true;
        request.status = response->status;
        request.response_headers = lines;
        request.body = p.context.network.texts[response->body];
    } else {
        request.target = p.context.network.texts[stream.request.path];
        request.headers = lines;
        request.body = p.context.network.texts[stream.request.body];
    }
    if (p.frontend(stream).mode == Mode::tcp) look_into_buffer(p, stream, *this);
}

bool is_met(Process& p, const Stream& stream, const Condition& condition, const Message* response)
{
    return condition.any.empty() || holds(p.settings(), condition, StreamView(p, stream, response).request, p.balancer.farms);
}

std::optional<std::uint32_t> hash_key_of(Process& p, const Stream& stream)
{
    return hash_key(p.backend(stream).balance, StreamView(p, stream).request);
}

Entry apply_connection_rules(Process& p, SessionId id)
{
    Session& session = p.balancer.sessions[id];
    const Frontend& frontend = p.settings().frontends[session.frontend];
    FrontendState& state = p.balancer.frontends[session.frontend];
    Entry entry = entry_by(p, id, frontend.connection_rules);
    if (entry == Entry::refused) ++state.dcon;
    if (entry == Entry::in) {
        entry = entry_by(p, id, frontend.session_rules);
        if (entry == Entry::refused) ++state.dses;
    }
    // Who is left without a word counts as a request that was denied.
    if (entry == Entry::dropped) ++state.dreq;
    if (entry == Entry::in) count_tracked(p, session.tracked, Counter::sess_cnt, Counter::sess_rate);
    return entry;
}

}  // namespace evenkeel::haproxy
