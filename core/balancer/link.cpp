// Connections to servers: made, used again, given up; and what servers answer.
//
// Source: HAProxy 2.6 (src/backend.c, src/server.c); recorded from 2.6.12 (tests/golden/haproxy-log/reuse-*.json, prefer-last-server*.json).

#include <algorithm>

#include "balancer/cookie.hpp"
#include "balancer/edit_header.hpp"
#include "balancer/http_text.hpp"
#include "balancer/process.hpp"
#include "balancer/sticking.hpp"
#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

constexpr std::ptrdiff_t most_own_links = 5;    // max-session-srv-conns

/// Tokens: sessions have the low half, links a bit of their own (checks another: checks.cpp).
std::uint32_t link_token(LinkId id) { return id.index | 0x4000'0000u; }

Traffic& traffic_of(Process& p, const Stream& stream) { return p.balancer.backends[stream.backend].servers[stream.server.index].traffic; }

void count_session(Process& p, const Stream& stream)
{
    ++p.server_counters(stream)->stot;
    Traffic& traffic = traffic_of(p, stream);
    traffic.last_session = p.context.now;
    count_event(traffic.sessions, p.context.now);
}

void count_connection(Process& p, const Stream& stream)
{
    if (!stream.server) return;
    count_session(p, stream);
    ServerCounters& counters = *p.server_counters(stream);
    counters.smax = std::max(counters.smax, ++counters.scur);
}

/// `server … redir`: the client is sent there instead, and the server is never asked.
bool is_redirected(const Process& p, const Stream& stream)
{
    if (!stream.server || p.backend(stream).servers[stream.server.index].redirect_prefix.empty() || p.frontend(stream).mode != Mode::http) return false;
    return stream.received.method == Method::get || stream.received.method == Method::head;
}

void redirect_by_server(Process& p, StreamId id)
{
    const Stream& stream = p.balancer.streams[id];
    count_session(p, stream);
    const std::string& prefix = p.backend(stream).servers[stream.server.index].redirect_prefix;
    // A prefix "/" leaves the address as it is.
    const std::string location = (prefix == "/" ? std::string() : prefix) + std::string(p.context.network.texts[stream.request.path]);
    const Message answer = server_redirection(p, location);
    p.server_counters(stream)->bin += stream.request.bytes;
    p.server_counters(stream)->bout += answer.bytes;
    end_stream(p, id, {'L', 'C'}, answer, true);
}

bool leads_to(const ServerLink& link, const Stream& stream) { return link.backend == stream.backend && link.server == stream.server; }

/// What the client's own requests have made, and nobody else's may use.
LinkId own_link(const Process& p, const Stream& stream)
{
    for (const LinkId id : p.balancer.sessions[stream.session].own_links)
        if (const ServerLink& link = p.balancer.links[id]; !link.stream && leads_to(link, stream)) return id;
    return {};
}

/// One that is there already.
LinkId connection_for(Process& p, const Stream& stream)
{
    if (p.frontend(stream).mode == Mode::tcp) return {};
    const LinkId own = own_link(p, stream);
    return own ? own : take_idle(p, stream);
}

/// connect or reuse of `show stat`.
void count_way(Process& p, const Stream& stream)
{
    const auto counter = stream.reuses ? &Traffic::reused : &Traffic::connections;
    if (stream.server) ++(traffic_of(p, stream).*counter);
    ++(p.balancer.backends[stream.backend].traffic.*counter);
}

/// Whether the server's connection ends with this request, whatever the server says.
bool closes_behind(const Process& p, const Stream& stream)
{
    const Backend& backend = p.backend(stream);
    const Frontend& frontend = p.frontend(stream);
    return stream.request.close || backend.http_server_close || frontend.http_server_close || backend.httpclose || frontend.httpclose;
}

void send_request(Process& p, StreamId id)
{
    Stream& stream = p.balancer.streams[id];
    stream.phase = Phase::answering;
    const Backend& backend = p.backend(stream);
    Message request = stream.request;
    request.close = closes_behind(p, stream);
    if (!backend.name_header.empty() && stream.server) {
        HttpRule rule;
        rule.action = RuleAction::set_header;
        rule.name = backend.name_header;
        edit_header(p.context.network.texts, request, rule, backend.servers[stream.server.index].name);
    }
    if (ServerCounters* counters = p.server_counters(stream)) counters->bin += request.bytes;
    ++p.balancer.links[stream.link].requests;
    send(p.context, p.balancer.links[stream.link].socket, request);
    set_timer(p, TimerKind::stream, id.index, backend.timeouts.server);
}

/// The client's connection keeps this one for itself.
void make_own(Process& p, LinkId id, SessionId session)
{
    ServerLink& link = p.balancer.links[id];
    if (link.owner) return;
    link.owner = session;
    p.balancer.sessions[session].own_links.push_back(id);
}

bool has_too_many(const Process& p, const Session& session)
{
    return std::count_if(session.own_links.begin(), session.own_links.end(), [&](LinkId id) { return !p.balancer.links[id].stream; }) > most_own_links;
}

/// Bytes where an answer was to come: what may become one is waited for.
/// Differs: an answer in bytes is none even when it is whole.
void take_bytes(Process& p, LinkId id, const Message& message)
{
    ServerLink& link = p.balancer.links[id];
    const StreamId stream_id = link.stream;
    const Stream& stream = p.balancer.streams[stream_id];
    link.partial += bytes_of(p, message);
    const HeadReading reading = read_answer_head(link.partial, stream.request.method == Method::head);
    if (reading.end == HeadEnd::unfinished && !link.partial.empty()) return;
    if (reading.end == HeadEnd::invalid) capture_answer(p, stream, reading, link.partial);
    if (request_again(p, stream_id, p.backend(stream).retry_on.junk_response)) return;
    count_bad_response(p, stream);
    end_unanswered(p, stream_id, {'P', 'H'}, own_response(p, stream, 502));
}

/// Not implemented (501) and a version not supported (505) are what the request asked for.
bool is_fault_of_server(std::int32_t status) { return status >= 500 && status != 501 && status != 505; }

/// What client and server are to be blamed for, as counters of stick tables see it.
void count_answer(Process& p, const Stream& stream, std::int32_t status)
{
    if (p.balancer.tables.empty()) return;
    if (status >= 400 && status < 500) count_tracked(p, tracked_by(p, stream), Counter::http_err_cnt, Counter::http_err_rate);
    if (is_fault_of_server(status)) count_tracked(p, tracked_by(p, stream), Counter::http_fail_cnt, Counter::http_fail_rate);
}

/// NTLM and Negotiate authenticate a connection, not a request: the server has to see it again.
bool begins_authentication(const Process& p, const Message& answer)
{
    if (answer.status != 401 && answer.status != 407) return false;
    const std::string_view name = answer.status == 401 ? "WWW-Authenticate" : "Proxy-Authenticate";
    const std::vector<std::string_view> lines = header_lines(p.context.network.texts[answer.headers], name);
    return std::any_of(lines.begin(), lines.end(), [](std::string_view line) { return equal_ignoring_case(line.substr(0, 4), "nego") || equal_ignoring_case(line.substr(0, 4), "ntlm"); });
}

/// max-keep-alive-queue: whether a client goes back to the server that it has a connection to, though it may have to wait there.
bool is_short_queue(const Process& p, const Stream& stream, ServerId server)
{
    const std::int64_t most = p.backend(stream).max_keep_alive_queue;
    const ServerState& state = p.farm(stream).servers[server.index];
    const bool has_room = state.maxconn == 0 || state.counters.scur < dynamic_maxconn(state, p.farm(stream).streams, p.farm(stream).fullconn);
    return most < 0 || has_room || state.queued < most;
}

/// `capture cookie`, then persistence's own: what the server sets is not what the client sees.
void write_cookies(Process& p, Stream& stream, Message& answer)
{
    TextTable& texts = p.context.network.texts;
    const Backend& backend = p.backend(stream);
    if (const HeaderCapture& capture = p.frontend(stream).log.cookie_capture; !capture.name.empty())
        stream.cookie.captured_of_server = texts.intern(captured_set_cookie(capture, texts[answer.cookie]));
    if (backend.cookie.name.empty() || stream.persistence == Persistence::ignored) return;
    const CookieAnswer how{stream.direct, stream.received.method == Method::post, stream.cookie.dates, p.context.now.ns / ns_per_s};
    const std::string lines = answer_cookies(backend.cookie, stream.server ? &backend.servers[stream.server.index] : nullptr, how, texts[answer.cookie], &stream.cookie.letters[1]);
    answer.cookie = lines.empty() ? TextId{} : texts.intern(lines);
}

}  // namespace

