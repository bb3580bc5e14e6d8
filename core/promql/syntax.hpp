#pragma once
// An expression as a tree. Nodes live in one vector and name their children by number, so a query is copied like any value.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "promql/functions.hpp"
#include "promql/token.hpp"

namespace re2 {
class RE2;
}

namespace evenkeel::promql {

struct Node;
using NodeId = Id<Node>;

enum class MatchKind : std::uint8_t { equal, not_equal, matches, matches_not };

/// One label matcher. Regular expressions are RE2's, match the whole value, and dot matches a line break.
struct Matcher {
    std::string name;
    MatchKind kind = MatchKind::equal;
    std::string value;
    std::shared_ptr<const re2::RE2> expression;   ///< of matches and matches_not
};
/// Whether a label's value (empty: no such label) satisfies the matcher.
bool matches(const Matcher& matcher, std::string_view value);

/// Which time a selector or subquery reads, before its offset: the evaluation's, a fixed one, the query's start or end.
enum class Anchor : std::uint8_t { evaluation, fixed, start, end };
struct Reading {
    Duration offset;
    Anchor anchor = Anchor::evaluation;
    std::int64_t fixed_ms = 0;
};

struct NumberLiteral { double value = 0.0; };
struct StringLiteral { std::string value; };
/// `name` is the metric's name when it stands before the braces; it is the last of the matchers then.
struct VectorSelector { std::string name; std::vector<Matcher> matchers; Reading reading; };
/// The selector's own reading holds for the range.
struct RangeSelector { NodeId selector; Duration range; };
/// A step of zero means the default one.
struct Subquery { NodeId inner; Duration range; Duration step; Reading reading; };
struct Parentheses { NodeId inner; };
struct Unary { bool negative = false; NodeId inner; };
struct Call { const Function* function = nullptr; std::vector<NodeId> arguments; };

enum class Cardinality : std::uint8_t { one_to_one, many_to_one, one_to_many };
struct Matching {
    bool on = false;                     ///< match on `labels`, else on all but them
    std::vector<std::string> labels;
    Cardinality cardinality = Cardinality::one_to_one;
    std::vector<std::string> include;    ///< labels copied from the one side
};
struct Binary { TokenKind operation{}; NodeId left; NodeId right; bool returns_bool = false; Matching matching; };

struct Aggregation {
    TokenKind operation{};
    NodeId inner;
    NodeId parameter;                    ///< of topk, bottomk, quantile, count_values
    bool without = false;
    std::vector<std::string> grouping;
};

struct Node {
    std::variant<NumberLiteral, StringLiteral, VectorSelector, RangeSelector, Subquery, Parentheses, Unary, Call, Binary, Aggregation> is;
    Type type = Type::scalar;
    int start = 0;                       ///< bytes of the text that it was read from
    int end = 0;
    int depth = 1;
};

struct Query {
    std::string text;
    std::vector<Node> nodes;
    NodeId root;

    const Node& operator[](NodeId id) const { return nodes[id.index]; }
};

/// Bounds on what is read at all.
inline constexpr int most_query_bytes = 16'384;
inline constexpr int most_query_depth = 250;

/// Reads an expression. Syntax stops at its first error, as in Prometheus; errors of types are all told, in Prometheus'
/// order, so the first diagnostic is the one that promtool prints. `file` goes into the locations.
Parsed<Query> parse(std::string_view text, std::string_view file = {});

/// The innermost node inside parentheses.
NodeId without_parentheses(const Query& query, NodeId id);

/// "1:34: parse error: unclosed left parenthesis", as Prometheus writes it.
std::string prometheus_text(const Diagnostic& diagnostic);

/// For the parser: checks types, adds what is wrong.
void check_types(const Query& query, std::string_view file, std::vector<Diagnostic>& diagnostics);

}  // namespace evenkeel::promql
