// mode tcp: one choice per connection, bytes both ways until one side closes.

#include "balancer/process.hpp"
#include "balancer/sticking.hpp"

namespace evenkeel::haproxy {

namespace {

/// Bytes in either direction are a sign of life of both sides.
void restart_limits(Process& p, StreamId id)
{
    const Stream& stream = p.balancer.streams[id];
    const Timeouts& behind = p.backend(stream).timeouts;
    const Timeouts& before = p.frontend(stream).timeouts;
    // Of two equal ones the client's strikes first.
    set_timer(p, TimerKind::session, stream.session.index, behind.tunnel != unset ? behind.tunnel : before.client);
    set_timer(p, TimerKind::stream, id.index, behind.tunnel != unset ? behind.tunnel : behind.server);
}

void forward(Process& p, Stream& stream, const Message& message)
{
    stream.bytes_in += message.bytes;
    ServerCounters& counters = p.farm(stream).servers[stream.server.index].counters;
    counters.bin += message.bytes;
    p.farm(stream).counters.bin += message.bytes;
    p.balancer.frontends[stream.frontend].bin += message.bytes;
    send(p.context, p.balancer.links[stream.link].socket, message);
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
        stream.logged = true;
    }
    store_sticking(p, id, nullptr);
    for (const Message& message : std::exchange(stream.early, {})) forward(p, stream, message);
    restart_limits(p, id);
}

void tunnel_client_sends(Process& p, StreamId id, const Message& message)
{
    Stream& stream = p.balancer.streams[id];
    if (stream.request.request == 0) stream.request.request = message.request;
    if (stream.phase != Phase::tunnel) return stream.early.push_back(message);
    forward(p, stream, message);
    restart_limits(p, id);
}

void tunnel_server_sends(Process& p, StreamId id, const Message& message)
{
    Stream& stream = p.balancer.streams[id];
    ServerCounters& counters = p.farm(stream).servers[stream.server.index].counters;
    stream.bytes_out += message.bytes;
    p.balancer.traffic.bytes_out += message.bytes;
    counters.bout += message.bytes;
    p.farm(stream).counters.bout += message.bytes;
    p.balancer.frontends[stream.frontend].bout += message.bytes;
    send(p.context, p.balancer.sessions[stream.session].client, message);
    restart_limits(p, id);
}

void end_tunnel(Process& p, StreamId id, Termination termination)
{
    const Stream& stream = p.balancer.streams[id];
    if (stream.phase != Phase::tunnel && termination.cause == '-') termination = {'C', stream.phase == Phase::queued ? 'Q' : 'C'};
    end_stream(p, id, termination, {}, true);
}

}  // namespace evenkeel::haproxy
