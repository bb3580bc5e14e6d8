// mode tcp: one choice per connection, bytes both ways until both sides have closed.
//
// Whoever closes says only that nothing more comes from there: the other side is told, and may go on sending. How long it may
// be silent from then on say timeout client-fin and timeout server-fin; without them the limit that was running goes on.
//
// Source: HAProxy 2.6 (src/stconn.c); recorded from 2.6.12 (tests/golden/haproxy-log/half-closed-*.json).

#include "balancer/process.hpp"
#include "balancer/sticking.hpp"

namespace evenkeel::haproxy {

namespace {

const Timeouts& behind(const Process& p, const Stream& stream) { return p.backend(stream).timeouts; }
const Timeouts& before(const Process& p, const Stream& stream) { return p.frontend(stream).timeouts; }
bool client_closed(const Process& p, const Stream& stream) { return p.balancer.sessions[stream.session].client_closed; }

Duration limit_of(Duration half_closed, bool other_side_closed, Duration tunnel, Duration usual)
{
    if (other_side_closed && half_closed != unset) return half_closed;
    return tunnel != unset ? tunnel : usual;
}

/// Bytes in either direction are a sign of life of both sides, as far as they have not closed.
void restart_limits(Process& p, StreamId id)
{
    const Stream& stream = p.balancer.streams[id];
    const Duration tunnel = behind(p, stream).tunnel;
    // Of two equal ones the client's strikes first.
    if (!client_closed(p, stream))
        set_timer(p, TimerKind::session, stream.session.index, limit_of(before(p, stream).client_fin, stream.server_closed, tunnel, before(p, stream).client));
    if (!stream.server_closed && !stream.holds_answer)
        set_timer(p, TimerKind::stream, id.index, limit_of(behind(p, stream).server_fin, client_closed(p, stream), tunnel, behind(p, stream).server));
}

void count_bytes_in(Process& p, const Stream& stream, std::int64_t bytes)
{
    p.balancer.frontends[stream.frontend].bin += bytes;
    if (stream.backend == no_index) return;
    p.farm(stream).counters.bin += bytes;
    if (stream.assigned) p.server_counters(stream)->bin += bytes;
}

void forward(Process& p, Stream& stream, const Message& message)
{
    count_bytes_in(p, stream, message.bytes);
    send(p.context, p.balancer.links[stream.link].socket, message);
}

void count_bytes_out(Process& p, Stream& stream, const Message& message)
{
    stream.bytes_out += message.bytes;
    p.balancer.traffic.bytes_out += message.bytes;
    if (ServerCounters* counters = p.server_counters(stream)) counters->bout += message.bytes;
    p.farm(stream).counters.bout += message.bytes;
    p.balancer.frontends[stream.frontend].bout += message.bytes;
}

/// What the server has sent goes to the client, and then its FIN.
void let_answer_out(Process& p, StreamId id)
{
    Stream& stream = p.balancer.streams[id];
    for (const Message& message : std::exchange(stream.held, {})) send(p.context, p.balancer.sessions[stream.session].client, message);
    if (!stream.server_closed) return restart_limits(p, id);
    if (client_closed(p, stream)) return end_tunnel(p, id, {});
    clear_timer(p, TimerKind::stream, id.index);
    close_half(p.context, p.balancer.sessions[stream.session].client);
    if (before(p, stream).client_fin != unset) set_timer(p, TimerKind::session, stream.session.index, before(p, stream).client_fin);
}

void count_abort(Process& p, const Stream& stream, std::int64_t FarmCounters::*of_farm, std::int64_t ServerCounters::*of_server)
{
    if (stream.backend == no_index) return;
    ++(p.farm(stream).counters.*of_farm);
    if (stream.server && stream.assigned) ++(p.farm(stream).servers[stream.server.index].counters.*of_server);
}

char phase_letter(const Stream& stream)
{
    if (stream.phase == Phase::tunnel) return 'D';
    return stream.phase == Phase::queued ? 'Q' : 'C';
}

}  // namespace

void begin_tunnel(Process& p, SessionId session_id)
{
    Balancer& balancer = p.balancer;
    const StreamId id = balancer.streams.take();
    Session& session = balancer.sessions[session_id];
    session.stream = id;
    ++session.requests;
    Stream& stream = balancer.streams[id];
    stream.session = session_id;
    stream.frontend = session.frontend;
    stream.begun = p.context.now;
    stream.times.accepted = session.accepted;
    if (apply_rules(p, id)) begin_assignment(p, id);
}

void tunnel_established(Process& p, StreamId id)
{
    Stream& stream = p.balancer.streams[id];
    stream.phase = Phase::tunnel;
    if (p.frontend(stream).log.as_soon_as_possible) {
        log_request(p, id, {}, {}, false);
        stream.log.is_done = true;
    }
    store_sticking(p, id, nullptr);
    for (const Message& message : std::exchange(stream.early, {})) forward(p, stream, message);
    if (client_closed(p, stream)) close_half(p.context, p.balancer.links[stream.link].socket);
    restart_limits(p, id);
    if (let_out(p, id, nullptr) && p.balancer.streams[id].server_closed) let_answer_out(p, id);
}

void tunnel_client_sends(Process& p, StreamId id, const Message& message)
{
    Stream& stream = p.balancer.streams[id];
    if (stream.request.request == 0) stream.request.request = message.request;
    stream.bytes_in += message.bytes;
    if (stream.phase != Phase::tunnel) stream.early.push_back(message);
    if (stream.phase == Phase::inspecting) return inspect_again(p, id);
    if (stream.phase != Phase::tunnel) return;
    forward(p, stream, message);
    restart_limits(p, id);
}

void tunnel_server_sends(Process& p, StreamId id, const Message& message)
{
    Stream& stream = p.balancer.streams[id];
    count_bytes_out(p, stream, message);
    stream.held.push_back(message);
    if (!stream.holds_answer || let_out(p, id, nullptr)) let_answer_out(p, id);
}

void tunnel_client_closes(Process& p, StreamId id)
{
    Stream& stream = p.balancer.streams[id];
    if (p.balancer.sessions[stream.session].client_reset) {
        if (stream.phase == Phase::inspecting) return give_up_inspecting(p, id, 'C');
        count_abort(p, stream, &FarmCounters::cli_abrt, &ServerCounters::cli_abrt);
        return end_tunnel(p, id, {'C', 'D'});
    }
    if (stream.phase == Phase::inspecting) return inspect_again(p, id);
    if (stream.phase != Phase::tunnel) {
        // A connection to a server is not given up while there is something to be sent over it.
        const bool given_up = stream.early.empty() || p.backend(stream).abortonclose;
        return given_up ? end_tunnel(p, id, {'C', phase_letter(stream)}) : void();
    }
    if (stream.server_closed && !stream.holds_answer) return end_tunnel(p, id, {});
    clear_timer(p, TimerKind::session, stream.session.index);
    close_half(p.context, p.balancer.links[stream.link].socket);
    if (behind(p, stream).server_fin != unset && !stream.holds_answer) set_timer(p, TimerKind::stream, id.index, behind(p, stream).server_fin);
}

void tunnel_server_closes(Process& p, StreamId id, bool by_reset)
{
    Stream& stream = p.balancer.streams[id];
    if (by_reset) {
        count_abort(p, stream, &FarmCounters::srv_abrt, &ServerCounters::srv_abrt);
        return end_tunnel(p, id, {'S', 'D'});
    }
    if (std::exchange(stream.server_closed, true)) return;
    if (!stream.holds_answer || let_out(p, id, nullptr)) let_answer_out(p, id);
}

void tunnel_client_times_out(Process& p, StreamId id)
{
    const Stream& stream = p.balancer.streams[id];
    if (stream.phase == Phase::inspecting) return give_up_inspecting(p, id, 'c');
    count_abort(p, stream, &FarmCounters::cli_abrt, &ServerCounters::cli_abrt);
    end_tunnel(p, id, {'c', 'D'});
}

void tunnel_server_times_out(Process& p, StreamId id)
{
    const Stream& stream = p.balancer.streams[id];
    if (stream.holds_answer) {
        if (let_out(p, id, nullptr)) let_answer_out(p, id);
        return;
    }
    count_abort(p, stream, &FarmCounters::srv_abrt, &ServerCounters::srv_abrt);
    end_tunnel(p, id, {'s', 'D'});
}

void end_tunnel(Process& p, StreamId id, Termination termination)
{
    const Stream& stream = p.balancer.streams[id];
    for (const Message& message : stream.early) count_bytes_in(p, stream, message.bytes);
    end_stream(p, id, termination, {}, true);
}

}  // namespace evenkeel::haproxy
