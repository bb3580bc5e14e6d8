#pragma once
// How long requests wait at alike servers with one queue, and how many a bounded queue turns away.
//
// Arrivals are Poisson, service times exponential, first come first served. The unit of time is the mean service time; rates are
// per that unit. Load is the arrival rate divided by what all servers together can do.

#include <cstdint>

#include "calc/figure.hpp"

namespace evenkeel::calc {

/// M/M/c: `servers` c from 1 to a million, 0 < `load` < 1.
struct QueueQuestion {
    std::int64_t servers = 1;
    double load = 0.5;
};

struct Queue {
    double offered_erlangs = 0;     ///< a = c · load: servers that are busy in the mean
    double erlang_b = 0;            ///< share refused if nobody could wait
    double erlang_c = 0;            ///< share that has to wait
    double mean_wait = 0;           ///< C / (c (1 - load))
    double mean_response = 0;       ///< wait and service
    double mean_queue = 0;          ///< requests that wait, by Little's law
    double mean_in_system = 0;      ///< those in service too
    double wait_p50 = 0;
    double wait_p90 = 0;
    double wait_p99 = 0;
};

/// Erlang's recursion B(0) = 1, B(k) = aB(k - 1) / (k + aB(k - 1)), then C = B / (1 - load (1 - B)); the wait is 0 with
/// probability 1 - C, else exponential with rate c (1 - load). Source: Erlang 1917; Cooper, Introduction to Queueing Theory, 3.
Parsed<Queue> queue(const QueueQuestion& question);

/// M/M/c/K: `capacity` K, the requests in service and waiting, from c to a million; any load above 0.
struct BoundedQueueQuestion {
    std::int64_t servers = 1;
    std::int64_t capacity = 1;
    double load = 0.5;
};

struct BoundedQueue {
    double loss = 0;                            ///< share refused: p(K)
    double p_empty = 0;                         ///< share of time with nobody there
    double mean_in_system = 0;
    double throughput = 0;                      ///< accepted requests per unit of time: a (1 - loss)
    double mean_response_of_accepted = 0;       ///< by Little's law
    double utilisation = 0;                     ///< throughput / c
};

/// The birth-death chain with p(k) = p(k - 1) a / min(k, c). Source: Kleinrock, Queueing Systems I, section 3.
Parsed<BoundedQueue> bounded_queue(const BoundedQueueQuestion& question);

Figures figures_of(const Queue& queue);
Figures figures_of(const BoundedQueue& queue);

}  // namespace evenkeel::calc
