// Actions on counters and tags of what is tracked: sc-inc-gpc0, sc-inc-gpc1, sc-inc-gpc, sc-set-gpt0, sc-set-gpt.

#include <algorithm>

#include "balancer/stick_table.hpp"
#include "config/haproxy/actions.hpp"
#include "config/haproxy/sentences.hpp"

namespace evenkeel::haproxy {

namespace {

struct CounterAction {
    std::string_view word;
    Counter counter;
    std::string_view element;       ///< "gpc", "gpt": a number of an array stands first
};
/// Longer words before those that they begin with.
constexpr CounterAction counter_actions[] = {
    {"sc-inc-gpc0", Counter::gpc0, ""}, {"sc-inc-gpc1", Counter::gpc1, ""}, {"sc-inc-gpc", Counter::gpc, "gpc"},
    {"sc-set-gpt0", Counter::gpt0, ""}, {"sc-set-gpt", Counter::gpt, "gpt"},
};

bool sets(const CounterAction& action) { return action.word.starts_with("sc-set"); }

/// "(ELEMENT,SLOT)" or "(SLOT)" behind the word. Without parentheses a word of one counter means slot 0.
bool read_place(const CounterAction& action, const Token& at, HttpRule& rule, Fault& said)
{
    const bool of_array = !action.element.empty();
    const std::string expects = of_array ? std::string(action.word) + "(<" + (sets(action) ? "GPT" : "GPC") + " ID>,<Track ID>)"
                                         : (sets(action) ? std::string(action.word) : at.text) + "(<Track ID>)";
    const std::string shown = of_array || sets(action) ? " '" + at.text + "'" : "";
    const auto refuse = [&](const Sentence& sentence) { return said = fault(sentence, at.column, {{"kind", action.element}, {"word", at.text}, {"shown", shown}, {"expects", expects}}), false; };
    std::string_view rest = std::string_view(at.text).substr(action.word.size());
    if (!rest.starts_with('(')) return of_array ? refuse(sentence::counter_element_invalid) : rest.empty() || refuse(sentence::counter_slot_invalid);
    rest.remove_prefix(1);
    std::size_t used = 0;
    if (of_array) {
        const std::int64_t element = leading_integer(rest, used);
        rest.remove_prefix(used);
        if (!rest.starts_with(',')) return refuse(sentence::counter_element_missing);
        rest.remove_prefix(1);
        rule.tally.index = element < 0 || element > most_elements ? most_elements : static_cast<std::uint32_t>(element);
    }
    const std::int64_t slot = leading_integer(rest, used);
    if (!rest.substr(used).starts_with(')')) return refuse(sentence::counter_slot_invalid);
    if (slot < 0 || slot >= tracked_slots) return refuse(sentence::counter_slot_exceeds);
    rule.slot = static_cast<std::uint32_t>(slot);
    return true;
}

}  // namespace

std::optional<bool> read_counter_action(Reader& reader, const Token& at, const Words& words, std::size_t& index, std::uint32_t where, ReadAction& read, Fault& said)
{
    const auto action = std::find_if(std::begin(counter_actions), std::end(counter_actions), [&](const CounterAction& each) { return at.text.starts_with(each.word); });
    if (action == std::end(counter_actions)) return std::nullopt;
    HttpRule rule = make_rule(sets(*action) ? RuleAction::set_tag : RuleAction::increment_counter);
    rule.tally = {action->counter};
    if (!read_place(*action, at, rule, said)) return false;
    if (!sets(*action)) {
        read.rule = std::move(rule);
        return true;
    }
    std::size_t used = 0;
    rule.number = leading_integer(words[index], used);
    if (used == words[index].size()) {
        ++index;
        read.rule = std::move(rule);
        return true;
    }
    const auto sample = read_sample(reader, words, index, said);
    if (!sample) return false;
    if (where == at_fe_connection) return said = fault(sentence::counter_internal_error, at.column), false;
    if (said = fault_of_place(*sample, where, words[index - 1], at.column); said) return false;
    if (auto key = simulated_sample(reader, *sample)) {
        rule.key = std::move(*key);
        read.rule = std::move(rule);
    }
    return true;
}

}  // namespace evenkeel::haproxy
