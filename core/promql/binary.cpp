// Operators: on numbers, on a vector and a number, on two vectors whose series find each other by their labels.

#include <cmath>
#include <map>
#include <set>

#include "base/math.hpp"
#include "promql/evaluator.hpp"
#include "promql/sentences.hpp"

namespace evenkeel::promql {

namespace {

using enum TokenKind;

/// What an operator makes of two values: arithmetic a value, a comparison the left value, kept or not.
struct Outcome {
    double value = 0.0;
    bool kept = true;
};

Outcome outcome(TokenKind operation, double left, double right)
{
    switch (operation) {
    case compare_equal: return {left, left == right};
    case not_equal: return {left, left != right};
    case less: return {left, left < right};
    case less_equal: return {left, left <= right};
    case greater: return {left, left > right};
    case greater_equal: return {left, left >= right};
    case add: return {left + right};
    case subtract: return {left - right};
    case multiply: return {left * right};
    case divide: return {left / right};
    case modulo: return {math::fmod(left, right)};
    case power: return {math::pow(left, right)};
    case TokenKind::atan2: return {math::atan2(left, right)};
    default: return {};
    }
}

Vector vector_with_scalar(const Binary& is, Vector vector, double scalar, bool scalar_is_left)
{
    Vector result;
    for (Element& element : vector) {
        Outcome o = scalar_is_left ? outcome(is.operation, scalar, element.value) : outcome(is.operation, element.value, scalar);
        if (is_comparison(is.operation)) o.value = element.value;  // also where the number stands on the left
        if (is.returns_bool) o = {o.kept ? 1.0 : 0.0};
        if (!o.kept) continue;
        const bool drops_name = !is_comparison(is.operation) || is.returns_bool;
        result.push_back({drops_name ? without_name(element.labels) : element.labels, o.value});
    }
    return result;
}

/// What must be equal for two series to match.
Labels signature(const Labels& labels, const Matching& matching)
{
    return matching.on ? keep_labels(labels, matching.labels) : drop_labels(labels, matching.labels, true);
}

Labels result_labels(const Labels& many, const Labels& one, const Binary& is)
{
    const Matching& matching = is.matching;
    const bool drops_name = !is_comparison(is.operation) || is.returns_bool;
    Labels labels = drops_name ? drop_labels(many, {}, true) : many;
    if (matching.cardinality == Cardinality::one_to_one) {
        labels = matching.on ? keep_labels(labels, matching.labels) : drop_labels(labels, matching.labels, false);
    }
    for (const std::string& name : matching.include) set_label(labels, name, value_of(one, name));
    return labels;
}

Vector matched(Evaluator& evaluator, NodeId id, const Binary& is, const Vector& left, const Vector& right)
{
    if (left.empty() || right.empty()) return {};
    const Matching& matching = is.matching;
    const bool swapped = matching.cardinality == Cardinality::one_to_many;
    const Vector& many = swapped ? right : left;
    const Vector& one = swapped ? left : right;

    std::map<Labels, const Element*, LabelsBefore> partners;
    for (const Element& element : one) {
        Labels key = signature(*element.labels, matching);
        const auto [at, is_new] = partners.emplace(std::move(key), &element);
        if (is_new) continue;
        fail(evaluator, sentences::many_to_many, id,
             {{"group", to_text(at->first)},
              {"side", swapped ? "left" : "right"},
              {"first", to_text(*element.labels)},
              {"second", to_text(*at->second->labels)}});
        return {};
    }

    Vector result;
    std::map<Labels, std::set<Labels, LabelsBefore>, LabelsBefore> taken;  // per match group the results it has had
    for (const Element& element : many) {
        const Labels key = signature(*element.labels, matching);
        const auto partner = partners.find(key);
        if (partner == partners.end()) continue;
        const double other = partner->second->value;
        Outcome o = swapped ? outcome(is.operation, other, element.value) : outcome(is.operation, element.value, other);
        if (is.returns_bool) o = {o.kept ? 1.0 : 0.0};
        if (!o.kept) continue;
        Labels labels = result_labels(*element.labels, *partner->second->labels, is);
        const auto [group, first_of_group] = taken.try_emplace(key);
        if (matching.cardinality == Cardinality::one_to_one && !first_of_group) {
            fail(evaluator, sentences::many_to_one, id);
            return {};
        }
        if (!group->second.insert(labels).second) {
            fail(evaluator, sentences::ambiguous_group, id);
            return {};
        }
        result.push_back({std::make_shared<const Labels>(std::move(labels)), o.value});
    }
    return result;
}

/// and, or, unless: by match group alone, values do not matter.
Vector set_operation(const Binary& is, const Vector& left, const Vector& right)
{
    const auto groups_of = [&](const Vector& vector) {
        std::set<Labels, LabelsBefore> groups;
        for (const Element& element : vector) groups.insert(signature(*element.labels, is.matching));
        return groups;
    };
    const auto take = [&](const Vector& from, const std::set<Labels, LabelsBefore>& groups, bool inside, Vector& into) {
        for (const Element& element : from)
            if (groups.contains(signature(*element.labels, is.matching)) == inside) into.push_back(element);
    };
    Vector result;
    if (is.operation == logical_or) {
        result = left;
        take(right, groups_of(left), false, result);
    } else {
        take(left, groups_of(right), is.operation == logical_and, result);
    }
    return result;
}

}  // namespace

double apply(TokenKind operation, double left, double right)
{
    const Outcome o = outcome(operation, left, right);
    return is_comparison(operation) ? (o.kept ? 1.0 : 0.0) : o.value;
}

Vector binary(Evaluator& evaluator, NodeId id, const Binary& is, std::int64_t at_ms)
{
    const bool left_is_vector = evaluator.query[is.left].type == Type::vector;
    const bool right_is_vector = evaluator.query[is.right].type == Type::vector;
    Vector result;
    if (left_is_vector && right_is_vector) {
        const Vector left = vector_of(evaluator, is.left, at_ms);
        const Vector right = vector_of(evaluator, is.right, at_ms);
        if (evaluator.failed()) return {};
        spend(evaluator, static_cast<std::int64_t>(left.size() + right.size()), id);
        result = is_set_operator(is.operation) ? set_operation(is, left, right) : matched(evaluator, id, is, left, right);
    } else if (left_is_vector) {
        Vector left = vector_of(evaluator, is.left, at_ms);
        result = vector_with_scalar(is, std::move(left), scalar_of(evaluator, is.right, at_ms), false);
    } else {
        const double left = scalar_of(evaluator, is.left, at_ms);
        result = vector_with_scalar(is, vector_of(evaluator, is.right, at_ms), left, true);
    }
    refuse_duplicates(evaluator, result, id);
    return result;
}

}  // namespace evenkeel::promql
