// Streams that end before their time: the client left, or an operator or a server's end takes them along.

#include <algorithm>
#include <vector>

#include "balancer/process.hpp"

namespace evenkeel::haproxy {

char letter_of(Phase phase)
{
    switch (phase) {
    case Phase::beginning:
    case Phase::inspecting: return 'R';
    case Phase::tarpit: return 'T';
    case Phase::queued: return 'Q';
    case Phase::pausing:
    case Phase::connecting: return 'C';
    case Phase::answering: return 'H';
    case Phase::tunnel: return 'D';
    }
    return '-';
}

void count_client_abort(Process& p, const Stream& stream)
{
    if (stream.backend == no_index) return;
    ++p.farm(stream).counters.cli_abrt;
    if (stream.server && stream.assigned) ++p.farm(stream).servers[stream.server.index].counters.cli_abrt;
}

void abort_stream(Process& p, StreamId id)
{
    const Stream& stream = p.balancer.streams[id];
    count_client_abort(p, stream);
    if (p.balancer.sessions[stream.session].client_reset) return end_stream(p, id, {'C', 'D'}, {}, true);
    // Whoever has left while a server worked is told that the request was bad: into the void, but counted and logged.
    const bool told = stream.phase == Phase::answering;
    end_stream(p, id, {'C', letter_of(stream.phase)}, told ? own_response(p, stream, 400) : Message{}, true);
}

void kill_streams(Process& p, std::uint32_t backend, ServerId server, char cause)
{
    std::vector<StreamId> victims;
    for (std::uint32_t i = 0; i < p.balancer.streams.slots.size(); ++i) {
        const auto& slot = p.balancer.streams.slots[i];
        if (slot.used && slot.thing.backend == backend && slot.thing.server == server && slot.thing.link) victims.push_back({i});
    }
    // HAProxy has those of a server in a list, the last that came first.
    const auto came_later = [&](StreamId a, StreamId b) { return p.balancer.links[p.balancer.streams[a].link].joined > p.balancer.links[p.balancer.streams[b].link].joined; };
    std::sort(victims.begin(), victims.end(), came_later);
    for (const StreamId id : victims) kill_stream(p, id, cause);
}

void kill_stream(Process& p, StreamId id, char cause)
{
    const Phase phase = p.balancer.streams[id].phase;
    if (phase == Phase::answering) count_bad_response(p, p.balancer.streams[id]);
    if (p.frontend(p.balancer.streams[id]).mode == Mode::tcp) end_tunnel(p, id, {cause, phase == Phase::tunnel ? '-' : letter_of(phase)});
    else end_stream(p, id, {cause, letter_of(phase)}, own_response(p, p.balancer.streams[id], phase == Phase::answering ? 502 : 503));
}

}  // namespace evenkeel::haproxy
