#include "promql/histogram.hpp"

#include <algorithm>
#include <cfloat>
#include <cmath>

namespace evenkeel::promql {

namespace {

bool almost_equal(double a, double b, double tolerance)
{
    if (a == b || (std::isnan(a) && std::isnan(b))) return true;
    const double size = std::fabs(a) + std::fabs(b);
    const double difference = std::fabs(a - b);
    if (a == 0.0 || b == 0.0 || size < DBL_MIN) return difference < tolerance * DBL_MIN;
    return difference / std::min(size, DBL_MAX) < tolerance;
}

/// Sorted by bound, equal bounds ("1" and "1.0") added up; false without a +Inf bucket.
bool put_in_order(std::vector<Bucket>& buckets)
{
    std::stable_sort(buckets.begin(), buckets.end(), [](const Bucket& a, const Bucket& b) { return a.upper < b.upper; });
    if (buckets.empty() || buckets.back().upper != HUGE_VAL) return false;
    std::size_t last = 0;
    for (std::size_t i = 1; i < buckets.size(); ++i) {
        if (buckets[i].upper == buckets[last].upper)
            buckets[last].count += buckets[i].count;
        else
            buckets[++last] = buckets[i];
    }
    buckets.resize(last + 1);
    return true;
}

/// Cumulative counts cannot fall: a lesser one is raised to the one before, and so is one that differs by rounding only.
void make_rising(std::vector<Bucket>& buckets)
{
    double before = buckets.front().count;
    for (Bucket& bucket : buckets) {
        if (bucket.count == before) continue;
        if (almost_equal(before, bucket.count, 1e-12) || bucket.count < before)
            bucket.count = before;
        else
            before = bucket.count;
    }
}

}  // namespace

double bucket_quantile(double q, std::vector<Bucket> buckets)
{
    if (std::isnan(q)) return std::nan("");
    if (q < 0.0) return -HUGE_VAL;
    if (q > 1.0) return HUGE_VAL;
    if (!put_in_order(buckets)) return std::nan("");
    make_rising(buckets);
    if (buckets.size() < 2 || buckets.back().count == 0.0) return std::nan("");
    double rank = q * buckets.back().count;
    const auto infinite = buckets.end() - 1;
    const auto found = std::partition_point(buckets.begin(), infinite, [&](const Bucket& b) { return !(b.count >= rank); });
    if (found == infinite) return (infinite - 1)->upper;
    if (found == buckets.begin() && found->upper <= 0.0) return found->upper;
    double start = 0.0;
    double count = found->count;
    if (found != buckets.begin()) {
        start = (found - 1)->upper;
        count -= (found - 1)->count;
        rank -= (found - 1)->count;
    }
    return start + (found->upper - start) * (rank / count);
}

double bucket_fraction(double lower, double upper, std::vector<Bucket> buckets)
{
    if (!put_in_order(buckets)) return std::nan("");
    const double total = buckets.back().count;
    if (total == 0.0 || std::isnan(lower) || std::isnan(upper)) return std::nan("");
    if (lower >= upper) return 0.0;
    /// How many observations lie below a value.
    const auto rank_of = [&](double value) {
        double below = 0.0;
        double start = -HUGE_VAL;
        for (const Bucket& bucket : buckets) {
            if (start >= value) return below;
            if (bucket.upper > value) return below + (bucket.count - below) * (value - start) / (bucket.upper - start);
            below = bucket.count;
            start = bucket.upper;
        }
        return total;
    };
    const auto at_most_total = [&](double rank) { return rank > total ? total : rank; };
    return (at_most_total(rank_of(upper)) - at_most_total(rank_of(lower))) / total;
}

}  // namespace evenkeel::promql
