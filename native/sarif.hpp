#pragma once
// SARIF 2.1.0, for the code-scanning views of forges and editors.

#include <span>
#include <string>

#include "base/diagnostic.hpp"
#include "lab/lab.hpp"

namespace evenkeel::cli {

/// One run with a rule for each sentence that occurs. `texts` are the files under the names that the diagnostics use: SARIF
/// counts columns in characters where we count bytes, and marks a place by what its line says. Ends in a line end.
std::string sarif_report(std::span<const Diagnostic> diagnostics, const Files& texts);

}  // namespace evenkeel::cli
