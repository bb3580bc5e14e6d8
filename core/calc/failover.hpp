#pragma once
// What the sudden loss of a database's primary costs: writes that no replica has (RPO), and writes refused until the replica is
// promoted (RTO).

#include "calc/figure.hpp"

namespace evenkeel::calc {

/// All from 0 to 1e9: writes a second w, the replica's delay d in seconds, seconds t until a replica is promoted.
struct FailoverQuestion {
    double writes_per_s = 100;
    double replication_delay_s = 1;
    double detect_and_promote_s = 10;
};

struct Failover {
    double expected_lost_writes_async = 0;          ///< w d: acknowledged, and not yet on the replica
    double lost_writes_sd = 0;                      ///< sqrt(w d)
    double p_no_loss = 0;                           ///< exp(-w d)
    double refused_writes_during_failover = 0;      ///< w t
    double expected_lost_writes_semisync = 0;       ///< none: a write is acknowledged once a replica has it
};

/// Poisson arrivals and a constant delay: the number of writes on their way is Poisson with mean w d. Semi-synchronous
/// replication is without its time-out (MySQL's after_sync).
Parsed<Failover> failover(const FailoverQuestion& question);

Figures figures_of(const Failover& failover);

}  // namespace evenkeel::calc