void part(Process& p, LinkId id, bool keep)
{
    ServerLink& link = p.balancer.links[id];
    Stream& stream = p.balancer.streams[link.stream];
    if (link.server) --p.farm(stream).servers[link.server.index].counters.scur;
    if (p.backend(stream).http_reuse == HttpReuse::never || !link.server) make_own(p, id, stream.session);
    stream.link = {};
    link.stream = {};
    link.partial.clear();
    const bool may_stay = keep && p.balancer.accepting;
    const bool stays = may_stay && (link.owner ? !has_too_many(p, p.balancer.sessions[link.owner]) : keep_idle(p, id));
    end_use(p, id);
    if (!stays) drop_link(p, id);
}

ServerId preferred_server(Process& p, const Stream& stream)
{
    const Session& session = p.balancer.sessions[stream.session];
    const Backend& backend = p.backend(stream);
    if (session.own_links.empty() || stream.server || is_hash(backend.balance.algorithm) || (!session.keeps_server && !backend.prefer_last_server)) return {};
    for (const LinkId id : session.own_links) {
        const ServerLink& link = p.balancer.links[id];
        if (link.backend != stream.backend || !link.server || !may_take_traffic(p.farm(stream).servers[link.server.index])) continue;
        if (session.keeps_server || is_short_queue(p, stream, link.server)) return link.server;
    }
    return {};
}

