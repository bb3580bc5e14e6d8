#include "promql/parser.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "promql/literals.hpp"
#include "promql/regular_expression.hpp"
#include "promql/sentences.hpp"

namespace evenkeel::promql {

namespace {

/// How tightly an operator binds; 0 for what is none.
int precedence(TokenKind kind)
{
    using enum TokenKind;
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
constexpr int precedence_of_power = 6;

}  // namespace

Parsed<Query> Parser::run()
{
    if (query_.text.size() > most_query_bytes) {
        report(sentences::too_long, 0,
               {{"length", std::to_string(query_.text.size())}, {"most", std::to_string(most_query_bytes)}});
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

const Token& Parser::peek()
{
    if (!ahead_) {
        ahead_ = next_token(lexer_);
        if (ahead_->kind == problem) {
            fail(*ahead_->problem, ahead_->position, {{"character", ahead_->argument}, {"text", ahead_->argument}});
        }
    }
    return *ahead_;
}

Token Parser::take()
{
    Token token = peek();
    ahead_.reset();
    last_end_ = token.position + static_cast<int>(token.text.size());
    return token;
}

bool Parser::accept(TokenKind kind)
{
    if (failed_ || peek().kind != kind) return false;
    take();
    return true;
}

void Parser::report(const Sentence& sentence, int position, std::initializer_list<Argument> arguments)
{
    Location place = location_of(query_.text, position);
    place.file = file_;
    diagnostics_.push_back(say(Severity::error, sentence, std::move(place), arguments));
}

void Parser::fail(const Sentence& sentence, int position, std::initializer_list<Argument> arguments)
{
    if (failed_) return;
    report(sentence, position, arguments);
    failed_ = true;
}

void Parser::too_deep(int position) { fail(sentences::too_deep, position, {{"most", std::to_string(most_query_depth)}}); }

void Parser::unexpected(std::string_view context, std::string_view expected)
{
    const Token& token = peek();
    if (failed_) return;
    if (context.empty() && open_aggregations_ > 0) context = "aggregation";
    const std::string item = described(token);
    const Sentence& sentence = context.empty()    ? sentences::unexpected
                               : expected.empty() ? sentences::unexpected_in
                                                  : sentences::unexpected_expected;
    fail(sentence, token.position, {{"item", item}, {"context", context}, {"expected", expected}});
}

NodeId Parser::expression(int least)
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

NodeId Parser::binary(NodeId left, TokenKind operation, int binds)
{
    Binary is{operation, left, {}, accept(boolean), {}};
    matching(is.matching);
    is.right = expression(operation == power ? binds : binds + 1);
    if (failed_) return {};
    const bool scalars = node(left).type == Type::scalar && node(is.right).type == Type::scalar;
    const NodeId right = is.right;
    return make(std::move(is), scalars ? Type::scalar : Type::vector, node(left).start, node(right).end, {left, right});
}

void Parser::matching(Matching& matching)
{
    if (failed_ || (peek().kind != on && peek().kind != ignoring)) return;
    matching.on = take().kind == on;
    matching.labels = labels();
    if (failed_ || (peek().kind != group_left && peek().kind != group_right)) return;
    matching.cardinality = take().kind == group_left ? Cardinality::many_to_one : Cardinality::one_to_many;
    if (peek().kind == left_parenthesis) matching.include = labels();
}

std::vector<std::string> Parser::labels()
{
    std::vector<std::string> names;
    if (!accept(left_parenthesis)) {
        unexpected("grouping opts", "\"(\"");
        return names;
    }
    while (!failed_ && !accept(right_parenthesis)) {
        const Token& token = peek();
        const bool word = token.kind == identifier || token.kind == metric_identifier || token.kind >= offset ||
                          is_aggregation(token.kind) || is_set_operator(token.kind) || token.kind == TokenKind::atan2;
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

NodeId Parser::operand()
{
    const TokenKind kind = peek().kind;
    if (kind != add && kind != subtract) return modifiers(term());
    const Token sign = take();
    const NodeId inner = expression(precedence_of_power);
    if (failed_) return {};
    if (NumberLiteral* literal = as<NumberLiteral>(inner)) {
        if (sign.kind == subtract) literal->value = -literal->value;
        node(inner).start = sign.position;
        return inner;
    }
    return make(Unary{sign.kind == subtract, inner}, node(inner).type, sign.position, node(inner).end, {inner});
}

NodeId Parser::term()
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
    const bool name = token.kind == metric_identifier || is_set_operator(token.kind) || token.kind == offset ||
                      token.kind == by || token.kind == without || token.kind == start || token.kind == end_keyword;
    if (!name) {
        unexpected();
        return {};
    }
    take();
    return selector(token.text, token.position);
}

NodeId Parser::parentheses()
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

std::vector<NodeId> Parser::arguments()
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

NodeId Parser::call(const Token& name)
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
    for (const NodeId argument : std::get<Call>(node(id).is).arguments)
        node(id).depth = std::max(node(id).depth, node(argument).depth + 1);
    if (node(id).depth > most_query_depth) too_deep(name.position);
    return id;
}

void Parser::suggest(std::string_view written)
{
    std::vector<std::string_view> names;
    for (const Function& function : functions()) names.push_back(function.name);
    if (const auto nearest = nearest_word(written, names))
        diagnostics_.back().repair = did_you_mean(*nearest);
}

NodeId Parser::aggregation(const Token& name)
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
        report(sentences::aggregation_arguments, name.position,
               {{"expected", std::to_string(wanted)}, {"got", std::to_string(list.size())}});
    } else {
        is.inner = list.back();
        if (wanted == 2) is.parameter = list.front();
    }
    const NodeId inner = is.inner;
    const NodeId parameter = is.parameter;
    return make(std::move(is), Type::vector, name.position, std::max(end_position, last_end_), {inner, parameter});
}

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
