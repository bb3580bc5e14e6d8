#include "lab/lint.hpp"

#include <cstdlib>

#include "lab/expectation.hpp"

/// Any bytes as a lab.json: every problem is a diagnostic with a place in the text, and a lab without errors can be taken
/// apart. Runs nothing: what a lab costs to run is bounded elsewhere.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace evenkeel;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const Parsed<Lab> lab = read_lab(text, "lab.json");
    int lines = 1;
    for (const char c : text) lines += c == '\n' ? 1 : 0;
    for (const Diagnostic& diagnostic : lab.diagnostics)
        if (diagnostic.id.empty() || diagnostic.at.line < 0 || diagnostic.at.line > lines) std::abort();
    if (!has_error(lab.diagnostics)) {
        std::int64_t points = 0;
        for (const Objective& objective : lab.config.objectives) points += objective.points;
        if (points != 100 || lab.config.seeds.empty()) std::abort();
    }
    read_expectation(text, "expect.json");
    return 0;
}
