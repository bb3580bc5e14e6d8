// Client connections: accepting, requests, keep-alive, time limits.

#include <fmt/format.h>

#include "balancer/process.hpp"
#include "balancer/sticking.hpp"
#include "base/text.hpp"
#include "net/http_bytes.hpp"
#include "net/http_words.hpp"

namespace evenkeel::haproxy {

namespace {

/// Tokens of connections: what it is, and its index.
std::uint32_t session_token(SessionId id) { return id.index; }

/// 0: no limit known.
std::int64_t limit_of(const Process& p, std::uint32_t frontend)
{
    const std::int64_t own = p.settings().frontends[frontend].maxconn;
    return own != 0 ? own : p.settings().maxconn;
}

bool may_accept(const Process& p, std::uint32_t frontend, std::uint32_t bind)
{
    if (!p.balancer.accepting) return false;
    const std::int64_t limit = limit_of(p, frontend);
    if (limit != 0 && p.balancer.frontends[frontend].scur >= limit) return false;
    if (p.balancer.frontends[frontend].disabled) return false;
    const std::int64_t of_bind = p.settings().frontends[frontend].binds[bind].maxconn;
    if (of_bind != 0 && p.balancer.frontends[frontend].connections_by_bind[bind] >= of_bind) return false;
    return p.settings().maxconn == 0 || static_cast<std::int64_t>(p.balancer.sessions.size()) < p.settings().maxconn;
}

bool is_reached(std::int64_t limit, const Rate& rate, Instant now) { return limit != 0 && rate_now(rate, now) >= limit; }

/// rate-limit sessions, maxconnrate, maxsessrate: this second has had as many as may come, so the next look is a millisecond later.
bool is_too_fast(Process& p, std::uint32_t frontend)
{
    const Settings& settings = p.settings();
    const ProcessTraffic& traffic = p.balancer.traffic;
    const Instant now = p.context.now;
    const bool is_too_many = is_reached(settings.frontends[frontend].session_rate_limit, p.balancer.frontends[frontend].session_rate, now) ||
                             is_reached(settings.connection_rate, traffic.connections, now) || is_reached(settings.session_rate, traffic.sessions, now);
    if (!is_too_many) return false;
    set_timer(p, TimerKind::frontend, frontend, Duration{ns_per_ms});
    return true;
}

/// A place has become free: whoever waits in the kernel for it gets it.
void accept_elsewhere(Process& p)
{
    for (std::uint32_t f = 0; f < p.balancer.frontends.size(); ++f)
        for (std::uint32_t b = 0; b < p.balancer.frontends[f].listeners.size(); ++b) accept_waiting(p, f, b);
}

void await_request(Process& p, SessionId id)
{
    const Session& session = p.balancer.sessions[id];
    const Timeouts& timeouts = p.settings().frontends[session.frontend].timeouts;
    Duration limit = timeouts.http_request != unset ? timeouts.http_request : timeouts.client;
    if (session.requests > 0 && timeouts.http_keep_alive != unset) limit = timeouts.http_keep_alive;
    set_timer(p, TimerKind::session, id.index, limit);
}

/// A request as its client will have written it.
std::string written(const Process& p, const Message& request)
{
    const TextTable& texts = p.context.network.texts;
    std::string text = fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\n", method_name(request.method), texts[request.path], texts[request.host]);
    for (const std::string_view line : split(texts[request.headers], '\n'))
        if (!line.empty()) text.append(line).append("\r\n");
    if (request.cookie) text += fmt::format("Cookie: {}\r\n", texts[request.cookie]);
    return text + "\r\n";
}

/// A request that never was one counts as one that was wrong.
void count_no_request(Process& p, SessionId id)
{
    const std::uint32_t frontend = p.balancer.sessions[id].frontend;
    count_request(p, frontend);
    ++p.balancer.frontends[frontend].ereq;
}

void answer_and_close(Process& p, SessionId id, std::int32_t status, Termination termination)
{
    const Session& session = p.balancer.sessions[id];
    count_no_request(p, id);
    count_tracked(p, session.tracked, Counter::http_err_cnt, Counter::http_err_rate);
    tell_own_response(p, id, status, termination);
    Message response = as_sent(p, own_response(p, session.frontend, status));
    response.close = true;
    if (response.kind == MessageKind::response) send(p.context, session.client, response);
    close_session(p, id);
}

void refuse_request(Process& p, SessionId id, const HeadReading& reading)
{
    if (reading.end == HeadEnd::invalid) capture_request(p, id, reading, p.balancer.sessions[id].partial);
    answer_and_close(p, id, 400, {'P', 'R'});
}

/// A target that names a host may contradict the Host line.
bool names_a_host(const Process& p, const Message& request)
{
    const std::string_view target = p.context.network.texts[request.path];
    return !target.empty() && !target.starts_with('/');
}

void begin_request(Process& p, SessionId id, const Message& request)
{
    Balancer& balancer = p.balancer;
    Session& session = balancer.sessions[id];
    clear_timer(p, TimerKind::session, id.index);
    if (names_a_host(p, request)) {
        session.partial = written(p, request);
        if (const HeadReading reading = read_request_head(session.partial); reading.end == HeadEnd::invalid) return refuse_request(p, id, reading);
    }
    session.partial.clear();
    ++session.requests;
    balancer.frontends[session.frontend].bin += request.bytes;
    log_connection(p, session);
    const StreamId stream_id = balancer.streams.take();
    session.stream = stream_id;
    Stream& stream = balancer.streams[stream_id];
    stream.session = id;
    stream.frontend = session.frontend;
    stream.request = request;
    stream.request.tls = p.settings().frontends[session.frontend].binds[session.bind].tls;
    stream.begun = p.context.now;
    stream.times.accepted = session.accepted;
    stream.received = {request.method, request.path};
    capture_headers(p, stream_id, nullptr);
    if (apply_rules(p, stream_id)) begin_assignment(p, stream_id);
}

/// Bytes that may become a request, or are the rest of one.
void read_bytes(Process& p, SessionId id, const Message& message)
{
    Session& session = p.balancer.sessions[id];
    session.partial += bytes_of(p, message);
    const HeadReading reading = read_request_head(session.partial);
    if (reading.end == HeadEnd::unfinished && !session.partial.empty()) return;
    if (reading.end != HeadEnd::whole) return refuse_request(p, id, reading);
    Message request = read_request(session.partial, p.context.network.texts);
    if (request.kind != MessageKind::request) return refuse_request(p, id, reading);
    request.request = message.request;
    begin_request(p, id, request);
}

}  // namespace

void accept_waiting(Process& p, std::uint32_t frontend, std::uint32_t bind)
{
    Balancer& balancer = p.balancer;
    const ListenerId listener = balancer.frontends[frontend].listeners[bind];
    while (may_accept(p, frontend, bind) && !is_too_fast(p, frontend)) {
        const SessionId id = balancer.sessions.take();
        const Socket client = accept(p.context, listener, session_token(id));
        if (!client) return balancer.sessions.give_back(id);
        Session& session = balancer.sessions[id];
        session.client = client;
        session.frontend = frontend;
        session.bind = bind;
        session.source = peer_of(p.context, client);
        const Endpoint local = local_of(p.context, client);
        session.port = local.port;
        session.destination = local.address;
        session.accepted = p.context.now;
        ++balancer.frontends[frontend].connections;
        ++balancer.frontends[frontend].connections_by_bind[bind];
        ++balancer.traffic.all_connections;
        count_event(balancer.frontends[frontend].connection_rate, p.context.now);
        count_event(balancer.traffic.connections, p.context.now);
        if (const Entry entry = apply_connection_rules(p, id); entry != Entry::in) {
            stop_tracking(p, session.tracked);
            if (entry == Entry::dropped) forget(p.context, client);
            else close(p.context, client);
            balancer.sessions.give_back(id);
            --balancer.frontends[frontend].connections_by_bind[bind];
            continue;
        }
        FrontendState& state = balancer.frontends[frontend];
        ++state.stot;
        state.smax = std::max(state.smax, ++state.scur);
        count_event(state.session_rate, p.context.now);
        count_event(balancer.traffic.sessions, p.context.now);
        if (p.settings().frontends[frontend].mode == Mode::http) {
            await_request(p, id);
            continue;
        }
        log_connection(p, session);
        begin_tunnel(p, id);
    }
}

void accept_again(Process& p, std::uint32_t frontend)
{
    for (std::uint32_t bind = 0; bind < p.balancer.frontends[frontend].listeners.size(); ++bind) accept_waiting(p, frontend, bind);
}

void client_sends(Process& p, SessionId id)
{
    Session& session = p.balancer.sessions[id];
    const Message message = receive(p.context, session.client);
    if (p.settings().frontends[session.frontend].mode == Mode::tcp) {
        if (session.stream) tunnel_client_sends(p, session.stream, message);
        return;
    }
    if (session.stream) return;     // no pipelining: what comes before its turn is lost
    if (message.kind != MessageKind::request) return read_bytes(p, id, message);
    begin_request(p, id, message);
}

void client_closes(Process& p, SessionId id, bool by_reset)
{
    Session& session = p.balancer.sessions[id];
    session.client_closed = true;
    session.client_reset = by_reset;
    if (!session.stream) {
        if (session.requests == 0 || !session.partial.empty()) {
            count_no_request(p, id);
            ++p.balancer.frontends[session.frontend].hrsp_4xx;
            log_no_request(p, id, 400, {'C', 'R'});
        }
        return close_session(p, id);
    }
    const Stream& stream = p.balancer.streams[session.stream];
    if (stream.phase == Phase::tarpit) return end_tarpit(p, session.stream);
    if (p.settings().frontends[session.frontend].mode == Mode::tcp) return tunnel_client_closes(p, session.stream);
    if (stream.backend != no_index && p.backend(stream).abortonclose) abort_stream(p, session.stream);
}

void session_times_out(Process& p, SessionId id)
{
    Session& session = p.balancer.sessions[id];
    if (session.stream) return tunnel_client_times_out(p, session.stream);  // only mode tcp keeps this limit during a stream
    if (session.requests > 0 && session.partial.empty()) return close_session(p, id);
    answer_and_close(p, id, 408, {'c', 'R'});
}

void session_goes_on(Process& p, SessionId id, bool close_client)
{
    Session& session = p.balancer.sessions[id];
    session.accepted = p.context.now;
    if (close_client || session.client_closed || !p.balancer.accepting) return close_session(p, id);
    await_request(p, id);
}

void close_session(Process& p, SessionId id)
{
    Balancer& balancer = p.balancer;
    const Session session = balancer.sessions[id];
    clear_timer(p, TimerKind::session, id.index);
    stop_tracking(p, balancer.sessions[id].tracked);
    drop_own_links(p, id);
    if (session.silent) forget(p.context, session.client);
    else close(p.context, session.client);
    balancer.sessions.give_back(id);
    FrontendState& frontend = balancer.frontends[session.frontend];
    --frontend.scur;
    --frontend.connections_by_bind[session.bind];
    if (balancer.accepting) accept_elsewhere(p);
    else if (balancer.sessions.size() == 0) call_attention(p);
}

}  // namespace evenkeel::haproxy
