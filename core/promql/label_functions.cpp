// label_replace and label_join.

#include "promql/evaluator.hpp"
#include "promql/literals.hpp"
#include "promql/regular_expression.hpp"
#include "promql/sentences.hpp"

namespace evenkeel::promql {

Vector label_replace(Evaluator& evaluator, NodeId id, const Call& is, std::int64_t at_ms)
{
    const std::string& destination = text_of(evaluator, is.arguments[1]);
    const std::string& replacement = text_of(evaluator, is.arguments[2]);
    const std::string& source = text_of(evaluator, is.arguments[3]);
    const RegularExpression expression = compile(text_of(evaluator, is.arguments[4]));
    if (!expression.expression) {
        fail(evaluator, sentences::invalid_regular_expression, is.arguments[4], {{"text", text_of(evaluator, is.arguments[4])}});
        return {};
    }
    if (!is_label_name(destination)) {
        fail(evaluator, sentences::invalid_destination_label, is.arguments[1],
             {{"function", "label_replace"}, {"name", destination}});
        return {};
    }
    Vector result = vector_of(evaluator, is.arguments[0], at_ms);
    for (Element& element : result) {
        const Replaced replaced = replace_all(*expression.expression, value_of(*element.labels, source), replacement);
        if (!replaced.matched) continue;
        Labels labels = *element.labels;
        set_label(labels, destination, replaced.text);
        element.labels = std::make_shared<const Labels>(std::move(labels));
    }
    refuse_duplicates(evaluator, result, id);
    return result;
}

Vector label_join(Evaluator& evaluator, NodeId id, const Call& is, std::int64_t at_ms)
{
    const std::string& destination = text_of(evaluator, is.arguments[1]);
    const std::string& separator = text_of(evaluator, is.arguments[2]);
    for (std::size_t i = 3; i < is.arguments.size(); ++i) {
        const std::string& source = text_of(evaluator, is.arguments[i]);
        if (is_label_name(source)) continue;
        fail(evaluator, sentences::invalid_source_label, is.arguments[i], {{"function", "label_join"}, {"name", source}});
        return {};
    }
    if (!is_label_name(destination)) {
        fail(evaluator, sentences::invalid_destination_label, is.arguments[1],
             {{"function", "label_join"}, {"name", destination}});
        return {};
    }
    Vector result = vector_of(evaluator, is.arguments[0], at_ms);
    for (Element& element : result) {
        std::string joined;
        for (std::size_t i = 3; i < is.arguments.size(); ++i) {
            if (i > 3) joined += separator;
            joined += value_of(*element.labels, text_of(evaluator, is.arguments[i]));
        }
        Labels labels = *element.labels;
        set_label(labels, destination, joined);
        element.labels = std::make_shared<const Labels>(std::move(labels));
    }
    refuse_duplicates(evaluator, result, id);
    return result;
}

}  // namespace evenkeel::promql
