#pragma once
// What `show stat` knows of traffic beside counters: events of the last second and the most there were, mean times and the longest.
//
// Source: HAProxy 2.6 (include/haproxy/freq_ctr.h, src/stream.c, stream_update_time_stats).
// Differs: at the level of detail `requests` nothing of this is counted.

#include <algorithm>
#include <cstdint>

#include "balancer/stick_table.hpp"
#include "base/time.hpp"

namespace evenkeel::haproxy {

/// Events of a second, as a sliding period.
struct Rate {
    RateCounter events;
    std::int64_t most = 0;
};
inline constexpr Duration rate_period{ns_per_s};

inline std::int64_t rate_now(const Rate& rate, Instant now) { return static_cast<std::int64_t>(events_in_period(rate.events, rate_period, now)); }
inline void count_event(Rate& rate, Instant now)
{
    count_events(rate.events, rate_period, now, 1);
    rate.most = std::max(rate.most, rate_now(rate, now));
}

/// One of the times of requests: a mean over the last ones (`sum` is that mean times the window), and the longest. Milliseconds.
struct MeanTime {
    std::int64_t sum = 0;
    std::int64_t most = 0;
};
inline constexpr std::int64_t most_in_mean = 512;

/// `count`: requests so far, this one included; at most 512 of them weigh.
inline void add_time(MeanTime& mean, std::int64_t count, std::int64_t milliseconds)
{
    const std::int64_t window = std::min(count, most_in_mean);
    mean.sum += milliseconds - (window == 0 ? 0 : (mean.sum + window - 1) / window);
    mean.most = std::max(mean.most, milliseconds);
}
inline std::int64_t mean_of(const MeanTime& mean, std::int64_t count)
{
    const std::int64_t window = std::min(count, most_in_mean);
    return window == 0 ? 0 : (mean.sum + window - 1) / window;
}

/// Of a server or a backend.
struct Traffic {
    Rate sessions;
    MeanTime queue;                     ///< qtime, ctime, rtime, ttime
    MeanTime connect;
    MeanTime response;
    MeanTime total;
    std::int64_t requests = 0;          ///< that had an answer: the weight of the means
    std::int64_t connections = 0;       ///< made
    std::int64_t reused = 0;            ///< requests on a connection that was there
    Instant last_session{-1};           ///< before 0: none yet
};

/// Of the process, for `show info`.
struct ProcessTraffic {
    Instant started;
    Rate connections;
    Rate sessions;
    std::int64_t all_connections = 0;
    std::int64_t all_requests = 0;
    std::int64_t bytes_out = 0;
    std::int64_t most_connections = 0;  ///< what `set maxconn global` may not pass; 0: not asked yet
};

}  // namespace evenkeel::haproxy
