#pragma once
// How often a structure of units that fail and are repaired is down. Times between failures and of repairs are in hours, and
// exponential where the order of events matters.

#include <cstdint>
#include <string_view>
#include <vector>

#include "calc/figure.hpp"

namespace evenkeel::calc {

struct Uptime {
    double availability = 0;                ///< share of time
    double unavailability = 0;              ///< reckoned by itself: 1 - availability would lose digits
    double downtime_min_per_year = 0;       ///< of 365.25 days
};

/// `needed` k of `units` n, from 1 to 1000 each; `mtbf_h` above 0 (mean time between failures), `mttr_h` from 0 (to repair).
struct RedundancyQuestion {
    std::int64_t needed = 1;
    std::int64_t units = 1;
    double mtbf_h = 1000;
    double mttr_h = 4;
};

struct Redundancy {
    double unit_availability = 0;           ///< A = mtbf / (mtbf + mttr)
    Uptime whole;
};

/// Independent units, a repair crew for each: the number that works is binomial. Source: Trivedi, Probability and Statistics with
/// Reliability, Queuing and Computer Science Applications, 3.6.
Parsed<Redundancy> redundancy(const RedundancyQuestion& question);

/// As above with `repair_crews` from 1 on, and a switchover that succeeds with probability `switchover_success` (below 1 only for
/// a pair of which one suffices).
struct RepairQuestion {
    RedundancyQuestion structure;
    std::int64_t repair_crews = 1;
    double switchover_success = 1.0;
};

/// A birth-death chain on the failed units j: failures (n - j) / mtbf, since units on standby fail too, repairs
/// min(j, crews) / mttr; down when more than n - k have failed. Of a pair the first failure is uncovered with probability
/// 1 - success: one more state, down, which a repair of rate 1 / mttr ends. Source: Arnold, The Concept of Coverage, 1973.
Parsed<Uptime> repair_chain(const RepairQuestion& question);

/// A site of tiers in a row. Availabilities are of one unit.
struct TiersQuestion {
    std::int64_t load_balancers = 1;
    std::int64_t app_servers = 1;
    std::int64_t databases = 1;
    bool automatic_promotion = false;       ///< a replica becomes the primary by itself
    double a_load_balancer = 0.999;
    double a_app_server = 0.99;
    double a_database = 0.998;
    double a_switch = 0.9999;
};

struct Tiers {
    double availability_of_writes = 0;
    double availability_of_reads = 0;
    double downtime_min_per_year_writes = 0;
    std::vector<std::string_view> single_points_of_failure;     ///< in the order of the path of a request
};

/// The product of 1 - (1 - a)^count over the tiers and the one switch. Any database answers reads; writes need the primary,
/// which several databases stand in for only with automatic promotion.
Parsed<Tiers> tiers(const TiersQuestion& question);

Figures figures_of(const Uptime& uptime);
Figures figures_of(const Redundancy& redundancy);
Figures figures_of(const Tiers& tiers);

}  // namespace evenkeel::calc
