#include "lab/queries.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "promql/evaluate.hpp"
#include "promql/syntax.hpp"

namespace evenkeel {

namespace {

/// Samples read and elements computed for one answer: far more than an objective needs, and over in a moment.
constexpr std::int64_t most_work = 10'000'000;

/// The metric that a selector names, before its braces or as {__name__="…"}.
QuerySelector selector_of(const promql::VectorSelector& node)
{
    QuerySelector selector;
    selector.metric = node.name;
    for (const promql::Matcher& matcher : node.matchers) {
        const bool is_equal = matcher.kind == promql::MatchKind::equal;
        if (matcher.name == metric_name_label) {
            if (is_equal) selector.metric = matcher.value;
        } else {
            selector.matchers.push_back({matcher.name, matcher.value, is_equal});
        }
    }
    return selector;
}

}  // namespace

QueryUse use_of(std::string_view text)
{
    QueryUse use;
    const Parsed<promql::Query> parsed = promql::parse(text);
    for (const Diagnostic& diagnostic : parsed.diagnostics) {
        if (diagnostic.severity != Severity::error) continue;
        use.problem = diagnostic.what;
        use.problem_column = diagnostic.at.column > 0 ? static_cast<std::size_t>(diagnostic.at.column - 1) : 0;
        return use;
    }
    for (const promql::Node& node : parsed.config.nodes) {
        if (const auto* selector = std::get_if<promql::VectorSelector>(&node.is)) use.selectors.push_back(selector_of(*selector));
        if (const auto* range = std::get_if<promql::RangeSelector>(&node.is)) use.windows.push_back(range->range);
        if (const auto* subquery = std::get_if<promql::Subquery>(&node.is)) {
            use.windows.push_back(subquery->range);
            use.windows.push_back(subquery->step);
        }
    }
    return use;
}

struct Query::Tree {
    promql::Query query;
    bool is_good = false;
};

Query::Query(std::string_view text)
{
    Parsed<promql::Query> parsed = promql::parse(text);
    const bool is_good = !has_error(parsed.diagnostics);
    tree_ = std::make_shared<const Tree>(Tree{std::move(parsed.config), is_good});
}

Query::Answer Query::ask(const SeriesStore& store, Instant at) const
{
    Answer answer;
    if (!tree_->is_good) return answer;
    promql::EvaluationSettings settings;
    settings.most_work = most_work;
    const promql::Evaluation evaluation = promql::evaluate(tree_->query, store, at, settings);
    if (!evaluation.ok()) {
        answer.problem = evaluation.diagnostics.front().what;
        return answer;
    }
    const auto offer = [&](double value, const Labels& labels) {
        if (value != value || (answer.has_value && value <= answer.value)) return;
        answer.has_value = true;
        answer.value = value;
        answer.labels = labels;
    };
    if (const auto* scalar = std::get_if<double>(&evaluation.value)) offer(*scalar, {});
    if (const auto* vector = std::get_if<promql::Vector>(&evaluation.value))
        for (const promql::Element& element : *vector) offer(element.value, element.labels ? *element.labels : Labels{});
    std::erase_if(answer.labels, [](const Label& label) { return label.name == metric_name_label; });
    return answer;
}

}  // namespace evenkeel
