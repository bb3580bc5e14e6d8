// Selectors with their matchers, what may stand behind them (offset, @, ranges), and literals.

#include <cmath>

#include "base/text.hpp"
#include "promql/literals.hpp"
#include "promql/parser.hpp"
#include "promql/regular_expression.hpp"
#include "promql/sentences.hpp"

namespace evenkeel::promql {

namespace {

constexpr std::string_view metric_name = "__name__";

}  // namespace

NodeId Parser::selector(std::string_view name, int begin)
{
    VectorSelector is;
    is.name = name;
    if (!failed_ && peek().kind == left_brace) matchers(is.matchers);
    if (failed_) return {};
    if (!name.empty()) is.matchers.push_back({std::string(metric_name), MatchKind::equal, is.name, nullptr});
    return make(std::move(is), Type::vector, begin, last_end_);
}

void Parser::matchers(std::vector<Matcher>& list)
{
    take();
    while (!failed_ && !accept(right_brace)) {
        matcher(list);
        if (!failed_ && !accept(comma) && peek().kind != right_brace) unexpected("label matching", "\",\" or \"}\"");
    }
}

void Parser::matcher(std::vector<Matcher>& list)
{
    const Token name = peek();
    if (name.kind != identifier && name.kind != string) return unexpected("label matching", "identifier or \"}\"");
    take();
    const Token operation = peek();
    const bool has_operation = operation.kind == equal || operation.kind == not_equal || operation.kind == TokenKind::matches ||
                               operation.kind == matches_not;
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
    matcher.kind = operation.kind == equal         ? MatchKind::equal
                   : operation.kind == not_equal   ? MatchKind::not_equal
                   : operation.kind == matches_not ? MatchKind::matches_not
                                                   : MatchKind::matches;
    if (matcher.kind == MatchKind::matches || matcher.kind == MatchKind::matches_not) {
        RegularExpression compiled = compile(matcher.value);
        if (!compiled.expression) report(sentences::regular_expression, name.position, {{"problem", compiled.problem}});
        matcher.expression = std::move(compiled.expression);
    }
    list.push_back(std::move(matcher));
}

NodeId Parser::modifiers(NodeId id)
{
    while (!failed_) {
        const TokenKind kind = peek().kind;
        if (kind == offset)
            apply_offset(id);
        else if (kind == at)
            apply_at(id);
        else if (kind == left_bracket)
            id = range(id);
        else
            break;
    }
    return id;
}

Reading* Parser::reading_of(NodeId id)
{
    if (VectorSelector* is = as<VectorSelector>(id)) return &is->reading;
    if (Subquery* is = as<Subquery>(id)) return &is->reading;
    if (RangeSelector* is = as<RangeSelector>(id))
        if (VectorSelector* inner = as<VectorSelector>(is->selector)) return &inner->reading;
    return nullptr;
}

void Parser::apply_offset(NodeId id)
{
    take();
    bool negative = false;
    if (peek().kind == add || peek().kind == subtract) negative = take().kind == subtract;
    if (accept(left_parenthesis)) return refuse_duration_expression();
    if (peek().kind != number && peek().kind != duration) return unexpected("offset", "number or duration");
    const Duration length = read_duration(take());
    Reading* reading = reading_of(id);
    if (reading == nullptr)
        return report(as<RangeSelector>(id) ? sentences::range_misplaced : sentences::offset_misplaced, node(id).start);
    if (reading->offset.ns != 0)
        report(sentences::offset_twice, node(id).start);
    else
        reading->offset = {negative ? -length.ns : length.ns};
    node(id).end = last_end_;
}

void Parser::apply_at(NodeId id)
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
    if (reading == nullptr)
        return report(as<RangeSelector>(id) ? sentences::range_misplaced : sentences::at_misplaced, node(id).start);
    if (reading->anchor != Anchor::evaluation) return report(sentences::at_twice, node(id).start);
    reading->anchor = anchor;
    reading->fixed_ms = static_cast<std::int64_t>(std::round(at_seconds * 1000.0));
    node(id).end = last_end_;
}

NodeId Parser::range(NodeId id)
{
    const int bracket = take().position;
    const Duration length = positive_duration("subquery or range selector", "number or duration");
    if (failed_) return {};
    const int begin = node(id).start;
    if (accept(right_bracket)) {
        const VectorSelector* selector = as<VectorSelector>(id);
        if (selector == nullptr)
            report(sentences::range_misplaced, bracket);
        else if (selector->reading.offset.ns != 0)
            report(sentences::range_after_offset, bracket);
        else if (selector->reading.anchor == Anchor::fixed)
            report(sentences::range_after_at, bracket);
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

void Parser::refuse_duration_expression()
{
    while (accept(left_parenthesis)) {}
    fail(sentences::duration_expression, peek().position);
}

Duration Parser::positive_duration(std::string_view context, std::string_view expected)
{
    const int begin = peek().position;
    bool negative = false;
    while (!failed_ && (peek().kind == add || peek().kind == subtract)) negative = (take().kind == subtract) != negative;
    if (accept(left_parenthesis)) refuse_duration_expression();
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

double Parser::read_number(const Token& token)
{
    if (token.kind == duration) return seconds(read_duration(token));
    const std::optional<double> value = parse_number_literal(token.text);
    if (!value) report(sentences::number_not_readable, token.position, {{"text", quoted(token.text)}});
    return value.value_or(0.0);
}

Duration Parser::read_duration(const Token& token)
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

}  // namespace evenkeel::promql
