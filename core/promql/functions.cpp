#include "promql/functions.hpp"

#include <algorithm>
#include <array>

namespace evenkeel::promql {

namespace {

using F = FunctionId;

constexpr Type of_vector[] = {Type::vector};
constexpr Type of_matrix[] = {Type::matrix};
constexpr Type of_scalar[] = {Type::scalar};
constexpr Type vector_scalar[] = {Type::vector, Type::scalar};
constexpr Type vector_two_scalars[] = {Type::vector, Type::scalar, Type::scalar};
constexpr Type matrix_scalar[] = {Type::matrix, Type::scalar};
constexpr Type scalar_matrix[] = {Type::scalar, Type::matrix};
constexpr Type scalar_vector[] = {Type::scalar, Type::vector};
constexpr Type two_scalars_vector[] = {Type::scalar, Type::scalar, Type::vector};
constexpr Type vector_three_strings[] = {Type::vector, Type::string, Type::string, Type::string};
constexpr Type vector_four_strings[] = {Type::vector, Type::string, Type::string, Type::string, Type::string};

constexpr std::array table{
    Function{F::abs, "abs", of_vector},
    Function{F::absent, "absent", of_vector},
    Function{F::absent_over_time, "absent_over_time", of_matrix},
    Function{F::acos, "acos", of_vector},
    Function{F::acosh, "acosh", of_vector},
    Function{F::asin, "asin", of_vector},
    Function{F::asinh, "asinh", of_vector},
    Function{F::atan, "atan", of_vector},
    Function{F::atanh, "atanh", of_vector},
    Function{F::avg_over_time, "avg_over_time", of_matrix},
    Function{F::ceil, "ceil", of_vector},
    Function{F::changes, "changes", of_matrix},
    Function{F::clamp, "clamp", vector_two_scalars},
    Function{F::clamp_max, "clamp_max", vector_scalar},
    Function{F::clamp_min, "clamp_min", vector_scalar},
    Function{F::cos, "cos", of_vector},
    Function{F::cosh, "cosh", of_vector},
    Function{F::count_over_time, "count_over_time", of_matrix},
    Function{F::day_of_month, "day_of_month", of_vector, Type::vector, 1},
    Function{F::day_of_week, "day_of_week", of_vector, Type::vector, 1},
    Function{F::day_of_year, "day_of_year", of_vector, Type::vector, 1},
    Function{F::days_in_month, "days_in_month", of_vector, Type::vector, 1},
    Function{F::deg, "deg", of_vector},
    Function{F::delta, "delta", of_matrix},
    Function{F::deriv, "deriv", of_matrix},
    Function{F::exp, "exp", of_vector},
    Function{F::floor, "floor", of_vector},
    Function{F::histogram_avg, "histogram_avg", of_vector},
    Function{F::histogram_count, "histogram_count", of_vector},
    Function{F::histogram_fraction, "histogram_fraction", two_scalars_vector},
    Function{F::histogram_quantile, "histogram_quantile", scalar_vector},
    Function{F::histogram_stddev, "histogram_stddev", of_vector},
    Function{F::histogram_stdvar, "histogram_stdvar", of_vector},
    Function{F::histogram_sum, "histogram_sum", of_vector},
    Function{F::hour, "hour", of_vector, Type::vector, 1},
    Function{F::idelta, "idelta", of_matrix},
    Function{F::increase, "increase", of_matrix},
    Function{F::irate, "irate", of_matrix},
    Function{F::label_join, "label_join", vector_three_strings, Type::vector, -1},
    Function{F::label_replace, "label_replace", vector_four_strings},
    Function{F::last_over_time, "last_over_time", of_matrix},
    Function{F::ln, "ln", of_vector},
    Function{F::log10, "log10", of_vector},
    Function{F::log2, "log2", of_vector},
    Function{F::max_over_time, "max_over_time", of_matrix},
    Function{F::min_over_time, "min_over_time", of_matrix},
    Function{F::minute, "minute", of_vector, Type::vector, 1},
    Function{F::month, "month", of_vector, Type::vector, 1},
    Function{F::pi, "pi", {}, Type::scalar},
    Function{F::predict_linear, "predict_linear", matrix_scalar},
    Function{F::present_over_time, "present_over_time", of_matrix},
    Function{F::quantile_over_time, "quantile_over_time", scalar_matrix},
    Function{F::rad, "rad", of_vector},
    Function{F::rate, "rate", of_matrix},
    Function{F::resets, "resets", of_matrix},
    Function{F::round, "round", vector_scalar, Type::vector, 1},
    Function{F::scalar, "scalar", of_vector, Type::scalar},
    Function{F::sgn, "sgn", of_vector},
    Function{F::sin, "sin", of_vector},
    Function{F::sinh, "sinh", of_vector},
    Function{F::sort, "sort", of_vector},
    Function{F::sort_desc, "sort_desc", of_vector},
    Function{F::sqrt, "sqrt", of_vector},
    Function{F::stddev_over_time, "stddev_over_time", of_matrix},
    Function{F::stdvar_over_time, "stdvar_over_time", of_matrix},
    Function{F::sum_over_time, "sum_over_time", of_matrix},
    Function{F::tan, "tan", of_vector},
    Function{F::tanh, "tanh", of_vector},
    Function{F::time, "time", {}, Type::scalar},
    Function{F::timestamp, "timestamp", of_vector},
    Function{F::vector, "vector", of_scalar},
    Function{F::year, "year", of_vector, Type::vector, 1},
};

constexpr std::array<std::string_view, 8> experimental{"double_exponential_smoothing",
                                                       "info",
                                                       "mad_over_time",
                                                       "sort_by_label",
                                                       "sort_by_label_desc",
                                                       "ts_of_last_over_time",
                                                       "ts_of_max_over_time",
                                                       "ts_of_min_over_time"};

}  // namespace

std::string_view to_text(Type type)
{
    switch (type) {
    case Type::scalar: return "scalar";
    case Type::vector: return "instant vector";
    case Type::matrix: return "range vector";
    case Type::string: return "string";
    }
    return {};
}

std::span<const Function> functions() { return table; }

const Function* find_function(std::string_view name)
{
    const auto found =
        std::lower_bound(table.begin(), table.end(), name, [](const Function& f, std::string_view n) { return f.name < n; });
    return found != table.end() && found->name == name ? &*found : nullptr;
}

std::span<const std::string_view> experimental_functions() { return experimental; }

}  // namespace evenkeel::promql
