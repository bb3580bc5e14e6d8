#pragma once
// Sums that carry their rounding error along (Neumaier), the mean and the quantile built on them: the same steps in the same
// order as Prometheus, for the same bits.

#include <cmath>
#include <vector>

namespace evenkeel::promql {

struct CompensatedSum {
    double sum = 0.0;
    double rest = 0.0;

    void add(double x)
    {
        const double next = sum + x;
        if (std::isinf(next)) rest = 0.0;
        else if (std::fabs(sum) >= std::fabs(x)) rest += (sum - next) + x;
        else rest += (x - next) + sum;
        sum = next;
    }
    double total() const { return std::isinf(sum) ? sum : sum + rest; }
};

/// The mean: sum by count, until the sum would overflow; from then on a running mean.
struct CompensatedMean {
    CompensatedSum running;     ///< the sum, or the mean once `incremental`
    double count = 0.0;
    bool incremental = false;

    void add(double x)
    {
        count += 1.0;
        if (count == 1.0) {
            running.sum = x;
            return;
        }
        if (!incremental) {
            CompensatedSum next = running;
            next.add(x);
            if (!std::isinf(next.sum)) {
                running = next;
                return;
            }
            incremental = true;
            running.sum /= count - 1.0;
            running.rest /= count - 1.0;
        }
        const double weight = (count - 1.0) / count;
        running = {weight * running.sum, weight * running.rest};
        running.add(x / count);
    }
    double mean() const { return incremental ? running.sum + running.rest : running.sum / count + running.rest / count; }
};

/// The q-quantile of values: sorted with NaN first, linear between neighbours. NaN of nothing or for q = NaN, -Inf below 0,
/// +Inf above 1.
double quantile(double q, std::vector<double> values);

}  // namespace evenkeel::promql
