#pragma once
// THE table of truth metrics: the omniscient view that objectives are written in. Public: a change needs a new format number.

#include <cstdint>
#include <span>
#include <string_view>

namespace evenkeel {

enum class TruthMetric : std::uint16_t {
    client_requests_total,
    client_request_seconds_bucket,
    client_request_seconds_sum,
    client_request_seconds_count,
    client_responses_total,
    client_connections_total,
    client_request_retries_total,
    client_moved_total,
    balancer_first_choices_total,
    balancer_responses_total,
    balancer_checks_total,
    balancer_server_up,
    balancer_healthy_servers_ejected_total,
    balancer_redispatches_total,
    balancer_retries_total,
    balancer_queue_length,
    last_request_to_failing_server_seconds,
    fault_active,
    fault_noticed,
    service_requests_total,
    service_busy_seconds_total,
    service_workers,
    service_sessions_total,
    service_lost_sessions_total,
    service_orders_total,
    service_duplicate_orders_total,
    service_running,
    count_,
};

enum class TruthUnit : std::uint8_t { count, seconds };
enum class TruthKind : std::uint8_t { counter, gauge };

struct TruthRow {
    TruthMetric metric{};
    std::string_view name;          ///< with the prefix truth_
    std::string_view labels;        ///< names, separated by spaces, in this order
    TruthUnit unit{};               ///< seconds are kept as nanoseconds and sampled as seconds
    TruthKind kind{};
    std::string_view meaning;
};

/// The rows in the order of the enumeration.
std::span<const TruthRow> truth_table();
inline const TruthRow& row(TruthMetric metric) { return truth_table()[static_cast<std::size_t>(metric)]; }

/// Upper bounds of the latency buckets of client_request_seconds, in nanoseconds; the label `le` in seconds, then +Inf.
inline constexpr std::size_t latency_bound_count = 16;
std::span<const std::int64_t, latency_bound_count> latency_bounds_ns();

}  // namespace evenkeel
