#pragma once
// What we say about a text that a person wrote: where, how bad, what is wrong, how to mend it.

#include <string>
#include <string_view>
#include <vector>

namespace evenkeel {

/// A place in a file. Line and column count from 1, columns in bytes with a tab as one; 0 means "no such place".
struct Location {
    std::string file;
    int line = 0;
    int column = 0;

    friend bool operator==(const Location&, const Location&) = default;
};

enum class Severity { note, warning, error };

/// One sentence about one place. `id` is stable ("EK-HAP-0012") and listed in the catalogue (`base/catalogue.hpp`);
/// `what` is the real program's wording where it has one; `repair` may be empty.
struct Diagnostic {
    Severity severity = Severity::error;
    std::string id;
    Location at;
    std::string what;
    std::string repair;

    friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

/// The outcome of reading a text: the settings, and every problem, not just the first. With an error among the
/// diagnostics the settings are whatever could be understood and must not be run.
template <class Config>
struct Parsed {
    Config config{};
    std::vector<Diagnostic> diagnostics;
};

std::string_view to_text(Severity severity);

/// "lb-01/haproxy.cfg:14:13: error: unknown balance algorithm 'lestconn'; did you mean 'leastconn'? [EK-HAP-0012]"
std::string to_text(const Diagnostic& diagnostic);

bool has_error(const std::vector<Diagnostic>& diagnostics);

}  // namespace evenkeel
