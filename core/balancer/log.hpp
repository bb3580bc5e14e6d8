#pragma once
// What HAProxy writes into its log for each request, and what waits at this moment: read by replayed recordings, the
// journal and the inspector. The balancer fills `Balancer::log` only while `Balancer::keep_log` is set.

#include <array>
#include <cstdint>
#include <vector>

#include "balancer/settings.hpp"
#include "base/time.hpp"

namespace evenkeel {

struct Balancer;

namespace haproxy {

/// One line of the HTTP log, in numbers. `backend` and `server` are no_index where the log has the frontend's own name or
/// <NOSRV>; `termination` holds the first two letters of the termination state ('-' for normal).
struct LogRecord {
    std::uint64_t request = 0;      ///< Message::request
    Instant at;
    std::uint32_t frontend = no_index;
    std::uint32_t backend = no_index;
    std::uint32_t server = no_index;
    std::int32_t status = 0;        ///< 0: the connection ended without an answer
    std::int64_t retries = 0;       ///< connection attempts after the first
    bool redispatched = false;      ///< moved to another server than the one first chosen
    std::array<char, 2> termination{'-', '-'};
};

/// A request that waits for a slot: in its backend's queue (server = no_index) or a server's own.
struct Waiting {
    std::uint64_t request = 0;
    std::uint32_t backend = no_index;
    std::uint32_t server = no_index;
};

/// A request that the balancer is busy with; server = no_index before one is chosen.
struct ActiveRequest {
    std::uint64_t request = 0;
    std::uint32_t backend = no_index;
    std::uint32_t server = no_index;
};

}  // namespace haproxy

/// Everything that is under way or waits, in no particular order.
std::vector<haproxy::ActiveRequest> active_requests(const Balancer& balancer);

/// Everything that waits now, in no particular order.
std::vector<haproxy::Waiting> waiting_requests(const Balancer& balancer);

}  // namespace evenkeel
