#include "base/diagnostic.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace evenkeel {

std::string_view to_text(Severity severity)
{
    switch (severity) {
    case Severity::note: return "note";
    case Severity::warning: return "warning";
    case Severity::error: return "error";
    }
    return "error";
}

std::string to_text(const Diagnostic& diagnostic)
{
    std::string text = diagnostic.at.file;
    if (diagnostic.at.line > 0 && !text.empty()) text += fmt::format(":{}", diagnostic.at.line);
    if (diagnostic.at.column > 0 && !text.empty()) text += fmt::format(":{}", diagnostic.at.column);
    text += fmt::format("{}{}: {}", text.empty() ? "" : ": ", to_text(diagnostic.severity), diagnostic.what);
    if (!diagnostic.repair.empty()) {
        if (text.back() == '.') text.pop_back();    // the real program's sentence goes on with our repair
        text += fmt::format("; {}", diagnostic.repair);
    }
    if (!diagnostic.id.empty()) text += fmt::format(" [{}]", diagnostic.id);
    return text;
}

bool has_error(const std::vector<Diagnostic>& diagnostics)
{
    return std::any_of(diagnostics.begin(), diagnostics.end(),
                       [](const Diagnostic& d) { return d.severity == Severity::error; });
}

}  // namespace evenkeel
