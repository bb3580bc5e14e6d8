#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "promql/literals.hpp"
#include "promql/regular_expression.hpp"
#include "promql/sentences.hpp"
#include "promql/syntax.hpp"

namespace evenkeel::promql {

namespace {

using enum TokenKind;

/// Recursive descent in the order of Prometheus' grammar. Its messages come from error rules of a yacc grammar; which rule
/// applies follows from what is open: inside an aggregation "in aggregation", inside a label list "in grouping opts".
class Parser {
public:
    Parser(std::string_view text, std::string_view file) : file_(file), lexer_{text} { query_.text = text; }

    Parsed<Query> run()
    {
        if (query_.text.size() > most_query_bytes) {
            report(sentences::too_long, 0, {{"length", std::to_string(query_.text.size())}, {"most", std::to_string(most_query_bytes)}});
            return {std::move(query_), std::move(diagnostics_)};
        }
        if (peek().kind == end) {
            report(sentences::no_expression, 0);
        } else {
            query_.root = expression(0);
            if (!failed_ && peek().kind != end) unexpected();
        }
        if (diagnostics_.empty()) check_types(query_, file_, diagnostics_);
        return {std::move(query_), std::move(diagnostics_)};
    }

private:
    std::string file_;
    Lexer lexer_;
    Query query_;
    std::vector<Diagnostic> diagnostics_;
    bool failed_ = false;
    std::optional<Token> ahead_;
    int last_end_ = 0;           ///< of the token taken last
    int open_aggregations_ = 0;
    int depth_ = 0;

    // Words.

    const Token& peek()
    {
        if (!ahead_) {
            ahead_ = next_token(lexer_);
            if (ahead_->kind == problem) {
                fail(*ahead_->problem, ahead_->position, {{"character", ahead_->argument}, {"text", ahead_->argument}});
            }
        }
        return *ahead_;
    }
    Token take()
    {
        Token token = peek();
        ahead_.reset();
        last_end_ = token.position + static_cast<int>(token.text.size());
        return token;
    }
    bool accept(TokenKind kind)
    {
        if (failed_ || peek().kind != kind) return false;
        take();
        return true;
    }

    // Problems.

    void report(const Sentence& sentence, int position, std::initializer_list<Argument> arguments = {})
    {
        Location at = location_of(query_.text, position);
        at.file = file_;
        diagnostics_.push_back(say(Severity::error, sentence, std::move(at), arguments));
    }
    void fail(const Sentence& sentence, int position, std::initializer_list<Argument> arguments = {})
    {
        if (failed_) return;
        report(sentence, position, arguments);
        failed_ = true;
    }
    /// Complains about the next token.
    void unexpected(std::string_view context = {}, std::string_view expected = {})
    {
        const Token& token = peek();
        if (failed_) return;
        if (context.empty() && open_aggregations_ > 0) context = "aggregation";
        const std::string item = described(token);
        const Sentence& sentence = context.empty() ? sentences::unexpected : expected.empty() ? sentences::unexpected_in : sentences::unexpected_expected;
        fail(sentence, token.position, {{"item", item}, {"context", context}, {"expected", expected}});
    }

    // Nodes.

    template <class Is>
    NodeId make(Is is, Type type, int start, int end_position, std::initializer_list<NodeId> children = {})
    {
        Node node{std::move(is), type, start, end_position, 1};
        for (const NodeId child : children)
            if (child) node.depth = std::max(node.depth, query_[child].depth + 1);
        if (node.depth > most_query_depth) too_deep(start);
        query_.nodes.push_back(std::move(node));
        return {static_cast<std::uint32_t>(query_.nodes.size() - 1)};
    }
    void too_deep(int position) { fail(sentences::too_deep, position, {{"most", std::to_string(most_query_depth)}}); }
    Node& node(NodeId id) { return query_.nodes[id.index]; }
    template <class Is>
    Is* as(NodeId id) { return id ? std::get_if<Is>(&node(id).is) : nullptr; }

    // Expressions.

