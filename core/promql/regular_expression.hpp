#pragma once
// Regular expressions as Prometheus uses them: RE2, the whole value, dot matches a line break.

#include <memory>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

namespace evenkeel::promql {

struct RegularExpression {
    std::shared_ptr<const re2::RE2> expression;  ///< nothing if the text is no regular expression
    std::string problem;                         ///< in Go's words
};
RegularExpression compile(std::string_view pattern);

bool matches_all(const re2::RE2& expression, std::string_view text);

/// label_replace: the template with $1, ${name} and $$ filled in from the groups, if the expression matches all of the text.
struct Replaced {
    bool matched = false;
    std::string text;
};
Replaced replace_all(const re2::RE2& expression, std::string_view text, std::string_view with);

/// A label name that Prometheus 3 accepts: not empty, valid UTF-8.
bool is_label_name(std::string_view name);

}  // namespace evenkeel::promql
