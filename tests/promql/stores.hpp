#pragma once
// Small stores for tests, and expressions evaluated in one line.

#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/text.hpp"
#include "promql/evaluate.hpp"

namespace evenkeel::promql::testing {

/// Adds a series named by its labels with one value each 15 s, from 0.
inline void load(SeriesStore& store, Labels labels, const std::vector<double>& values, std::int64_t step_ms = 15'000)
{
    const SeriesId id = find_or_add(store, std::move(labels));
    for (std::size_t i = 0; i < values.size(); ++i) append(store, id, static_cast<std::int64_t>(i) * step_ms, values[i]);
}

/// "up{job="a"} 1; up{job="b"} 0", "5", a text, or the first error in Prometheus' words.
inline std::string to_text(const Evaluation& evaluation)
{
    if (!evaluation.ok()) return "error: " + evaluation.diagnostics.front().what;
    if (const auto* scalar = std::get_if<double>(&evaluation.value)) return evenkeel::to_text(*scalar);
    if (const auto* text = std::get_if<std::string>(&evaluation.value)) return *text;
    std::string result;
    const auto add = [&](const Labels& labels, const std::string& value) {
        if (!result.empty()) result += "; ";
        result += evenkeel::to_text(labels) + " " + value;
    };
    if (const auto* vector = std::get_if<Vector>(&evaluation.value)) {
        for (const Element& element : *vector) add(*element.labels, evenkeel::to_text(element.value));
    } else {
        for (const Curve& curve : std::get<Matrix>(evaluation.value)) {
            std::string points;
            for (const Sample& s : curve.samples)
                points += fmt::format("{}{}@{}", points.empty() ? "" : " ", evenkeel::to_text(s.value()), s.at_ms);
            add(*curve.labels, "[" + points + "]");
        }
    }
    return result;
}

inline std::string answer(const SeriesStore& store, std::string_view expression, std::int64_t at_s,
                          const EvaluationSettings& settings = {})
{
    const Parsed<Query> parsed = parse(expression);
    if (!parsed.diagnostics.empty()) return prometheus_text(parsed.diagnostics.front());
    return to_text(evaluate(parsed.config, store, Instant{at_s * ns_per_s}, settings));
}

}  // namespace evenkeel::promql::testing
