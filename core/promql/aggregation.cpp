// Aggregations: the elements of each group, in the order of their label sets, become one value (or, for topk, bottomk and
// count_values, some elements).

#include <algorithm>
#include <cmath>
#include <map>
#include <span>

#include "base/text.hpp"
#include "promql/compensated.hpp"
#include "promql/evaluator.hpp"
#include "promql/literals.hpp"
#include "promql/regular_expression.hpp"
#include "promql/sentences.hpp"

namespace evenkeel::promql {

namespace {

using enum TokenKind;

Labels group_of(const Labels& labels, const Aggregation& is)
{
    if (is.without) return drop_labels(labels, is.grouping, true);
    return keep_labels(labels, is.grouping);
}

/// Of the population, by Welford's method. Infinite or NaN values make it NaN.
double variance(std::span<const double> values)
{
    double mean = values.front();
    double squares = std::isfinite(mean) ? 0.0 : std::nan("");
    double count = 1.0;
    for (const double value : values.subspan(1)) {
        count += 1.0;
        const double delta = value - mean;
        mean += delta / count;
        squares += delta * (value - mean);
    }
    return squares / count;
}

template <class Better>
double extreme(std::span<const double> values, Better better)
{
    double best = values.front();
    for (const double value : values)
        if (better(value, best) || std::isnan(best)) best = value;
    return best;
}

double reduce(TokenKind operation, std::span<const double> values, double parameter)
{
    switch (operation) {
    case sum: {
        CompensatedSum total;
        for (const double value : values) total.add(value);
        return total.total();
    }
    case avg: {
        CompensatedMean mean;
        for (const double value : values) mean.add(value);
        return mean.mean();
    }
    case count: return static_cast<double>(values.size());
    case group: return 1.0;
    case min: return extreme(values, [](double a, double b) { return a < b; });
    case max: return extreme(values, [](double a, double b) { return a > b; });
    case stdvar: return variance(values);
    case stddev: return std::sqrt(variance(values));
    case TokenKind::quantile: return promql::quantile(parameter, {values.begin(), values.end()});
    default: return 0.0;
    }
}

/// The k first of each group: the largest or the smallest, NaN last; among equals the first by its labels.
Vector first_of_groups(const Aggregation& is, const Vector& vector, std::size_t k)
{
    std::map<Labels, Vector, LabelsBefore> groups;
    for (const Element& element : vector) groups[group_of(*element.labels, is)].push_back(element);
    const auto before = [&](const Element& a, const Element& b) {
        if (std::isnan(a.value) || std::isnan(b.value)) return !std::isnan(a.value);
        return is.operation == topk ? a.value > b.value : a.value < b.value;
    };
    Vector result;
    for (auto& [_, elements] : groups) {
        std::stable_sort(elements.begin(), elements.end(), [&](const Element& a, const Element& b) {
            return std::isnan(a.value) && std::isnan(b.value) ? false : before(a, b);
        });
        if (elements.size() > k) elements.resize(k);
        result.insert(result.end(), elements.begin(), elements.end());
    }
    return result;
}

Vector ranked(Evaluator& evaluator, const Aggregation& is, const Vector& vector, double k)
{
    if (k < 1.0) return {};
    if (std::isnan(k)) {
        fail(evaluator, sentences::parameter_nan, is.parameter);
    } else if (k >= 0x1p63) {
        fail(evaluator, sentences::parameter_overflow, is.parameter, {{"number", evenkeel::to_text(k)}});
    } else {
        return first_of_groups(is, vector, k > 0x1p31 ? vector.size() : static_cast<std::size_t>(k));
    }
    return {};
}

/// How many elements of a group have each value; the value's text becomes a label.
Vector counted_values(Evaluator& evaluator, Aggregation is, const Vector& vector)
{
    const std::string& label = text_of(evaluator, is.parameter);
    if (!is_label_name(label)) {
        fail(evaluator, sentences::invalid_label, is.parameter, {{"name", quoted(label)}});
        return {};
    }
    if (!is.without) is.grouping.push_back(label);
    std::map<Labels, double, LabelsBefore> counts;
    for (const Element& element : vector) {
        Labels labels = *element.labels;
        set_label(labels, label, to_decimal_text(element.value));
        counts[group_of(labels, is)] += 1.0;
    }
    Vector result;
    for (const auto& [labels, number] : counts) result.push_back({std::make_shared<const Labels>(labels), number});
    return result;
}

}  // namespace

Vector aggregation(Evaluator& evaluator, NodeId, const Aggregation& is, std::int64_t at_ms)
{
    const bool has_number = is.parameter && is.operation != count_values;
    const double parameter = has_number ? scalar_of(evaluator, is.parameter, at_ms) : 0.0;
    Vector vector = vector_of(evaluator, is.inner, at_ms);
    if (evaluator.failed()) return {};
    sort_by_labels(vector);
    if (is.operation == topk || is.operation == bottomk) return ranked(evaluator, is, vector, parameter);
    if (is.operation == count_values) return counted_values(evaluator, is, vector);

    std::map<Labels, std::vector<double>, LabelsBefore> groups;
    for (const Element& element : vector) groups[group_of(*element.labels, is)].push_back(element.value);
    Vector result;
    for (const auto& [labels, values] : groups)
        result.push_back({std::make_shared<const Labels>(labels), reduce(is.operation, values, parameter)});
    return result;
}

}  // namespace evenkeel::promql