    static int precedence(TokenKind kind)
    {
        switch (kind) {
        case logical_or: return 1;
        case logical_and:
        case unless: return 2;
        case compare_equal:
        case not_equal:
        case less:
        case less_equal:
        case greater:
        case greater_equal: return 3;
        case add:
        case subtract: return 4;
        case multiply:
        case divide:
        case modulo:
        case TokenKind::atan2: return 5;
        case power: return 6;
        default: return 0;
        }
    }
    static constexpr int precedence_of_power = 6;

    /// An expression of operators that bind at least so tightly.
    NodeId expression(int least)
    {
        if (++depth_ > most_query_depth) too_deep(peek().position);
        NodeId left = failed_ ? NodeId{} : operand();
        while (!failed_) {
            const TokenKind operation = peek().kind;
            const int binds = precedence(operation);
            if (binds == 0 || binds < least) break;
            take();
            left = binary(left, operation, binds);
        }
        --depth_;
        return left;
    }

    NodeId binary(NodeId left, TokenKind operation, int binds)
    {
        Binary is{operation, left, {}, accept(boolean), {}};
        matching(is.matching);
        is.right = expression(operation == power ? binds : binds + 1);
        if (failed_) return {};
        const bool scalars = node(left).type == Type::scalar && node(is.right).type == Type::scalar;
        const NodeId right = is.right;
        return make(std::move(is), scalars ? Type::scalar : Type::vector, node(left).start, node(right).end, {left, right});
    }

    void matching(Matching& matching)
    {
        if (failed_ || (peek().kind != on && peek().kind != ignoring)) return;
        matching.on = take().kind == on;
        matching.labels = labels();
        if (failed_ || (peek().kind != group_left && peek().kind != group_right)) return;
        matching.cardinality = take().kind == group_left ? Cardinality::many_to_one : Cardinality::one_to_many;
        if (peek().kind == left_parenthesis) matching.include = labels();
    }

    /// A label list in parentheses, its last comma allowed.
    std::vector<std::string> labels()
    {
        std::vector<std::string> names;
        if (!accept(left_parenthesis)) {
            unexpected("grouping opts", "\"(\"");
            return names;
        }
        while (!failed_ && !accept(right_parenthesis)) {
            const Token& token = peek();
            const bool word = token.kind == identifier || token.kind == metric_identifier || token.kind >= offset || is_aggregation(token.kind) ||
                              is_set_operator(token.kind) || token.kind == TokenKind::atan2;
            const std::string name = token.kind == string ? unquoted(token.text) : std::string(token.text);
            if (failed_ || (!word && token.kind != string) || !is_label_name(name)) {
                unexpected("grouping opts", "label");
                return names;
            }
            names.push_back(name);
            take();
            if (!accept(comma) && peek().kind != right_parenthesis) unexpected("grouping opts", "\",\" or \")\"");
        }
        return names;
    }

    /// A sign and what it applies to, or a term with its offset, @ and ranges. Signs bind like *, so -2^2 is -(2^2).
    NodeId operand()
    {
        const TokenKind kind = peek().kind;
        if (kind != add && kind != subtract) return modifiers(term());
        const Token sign = take();
        const NodeId inner = expression(precedence_of_power);
        if (failed_) return {};
        if (NumberLiteral* number = as<NumberLiteral>(inner)) {
            if (sign.kind == subtract) number->value = -number->value;
            node(inner).start = sign.position;
            return inner;
        }
        return make(Unary{sign.kind == subtract, inner}, node(inner).type, sign.position, node(inner).end, {inner});
    }

    NodeId term()
    {
        const Token token = peek();
        if (failed_) return {};
        switch (token.kind) {
        case number:
        case duration: take(); return make(NumberLiteral{read_number(token)}, Type::scalar, token.position, last_end_);
        case string: take(); return make(StringLiteral{unquoted(token.text)}, Type::string, token.position, last_end_);
        case left_brace: return selector({}, token.position);
        case left_parenthesis: return parentheses();
        case identifier:
            take();
            if (peek().kind == left_parenthesis) return call(token);
            return selector(token.text, token.position);
        default: break;
        }
        if (is_aggregation(token.kind)) {
            take();
            const TokenKind next = peek().kind;
            if (next == left_parenthesis || next == by || next == without) return aggregation(token);
            return selector(token.text, token.position);
        }
        const bool name = token.kind == metric_identifier || is_set_operator(token.kind) || token.kind == offset || token.kind == by ||
                          token.kind == without || token.kind == start || token.kind == end_keyword;
        if (!name) {
            unexpected();
            return {};
        }
        take();
        return selector(token.text, token.position);
    }