void drop_own_links(Process& p, SessionId session)
{
    const std::vector<LinkId> own = p.balancer.sessions[session].own_links;
    for (const LinkId id : own) drop_link(p, id);
}

Endpoint endpoint_of(const Process& p, std::uint32_t backend, ServerId server, std::uint16_t client_port)
{
    const Server& settings = p.settings().backends[backend].servers[server.index];
    if (settings.port_is_offset) return {settings.address, static_cast<std::uint16_t>(client_port + settings.port)};
    return {settings.address, settings.port != 0 ? settings.port : client_port};
}

void connect_to_server(Process& p, StreamId id)
{
    Stream& stream = p.balancer.streams[id];
    tell_first_choice(p, stream);
    if (is_redirected(p, stream)) return redirect_by_server(p, id);
    count_connection(p, stream);
    if (const LinkId idle = connection_for(p, stream)) {
        p.balancer.links[idle].stream = id;
        stream.link = idle;
        p.balancer.links[idle].joined = ++p.balancer.joined;
        begin_use(p, idle);
        stream.times.connected = p.context.now;
        stream.reuses = true;
        count_way(p, stream);
        return send_request(p, id);
    }
    count_way(p, stream);
    const LinkId link_id = p.balancer.links.take();
    ServerLink& link = p.balancer.links[link_id];
    link.backend = stream.backend;
    link.server = stream.server;
    link.stream = id;
    stream.link = link_id;
    p.balancer.links[link_id].joined = ++p.balancer.joined;
    begin_use(p, link_id);
    stream.phase = Phase::connecting;
    set_timer(p, TimerKind::stream, id.index, p.backend(stream).timeouts.connect);
    const Endpoint to = stream.server ? endpoint_of(p, stream.backend, stream.server, p.balancer.sessions[stream.session].port) : p.backend(stream).dispatch;
    link.socket = connect(p.context, p.balancer.service, to, link_token(link_id));
}

