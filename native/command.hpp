#pragma once
// What a sub-command is. To add one: its file in commands/, and its line in commands/list.cpp.

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "exit_codes.hpp"
#include "output.hpp"

namespace CLI {
class App;
}

namespace evenkeel::cli {

/// What every command can be told, before or after its name.
struct Shared {
    std::string program;        ///< path of the program itself, for what lies beside it
    std::string labs;           ///< --labs DIR; empty: look in the usual places
    std::string color = "auto";
    bool quiet = false;
};

/// The work of a command, after its options were read.
using Work = std::function<ExitCode(Console&)>;

struct Command {
    std::string_view name;                      ///< "grade", "lab new"
    std::string_view summary;                   ///< one line, for the list
    Work (*declare)(CLI::App& app, const Shared& shared);   ///< adds the options; gives what is to be done with them
    std::string_view examples;                  ///< lines "what to type   # what it does"
    std::span<const ExitMeaning> exit_codes;
};

/// THE list, in the order of --help.
std::span<const Command> commands();

}  // namespace evenkeel::cli
