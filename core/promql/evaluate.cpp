#include "promql/evaluate.hpp"

#include <algorithm>
#include <cassert>
#include <map>
#include <utility>

#include "promql/evaluator.hpp"
#include "promql/sentences.hpp"

namespace evenkeel::promql {

namespace {

std::int64_t milliseconds(Duration length) { return length.ns / ns_per_ms; }
std::int64_t milliseconds(Instant at) { return at.ns / ns_per_ms; }

/// The series whose labels satisfy every matcher, in the order of their label sets.
void select(const SeriesStore& store, const std::vector<Matcher>& matchers, std::vector<std::uint32_t>& out)
{
    const auto satisfied = [&](const Labels& labels) {
        return std::all_of(matchers.begin(), matchers.end(),
                           [&](const Matcher& m) { return matches(m, value_of(labels, m.name)); });
    };
    const auto take = [&](const std::vector<std::uint32_t>& numbers) {
        for (const std::uint32_t number : numbers)
            if (satisfied(*store.series[number].labels)) out.push_back(number);
    };
    const auto name = std::find_if(matchers.begin(), matchers.end(),
                                   [](const Matcher& m) { return m.name == metric_name_label && m.kind == MatchKind::equal; });
    if (name != matchers.end()) {
        if (const auto found = store.by_name.find(name->value); found != store.by_name.end()) take(found->second);
        return;
    }
    for (const auto& [_, numbers] : store.by_name) take(numbers);
    std::sort(out.begin(), out.end(),
              [&](std::uint32_t a, std::uint32_t b) { return compare(*store.series[a].labels, *store.series[b].labels) < 0; });
}

Vector vector_of(Evaluator& evaluator, NodeId id, const VectorSelector& is, std::int64_t at_ms)
{
    const Selection& selected = selection(evaluator, id);
    const std::int64_t read_ms = reading_ms(evaluator, is.reading, at_ms);
    if (read_ms <= evaluator.store.thinned_until_ms) evaluator.from_thinned = true;
    spend(evaluator, static_cast<std::int64_t>(selected.series.size()), id);
    Vector result;
    result.reserve(selected.series.size());
    for (const std::uint32_t number : selected.series) {
        const Series& series = evaluator.store.series[number];
        const Latest found = latest(series, read_ms, milliseconds(evaluator.settings.look_back));
        if (found.found && !found.sample.is_stale()) result.push_back({series.labels, found.sample.value()});
    }
    return result;
}

Vector vector_of(Evaluator& evaluator, NodeId id, const Unary& is, std::int64_t at_ms)
{
    Vector result = vector_of(evaluator, is.inner, at_ms);
    if (!is.negative) return result;
    for (Element& element : result) element = {without_name(element.labels), -element.value};
    refuse_duplicates(evaluator, result, id);
    return result;
}

Vector vector_of(Evaluator& evaluator, NodeId, const Parentheses& is, std::int64_t at_ms)
{
    return vector_of(evaluator, is.inner, at_ms);
}
Vector vector_of(Evaluator& evaluator, NodeId id, const Call& is, std::int64_t at_ms) { return call(evaluator, id, is, at_ms); }
Vector vector_of(Evaluator& evaluator, NodeId id, const Binary& is, std::int64_t at_ms)
{
    return binary(evaluator, id, is, at_ms);
}
Vector vector_of(Evaluator& evaluator, NodeId id, const Aggregation& is, std::int64_t at_ms)
{
    return aggregation(evaluator, id, is, at_ms);
}
template <class Other>
Vector vector_of(Evaluator&, NodeId, const Other&, std::int64_t)
{
    assert(false && "the types were checked");
    return {};
}

double scalar_of(Evaluator&, const NumberLiteral& is, std::int64_t) { return is.value; }
double scalar_of(Evaluator& evaluator, const Parentheses& is, std::int64_t at_ms)
{
    return scalar_of(evaluator, is.inner, at_ms);
}
double scalar_of(Evaluator& evaluator, const Unary& is, std::int64_t at_ms)
{
    const double value = scalar_of(evaluator, is.inner, at_ms);
    return is.negative ? -value : value;
}
double scalar_of(Evaluator& evaluator, const Binary& is, std::int64_t at_ms)
{
    const double left = scalar_of(evaluator, is.left, at_ms);
    return apply(is.operation, left, scalar_of(evaluator, is.right, at_ms));
}
double scalar_of(Evaluator& evaluator, const Call& is, std::int64_t at_ms) { return scalar_call(evaluator, is, at_ms); }
template <class Other>
double scalar_of(Evaluator&, const Other&, std::int64_t)
{
    assert(false && "the types were checked");
    return 0.0;
}

void for_each_window(Evaluator& evaluator, const RangeSelector& is, std::int64_t at_ms, const TakeWindow& take)
{
    const auto& selector = std::get<VectorSelector>(evaluator.query[is.selector].is);
    const Selection& selected = selection(evaluator, is.selector);
    const std::int64_t end_ms = reading_ms(evaluator, selector.reading, at_ms);
    const std::int64_t start_ms = end_ms - milliseconds(is.range);
    if (start_ms < evaluator.store.thinned_until_ms) evaluator.from_thinned = true;
    std::vector<Sample> samples;
    for (std::size_t i = 0; i < selected.series.size() && !evaluator.failed(); ++i) {
        const Series& series = evaluator.store.series[selected.series[i]];
        samples.clear();
        const auto left = static_cast<std::size_t>(std::max<std::int64_t>(0, evaluator.settings.most_work - evaluator.work));
        spend(evaluator, static_cast<std::int64_t>(window(series, start_ms, end_ms, left, samples)) + 1, is.selector);
        take(series.labels, selected.without_name[i], {samples, start_ms, end_ms, is.range, at_ms});
    }
}

/// The inner expression at the multiples of the step inside the window.
void for_each_window(Evaluator& evaluator, NodeId id, const Subquery& is, std::int64_t at_ms, const TakeWindow& take)
{
    const std::int64_t end_ms = reading_ms(evaluator, is.reading, at_ms);
    const std::int64_t start_ms = end_ms - milliseconds(is.range);
    const std::int64_t step_ms = milliseconds(is.step.ns != 0 ? is.step : evaluator.settings.default_step);
    if (step_ms <= 0) return fail(evaluator, sentences::step_too_small, id);
    std::int64_t inner_ms = start_ms / step_ms * step_ms;
    if (inner_ms <= start_ms) inner_ms += step_ms;
    std::map<Labels, std::vector<Sample>, LabelsBefore> curves;
    for (; inner_ms <= end_ms && !evaluator.failed(); inner_ms += step_ms) {
        spend(evaluator, 1, id);
        for (const Element& element : vector_of(evaluator, is.inner, inner_ms))
            curves[*element.labels].push_back(sample(inner_ms, element.value));
    }
    for (const auto& [labels, samples] : curves) {
        if (evaluator.failed()) return;
        const SharedLabels shared = std::make_shared<const Labels>(labels);
        take(shared, without_name(shared), {samples, start_ms, end_ms, is.range, at_ms});
    }
}

bool keeps_its_order(const Query& query)
{
    const Node& root = query[without_parentheses(query, query.root)];
    if (const Call* is = std::get_if<Call>(&root.is))
        return is->function->id == FunctionId::sort || is->function->id == FunctionId::sort_desc;
    if (const Aggregation* is = std::get_if<Aggregation>(&root.is))
        return is->operation == TokenKind::topk || is->operation == TokenKind::bottomk;
    return false;
}

Value value_of_root(Evaluator& evaluator, std::int64_t at_ms)
{
    const Query& query = evaluator.query;
    switch (query[query.root].type) {
    case Type::scalar: return scalar_of(evaluator, query.root, at_ms);
    case Type::string: return text_of(evaluator, query.root);
    case Type::matrix: return matrix_of(evaluator, query.root, at_ms);
    case Type::vector: break;
    }
    Vector vector = vector_of(evaluator, query.root, at_ms);
    if (!keeps_its_order(query)) sort_by_labels(vector);
    return vector;
}

Evaluation finished(Evaluator& evaluator, Value value)
{
    return {std::move(value), std::move(evaluator.diagnostics), evaluator.from_thinned};
}

bool has_result(const Value& value)
{
    if (const double* scalar = std::get_if<double>(&value)) return *scalar != 0.0;
    if (const Vector* vector = std::get_if<Vector>(&value)) return !vector->empty();
    return false;
}

}  // namespace

void fail(Evaluator& evaluator, const Sentence& sentence, NodeId at, std::initializer_list<Argument> arguments)
{
    if (evaluator.failed()) return;
    evaluator.diagnostics.push_back(
        say(Severity::error, sentence, location_of(evaluator.query.text, evaluator.query[at].start), arguments));
}

void spend(Evaluator& evaluator, std::int64_t work, NodeId at)
{
    evaluator.work += work;
    if (evaluator.work > evaluator.settings.most_work) fail(evaluator, sentences::too_many_samples, at);
}

std::int64_t reading_ms(const Evaluator& evaluator, const Reading& reading, std::int64_t at_ms)
{
    switch (reading.anchor) {
    case Anchor::evaluation: break;
    case Anchor::fixed: at_ms = reading.fixed_ms; break;
    case Anchor::start: at_ms = evaluator.start_ms; break;
    case Anchor::end: at_ms = evaluator.end_ms; break;
    }
    return at_ms - milliseconds(reading.offset);
}

const Selection& selection(Evaluator& evaluator, NodeId selector)
{
    if (evaluator.selections.empty()) evaluator.selections.resize(evaluator.query.nodes.size());
    Selection& selected = evaluator.selections[selector.index];
    if (selected.known) return selected;
    selected.known = true;
    select(evaluator.store, std::get<VectorSelector>(evaluator.query[selector].is).matchers, selected.series);
    for (const std::uint32_t number : selected.series)
        selected.without_name.push_back(without_name(evaluator.store.series[number].labels));
    return selected;
}

Vector vector_of(Evaluator& evaluator, NodeId id, std::int64_t at_ms)
{
    if (evaluator.failed()) return {};
    Vector vector = std::visit([&](const auto& is) { return vector_of(evaluator, id, is, at_ms); }, evaluator.query[id].is);
    spend(evaluator, static_cast<std::int64_t>(vector.size()) + 1, id);
    return vector;
}

double scalar_of(Evaluator& evaluator, NodeId id, std::int64_t at_ms)
{
    if (evaluator.failed()) return 0.0;
    spend(evaluator, 1, id);
    return std::visit([&](const auto& is) { return scalar_of(evaluator, is, at_ms); }, evaluator.query[id].is);
}

const std::string& text_of(const Evaluator& evaluator, NodeId id)
{
    return std::get<StringLiteral>(evaluator.query[without_parentheses(evaluator.query, id)].is).value;
}

void for_each_window(Evaluator& evaluator, NodeId id, std::int64_t at_ms, const TakeWindow& take)
{
    if (evaluator.failed()) return;
    id = without_parentheses(evaluator.query, id);
    const Node& node = evaluator.query[id];
    if (const RangeSelector* range = std::get_if<RangeSelector>(&node.is))
        for_each_window(evaluator, *range, at_ms, take);
    else
        for_each_window(evaluator, id, std::get<Subquery>(node.is), at_ms, take);
}

Matrix matrix_of(Evaluator& evaluator, NodeId id, std::int64_t at_ms)
{
    Matrix matrix;
    for_each_window(evaluator, id, at_ms, [&](const SharedLabels& labels, const SharedLabels&, const Window& w) {
        if (!w.samples.empty()) matrix.push_back({labels, {w.samples.begin(), w.samples.end()}});
    });
    return matrix;
}

Evaluation evaluate(const Query& query, const SeriesStore& store, Instant at, const EvaluationSettings& settings)
{
    Evaluator evaluator{query, store, settings, milliseconds(at), milliseconds(at)};
    Value value = value_of_root(evaluator, milliseconds(at));
    return finished(evaluator, std::move(value));
}

Evaluation evaluate_range(const Query& query, const SeriesStore& store, Instant from, Instant until, Duration step,
                          const EvaluationSettings& settings)
{
    assert(milliseconds(step) > 0);
    Evaluator evaluator{query, store, settings, milliseconds(from), milliseconds(until)};
    const Type type = query[query.root].type;
    if (type != Type::scalar && type != Type::vector) {
        fail(evaluator, sentences::range_type, query.root, {{"got", to_text(type)}});
        return finished(evaluator, Matrix{});
    }
    std::map<Labels, std::vector<Sample>, LabelsBefore> curves;
    for (std::int64_t at_ms = milliseconds(from); at_ms <= milliseconds(until) && !evaluator.failed();
         at_ms += milliseconds(step)) {
        if (type == Type::scalar) {
            curves[Labels{}].push_back(sample(at_ms, scalar_of(evaluator, query.root, at_ms)));
            continue;
        }
        const Vector vector = vector_of(evaluator, query.root, at_ms);
        for (const Element& element : vector) curves[*element.labels].push_back(sample(at_ms, element.value));
    }
    Matrix matrix;
    for (auto& [labels, samples] : curves) matrix.push_back({std::make_shared<const Labels>(labels), std::move(samples)});
    return finished(evaluator, std::move(matrix));
}

FirstResult first_result(const Query& query, const SeriesStore& store, Instant from, Instant until, Duration step,
                         const EvaluationSettings& settings)
{
    assert(milliseconds(step) > 0);
    Evaluator evaluator{query, store, settings, milliseconds(from), milliseconds(until)};
    for (std::int64_t at_ms = milliseconds(from); at_ms <= milliseconds(until); at_ms += milliseconds(step)) {
        Value value = value_of_root(evaluator, at_ms);
        if (evaluator.failed()) break;
        if (has_result(value)) return {true, Instant{at_ms * ns_per_ms}, finished(evaluator, std::move(value))};
    }
    return {false, until, finished(evaluator, Vector{})};
}

}  // namespace evenkeel::promql
