#include "view/plots.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace evenkeel::view {

namespace {

constexpr std::int64_t latency_window_s = 10;
constexpr std::int64_t look_back_ms = 5'000;

double value_at(const World& world, MeterId meter, std::int64_t at_ms)
{
    if (meter.index >= world.truth_series.size()) return 0;
    const Latest found = latest(world.truth.series[world.truth_series[meter.index].index], at_ms, look_back_ms);
    return found.found ? found.sample.value() : 0;
}

Ending ending_of(std::string_view outcome)
{
    if (outcome == to_word(RequestOutcome::ok)) return Ending::good;
    if (outcome == to_word(RequestOutcome::client_error) || outcome == to_word(RequestOutcome::server_error)) return Ending::refused_by_site;
    return Ending::failed;
}

std::size_t server_number(Plots& plots, const std::string& name)
{
    const auto found = std::lower_bound(plots.servers.begin(), plots.servers.end(), name);
    const auto number = static_cast<std::size_t>(found - plots.servers.begin());
    if (found != plots.servers.end() && *found == name) return number;
    plots.servers.insert(found, name);
    for (Second& second : plots.seconds)
        if (second.server_per_s.size() >= number) second.server_per_s.insert(second.server_per_s.begin() + static_cast<std::ptrdiff_t>(number), 0.0);
    return number;
}

Second read_second(Plots& plots, const World& world, Instant at)
{
    Second second;
    second.at = at;
    const std::int64_t now = at.ns / ns_per_ms;
    std::vector<double> buckets(latency_bound_count + 1);
    std::size_t bucket = 0;
    for (std::uint32_t number = 0; number < world.meters.names.size(); ++number) {
        const MeterName& name = world.meters.names[number];
        const auto grown = [&](std::int64_t seconds) { return value_at(world, {number}, now) - value_at(world, {number}, now - 1000 * seconds); };
        switch (name.metric) {
        case TruthMetric::client_requests_total: second.per_s[static_cast<std::size_t>(ending_of(name.label_values[1]))] += grown(1); break;
        // Of each class its buckets were made in the order of their bounds.
        case TruthMetric::client_request_seconds_bucket: buckets[bucket++ % buckets.size()] += grown(latency_window_s); break;
        case TruthMetric::balancer_first_choices_total: {
            const std::size_t server = server_number(plots, name.label_values[2]);
            if (second.server_per_s.size() <= server) second.server_per_s.resize(plots.servers.size());
            second.server_per_s[server] += grown(1);
            break;
        }
        case TruthMetric::balancer_queue_length: second.queue += value_at(world, {number}, now); break;
        default: break;
        }
    }
    constexpr std::array<double, 3> quantiles{0.5, 0.95, 0.99};
    for (std::size_t i = 0; i < quantiles.size(); ++i) second.latency_ms[i] = quantile_ms(quantiles[i], buckets);
    second.server_per_s.resize(plots.servers.size());
    return second;
}

/// The mean of some seconds; it stands at the last one's end.
Second mean_of(std::span<const Second> some)
{
    Second mean;
    mean.at = some.back().at;
    const auto count = static_cast<double>(some.size());
    std::array<double, 3> measured{};
    mean.server_per_s.resize(some.back().server_per_s.size());
    std::array<double, 3> sums{};
    for (const Second& one : some) {
        for (std::size_t i = 0; i < mean.per_s.size(); ++i) mean.per_s[i] += one.per_s[i] / count;
        for (std::size_t i = 0; i < std::min(mean.server_per_s.size(), one.server_per_s.size()); ++i) mean.server_per_s[i] += one.server_per_s[i] / count;
        mean.queue += one.queue / count;
        for (std::size_t i = 0; i < sums.size(); ++i) {
            if (one.latency_ms[i] < 0) continue;
            sums[i] += one.latency_ms[i];
            ++measured[i];
        }
    }
    for (std::size_t i = 0; i < sums.size(); ++i)
        if (measured[i] > 0) mean.latency_ms[i] = sums[i] / measured[i];
    return mean;
}

}  // namespace

std::vector<Second> thinned(const std::vector<Second>& seconds, Instant until, std::size_t most)
{
    std::vector<Second> columns;
    const auto count = static_cast<std::size_t>(until.ns / ns_per_s);
    const std::size_t step = std::max<std::size_t>(1, (count + most - 1) / most);
    for (std::size_t from = 0; from < std::min(count, seconds.size()); from += step)
        columns.push_back(mean_of(std::span(seconds).subspan(from, std::min(step, std::min(count, seconds.size()) - from))));
    return columns;
}

std::string_view to_text(Ending ending)
{
    switch (ending) {
    case Ending::good: return "good";
    case Ending::refused_by_site: return "4xx or 5xx";
    case Ending::failed: return "no answer";
    case Ending::count_: break;
    }
    return "";
}

double quantile_ms(double q, const std::vector<double>& counts)
{
    const double all = counts.empty() ? 0 : counts.back();
    if (!(all > 0)) return -1;
    const double rank = q * all;
    const auto bounds = latency_bounds_ns();
    std::size_t bucket = 0;
    while (bucket + 1 < counts.size() && counts[bucket] < rank) ++bucket;
    if (bucket >= bounds.size()) return static_cast<double>(bounds.back()) / 1e6;
    const double lower = bucket == 0 ? 0 : static_cast<double>(bounds[bucket - 1]);
    const double before = bucket == 0 ? 0 : counts[bucket - 1];
    const double within = counts[bucket] - before;
    const double share = within > 0 ? (rank - before) / within : 0;
    return (lower + (static_cast<double>(bounds[bucket]) - lower) * share) / 1e6;
}

void update(Plots& plots, const World& world)
{
    const std::int64_t last = world.now.ns / ns_per_s;
    std::int64_t next = plots.seconds.empty() ? 1 : plots.seconds.back().at.ns / ns_per_s + 1;
    for (; next <= last; ++next) plots.seconds.push_back(read_second(plots, world, {next * ns_per_s}));
}

void update(Plots& plots, const Session& session)
{
    if (plots.story != session.story) {
        plots = {};
        plots.story = session.story;
    }
    // What was played beyond the present by a deed that is undone or written over is gone.
    const Instant reach = reach_of(session);
    while (!plots.seconds.empty() && plots.seconds.back().at > reach) plots.seconds.pop_back();
    update(plots, present(session));
}

void update_rival(RivalPlots& rival, const Session& session)
{
    if (!session.rival) {
        rival = {};
        return;
    }
    if (rival.branch != session.rival->branch || rival.plots.story != session.story) {
        rival = {session.rival->branch, {}};
        rival.plots.story = session.story;
    }
    const World& world = session.rival->timeline.present;
    update(rival.plots, world);
}

}  // namespace evenkeel::view
