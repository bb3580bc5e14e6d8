#pragma once
// What one server of a backend is at run time: its administrative state, its health, its weights, what it has to do, and
// the counters that `show stat` prints. Settings (address, check parameters) stay in settings.hpp.

#include <algorithm>
#include <cstdint>

#include "balancer/health_check.hpp"
#include "base/id.hpp"
#include "base/time.hpp"

namespace evenkeel::haproxy {

struct ServerState;
/// Counts the servers of one backend in the order of declaration.
using ServerId = Id<ServerState>;

/// What an operator has asked for. Drained: no new visitors but those that persistence binds to it. In maintenance: none
/// at all, and no checks.
enum class Administrative : std::uint8_t { ready, drain, maintenance };

/// What the checks say. Starting: slow start is under way.
enum class Operational : std::uint8_t { stopped, starting, running, stopping };

/// Counters under the names of `show stat`, counted as HAProxy counts them.
struct ServerCounters {
    // Those that every request moves stand together: a farm of thousands of servers lives in the processor's caches or does not.
    std::int64_t scur = 0;          ///< connections under way or established now
    std::int64_t smax = 0;
    std::int64_t stot = 0;          ///< connections begun, each attempt counts
    std::int64_t lbtot = 0;         ///< times the balance algorithm chose it
    std::int64_t hrsp_2xx = 0;
    std::int64_t qmax = 0;
    std::int64_t bin = 0;
    std::int64_t bout = 0;
    std::int64_t econ = 0;          ///< requests that got no connection after all attempts
    std::int64_t eresp = 0;         ///< no or a broken answer
    std::int64_t wretr = 0;         ///< further attempts at this server
    std::int64_t wredis = 0;        ///< requests moved away from this server
    std::int64_t chkfail = 0;       ///< failed checks while any health was left
    std::int64_t chkdown = 0;       ///< transitions to DOWN
    std::int64_t cli_abrt = 0;
    std::int64_t srv_abrt = 0;
    std::int64_t hrsp_1xx = 0;
    std::int64_t hrsp_3xx = 0;
    std::int64_t hrsp_4xx = 0;
    std::int64_t hrsp_5xx = 0;
    std::int64_t dresp = 0;
    std::int64_t hanafail = 0;          ///< times `observe` has struck
};

/// One server. `id`, `backup` and the limits are copied from the settings, since the run-time API can change some of them.
struct alignas(64) ServerState {
    std::uint32_t id = 0;
    bool backup = false;
    bool usable = false;                ///< takes part in balancing; kept by farm.cpp with the totals of its group
    Administrative admin = Administrative::ready;
    Operational state = Operational::running;
    std::int64_t weight_effective = 0;  ///< what the algorithm reckons with (reference: 16 per unit, or divided by the gcd)
    std::int64_t maxconn = 0;           ///< 0: unlimited
    std::int64_t minconn = 0;
    std::int64_t maxqueue = 0;          ///< 0: unlimited
    std::int64_t served = 0;            ///< streams holding a slot
    std::int64_t queued = 0;            ///< streams waiting in this server's own queue
    Instant last_first_choice{-1};      ///< the last time it was the first choice for a request
    ServerCounters counters;
    std::int64_t weight_initial = 1;    ///< as configured, 0..256
    std::int64_t weight_user = 1;       ///< as set last
    Instant last_change;                ///< of the state, for `lastchg`
    Duration downtime;                  ///< of periods that are over
    CheckState check;
    CheckState agent;
    Administrative inherited = Administrative::ready;   ///< of the server that this one tracks
    std::int64_t errors_in_a_row = 0;   ///< as `observe` counts them
    std::int64_t slowstart_s = 0;       ///< `slowstart` in seconds
    std::int64_t slow_s = 0;            ///< seconds of it that are over; state `starting` alone
};

/// True for a server that may be given new visitors by the algorithm, were its weight above 0.
inline bool may_take_traffic(const ServerState& server)
{
    return server.admin == Administrative::ready && server.inherited == Administrative::ready && (server.state == Operational::running || server.state == Operational::starting);
}

/// The limit that holds now: between minconn and maxconn in proportion to the streams of the backend, maxconn from `fullconn`
/// streams on. 0: no limit. Source: reference section 10.
inline std::int64_t dynamic_maxconn(const ServerState& server, std::int64_t streams, std::int64_t fullconn)
{
    const bool most = streams >= fullconn || server.minconn == server.maxconn;
    const std::int64_t limit = most ? server.maxconn : std::max(server.minconn, streams * server.maxconn / fullconn);
    if (server.state != Operational::starting || server.maxconn == 0) return limit;
    return std::max<std::int64_t>(1, limit * (100 * server.slow_s / server.slowstart_s) / 100);
}

/// `downtime`, the present period included.
inline Duration total_downtime(const ServerState& server, Instant now)
{
    return server.state == Operational::stopped ? server.downtime + (now - server.last_change) : server.downtime;
}

}  // namespace evenkeel::haproxy
