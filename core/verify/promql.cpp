#include "verify/promql.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "meter/series.hpp"
#include "promql/evaluate.hpp"

namespace evenkeel {

namespace {

using nlohmann::json;

const json& at(const json& object, const char* key)
{
    static const json nothing;
    if (!object.is_object()) return nothing;
    const auto found = object.find(key);
    return found == object.end() ? nothing : *found;
}

std::string text_at(const json& object, const char* key)
{
    const json& value = at(object, key);
    return value.is_string() ? value.get<std::string>() : std::string();
}

std::int64_t to_ms(const json& seconds)
{
    return seconds.is_number() ? static_cast<std::int64_t>(std::llround(seconds.get<double>() * 1000.0)) : 0;
}

std::optional<Sample> to_sample(std::int64_t at_ms, const json& value)
{
    if (value.is_number()) return sample(at_ms, value.get<double>());
    if (value == "stale") return stale_marker(at_ms);
    if (value == "NaN") return sample(at_ms, std::nan(""));
    if (value == "+Inf") return sample(at_ms, HUGE_VAL);
    if (value == "-Inf") return sample(at_ms, -HUGE_VAL);
    return std::nullopt;
}

Labels to_labels(const json& object)
{
    Labels labels;
    for (const auto& [name, value] : object.items())
        if (value.is_string()) labels.push_back({name, value.get<std::string>()});
    return sorted_labels(std::move(labels));
}

/// The series of a record; a message where it cannot be read.
std::string load(const json& series, SeriesStore& store)
{
    for (const json& one : series) {
        Labels labels = to_labels(at(one, "labels"));
        labels.push_back({std::string(metric_name_label), text_at(one, "name")});
        const SeriesId id = find_or_add(store, std::move(labels));
        for (const json& pair : at(one, "samples")) {
            const std::optional<Sample> read =
                pair.is_array() && pair.size() == 2 ? to_sample(to_ms(pair[0]), pair[1]) : std::nullopt;
            if (!read) return fmt::format("sample {} is none", pair.dump());
            if (!append(store, id, *read)) return fmt::format("sample {} is out of order", pair.dump());
        }
    }
    return {};
}

promql::Vector to_vector(const promql::Value& value)
{
    if (const auto* vector = std::get_if<promql::Vector>(&value)) return *vector;
    if (const auto* scalar = std::get_if<double>(&value)) return {{std::make_shared<const Labels>(), *scalar}};
    return {};
}

bool is_equal(double expected, double got, bool small_is_zero)
{
    if (std::isnan(expected) || std::isnan(got)) return std::isnan(expected) && std::isnan(got);
    if (std::isinf(expected) || expected == 0.0) return expected == got;
    if (small_is_zero && std::fabs(expected) < 1e-6) return std::fabs(got) < 1e-6;
    return std::fabs(got - expected) <= 1e-12 * std::fabs(expected);
}

std::string compare_samples(const json& expect, promql::Vector got, std::string_view expression)
{
    struct Expected {
        Labels labels;
        double value = 0.0;
    };
    std::vector<Expected> expected;
    for (const json& one : expect) {
        const std::optional<Sample> read = to_sample(0, at(one, "value"));
        if (!read) return fmt::format("expected sample {} is none", one.dump());
        expected.push_back({to_labels(at(one, "labels")), read->value()});
    }
    std::sort(expected.begin(), expected.end(),
              [](const Expected& a, const Expected& b) { return compare(a.labels, b.labels) < 0; });
    std::sort(got.begin(), got.end(),
              [](const promql::Element& a, const promql::Element& b) { return compare(*a.labels, *b.labels) < 0; });
    const bool small_is_zero =
        expression.find("predict_linear") != std::string_view::npos || expression.find("deriv") != std::string_view::npos;
    for (std::size_t i = 0; i < std::max(expected.size(), got.size()); ++i) {
        if (i >= got.size()) return fmt::format("{} is missing", to_text(expected[i].labels));
        if (i >= expected.size()) return fmt::format("{} is too many", to_text(*got[i].labels));
        if (expected[i].labels != *got[i].labels)
            return fmt::format("expected {}, got {}", to_text(expected[i].labels), to_text(*got[i].labels));
        if (is_equal(expected[i].value, got[i].value, small_is_zero)) continue;
        return fmt::format("{}: expected {}, got {}", to_text(expected[i].labels), to_text(expected[i].value),
                           to_text(got[i].value));
    }
    return {};
}

/// "1:34:" at the front of a text.
std::optional<Location> place_in(std::string_view text)
{
    const std::vector<std::string_view> parts = split(text, ':');
    if (parts.size() < 3) return std::nullopt;
    const auto line = parse_integer(parts[0], 1, INT32_MAX);
    const auto column = parse_integer(parts[1], 1, INT32_MAX);
    if (!line || !column) return std::nullopt;
    return Location{{}, static_cast<int>(*line), static_cast<int>(*column)};
}

std::string compare_error(std::string_view expected, const std::vector<Diagnostic>& diagnostics)
{
    if (diagnostics.empty()) return fmt::format("expected the error '{}', got a result", expected);
    const std::optional<Location> place = place_in(expected);
    if (!place || *place == diagnostics.front().at) return {};
    return fmt::format("expected the error '{}', got '{}'", expected, promql::prometheus_text(diagnostics.front()));
}

/// The difference of one query, or nothing.
std::string check(const json& query, const SeriesStore& store, const promql::EvaluationSettings& settings)
{
    const std::string expression = text_at(query, "expr");
    const Parsed<promql::Query> parsed = promql::parse(expression);
    promql::Evaluation evaluation;
    evaluation.diagnostics = parsed.diagnostics;
    if (evaluation.ok())
        evaluation = promql::evaluate(parsed.config, store, Instant{to_ms(at(query, "at")) * ns_per_ms}, settings);
    if (at(query, "error").is_string()) return compare_error(text_at(query, "error"), evaluation.diagnostics);
    if (!evaluation.ok()) return fmt::format("unexpected error: {}", to_text(evaluation.diagnostics.front()));
    return compare_samples(at(query, "expect"), to_vector(evaluation.value), expression);
}

struct NotBuilt {
    std::string_view record;
    std::string_view message;
};
constexpr std::array<NotBuilt, 4> not_built{{{"alert-rules", "alert rules are not built yet"},
                                             {"promql-errors", "rule files are not built yet"},
                                             {"alertmanager-routes", "Alertmanager's routes are not built yet"},
                                             {"alertmanager-timeline", "Alertmanager's notifications are not built yet"}}};

}  // namespace

Outcome verify_promql(const json& record)
{
    const std::string kind = text_at(record, "record");
    std::string name = text_at(record, "name");
    if (name.empty()) name = kind;
    for (const NotBuilt& one : not_built)
        if (one.record == kind) return {Verdict::not_built, name, std::string(one.message)};
    if (kind != "promql") return {Verdict::failed, name, fmt::format("record '{}' is not of PromQL", kind)};

    SeriesStore store;
    if (std::string problem = load(at(record, "series"), store); !problem.empty()) return {Verdict::failed, name, problem};
    promql::EvaluationSettings settings;
    if (const std::int64_t interval_ms = to_ms(at(record, "evaluation_interval")); interval_ms > 0)
        settings.default_step = {interval_ms * ns_per_ms};
    for (const json& query : at(record, "queries")) {
        const std::string difference = check(query, store, settings);
        if (difference.empty()) continue;
        return {Verdict::failed, name, fmt::format("{} at {} s: {}", text_at(query, "expr"), at(query, "at").dump(), difference)};
    }
    return {Verdict::passed, name, {}};
}

}  // namespace evenkeel
