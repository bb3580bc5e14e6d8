#pragma once
// Statistics of a run with their standard errors, and when one agrees with theory.

#include <string_view>

#include "verify/theory_run.hpp"

namespace evenkeel::theory {

/// A value and its standard error.
struct Estimate {
    double value = 0;
    double standard_error = 0;
};

/// What is measured: means are over the accepted; `waiting` is the share of all with a wait above 0, `refused` of all.
enum class Measure : std::uint8_t { mean_wait, mean_response, wait_quantile, response_quantile, waiting, refused, throughput };

/// How far a value may lie from the expected one, beside 5 standard errors.
enum class Kind : std::uint8_t { mean, quantile, probability };

/// What one column holds. `q` of the quantiles: the ceil(q·N)-th smallest of N.
struct Statistic {
    std::string_view column;
    Measure measure{};
    double q = 0;
};

Kind kind_of(Measure measure);

/// Over all passages; the standard error from 32 equal consecutive batches: the standard deviation of their values / sqrt(32).
Estimate estimate(const Run& run, const Statistic& statistic);

/// mean: 5 SE + 0.2 % + 0.001; quantile: 5 SE + 1 % + 0.01; probability: 5 SE + 0.001.
double tolerance(Kind kind, double expected, double standard_error);

}  // namespace evenkeel::theory
