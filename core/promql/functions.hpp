#pragma once
// THE table of PromQL's functions: names and types, as Prometheus 3.5 without feature flags has them.

#include <cstdint>
#include <span>
#include <string_view>

namespace evenkeel::promql {

enum class Type : std::uint8_t { scalar, vector, matrix, string };
/// "scalar", "instant vector", "range vector", "string".
std::string_view to_text(Type type);

enum class FunctionId : std::uint8_t {
    // of one range vector
    absent_over_time, avg_over_time, changes, count_over_time, delta, deriv, idelta, increase, irate, last_over_time, max_over_time,
    min_over_time, predict_linear, present_over_time, quantile_over_time, rate, resets, stddev_over_time, stdvar_over_time, sum_over_time,
    // of the values of an instant vector, one by one
    abs, acos, acosh, asin, asinh, atan, atanh, ceil, clamp, clamp_max, clamp_min, cos, cosh, deg, exp, floor, ln, log10, log2, rad,
    round, sgn, sin, sinh, sqrt, tan, tanh,
    // of UTC
    day_of_month, day_of_week, day_of_year, days_in_month, hour, minute, month, year,
    // of labels, of whole vectors, of nothing
    absent, label_join, label_replace, pi, scalar, sort, sort_desc, time, timestamp, vector,
    histogram_fraction, histogram_quantile,
    /// Of native histograms, which we do not have: of plain samples they give nothing, in Prometheus too.
    histogram_avg, histogram_count, histogram_stddev, histogram_stdvar, histogram_sum,
};

struct Function {
    FunctionId id{};
    std::string_view name;
    std::span<const Type> arguments;
    Type returns = Type::vector;
    int variadic = 0;   ///< so many of the last argument may be left out or added; -1: any number may be added
};

/// Sorted by name.
std::span<const Function> functions();
/// Nothing for a name that is no function.
const Function* find_function(std::string_view name);
/// Real functions that Prometheus 3.5 gives only under its feature flag.
std::span<const std::string_view> experimental_functions();

}  // namespace evenkeel::promql
