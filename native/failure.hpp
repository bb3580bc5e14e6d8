#pragma once
// The one exception of the command line: a sentence, and the exit code that goes with it.

#include <stdexcept>
#include <utility>
#include <vector>

#include "base/diagnostic.hpp"
#include "exit_codes.hpp"

namespace evenkeel::cli {

/// Ends the command. main() prints the sentences to standard error and exits with the code.
class Failure : public std::runtime_error {
public:
    Failure(ExitCode code, Diagnostic diagnostic) : Failure(code, std::vector{std::move(diagnostic)}) {}
    Failure(ExitCode code, std::vector<Diagnostic> diagnostics)
        : std::runtime_error(diagnostics.empty() ? std::string{} : to_text(diagnostics.front())),
          code_(code),
          diagnostics_(std::move(diagnostics))
    {
    }
    ExitCode code() const { return code_; }
    const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }

private:
    ExitCode code_;
    std::vector<Diagnostic> diagnostics_;
};

}  // namespace evenkeel::cli
