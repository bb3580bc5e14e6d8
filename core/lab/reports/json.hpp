#pragma once
// The canonical result: every other format could be made of it. Documented in docs/lab-format.md.

#include <span>
#include <string>

#include "lab/explain.hpp"
#include "lab/grader.hpp"

namespace evenkeel {

/// Indented JSON with a stable order of keys; ends in a line end.
std::string json_report(const Grade& grade);

/// Diagnostics alone, as `check --format json` writes them.
std::string json_diagnostics(std::span<const Diagnostic> diagnostics);

}  // namespace evenkeel