    NodeId parentheses()
    {
        const int begin = take().position;
        const NodeId inner = expression(0);
        if (failed_) return {};
        if (!accept(right_parenthesis)) {
            unexpected();
            return {};
        }
        return make(Parentheses{inner}, node(inner).type, begin, last_end_, {inner});
    }

    std::vector<NodeId> arguments()
    {
        std::vector<NodeId> list;
        if (!accept(left_parenthesis)) {
            unexpected();
            return list;
        }
        if (accept(right_parenthesis)) return list;
        while (!failed_) {
            list.push_back(expression(0));
            if (failed_ || accept(right_parenthesis)) break;
            if (peek().kind != comma) {
                unexpected();
                break;
            }
            const int position = take().position;
            if (peek().kind == right_parenthesis) {
                report(sentences::trailing_comma, position);
                take();
                break;
            }
        }
        return list;
    }

    NodeId call(const Token& name)
    {
        Call is{find_function(name.text), arguments()};
        if (failed_) return {};
        const std::string word = quoted(name.text);
        const auto experimental = experimental_functions();
        if (std::find(experimental.begin(), experimental.end(), name.text) != experimental.end()) {
            report(sentences::experimental_function, name.position, {{"name", word}});
        } else if (is.function == nullptr) {
            report(sentences::unknown_function, name.position, {{"name", word}});
            suggest(name.text);
        }
        const Type type = is.function == nullptr ? Type::vector : is.function->returns;
        const NodeId id = make(std::move(is), type, name.position, last_end_);
        for (const NodeId argument : std::get<Call>(node(id).is).arguments) node(id).depth = std::max(node(id).depth, node(argument).depth + 1);
        if (node(id).depth > most_query_depth) too_deep(name.position);
        return id;
    }
    void suggest(std::string_view written)
    {
        std::vector<std::string_view> names;
        for (const Function& function : functions()) names.push_back(function.name);
        if (const auto nearest = nearest_word(written, names)) diagnostics_.back().repair = fmt::format("did you mean '{}'?", *nearest);
    }

    NodeId aggregation(const Token& name)
    {
        Aggregation is;
        is.operation = name.kind;
        ++open_aggregations_;
        const auto grouping = [&] {
            if (failed_ || (peek().kind != by && peek().kind != without)) return false;
            is.without = take().kind == without;
            is.grouping = labels();
            return true;
        };
        const bool first = grouping();
        const std::vector<NodeId> list = failed_ ? std::vector<NodeId>{} : arguments();
        --open_aggregations_;
        const int end_position = last_end_;
        if (!first) grouping();
        if (failed_) return {};
        const std::size_t wanted = takes_parameter(is.operation) ? 2 : 1;
        if (list.empty()) {
            report(sentences::no_aggregation_arguments, name.position);
        } else if (is.operation == limitk || is.operation == limit_ratio) {
            report(sentences::experimental_aggregation, name.position, {{"name", word_of(is.operation)}});
        } else if (list.size() != wanted) {
            report(sentences::aggregation_arguments, name.position, {{"expected", std::to_string(wanted)}, {"got", std::to_string(list.size())}});
        } else {
            is.inner = list.back();
            if (wanted == 2) is.parameter = list.front();
        }
        const NodeId inner = is.inner;
        const NodeId parameter = is.parameter;
        return make(std::move(is), Type::vector, name.position, std::max(end_position, last_end_), {inner, parameter});
    }

    // Selectors.

    NodeId selector(std::string_view name, int begin)
    {
        VectorSelector is;
        is.name = name;
        if (!failed_ && peek().kind == left_brace) matchers(is.matchers);
        if (failed_) return {};
        if (!name.empty()) is.matchers.push_back({std::string(metric_name), MatchKind::equal, is.name, nullptr});
        return make(std::move(is), Type::vector, begin, last_end_);
    }
    static constexpr std::string_view metric_name = "__name__";

