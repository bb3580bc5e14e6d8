#pragma once
// Quantiles and fractions of classic histograms: cumulative counts of buckets with the label `le`.

#include <vector>

namespace evenkeel::promql {

struct Bucket {
    double upper = 0.0;
    double count = 0.0;
};

/// The value below which the share q lies, linear within a bucket. NaN without a +Inf bucket, with fewer than two buckets,
/// or with nothing observed. Source: promql/quantile.go, BucketQuantile, of Prometheus 3.5.
double bucket_quantile(double q, std::vector<Bucket> buckets);

/// The share of observations between two values. Differs from later releases: 3.5 takes the first bucket to begin at -Inf,
/// so a bound inside it gives NaN.
double bucket_fraction(double lower, double upper, std::vector<Bucket> buckets);

}  // namespace evenkeel::promql