void link_established(Process& p, LinkId id)
{
    ServerLink& link = p.balancer.links[id];
    link.established = true;
    observe(p, link.backend, link.server, Met::connection);
    if (!link.stream) return;
    p.balancer.streams[link.stream].times.connected = p.context.now;
    if (p.frontend(p.balancer.streams[link.stream]).mode == Mode::tcp) tunnel_established(p, link.stream);
    else send_request(p, link.stream);
}

void link_failed(Process& p, LinkId id, ConnectError error)
{
    const ServerLink& link = p.balancer.links[id];
    if (link.stream) connecting_failed(p, link.stream, error);
    else drop_link(p, id);
}

void server_sends(Process& p, LinkId id)
{
    ServerLink& link = p.balancer.links[id];
    Message message = receive(p.context, link.socket);
    if (!link.stream) return drop_link(p, id);      // nobody asked
    const StreamId stream_id = link.stream;
    const Stream& stream = p.balancer.streams[stream_id];
    if (stream.phase == Phase::tunnel) return tunnel_server_sends(p, stream_id, message);
    const RetryOn& retry_on = p.backend(stream).retry_on;
    if (message.kind != MessageKind::response) return take_bytes(p, id, message);
    if (!let_out(p, stream_id, &message)) return;
    const std::int32_t status = message.status;
    const bool closes = message.close || closes_behind(p, stream);
    if (request_again(p, stream_id, std::find(retry_on.statuses.begin(), retry_on.statuses.end(), status) != retry_on.statuses.end(), !closes)) return;
    p.balancer.streams[stream_id].times.answered = p.context.now;
    if (stream.server) ++traffic_of(p, stream).requests;
    count_server_status(p, stream.backend, stream.server, status);
    count_answer(p, stream, status);
    store_sticking(p, stream_id, &message);
    std::erase_if(p.balancer.streams[stream_id].variables, [](const Variable& variable) { return variable.name.starts_with("req."); });
    capture_headers(p, stream_id, &message);
    if (!apply_response_rules(p, stream_id, message)) return;
    write_cookies(p, p.balancer.streams[stream_id], message);
    if (begins_authentication(p, message)) {
        p.balancer.sessions[stream.session].keeps_server = true;
        make_own(p, id, stream.session);
    }
    part(p, id, !closes);
    const std::uint32_t backend_index = stream.backend;
    const ServerId server = stream.server;
    end_stream(p, stream_id, {}, message);
    observe(p, backend_index, server, is_fault_of_server(status) ? Met::bad_answer : Met::good_answer);
}

void server_closes(Process& p, LinkId id, bool by_reset)
{
    const ServerLink& link = p.balancer.links[id];
    if (!link.stream) return drop_link(p, id);
    if (!link.established) return link_failed(p, id, ConnectError::failed);
    const StreamId stream_id = link.stream;
    const Stream& stream = p.balancer.streams[stream_id];
    if (stream.phase == Phase::tunnel) return tunnel_server_closes(p, stream_id, by_reset);
    if (request_again(p, stream_id, p.backend(stream).retry_on.empty_response)) return;
    // A client that has had an answer on this connection may try again by itself, so nothing is said: it just closes.
    if (p.balancer.sessions[stream.session].requests > 1) return end_unanswered(p, stream_id, {'S', 'H'}, {}, true);
    count_bad_response(p, stream);
    end_unanswered(p, stream_id, {'S', 'H'}, own_response(p, stream, 502));
}

void drop_link(Process& p, LinkId id)
{
    Balancer& balancer = p.balancer;
    const ServerLink link = balancer.links[id];
    end_use(p, id);
    if (link.stream) {
        Stream& stream = balancer.streams[link.stream];
        if (link.server) --p.farm(stream).servers[link.server.index].counters.scur;
        stream.link = {};
    } else if (!link.owner) {
        forget_idle(p, id);
    }
    if (link.owner) std::erase(balancer.sessions[link.owner].own_links, id);
    close(p.context, link.socket);
    balancer.links.give_back(id);
}

}  // namespace evenkeel::haproxy
