#include "verify/theory_statistic.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace evenkeel::theory {

namespace {

constexpr std::size_t batches = 32;

using Passages = std::span<const Passage>;

template <class Of>
double mean_of_accepted(Passages passages, Of of)
{
    double sum = 0;
    std::size_t count = 0;
    for (const Passage& passage : passages) {
        if (!passage.accepted) continue;
        sum += of(passage);
        ++count;
    }
    return count > 0 ? sum / static_cast<double>(count) : 0.0;
}

template <class Of>
double quantile_of_accepted(Passages passages, double q, Of of)
{
    std::vector<double> values;
    values.reserve(passages.size());
    for (const Passage& passage : passages)
        if (passage.accepted) values.push_back(of(passage));
    if (values.empty()) return 0.0;
    const auto rank = static_cast<std::size_t>(std::ceil(q * static_cast<double>(values.size())));
    const auto place = values.begin() + static_cast<std::ptrdiff_t>(std::max<std::size_t>(rank, 1) - 1);
    std::nth_element(values.begin(), place, values.end());
    return *place;
}

template <class Is>
double share(Passages passages, Is is)
{
    return static_cast<double>(std::count_if(passages.begin(), passages.end(), is)) / static_cast<double>(passages.size());
}

/// `began`: the arrival before the first of these.
double value_of(Passages passages, double began, const Statistic& statistic)
{
    const auto wait = [](const Passage& passage) { return passage.wait; };
    const auto response = [](const Passage& passage) { return passage.response; };
    const auto accepted = [](const Passage& passage) { return passage.accepted; };
    switch (statistic.measure) {
    case Measure::mean_wait: return mean_of_accepted(passages, wait);
    case Measure::mean_response: return mean_of_accepted(passages, response);
    case Measure::wait_quantile: return quantile_of_accepted(passages, statistic.q, wait);
    case Measure::response_quantile: return quantile_of_accepted(passages, statistic.q, response);
    case Measure::waiting: return share(passages, [](const Passage& passage) { return passage.wait > 0; });
    case Measure::refused: return share(passages, [](const Passage& passage) { return !passage.accepted; });
    case Measure::throughput:
        return static_cast<double>(std::count_if(passages.begin(), passages.end(), accepted)) / (passages.back().arrived - began);
    }
    return 0.0;
}

}  // namespace

Kind kind_of(Measure measure)
{
    if (measure == Measure::wait_quantile || measure == Measure::response_quantile) return Kind::quantile;
    return measure == Measure::waiting || measure == Measure::refused ? Kind::probability : Kind::mean;
}

Estimate estimate(const Run& run, const Statistic& statistic)
{
    const Passages all(run.passages);
    const std::size_t length = all.size() / batches;
    std::array<double, batches> values{};
    double mean = 0;
    for (std::size_t i = 0; i < batches; ++i) {
        const double began = i == 0 ? run.began : all[i * length - 1].arrived;
        values[i] = value_of(all.subspan(i * length, length), began, statistic);
        mean += values[i] / static_cast<double>(batches);
    }
    double squares = 0;
    for (const double value : values) squares += (value - mean) * (value - mean);
    const double deviation = std::sqrt(squares / static_cast<double>(batches - 1));
    return {value_of(all, run.began, statistic), deviation / std::sqrt(static_cast<double>(batches))};
}

double tolerance(Kind kind, double expected, double standard_error)
{
    switch (kind) {
    case Kind::mean: return 5 * standard_error + 0.002 * std::fabs(expected) + 0.001;
    case Kind::quantile: return 5 * standard_error + 0.01 * std::fabs(expected) + 0.01;
    case Kind::probability: return 5 * standard_error + 0.001;
    }
    return 0.0;
}

}  // namespace evenkeel::theory