    void matchers(std::vector<Matcher>& list)
    {
        take();
        while (!failed_ && !accept(right_brace)) {
            matcher(list);
            if (!failed_ && !accept(comma) && peek().kind != right_brace) unexpected("label matching", "\",\" or \"}\"");
        }
    }

    void matcher(std::vector<Matcher>& list)
    {
        const Token name = peek();
        if (name.kind != identifier && name.kind != string) return unexpected("label matching", "identifier or \"}\"");
        take();
        const Token operation = peek();
        const bool has_operation = operation.kind == equal || operation.kind == not_equal || operation.kind == TokenKind::matches || operation.kind == matches_not;
        const std::string label = name.kind == string ? unquoted(name.text) : std::string(name.text);
        if (!has_operation) {
            if (name.kind == identifier) return unexpected("label matching", "label matching operator");
            list.push_back({std::string(metric_name), MatchKind::equal, label, nullptr});
            return;
        }
        take();
        const Token value = peek();
        if (value.kind != string) return unexpected("label matching", "string");
        take();
        Matcher matcher{label, MatchKind::equal, unquoted(value.text), nullptr};
        matcher.kind = operation.kind == equal       ? MatchKind::equal
                       : operation.kind == not_equal ? MatchKind::not_equal
                       : operation.kind == matches_not ? MatchKind::matches_not
                                                       : MatchKind::matches;
        if (matcher.kind == MatchKind::matches || matcher.kind == MatchKind::matches_not) {
            RegularExpression compiled = compile(matcher.value);
            if (!compiled.expression) report(sentences::regular_expression, name.position, {{"problem", compiled.problem}});
            matcher.expression = std::move(compiled.expression);
        }
        list.push_back(std::move(matcher));
    }

    /// offset, @, [range], [range:step], any number of them: each applies to what stands before it.
    NodeId modifiers(NodeId id)
    {
        while (!failed_) {
            const TokenKind kind = peek().kind;
            if (kind == offset) apply_offset(id);
            else if (kind == at) apply_at(id);
            else if (kind == left_bracket) id = range(id);
            else break;
        }
        return id;
    }

    /// What the modifier of a node changes: a selector, the selector of a range, or a subquery.
    Reading* reading_of(NodeId id)
    {
        if (VectorSelector* is = as<VectorSelector>(id)) return &is->reading;
        if (Subquery* is = as<Subquery>(id)) return &is->reading;
        if (RangeSelector* is = as<RangeSelector>(id))
            if (VectorSelector* inner = as<VectorSelector>(is->selector)) return &inner->reading;
        return nullptr;
    }

    void apply_offset(NodeId id)
    {
        take();
        bool negative = false;
        if (peek().kind == add || peek().kind == subtract) negative = take().kind == subtract;
        if (!failed_ && peek().kind == left_parenthesis) return fail(sentences::duration_expression, peek().position);
        if (peek().kind != number && peek().kind != duration) return unexpected("offset", "number or duration");
        const Duration length = read_duration(take());
        Reading* reading = reading_of(id);
        if (reading == nullptr) return report(as<RangeSelector>(id) ? sentences::range_misplaced : sentences::offset_misplaced, node(id).start);
        if (reading->offset.ns != 0) report(sentences::offset_twice, node(id).start);
        else reading->offset = {negative ? -length.ns : length.ns};
        node(id).end = last_end_;
    }

    void apply_at(NodeId id)
    {
        take();
        Anchor anchor = Anchor::fixed;
        double at_seconds = 0.0;
        if (peek().kind == start || peek().kind == end_keyword) {
            anchor = take().kind == start ? Anchor::start : Anchor::end;
            if (!accept(left_parenthesis) || !accept(right_parenthesis)) return unexpected("@", "timestamp");
        } else {
            bool negative = false;
            if (peek().kind == add || peek().kind == subtract) negative = take().kind == subtract;
            if (peek().kind != number && peek().kind != duration) return unexpected("@", "timestamp");
            at_seconds = read_number(take());
            if (negative) at_seconds = -at_seconds;
            if (!(std::fabs(at_seconds) < 9.2e15)) {
                report(sentences::at_out_of_bounds, node(id).start, {{"number", evenkeel::to_text(at_seconds)}});
                at_seconds = 0.0;
            }
        }
        Reading* reading = reading_of(id);
        if (reading == nullptr) return report(as<RangeSelector>(id) ? sentences::range_misplaced : sentences::at_misplaced, node(id).start);
        if (reading->anchor != Anchor::evaluation) return report(sentences::at_twice, node(id).start);
        reading->anchor = anchor;
        reading->fixed_ms = static_cast<std::int64_t>(std::round(at_seconds * 1000.0));
        node(id).end = last_end_;
    }

