#pragma once
// Objectives ask the truth in PromQL: what a query mentions (for lint), and its answer.

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "meter/series.hpp"

namespace evenkeel {

/// A matcher in a selector: `server="web-02"`.
struct QueryMatcher {
    std::string label;
    std::string value;
    bool is_literal = false;        ///< = rather than != =~ !~
};

/// A selector: `truth_fault_noticed{fault="dead"}`.
struct QuerySelector {
    std::string metric;             ///< empty when it is matched by a regular expression, or not at all
    std::vector<QueryMatcher> matchers;
};

/// What a query mentions. With a problem the rest is empty.
struct QueryUse {
    std::string problem;            ///< empty: it parses
    std::size_t problem_column = 0; ///< of the problem in the text, from 0
    std::vector<QuerySelector> selectors;
    std::vector<Duration> windows;  ///< of range selectors, subqueries and their steps
};
QueryUse use_of(std::string_view query);

/// A query, parsed once and asked often. Copies share the tree.
class Query {
public:
    /// The text must parse (`use_of` has looked at it); one that does not has no value ever.
    explicit Query(std::string_view text);

    struct Answer {
        bool has_value = false;     ///< false: no element, or NaN
        double value = 0;           ///< of the greatest element
        std::string problem;        ///< why there is no value, when the evaluation failed
        Labels labels;              ///< of it; without the metric's name
    };
    /// The value at an instant. Among elements with equal values the first in the order of labels.
    Answer ask(const SeriesStore& store, Instant at) const;

private:
    struct Tree;
    std::shared_ptr<const Tree> tree_;
};

/// The ids that a query uses as $answer(ID), in order.
std::vector<std::string> answers_in(std::string_view query);
/// The query with each $answer(ID) replaced by its number; NaN, which is no value, for one that is not there.
std::string with_answers(std::string_view query, const std::map<std::string, double>& answers);

/// The text of a measure with $phase replaced by a window of this length in whole milliseconds.
std::string with_phase(std::string_view measure, Duration phase);

}  // namespace evenkeel
