#pragma once
// The report a student reads first.

#include <span>
#include <string>

#include "lab/explain.hpp"
#include "lab/grader.hpp"

namespace evenkeel {

struct TextOptions {
    int width = 80;                 ///< columns; sentences are wrapped to it
    bool colour = false;            ///< ANSI colours; without them there is no escape code at all
    bool unicode = true;            ///< bars of blocks instead of # and .
};

/// Score, one row an objective with bar, measured and needed, then what fell short and why. Ends in a line end.
std::string text_report(const Grade& grade, const TextOptions& options = {});

/// Diagnostics one a line, worst first, with a count at the end; "" for none.
std::string text_diagnostics(std::span<const Diagnostic> diagnostics, const TextOptions& options = {});

/// The chain of causes of one objective.
std::string text_explanation(const Lab& lab, const Explanation& explanation, const TextOptions& options = {});

}  // namespace evenkeel
