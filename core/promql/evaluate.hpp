#pragma once
// What an expression is worth: over a store of series, at an instant or along a range of instants.

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/time.hpp"
#include "meter/series.hpp"
#include "promql/syntax.hpp"

namespace evenkeel::promql {

/// One element of an instant vector.
struct Element {
    SharedLabels labels;
    double value = 0.0;
};
using Vector = std::vector<Element>;

/// One series of a range vector, or of a chart.
struct Curve {
    SharedLabels labels;
    std::vector<Sample> samples;
};
using Matrix = std::vector<Curve>;

using Value = std::variant<double, Vector, Matrix, std::string>;

struct EvaluationSettings {
    Duration look_back = 300_s;           ///< how old an instant selector's sample may be (exactly so old is too old)
    Duration default_step = 60_s;         ///< of a subquery that names none: the evaluation interval
    std::int64_t most_work = 50'000'000;  ///< samples read and elements computed, in all
};

/// The value, or diagnostics with an error. Vectors are in the order of their label sets, but for sort, sort_desc, topk and
/// bottomk, which keep theirs. `from_thinned` says that history was read that is no longer exact.
struct Evaluation {
    Value value;
    std::vector<Diagnostic> diagnostics;
    bool from_thinned = false;

    bool ok() const { return diagnostics.empty(); }
};

/// The query must have parsed without an error. Times are those of the samples, to the millisecond.
Evaluation evaluate(const Query& query, const SeriesStore& store, Instant at, const EvaluationSettings& settings = {});

/// At from, from + step, … up to `until`: a Matrix, a scalar as one curve without labels.
Evaluation evaluate_range(const Query& query, const SeriesStore& store, Instant from, Instant until, Duration step,
                          const EvaluationSettings& settings = {});

/// The first of those instants at which the query has a result (a vector with an element, a scalar other than 0).
struct FirstResult {
    bool found = false;
    Instant at;
    Evaluation evaluation;
};
FirstResult first_result(const Query& query, const SeriesStore& store, Instant from, Instant until, Duration step,
                         const EvaluationSettings& settings = {});

}  // namespace evenkeel::promql
