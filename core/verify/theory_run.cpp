#include "verify/theory_run.hpp"

namespace evenkeel::theory {

namespace {

constexpr std::int32_t status_ok = 200;

double in_units(std::int64_t ns) { return static_cast<double>(ns) / static_cast<double>(service_mean.ns); }

Passage passage_of(const ExchangeRecord& record)
{
    Passage passage;
    passage.arrived = in_units(record.arrived.ns);
    passage.accepted = record.status == status_ok;
    if (!passage.accepted) return passage;
    passage.wait = in_units((record.began - record.arrived).ns);
    passage.response = in_units((record.ended - record.arrived).ns);
    return passage;
}

}  // namespace

Run run(workload::Cluster cluster, const RunLength& length)
{
    cluster.requests = length.warm_up + length.counted;
    World world = workload::build(cluster);
    Visitors& visitors = world.visitors.front();
    visitors.keep_latencies = false;
    visitors.keep_records = true;
    visitors.records.reserve(cluster.requests);
    workload::run(world, cluster);

    Run result;
    if (length.warm_up > 0) result.began = in_units(visitors.records[length.warm_up - 1].arrived.ns);
    result.passages.reserve(length.counted);
    for (std::uint64_t i = length.warm_up; i < cluster.requests; ++i) result.passages.push_back(passage_of(visitors.records[i]));
    return result;
}

}  // namespace evenkeel::theory
