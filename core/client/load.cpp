#include "client/load.hpp"

#include <algorithm>

namespace evenkeel {

namespace {

constexpr std::int64_t ppm_per_percent = 10'000;

std::int64_t whole_ms(Duration duration) { return duration.ns / ns_per_ms; }

}  // namespace

std::int64_t load_ppm(const std::vector<LoadStep>& steps, Instant at)
{
    const auto next = std::upper_bound(steps.begin(), steps.end(), at, [](Instant t, const LoadStep& step) { return t < step.at; });
    if (next == steps.begin()) return 100 * ppm_per_percent;
    const LoadStep& step = *(next - 1);
    if (!step.ramp || next == steps.end()) return step.percent * ppm_per_percent;
    const std::int64_t length_ms = std::max<std::int64_t>(whole_ms(next->at - step.at), 1);
    return step.percent * ppm_per_percent + (next->percent - step.percent) * ppm_per_percent * whole_ms(at - step.at) / length_ms;
}

std::int64_t peak_load_ppm(const std::vector<LoadStep>& steps)
{
    std::int64_t peak = steps.empty() || steps.front().at > Instant{} ? 100 : 0;
    for (const LoadStep& step : steps) peak = std::max(peak, step.percent);
    return peak * ppm_per_percent;
}

}  // namespace evenkeel
