#pragma once
// sed's and grep's regular expressions, in the words of RE2: linear in the length of the text, whatever the expression.

#include <optional>
#include <string>
#include <string_view>

#include <re2/re2.h>

namespace evenkeel::installer {

/// Bytes, the leftmost longest match, as POSIX has it.
RE2::Options regular_expression_options();

/// Nothing where RE2 has no equal: \1 inside an expression.
std::optional<std::string> to_re2(std::string_view expression, bool extended);

}  // namespace evenkeel::installer
