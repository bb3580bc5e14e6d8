// What an expression's parts may be: Prometheus' checks, in its order, so that the first problem is the one it tells.

#include <algorithm>
#include <variant>

#include <fmt/format.h>

#include "promql/literals.hpp"
#include "promql/sentences.hpp"
#include "promql/syntax.hpp"

namespace evenkeel::promql {

namespace {

class Checker {
public:
    Checker(const Query& query, std::string_view file, std::vector<Diagnostic>& diagnostics)
        : query_(query), file_(file), diagnostics_(diagnostics)
    {}

    void check(NodeId id)
    {
        const Node& node = query_[id];
        std::visit([&](const auto& is) { check(is, node); }, node.is);
    }

private:
    const Query& query_;
    std::string file_;
    std::vector<Diagnostic>& diagnostics_;

    void report(const Sentence& sentence, int position, std::initializer_list<Argument> arguments = {})
    {
        Location at = location_of(query_.text, position);
        at.file = file_;
        diagnostics_.push_back(say(Severity::error, sentence, std::move(at), arguments));
    }

    void check(const NumberLiteral&, const Node&) {}
    void check(const StringLiteral&, const Node&) {}
    void check(const Parentheses& is, const Node&) { check(is.inner); }
    void check(const RangeSelector& is, const Node&) { check(is.selector); }

    void check(const Unary& is, const Node& node)
    {
        check(is.inner);
        const Type type = query_[is.inner].type;
        if (type != Type::scalar && type != Type::vector)
            report(sentences::unary_type, node.start, {{"got", quoted(to_text(type))}});
    }

    void check(const Subquery& is, const Node& node)
    {
        check(is.inner);
        const Type type = query_[is.inner].type;
        if (type != Type::vector) report(sentences::subquery_type, node.start, {{"got", to_text(type)}});
    }

    void check(const VectorSelector& is, const Node& node)
    {
        if (!is.name.empty()) {
            for (std::size_t i = 0; i + 1 < is.matchers.size(); ++i)
                if (is.matchers[i].name == "__name__")
                    report(sentences::name_twice, node.start,
                           {{"name", quoted(is.name)}, {"other", quoted(is.matchers[i].value)}});
            return;
        }
        for (const Matcher& matcher : is.matchers)
            if (!matches(matcher, {})) return;
        report(sentences::empty_matchers, node.start);
    }

    void expect(NodeId id, Type wanted, std::string_view context)
    {
        check(id);
        const Type type = query_[id].type;
        if (type == wanted) return;
        report(sentences::type_expected, query_[id].start,
               {{"expected", to_text(wanted)}, {"context", context}, {"got", to_text(type)}});
    }

    void check(const Aggregation& is, const Node&)
    {
        expect(is.inner, Type::vector, "aggregation expression");
        if (!is.parameter) return;
        expect(is.parameter, is.operation == TokenKind::count_values ? Type::string : Type::scalar, "aggregation parameter");
    }

    void check(const Call& is, const Node& node)
    {
        const Function& function = *is.function;
        const auto least = static_cast<int>(function.arguments.size()) - (function.variadic == 0 ? 0 : 1);
        const int most = function.variadic < 0 ? INT32_MAX : least + function.variadic;
        const auto got = static_cast<int>(is.arguments.size());
        const std::string name = quoted(function.name);
        if (got < least || got > most) {
            const Sentence& sentence = function.variadic == 0 ? sentences::arguments_exact
                                       : got < least          ? sentences::arguments_least
                                                              : sentences::arguments_most;
            report(sentence, node.start,
                   {{"expected", std::to_string(got < least ? least : most)}, {"name", name}, {"got", std::to_string(got)}});
        }
        for (std::size_t i = 0; i < is.arguments.size(); ++i) {
            if (i >= function.arguments.size() && function.variadic == 0) break;
            const Type wanted = function.arguments[std::min(i, function.arguments.size() - 1)];
            expect(is.arguments[i], wanted, fmt::format("call to function {}", name));
        }
    }

    /// Where the operator stands: behind the left side and the space that follows it.
    int operator_position(const Binary& is) const
    {
        auto position = static_cast<std::size_t>(query_[is.left].end);
        while (position < query_.text.size() && std::string_view(" \t\n\r").find(query_.text[position]) != std::string_view::npos)
            ++position;
        return static_cast<int>(position);
    }

    void check(const Binary& is, const Node& node)
    {
        check(is.left);
        check(is.right);
        const Type left = query_[is.left].type;
        const Type right = query_[is.right].type;
        const std::string word = quoted(word_of(is.operation));
        const Matching& matching = is.matching;
        if (is.returns_bool && !is_comparison(is.operation)) report(sentences::bool_without_comparison, operator_position(is));
        if (is_comparison(is.operation) && !is.returns_bool && left == Type::scalar && right == Type::scalar)
            report(sentences::comparison_needs_bool, operator_position(is));
        for (const std::string& label : matching.labels)
            for (const std::string& included : matching.include)
                if (label == included && matching.on)
                    report(sentences::label_twice, operator_position(is), {{"name", quoted(label)}});
        const auto is_operand = [](Type type) { return type == Type::scalar || type == Type::vector; };
        if (!is_operand(left)) report(sentences::operand_type, query_[is.left].start);
        if (!is_operand(right)) report(sentences::operand_type, query_[is.right].start);
        if (left != Type::vector || right != Type::vector) {
            if (!matching.labels.empty()) report(sentences::matching_without_vectors, node.start);
        } else if (is_set_operator(is.operation) && matching.cardinality != Cardinality::one_to_one) {
            report(sentences::grouping_of_set, node.start, {{"operator", word}});
        }
        if ((left == Type::scalar || right == Type::scalar) && is_set_operator(is.operation))
            report(sentences::set_with_scalar, node.start, {{"operator", word}});
    }
};

}  // namespace

void check_types(const Query& query, std::string_view file, std::vector<Diagnostic>& diagnostics)
{
    Checker(query, file, diagnostics).check(query.root);
}

}  // namespace evenkeel::promql
