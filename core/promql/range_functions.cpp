#include "promql/range_functions.hpp"

#include <algorithm>
#include <cmath>

#include "promql/compensated.hpp"

namespace evenkeel::promql {

namespace {

double to_seconds(std::int64_t ms) { return static_cast<double>(ms) / 1000.0; }

/// As Go's Duration.Seconds: whole seconds and the rest apart.
double to_seconds(Duration length)
{
    return static_cast<double>(length.ns / ns_per_s) + static_cast<double>(length.ns % ns_per_s) / 1e9;
}

enum class Slope : std::uint8_t { rate, increase, delta };

/// What was counted between the first and the last sample, carried on to the edges of the window: by the mean distance of
/// samples if the edge is nearer than 1.1 of it, else by half of it; a counter never below zero.
/// Source: promql/functions.go, extrapolatedRate, of Prometheus 3.5.
Maybe extrapolated(const Window& window, Slope slope)
{
    const auto samples = window.samples;
    if (samples.size() < 2) return {};
    const bool counter = slope != Slope::delta;
    const double first = samples.front().value();
    double result = samples.back().value() - first;
    if (counter) {
        double before = first;
        for (const Sample& s : samples.subspan(1)) {
            if (s.value() < before) result += before;
            before = s.value();
        }
    }
    double to_start = to_seconds(samples.front().at_ms - window.start_ms);
    double to_end = to_seconds(window.end_ms - samples.back().at_ms);
    const double sampled = to_seconds(samples.back().at_ms - samples.front().at_ms);
    const double between = sampled / static_cast<double>(samples.size() - 1);
    const double near = between * 1.1;
    if (to_start >= near) to_start = between / 2.0;
    if (counter) {
        double to_zero = to_start;
        if (result > 0.0 && first >= 0.0) to_zero = sampled * (first / result);
        if (to_zero < to_start) to_start = to_zero;
    }
    if (to_end >= near) to_end = between / 2.0;
    double factor = (sampled + to_start + to_end) / sampled;
    if (slope == Slope::rate) factor /= to_seconds(window.range);
    return {true, result * factor};
}

/// irate and idelta: the last two samples.
Maybe instant_change(const Window& window, bool per_second)
{
    if (window.samples.size() < 2) return {};
    const Sample& last = window.samples.back();
    const Sample& before = window.samples[window.samples.size() - 2];
    const std::int64_t distance = last.at_ms - before.at_ms;
    if (distance == 0) return {};
    const bool reset = per_second && last.value() < before.value();
    const double change = reset ? last.value() : last.value() - before.value();
    return {true, per_second ? change / to_seconds(distance) : change};
}

struct Line {
    double slope = 0.0;
    double intercept = 0.0;
};

/// Least squares, x in seconds from the origin. Equal values give that level line, infinite ones none.
Line regression(std::span<const Sample> samples, std::int64_t origin_ms)
{
    CompensatedSum x_sum;
    CompensatedSum y_sum;
    CompensatedSum xy_sum;
    CompensatedSum xx_sum;
    const double first = samples.front().value();
    bool level = true;
    for (const Sample& s : samples) {
        const double x = to_seconds(s.at_ms - origin_ms);
        const double y = s.value();
        if (&s != samples.data() && y != first) level = false;
        x_sum.add(x);
        y_sum.add(y);
        xy_sum.add(x * y);
        xx_sum.add(x * x);
    }
    if (level) return std::isinf(first) ? Line{std::nan(""), std::nan("")} : Line{0.0, first};
    const double n = static_cast<double>(samples.size());
    const double x = x_sum.sum + x_sum.rest;
    const double y = y_sum.sum + y_sum.rest;
    const double covariance = xy_sum.sum + xy_sum.rest - x * y / n;
    const double variance = xx_sum.sum + xx_sum.rest - x * x / n;
    const double slope = covariance / variance;
    return {slope, y / n - slope * x / n};
}

double sum_of(std::span<const Sample> samples)
{
    CompensatedSum sum;
    for (const Sample& s : samples) sum.add(s.value());
    return sum.total();
}

double mean_of(std::span<const Sample> samples)
{
    CompensatedMean mean;
    for (const Sample& s : samples) mean.add(s.value());
    return mean.mean();
}

/// Of the population (divided by n), by Welford's method with compensated sums.
double variance_of(std::span<const Sample> samples)
{
    CompensatedSum mean;
    CompensatedSum squares;
    double count = 0.0;
    for (const Sample& s : samples) {
        count += 1.0;
        const double delta = s.value() - (mean.sum + mean.rest);
        mean.add(delta / count);
        squares.add(delta * (s.value() - (mean.sum + mean.rest)));
    }
    return (squares.sum + squares.rest) / count;
}

/// The extreme value; NaN only if there is nothing else.
template <class Better>
double extreme_of(std::span<const Sample> samples, Better better)
{
    double extreme = samples.front().value();
    for (const Sample& s : samples)
        if (better(s.value(), extreme) || std::isnan(extreme)) extreme = s.value();
    return extreme;
}

double changes_of(std::span<const Sample> samples)
{
    double count = 0.0;
    for (std::size_t i = 1; i < samples.size(); ++i) {
        const double now = samples[i].value();
        const double before = samples[i - 1].value();
        if (now != before && !(std::isnan(now) && std::isnan(before))) count += 1.0;
    }
    return count;
}

double resets_of(std::span<const Sample> samples)
{
    double count = 0.0;
    for (std::size_t i = 1; i < samples.size(); ++i)
        if (samples[i].value() < samples[i - 1].value()) count += 1.0;
    return count;
}

double quantile_of(std::span<const Sample> samples, double q)
{
    std::vector<double> values;
    values.reserve(samples.size());
    for (const Sample& s : samples) values.push_back(s.value());
    return quantile(q, std::move(values));
}

}  // namespace

double quantile(double q, std::vector<double> values)
{
    if (values.empty() || std::isnan(q)) return std::nan("");
    if (q < 0.0) return -HUGE_VAL;
    if (q > 1.0) return HUGE_VAL;
    std::sort(values.begin(), values.end(), [](double a, double b) { return std::isnan(a) ? !std::isnan(b) : a < b; });
    const double n = static_cast<double>(values.size());
    const double rank = q * (n - 1.0);
    const double lower = std::max(0.0, std::floor(rank));
    const double upper = std::min(n - 1.0, lower + 1.0);
    const double weight = rank - std::floor(rank);
    return values[static_cast<std::size_t>(lower)] * (1.0 - weight) + values[static_cast<std::size_t>(upper)] * weight;
}

Maybe value_of_window(FunctionId function, const Window& window, double parameter)
{
    const auto samples = window.samples;
    if (samples.empty()) return {};
    switch (function) {
    case FunctionId::rate: return extrapolated(window, Slope::rate);
    case FunctionId::increase: return extrapolated(window, Slope::increase);
    case FunctionId::delta: return extrapolated(window, Slope::delta);
    case FunctionId::irate: return instant_change(window, true);
    case FunctionId::idelta: return instant_change(window, false);
    case FunctionId::deriv:
        if (samples.size() < 2) return {};
        return {true, regression(samples, samples.front().at_ms).slope};
    case FunctionId::predict_linear: {
        if (samples.size() < 2) return {};
        const Line line = regression(samples, window.at_ms);
        return {true, line.slope * parameter + line.intercept};
    }
    case FunctionId::avg_over_time: return {true, mean_of(samples)};
    case FunctionId::sum_over_time: return {true, sum_of(samples)};
    case FunctionId::count_over_time: return {true, static_cast<double>(samples.size())};
    case FunctionId::min_over_time: return {true, extreme_of(samples, [](double a, double b) { return a < b; })};
    case FunctionId::max_over_time: return {true, extreme_of(samples, [](double a, double b) { return a > b; })};
    case FunctionId::last_over_time: return {true, samples.back().value()};
    case FunctionId::present_over_time: return {true, 1.0};
    case FunctionId::stdvar_over_time: return {true, variance_of(samples)};
    case FunctionId::stddev_over_time: return {true, std::sqrt(variance_of(samples))};
    case FunctionId::quantile_over_time: return {true, quantile_of(samples, parameter)};
    case FunctionId::changes: return {true, changes_of(samples)};
    case FunctionId::resets: return {true, resets_of(samples)};
    default: return {};
    }
}

}  // namespace evenkeel::promql