    NodeId range(NodeId id)
    {
        const int bracket = take().position;
        const Duration length = positive_duration("subquery or range selector", "number or duration");
        if (failed_) return {};
        const int begin = node(id).start;
        if (accept(right_bracket)) {
            const VectorSelector* selector = as<VectorSelector>(id);
            if (selector == nullptr) report(sentences::range_misplaced, bracket);
            else if (selector->reading.offset.ns != 0) report(sentences::range_after_offset, bracket);
            else if (selector->reading.anchor == Anchor::fixed) report(sentences::range_after_at, bracket);
            return make(RangeSelector{id, length}, Type::matrix, begin, last_end_, {id});
        }
        if (!accept(colon)) {
            unexpected("subquery or range", "\":\" or \"]\"");
            return {};
        }
        Duration step;
        if (!failed_ && peek().kind != right_bracket) step = positive_duration("subquery selector", "number or duration or \"]\"");
        if (!accept(right_bracket)) {
            unexpected("subquery selector", "\"]\"");
            return {};
        }
        return make(Subquery{id, length, step, {}}, Type::matrix, begin, last_end_, {id});
    }

    /// A duration inside brackets; arithmetic on durations is understood well enough to be refused.
    Duration positive_duration(std::string_view context, std::string_view expected)
    {
        const int begin = peek().position;
        bool negative = false;
        while (!failed_ && (peek().kind == add || peek().kind == subtract)) negative = (take().kind == subtract) != negative;
        if (!failed_ && peek().kind == left_parenthesis) fail(sentences::duration_expression, begin);
        if (failed_ || (peek().kind != number && peek().kind != duration)) {
            unexpected(context, expected);
            return {};
        }
        const Duration length = read_duration(take());
        const TokenKind next = peek().kind;
        if (next >= add && next <= power) fail(sentences::duration_expression, begin);
        if (!failed_ && (negative || length.ns <= 0)) report(sentences::duration_not_positive, begin);
        return length;
    }

    // Literals.

    double read_number(const Token& token)
    {
        if (token.kind == duration) return seconds(read_duration(token));
        const std::optional<double> value = parse_number_literal(token.text);
        if (!value) report(sentences::number_not_readable, token.position, {{"text", quoted(token.text)}});
        return value.value_or(0.0);
    }

    /// A duration, or a number of seconds.
    Duration read_duration(const Token& token)
    {
        if (token.kind == duration) {
            const std::optional<Duration> length = parse_duration_literal(token.text);
            if (!length) report(sentences::duration_not_readable, token.position, {{"text", quoted(token.text)}});
            return length.value_or(Duration{});
        }
        const double length = read_number(token);
        if (!(std::fabs(length) <= 9'223'372'036.0)) {
            report(sentences::duration_out_of_range, token.position);
            return {};
        }
        return {static_cast<std::int64_t>(std::round(length * 1e9))};
    }
};

}  // namespace

Parsed<Query> parse(std::string_view text, std::string_view file) { return Parser(text, file).run(); }

NodeId without_parentheses(const Query& query, NodeId id)
{
    while (const Parentheses* is = std::get_if<Parentheses>(&query[id].is)) id = is->inner;
    return id;
}

std::string prometheus_text(const Diagnostic& diagnostic)
{
    if (diagnostic.at.line == 0) return "unknown position: parse error: " + diagnostic.what;
    return fmt::format("{}:{}: parse error: {}", diagnostic.at.line, diagnostic.at.column, diagnostic.what);
}

}  // namespace evenkeel::promql
