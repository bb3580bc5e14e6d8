#pragma once
// Every sentence that reaches a user has a stable id here, with named arguments: for `evenkeel explain EK-…`, SARIF rules,
// translation and tests.

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "base/diagnostic.hpp"

namespace evenkeel {

/// One sentence. Ids are EK-AREA-NNNN (areas: HAP haproxy.cfg, NGX nginx.conf, SHL shell scripts, PQL PromQL, LAB lab.json, SUB submission,
/// CLI command line, CLC calculators, GRD grading, JRN journal, NET network, OPR the operator, PAG the page), never used again for another meaning.
struct Sentence {
    std::string_view id;
    std::string_view text;         ///< with {named} arguments; the real program's wording where it has one
    std::string_view repair;       ///< may be empty; may use the same arguments
    std::string_view explanation;  ///< a paragraph for `explain`: why it matters, what to do
};

/// A value for one {name} of a sentence.
struct Argument {
    std::string_view name;
    std::string_view value;
};

/// The text with its arguments put in. A {name} without a value stays as it is (a test finds those).
std::string fill(std::string_view text, std::span<const Argument> arguments);
inline std::string fill(std::string_view text, std::initializer_list<Argument> arguments)
{
    return fill(text, std::span<const Argument>(arguments.begin(), arguments.size()));
}

/// A diagnostic made of a sentence.
Diagnostic say(Severity severity, const Sentence& sentence, Location at, std::initializer_list<Argument> arguments = {});

}  // namespace evenkeel
