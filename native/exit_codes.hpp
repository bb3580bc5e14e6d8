#pragma once
// The exit codes of every command: the one place that decides them.

#include <span>
#include <string_view>

namespace evenkeel::cli {

/// What a script may rely on. An interrupted program dies by its signal, which a shell shows as 130 (SIGINT) or 143 (SIGTERM).
enum class ExitCode : int {
    done = 0,            ///< graded at or above the pass mark (or --exit-zero); clean; all passed
    below = 1,           ///< graded below the pass mark; a recording differs; not all could be done again
    not_gradable = 2,    ///< the submission (or the lab, for its author) has errors
    wrong_use = 3,       ///< an option, a lab, a path that does not exist or cannot be written to
    own_fault = 4,       ///< the program or its machine failed: disk full, output closed, memory; never a low grade
};

/// One line of a command's help: the code, and what it means there.
struct ExitMeaning {
    ExitCode code{};
    std::string_view meaning;
};

}  // namespace evenkeel::cli
