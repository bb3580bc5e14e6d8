#pragma once
// From arguments to a command: options through CLI11, its errors in our words.

#include <memory>
#include <string>
#include <vector>

#include <CLI/App.hpp>

#include "command.hpp"

namespace evenkeel::cli {

/// The whole grammar, with the work of the chosen command. Stays where it is: the options write into it.
struct CommandLine {
    Shared shared;
    CLI::App app{"a deterministic simulator of web infrastructure, and a grader of real configuration files", "evenkeel"};
    struct Each {
        const Command* command = nullptr;
        CLI::App* app = nullptr;
        Work work;
    };
    std::vector<Each> commands;
};

std::unique_ptr<CommandLine> make_command_line(std::string program);

/// Does what the arguments say. `output_closed`: there was no standard output when the program started. Gives the exit code;
/// throws nothing.
ExitCode run_command_line(int count, const char* const* arguments, bool output_closed);

/// The text of --help for a command, or for the program.
std::string help_of(const CommandLine& line, const CLI::App& app);

}  // namespace evenkeel::cli
