#include "meter/meters.hpp"

#include <cassert>
#include <utility>

#include "base/text.hpp"

namespace evenkeel {

bool operator<(const MeterName& a, const MeterName& b)
{
    return a.metric != b.metric ? a.metric < b.metric : a.label_values < b.label_values;
}

MeterId meter(Meters& meters, TruthMetric metric, std::initializer_list<std::string_view> label_values)
{
    MeterName name{metric, {}};
    for (const std::string_view value : label_values) name.label_values.emplace_back(value);
    assert(name.label_values.size() == split(row(metric).labels, ' ').size());
    if (const auto found = meters.numbers.find(name); found != meters.numbers.end()) return {found->second};
    const auto number = static_cast<std::uint32_t>(meters.names.size());
    meters.numbers.emplace(name, number);
    meters.names.push_back(std::move(name));
    meters.values.push_back(0);
    return {number};
}

LatencyMeters latency_meters(Meters& meters, std::string_view visitors)
{
    LatencyMeters latency;
    for (const std::int64_t bound : latency_bounds_ns())
        latency.buckets.push_back(meter(meters, TruthMetric::client_request_seconds_bucket, {visitors, to_text(static_cast<double>(bound) / 1e9)}));
    latency.buckets.push_back(meter(meters, TruthMetric::client_request_seconds_bucket, {visitors, "+Inf"}));
    latency.sum = meter(meters, TruthMetric::client_request_seconds_sum, {visitors});
    latency.number = meter(meters, TruthMetric::client_request_seconds_count, {visitors});
    latency.fresh.resize(latency.buckets.size());
    return latency;
}

void observe(Meters& meters, LatencyMeters& latency, std::int64_t ns)
{
    // Halving without branches: which bounds a latency meets is what no processor can guess.
    const auto bounds = latency_bounds_ns();
    static_assert(latency_bound_count == 16);
    std::size_t bucket = 0;
    for (std::size_t step = latency_bound_count / 2; step > 0; step /= 2) bucket += bounds[bucket + step - 1] < ns ? step : 0;
    bucket += bounds[bucket] < ns ? 1 : 0;
    ++latency.fresh[bucket];
    count(meters, latency.sum, ns);
    count(meters, latency.number);
}

void settle(Meters& meters, LatencyMeters& latency)
{
    std::int64_t so_far = 0;
    for (std::size_t i = 0; i < latency.fresh.size(); ++i) {
        so_far += std::exchange(latency.fresh[i], 0);
        count(meters, latency.buckets[i], so_far);
    }
}

}  // namespace evenkeel
