// Function calls: which kind of function it is, and what it does with a whole vector.

#include <algorithm>
#include <cmath>
#include <map>

#include "base/math.hpp"
#include "promql/calendar.hpp"
#include "promql/evaluator.hpp"
#include "promql/histogram.hpp"
#include "promql/literals.hpp"

namespace evenkeel::promql {

namespace {

using F = FunctionId;

constexpr double pi = 3.141592653589793;

bool is_of_range(F function) { return function <= F::sum_over_time; }
bool is_elementwise(F function) { return function >= F::abs && function <= F::tanh; }
bool is_of_calendar(F function) { return function >= F::day_of_month && function <= F::year; }

/// As Go's math.Max and math.Min: NaN wins.
double greater_of(double a, double b)
{
    return std::isnan(a) || std::isnan(b) ? std::nan("") : a > b || (a == b && !std::signbit(a)) ? a : b;
}
double lesser_of(double a, double b)
{
    return std::isnan(a) || std::isnan(b) ? std::nan("") : a < b || (a == b && std::signbit(a)) ? a : b;
}

/// To the nearest multiple, halves up; the inverse of the multiple rounds better than the multiple.
double rounded(double x, double to)
{
    const double inverse = 1.0 / to;
    return std::floor(x * inverse + 0.5) / inverse;
}

double element_value(F function, double x, double first, double second)
{
    switch (function) {
    case F::abs: return std::fabs(x);
    case F::acos: return math::acos(x);
    case F::acosh: return math::acosh(x);
    case F::asin: return math::asin(x);
    case F::asinh: return math::asinh(x);
    case F::atan: return math::atan(x);
    case F::atanh: return math::atanh(x);
    case F::ceil: return std::ceil(x);
    case F::clamp: return greater_of(first, lesser_of(second, x));
    case F::clamp_max: return lesser_of(first, x);
    case F::clamp_min: return greater_of(first, x);
    case F::cos: return math::cos(x);
    case F::cosh: return math::cosh(x);
    case F::deg: return x * 180.0 / pi;
    case F::exp: return math::exp(x);
    case F::floor: return std::floor(x);
    case F::ln: return math::ln(x);
    case F::log10: return math::log10(x);
    case F::log2: return math::log2(x);
    case F::rad: return x * pi / 180.0;
    case F::round: return rounded(x, first);
    case F::sgn: return x < 0.0 ? -1.0 : x > 0.0 ? 1.0 : x;
    case F::sin: return math::sin(x);
    case F::sinh: return math::sinh(x);
    case F::sqrt: return std::sqrt(x);
    case F::tan: return math::tan(x);
    case F::tanh: return math::tanh(x);
    default: return x;
    }
}

double calendar_value(F function, double unix_seconds)
{
    const CalendarTime time = calendar_time(unix_seconds);
    switch (function) {
    case F::day_of_month: return time.day;
    case F::day_of_week: return time.day_of_week;
    case F::day_of_year: return time.day_of_year;
    case F::days_in_month: return time.days_in_month;
    case F::hour: return time.hour;
    case F::minute: return time.minute;
    case F::month: return time.month;
    default: return static_cast<double>(time.year);
    }
}

Vector single(double value) { return {{std::make_shared<const Labels>(), value}}; }
double to_seconds(std::int64_t ms) { return static_cast<double>(ms) / 1000.0; }

Vector elementwise(Evaluator& evaluator, NodeId id, const Call& is, std::int64_t at_ms)
{
    const F function = is.function->id;
    Vector result = vector_of(evaluator, is.arguments[0], at_ms);
    double first = function == F::round ? 1.0 : 0.0;
    if (is.arguments.size() > 1) first = scalar_of(evaluator, is.arguments[1], at_ms);
    const double second = is.arguments.size() > 2 ? scalar_of(evaluator, is.arguments[2], at_ms) : 0.0;
    if (function == F::clamp && first > second) return {};
    for (Element& element : result)
        element = {without_name(element.labels), element_value(function, element.value, first, second)};
    refuse_duplicates(evaluator, result, id);
    return result;
}

Vector of_calendar(Evaluator& evaluator, NodeId id, const Call& is, std::int64_t at_ms)
{
    if (is.arguments.empty()) return single(calendar_value(is.function->id, to_seconds(at_ms - at_ms % 1000)));
    Vector result = vector_of(evaluator, is.arguments[0], at_ms);
    for (Element& element : result) element = {without_name(element.labels), calendar_value(is.function->id, element.value)};
    refuse_duplicates(evaluator, result, id);
    return result;
}

/// The labels of what is absent: those that the selector fixes with =, each named once.
Labels absent_labels(const Query& query, NodeId argument)
{
    const Node& node = query[without_parentheses(query, argument)];
    const auto* selector = std::get_if<VectorSelector>(&node.is);
    if (const auto* range = std::get_if<RangeSelector>(&node.is))
        selector = std::get_if<VectorSelector>(&query[range->selector].is);
    Labels labels;
    if (selector == nullptr) return labels;
    std::map<std::string_view, bool> seen;
    for (const Matcher& matcher : selector->matchers) {
        if (matcher.name == metric_name_label) continue;
        const bool fixes = matcher.kind == MatchKind::equal && !seen[matcher.name];
        set_label(labels, matcher.name, fixes ? std::string_view(matcher.value) : std::string_view());
        if (fixes) seen[matcher.name] = true;
    }
    return labels;
}

Vector absent_unless(bool present, const Evaluator& evaluator, NodeId argument)
{
    if (present) return {};
    return {{std::make_shared<const Labels>(absent_labels(evaluator.query, argument)), 1.0}};
}

Vector of_range(Evaluator& evaluator, NodeId id, const Call& is, std::int64_t at_ms)
{
    const F function = is.function->id;
    const std::size_t range_at = function == F::quantile_over_time ? 1 : 0;
    const NodeId range = is.arguments[range_at];
    const double parameter = is.arguments.size() > 1 ? scalar_of(evaluator, is.arguments[1 - range_at], at_ms) : 0.0;
    Vector result;
    bool present = false;
    for_each_window(evaluator, range, at_ms, [&](const SharedLabels& labels, const SharedLabels& nameless, const Window& window) {
        if (!window.samples.empty()) present = true;
        const Maybe value = value_of_window(function, window, parameter);
        if (value.exists) result.push_back({function == F::last_over_time ? labels : nameless, value.value});
    });
    if (function == F::absent_over_time) return absent_unless(present, evaluator, range);
    refuse_duplicates(evaluator, result, id);
    return result;
}

/// The time of the samples for a plain selector; for any other expression the evaluation's.
Vector timestamps(Evaluator& evaluator, NodeId id, const Call& is, std::int64_t at_ms)
{
    const NodeId argument = without_parentheses(evaluator.query, is.arguments[0]);
    Vector result;
    if (const auto* selector = std::get_if<VectorSelector>(&evaluator.query[argument].is)) {
        const Selection& selected = selection(evaluator, argument);
        const std::int64_t read_ms = reading_ms(evaluator, selector->reading, at_ms);
        for (std::size_t i = 0; i < selected.series.size(); ++i) {
            const Latest found =
                latest(evaluator.store.series[selected.series[i]], read_ms, evaluator.settings.look_back.ns / ns_per_ms);
            if (found.found && !found.sample.is_stale())
                result.push_back({selected.without_name[i], to_seconds(found.sample.at_ms)});
        }
    } else {
        result = vector_of(evaluator, argument, at_ms);
        for (Element& element : result) element = {without_name(element.labels), to_seconds(at_ms)};
    }
    refuse_duplicates(evaluator, result, id);
    return result;
}

/// By value, NaN at the end either way; equal values by their labels.
Vector sorted(Evaluator& evaluator, const Call& is, std::int64_t at_ms)
{
    Vector result = vector_of(evaluator, is.arguments[0], at_ms);
    sort_by_labels(result);
    const bool descending = is.function->id == F::sort_desc;
    std::stable_sort(result.begin(), result.end(), [&](const Element& a, const Element& b) {
        if (std::isnan(a.value) || std::isnan(b.value)) return !std::isnan(a.value) && std::isnan(b.value);
        return descending ? a.value > b.value : a.value < b.value;
    });
    return result;
}

/// Series that differ in `le` alone are one histogram; a series without a readable `le` is none of it.
Vector of_histograms(Evaluator& evaluator, NodeId id, const Call& is, std::int64_t at_ms)
{
    const double first = scalar_of(evaluator, is.arguments[0], at_ms);
    const double second = is.arguments.size() > 2 ? scalar_of(evaluator, is.arguments[1], at_ms) : 0.0;
    std::map<Labels, std::vector<Bucket>, LabelsBefore> histograms;
    for (const Element& element : vector_of(evaluator, is.arguments.back(), at_ms)) {
        const std::optional<double> upper = parse_float(value_of(*element.labels, "le"));
        if (upper) histograms[drop_labels(*element.labels, {"le"}, false)].push_back({*upper, element.value});
    }
    Vector result;
    for (auto& [labels, buckets] : histograms) {
        const bool quantile = is.function->id == F::histogram_quantile;
        const double value =
            quantile ? bucket_quantile(first, std::move(buckets)) : bucket_fraction(first, second, std::move(buckets));
        result.push_back({std::make_shared<const Labels>(drop_labels(labels, {}, true)), value});
    }
    refuse_duplicates(evaluator, result, id);
    return result;
}

}  // namespace

Vector call(Evaluator& evaluator, NodeId id, const Call& is, std::int64_t at_ms)
{
    const F function = is.function->id;
    if (is_of_range(function)) return of_range(evaluator, id, is, at_ms);
    if (is_elementwise(function)) return elementwise(evaluator, id, is, at_ms);
    if (is_of_calendar(function)) return of_calendar(evaluator, id, is, at_ms);
    switch (function) {
    case F::absent: return absent_unless(!vector_of(evaluator, is.arguments[0], at_ms).empty(), evaluator, is.arguments[0]);
    case F::label_join: return label_join(evaluator, id, is, at_ms);
    case F::label_replace: return label_replace(evaluator, id, is, at_ms);
    case F::sort:
    case F::sort_desc: return sorted(evaluator, is, at_ms);
    case F::timestamp: return timestamps(evaluator, id, is, at_ms);
    case F::vector: return single(scalar_of(evaluator, is.arguments[0], at_ms));
    case F::histogram_quantile:
    case F::histogram_fraction: return of_histograms(evaluator, id, is, at_ms);
    default:
        vector_of(evaluator, is.arguments[0], at_ms);  // of native histograms: nothing, but its errors are errors
        return {};
    }
}

double scalar_call(Evaluator& evaluator, const Call& is, std::int64_t at_ms)
{
    switch (is.function->id) {
    case F::pi: return pi;
    case F::time: return to_seconds(at_ms);
    default: break;
    }
    const Vector vector = vector_of(evaluator, is.arguments[0], at_ms);
    return vector.size() == 1 ? vector.front().value : std::nan("");
}

}  // namespace evenkeel::promql
