#pragma once
// The parser's inside: recursive descent in the order of Prometheus' grammar. Its messages come from the error rules of a yacc
// grammar there; which rule applies follows from what is open: inside an aggregation "in aggregation", inside a label list
// "in grouping opts".

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "promql/syntax.hpp"

namespace evenkeel::promql {

class Parser {
public:
    Parser(std::string_view text, std::string_view file) : file_(file), lexer_{text} { query_.text = text; }
    Parsed<Query> run();

private:
    using enum TokenKind;

    std::string file_;
    Lexer lexer_;
    Query query_;
    std::vector<Diagnostic> diagnostics_;
    bool failed_ = false;         ///< after a problem of syntax, which ends the reading
    std::optional<Token> ahead_;  ///< the next token, once it was looked at
    int last_end_ = 0;            ///< of the token taken last
    int open_aggregations_ = 0;
    int depth_ = 0;

    // Words.

    const Token& peek();
    Token take();
    /// Takes the next token if it is of this kind.
    bool accept(TokenKind kind);

    // Problems: those of meaning let the reading go on, those of syntax do not.

    void report(const Sentence& sentence, int position, std::initializer_list<Argument> arguments = {});
    void fail(const Sentence& sentence, int position, std::initializer_list<Argument> arguments = {});
    /// Complains about the next token.
    void unexpected(std::string_view context = {}, std::string_view expected = {});

    // Nodes.

    template <class Is>
    NodeId make(Is is, Type type, int begin, int end_position, std::initializer_list<NodeId> children = {})
    {
        Node node{std::move(is), type, begin, end_position, 1};
        for (const NodeId child : children)
            if (child) node.depth = std::max(node.depth, query_[child].depth + 1);
        if (node.depth > most_query_depth) too_deep(begin);
        query_.nodes.push_back(std::move(node));
        return {static_cast<std::uint32_t>(query_.nodes.size() - 1)};
    }
    void too_deep(int position);
    Node& node(NodeId id) { return query_.nodes[id.index]; }
    template <class Is>
    Is* as(NodeId id)
    {
        return id ? std::get_if<Is>(&node(id).is) : nullptr;
    }

    // Expressions (parser.cpp).

    /// An expression of operators that bind at least so tightly.
    NodeId expression(int least);
    NodeId binary(NodeId left, TokenKind operation, int binds);
    void matching(Matching& matching);
    /// A label list in parentheses, its last comma allowed.
    std::vector<std::string> labels();
    /// A sign and what it applies to, or a term with its offset, @ and ranges. Signs bind like *, so -2^2 is -(2^2).
    NodeId operand();
    NodeId term();
    NodeId parentheses();
    std::vector<NodeId> arguments();
    NodeId call(const Token& name);
    void suggest(std::string_view written);
    NodeId aggregation(const Token& name);

    // Selectors, their modifiers, and literals (selector_parser.cpp).

    NodeId selector(std::string_view name, int begin);
    void matchers(std::vector<Matcher>& list);
    void matcher(std::vector<Matcher>& list);
    /// offset, @, [range], [range:step], any number of them: each applies to what stands before it.
    NodeId modifiers(NodeId id);
    /// What the modifier of a node changes: a selector, the selector of a range, or a subquery.
    Reading* reading_of(NodeId id);
    void apply_offset(NodeId id);
    void apply_at(NodeId id);
    NodeId range(NodeId id);
    /// A duration inside brackets; arithmetic on durations is understood well enough to be refused.
    Duration positive_duration(std::string_view context, std::string_view expected);
    /// Behind a '(' where a duration is expected: Prometheus names the place of what is inside.
    void refuse_duration_expression();
    double read_number(const Token& token);
    /// A duration, or a number of seconds.
    Duration read_duration(const Token& token);
};

}  // namespace evenkeel::promql
