#pragma once
// What retries cost and bring, as long as failures are independent of each other and of the load.

#include <cstdint>

#include "calc/figure.hpp"

namespace evenkeel::calc {

/// `failure_probability` p of one attempt, 0 to 1; at most `retries` r after the first, 0 to 1000.
struct RetryQuestion {
    double failure_probability = 0.1;
    std::int64_t retries = 2;
};

struct Retry {
    double load_amplification = 0;              ///< attempts a request: sum of p^i, i = 0 … r
    double success_probability = 0;             ///< 1 - p^(r + 1)
    double amplification_three_layers = 0;      ///< three layers that each retry: the cube of the first
};

/// Source: Google, Site Reliability Engineering, chapter 22; a truncated geometric sum.
Parsed<Retry> retry(const RetryQuestion& question);

Figures figures_of(const Retry& retry);

}  // namespace evenkeel::calc
