#pragma once
// The counters and gauges of a world: found by their labels once, counted by number ever after.

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "meter/truth.hpp"

namespace evenkeel {

using MeterId = Id<struct Meter>;

/// Whose value it is: the values of the metric's labels, in the table's order.
struct MeterName {
    TruthMetric metric{};
    std::vector<std::string> label_values;
};

bool operator<(const MeterName& a, const MeterName& b);

/// Values are whole numbers: counts, or nanoseconds where the table says seconds.
struct Meters {
    std::vector<MeterName> names;
    std::vector<std::int64_t> values;
    std::map<MeterName, std::uint32_t> numbers;
};

/// The meter with these label values (as many as the table has), made with value 0 if it is new.
MeterId meter(Meters& meters, TruthMetric metric, std::initializer_list<std::string_view> label_values);

inline void count(Meters& meters, MeterId id, std::int64_t more = 1) { meters.values[id.index] += more; }
inline void set(Meters& meters, MeterId id, std::int64_t value) { meters.values[id.index] = value; }

/// A latency histogram: its buckets, sum and count. Buckets are cumulative, as Prometheus' are, so each time would count in
/// many: new times wait in `fresh`, one number a bucket, until `settle`.
struct LatencyMeters {
    std::vector<MeterId> buckets;       ///< per bound of latency_bounds_ns(), then +Inf
    MeterId sum;
    MeterId number;
    std::vector<std::int64_t> fresh;    ///< likewise: times above the bound before and up to this one
};
LatencyMeters latency_meters(Meters& meters, std::string_view visitors);
void observe(Meters& meters, LatencyMeters& latency, std::int64_t ns);
/// Adds what is fresh to the buckets; before anybody reads them.
void settle(Meters& meters, LatencyMeters& latency);

}  // namespace evenkeel
