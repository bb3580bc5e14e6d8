#include "commands/list.hpp"

#include <array>

namespace evenkeel::cli {

namespace {

constexpr std::array verify_codes{
    ExitMeaning{ExitCode::done, "every recording passed"},
    ExitMeaning{ExitCode::below, "a difference, or a kind of recording that is not built yet"},
    ExitMeaning{ExitCode::own_fault, "a file that cannot be read, or is no recording"},
};
constexpr std::string_view verify_examples =
    "  evenkeel verify tests/golden/haproxy/*.json    # the last line counts them\n"
    "  evenkeel verify - <recording.json\n";

}  // namespace

std::span<const Command> commands()
{
    static constexpr std::array all{
        Command{"verify", "replay recordings of real systems, and compare", declare_verify, verify_examples, verify_codes},
    };
    return all;
}

}  // namespace evenkeel::cli
