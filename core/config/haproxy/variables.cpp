#include "config/haproxy/variables.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

#include "config/haproxy/sentences.hpp"

namespace evenkeel::haproxy {

namespace {

struct ConditionWord {
    std::string_view word;
    VariableCondition condition;
};
constexpr ConditionWord condition_words[] = {
    {"ifexists", VariableCondition::if_exists}, {"ifnotexists", VariableCondition::if_not_exists}, {"ifempty", VariableCondition::if_empty},
    {"ifnotempty", VariableCondition::if_not_empty}, {"ifset", VariableCondition::if_set}, {"ifnotset", VariableCondition::if_not_set},
    {"ifgt", VariableCondition::if_greater}, {"iflt", VariableCondition::if_less},
};

bool is_of_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.'; }

std::vector<std::string> parted(std::string_view text)
{
    std::vector<std::string> parts;
    for (std::size_t from = 0; from <= text.size();) {
        const std::size_t end = std::min(text.find(',', from), text.size());
        parts.emplace_back(text.substr(from, end - from));
        from = end + 1;
    }
    return parts;
}

}  // namespace

Fault fault_of_variable(std::string_view name, std::string_view written, int column)
{
    constexpr std::string_view scopes[] = {"proc.", "sess.", "txn.", "req.", "res.", "check."};
    if (name.empty()) return fault(sentence::variable_empty, column);
    const bool scoped = std::any_of(std::begin(scopes), std::end(scopes), [&](std::string_view scope) { return name.size() > scope.size() && name.starts_with(scope); });
    if (!scoped) return fault(sentence::variable_name_scope, column, {{"name", name}});
    const auto wrong = std::find_if_not(name.begin(), name.end(), is_of_name);
    if (wrong == name.end()) return {};
    return fault(sentence::variable_character, column, {{"rest", written.substr(static_cast<std::size_t>(wrong - name.begin()))}});
}

std::optional<VariableCondition> variable_condition(std::string_view word)
{
    const auto found = std::find_if(std::begin(condition_words), std::end(condition_words), [&](const ConditionWord& each) { return each.word == word; });
    return found == std::end(condition_words) ? std::nullopt : std::optional(found->condition);
}

Fault read_variable_action(const Token& action, VariableAction& read)
{
    const std::string_view text = action.text;
    const std::size_t open = text.find('(');
    const std::string_view word = text.substr(0, open);
    const bool known = word == "set-var" || word == "set-var-fmt" || word == "unset-var";
    if (!known || open == std::string_view::npos) return fault(sentence::variable_action, action.column, {{"word", text}});
    read.change = word == "set-var" ? VariableChange::set : word == "unset-var" ? VariableChange::unset : VariableChange::set_format;
    const std::string_view written = text.substr(open + 1);
    if (!written.ends_with(')')) return fault(sentence::variable_incomplete, action.column, {{"word", text}});
    const std::vector<std::string> parts = parted(written.substr(0, written.size() - 1));
    read.name = parts[0];
    if (Fault said = fault_of_variable(read.name, written, action.column)) return said;
    if (parts.size() > 1 && read.change == VariableChange::unset) return fault(sentence::variable_unset_parameters, action.column);
    // HAProxy looks no further than to an empty word.
    for (std::size_t i = 1; i < parts.size() && !parts[i].empty(); ++i) {
        const auto condition = variable_condition(parts[i]);
        if (!condition) return fault(sentence::variable_condition, action.column, {{"word", parts[i]}});
        read.conditions |= static_cast<VariableConditions>(*condition);
    }
    return {};
}

}  // namespace evenkeel::haproxy
