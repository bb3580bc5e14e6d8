#pragma once
// set-var(NAME[,CONDITION…]), set-var-fmt and unset-var, as rules, checks and converters write them (HAProxy 2.6, 4.2 and 7.3.1).

#include <optional>
#include <string>
#include <string_view>

#include "config/haproxy/reader.hpp"

namespace evenkeel::haproxy {

enum class VariableChange : std::uint8_t { set, set_format, unset };

struct VariableAction {
    VariableChange change{};
    std::string name;               ///< with its scope
    VariableConditions conditions = 0;
};

/// What is wrong with a variable's name; nothing where HAProxy takes it. Of a wrong character HAProxy shows the rest of `written`, which
/// begins with the name.
Fault fault_of_variable(std::string_view name, std::string_view written, int column);
/// Nothing for a word that is no condition.
std::optional<VariableCondition> variable_condition(std::string_view word);
/// The action's word.
Fault read_variable_action(const Token& action, VariableAction& read);

}  // namespace evenkeel::haproxy
