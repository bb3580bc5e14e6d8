#pragma once
// Inside the evaluation: what its files share. Each function computes one kind of node at one instant; the first error ends
// everything (`failed`), values computed after it mean nothing.

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <vector>

#include "promql/evaluate.hpp"
#include "promql/range_functions.hpp"

namespace evenkeel::promql {

/// The series that a selector selects, found once for an evaluation: the store does not change meanwhile.
struct Selection {
    bool known = false;
    std::vector<std::uint32_t> series;
    std::vector<SharedLabels> without_name;
};

struct Evaluator {
    const Query& query;
    const SeriesStore& store;
    const EvaluationSettings& settings;
    std::int64_t start_ms = 0;  ///< of the whole query: @ start()
    std::int64_t end_ms = 0;    ///< @ end()
    std::int64_t work = 0;
    bool from_thinned = false;
    std::vector<Diagnostic> diagnostics = {};
    std::vector<Selection> selections = {};

    bool failed() const { return !diagnostics.empty(); }
};

void fail(Evaluator& evaluator, const Sentence& sentence, NodeId at, std::initializer_list<Argument> arguments = {});
/// Counts work; past the budget the evaluation fails.
void spend(Evaluator& evaluator, std::int64_t work, NodeId at);

double scalar_of(Evaluator& evaluator, NodeId id, std::int64_t at_ms);
Vector vector_of(Evaluator& evaluator, NodeId id, std::int64_t at_ms);
const std::string& text_of(const Evaluator& evaluator, NodeId id);

/// Calls take(labels, labels without the name, window) for every series of a range selector or subquery, also where the
/// window is empty.
using TakeWindow = std::function<void(const SharedLabels&, const SharedLabels&, const Window&)>;
void for_each_window(Evaluator& evaluator, NodeId id, std::int64_t at_ms, const TakeWindow& take);
Matrix matrix_of(Evaluator& evaluator, NodeId id, std::int64_t at_ms);

/// The time that a selector reads.
std::int64_t reading_ms(const Evaluator& evaluator, const Reading& reading, std::int64_t at_ms);
const Selection& selection(Evaluator& evaluator, NodeId selector);

Vector call(Evaluator& evaluator, NodeId id, const Call& is, std::int64_t at_ms);
double scalar_call(Evaluator& evaluator, const Call& is, std::int64_t at_ms);
Vector label_replace(Evaluator& evaluator, NodeId id, const Call& is, std::int64_t at_ms);
Vector label_join(Evaluator& evaluator, NodeId id, const Call& is, std::int64_t at_ms);
Vector binary(Evaluator& evaluator, NodeId id, const Binary& is, std::int64_t at_ms);
/// An operator on two numbers; a comparison gives 1 or 0.
double apply(TokenKind operation, double left, double right);
Vector aggregation(Evaluator& evaluator, NodeId id, const Aggregation& is, std::int64_t at_ms);

// Label sets.

SharedLabels without_name(const SharedLabels& labels);
Labels keep_labels(const Labels& labels, const std::vector<std::string>& names);
/// Without these and, if asked, without the metric's name.
Labels drop_labels(const Labels& labels, const std::vector<std::string>& names, bool name_too);
/// Sets, or with an empty value removes.
void set_label(Labels& labels, const std::string& name, std::string_view value);

struct LabelsBefore {
    bool operator()(const Labels& a, const Labels& b) const { return compare(a, b) < 0; }
};

void sort_by_labels(Vector& vector);
/// Fails if two elements have the same label set.
void refuse_duplicates(Evaluator& evaluator, const Vector& vector, NodeId at);

}  // namespace evenkeel::promql
