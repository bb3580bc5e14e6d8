#pragma once
// The queues of a backend: one of its own and one per server, first in, first out, and anybody may give up.

#include <cstdint>
#include <vector>

#include "balancer/server.hpp"
#include "base/pool.hpp"

namespace evenkeel::haproxy {

struct Stream;
using StreamId = Id<Stream>;

/// A stream in a queue.
struct QueueEntry {
    StreamId stream;
    ServerId server;                        ///< whose queue; none: the backend's
    std::uint64_t number = 0;               ///< counts arrivals in all queues of the backend
    std::uint32_t before = Id<QueueEntry>::none;
    std::uint32_t after = Id<QueueEntry>::none;
    std::int64_t served_before = 0;         ///< Line::served when it joined
    bool stays = false;                     ///< force-persist: waits on when its server goes down
};
using WaitingId = Id<QueueEntry>;

/// Ends of one queue.
struct Line {
    WaitingId first;
    WaitingId last;
    std::int64_t length = 0;
    std::int64_t served = 0;                ///< let on by a server that was free
};

/// All queues of one backend.
struct WaitingLines {
    Pool<QueueEntry> waiting;
    Line backend;
    std::vector<Line> servers;
    std::uint64_t arrivals = 0;
};

inline Line& line_of(WaitingLines& lines, ServerId server) { return server ? lines.servers[server.index] : lines.backend; }

/// Joins a queue at its end.
inline WaitingId enqueue(WaitingLines& lines, StreamId stream, ServerId server, bool stays = false)
{
    Line& line = line_of(lines, server);
    const WaitingId id = lines.waiting.take();
    lines.waiting[id] = {stream, server, ++lines.arrivals, line.last.index, WaitingId::none, line.served, stays};
    (line.last ? lines.waiting[line.last].after : line.first.index) = id.index;
    line.last = id;
    ++line.length;
    return id;
}

/// Its place in its queue as HAProxy's log has it: those let on since it joined, and itself.
inline std::int64_t place_of(WaitingLines& lines, WaitingId id)
{
    const QueueEntry& entry = lines.waiting[id];
    return line_of(lines, entry.server).served - entry.served_before + 1;
}

/// Leaves its queue, from wherever it stands.
inline StreamId leave(WaitingLines& lines, WaitingId id)
{
    const QueueEntry gone = lines.waiting[id];
    Line& line = line_of(lines, gone.server);
    (gone.before != WaitingId::none ? lines.waiting[{gone.before}].after : line.first.index) = gone.after;
    (gone.after != WaitingId::none ? lines.waiting[{gone.after}].before : line.last.index) = gone.before;
    --line.length;
    lines.waiting.give_back(id);
    return gone.stream;
}

}  // namespace evenkeel::haproxy
