#pragma once
// answers.json: what a student has found out, in figures.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "lab/lab.hpp"

namespace evenkeel {

/// The answers by their questions' ids. A question that is not there or null is not answered. What cannot be read, and an
/// answer to a question that the lab does not ask, is an error.
std::map<std::string, double> read_answers(const Lab& lab, std::string_view text, std::vector<Diagnostic>& diagnostics);

}  // namespace evenkeel
