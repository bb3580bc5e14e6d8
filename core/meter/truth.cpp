#include "meter/truth.hpp"

#include <array>

namespace evenkeel {

namespace {

using enum TruthMetric;
using enum TruthUnit;
using enum TruthKind;

constexpr std::array<TruthRow, static_cast<std::size_t>(count_)> table{{
    {client_requests_total, "truth_client_requests_total", "visitors outcome", count, counter,
     "Requests that ended, by outcome: ok (status below 400, whole), client_error (4xx), server_error (5xx), refused, reset, closed (FIN "
     "without an answer), unanswered (the kernel gave up connecting), gave_up (the visitor's patience ended), no_address (the name did not "
     "resolve). A request still open at the end counts in nothing."},
    {client_request_seconds_bucket, "truth_client_request_seconds_bucket", "visitors le", count, counter,
     "Requests with outcome ok whose time from first byte wanted to last byte had is at most `le`."},
    {client_request_seconds_sum, "truth_client_request_seconds_sum", "visitors", seconds, counter, "Sum of these times."},
    {client_request_seconds_count, "truth_client_request_seconds_count", "visitors", count, counter, "Number of these times."},
    {client_responses_total, "truth_client_responses_total", "visitors path server status", count, counter,
     "Answers that visitors had, by the workload's path entry, the host that made the answer (empty: a balancer's own) and the status."},
    {client_connections_total, "truth_client_connections_total", "visitors", count, counter, "Connections that visitors began."},
    {client_request_retries_total, "truth_client_request_retries_total", "visitors", count, counter, "Requests that a client sent again by itself."},
    {client_moved_total, "truth_client_moved_total", "visitors", count, counter,
     "Times the answer that a session had came from another host than the answer it had before."},
    {balancer_first_choices_total, "truth_balancer_first_choices_total", "balancer backend server", count, counter,
     "Times a server was the first choice for a request or, in mode tcp, a connection: before any retry or redispatch."},
    {balancer_responses_total, "truth_balancer_responses_total", "balancer backend server status", count, counter,
     "Answers sent to clients by the server they came from (empty: the balancer's own) and the status class 1xx..5xx."},
    {balancer_checks_total, "truth_balancer_checks_total", "balancer backend server", count, counter, "Health checks begun."},
    {balancer_server_up, "truth_balancer_server_up", "balancer backend server", count, gauge, "1 while the balancer takes the server for usable."},
    {balancer_healthy_servers_ejected_total, "truth_balancer_healthy_servers_ejected_total", "balancer backend server", count, counter,
     "Times health checks took a server DOWN while nothing was wrong with it."},
    {balancer_redispatches_total, "truth_balancer_redispatches_total", "balancer backend", count, counter, "Requests moved to another server after a failed connection."},
    {balancer_retries_total, "truth_balancer_retries_total", "balancer backend", count, counter, "Further connection attempts after a failed one."},
    {balancer_queue_length, "truth_balancer_queue_length", "balancer backend", count, gauge, "Requests waiting in the backend's queues."},
    {last_request_to_failing_server_seconds, "truth_last_request_to_failing_server_seconds", "fault kind server", seconds, gauge,
     "For each fault of one server: time from its beginning to the last moment, while it lasted, at which a balancer made this server its first "
     "choice; 0 when it never did."},
    {fault_active, "truth_fault_active", "fault kind server", count, gauge, "1 while a fault lasts."},
    {fault_noticed, "truth_fault_noticed", "fault kind server", count, gauge, "1 once a balancer has taken the failing server out while the fault lasted."},
    {service_requests_total, "truth_service_requests_total", "host service status", count, counter, "Requests that a web server or application answered, by status."},
    {service_busy_seconds_total, "truth_service_busy_seconds_total", "host service", seconds, counter, "Time that workers of an application spent working, summed over workers."},
    {service_workers, "truth_service_workers", "host service", count, gauge, "Workers of an application, busy or not."},
    {service_sessions_total, "truth_service_sessions_total", "host service", count, counter,
     "Sessions (carts) that an application has begun in its memory, for requests without the cookie of one."},
    {service_lost_sessions_total, "truth_service_lost_sessions_total", "host service", count, counter,
     "Sessions that a client still named, to a process which does not have them: another one's, or this one's from before it began anew. Each "
     "counts once, by where it was missed: the application begins a new session in its place."},
    {service_orders_total, "truth_service_orders_total", "host service", count, counter,
     "Orders (requests with POST) that an application has carried out: one is carried out in the middle of its work, whether or not its client "
     "ever learns of it. At the level of detail `requests` there are none."},
    {service_duplicate_orders_total, "truth_service_duplicate_orders_total", "host service", count, counter,
     "Orders among these that had been carried out before, by any application: the same request, sent again by its client or by a balancer."},
    {service_running, "truth_service_running", "host service", count, gauge, "1 while the process runs (a hung one runs)."},
}};

constexpr std::array<std::int64_t, latency_bound_count> bounds_ns{5'000'000,     10'000'000,    25'000'000,    50'000'000,    75'000'000,    100'000'000,
                                                 150'000'000,   200'000'000,   300'000'000,   500'000'000,   750'000'000,   1'000'000'000,
                                                 2'000'000'000, 3'000'000'000, 5'000'000'000, 10'000'000'000};

}  // namespace

std::span<const TruthRow> truth_table() { return table; }
std::span<const std::int64_t, latency_bound_count> latency_bounds_ns() { return bounds_ns; }

}  // namespace evenkeel
