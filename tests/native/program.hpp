#pragma once
// Runs the real program, as a shell would: EVENKEEL_PROGRAM in the environment names another one ("node …/evenkeel.mjs").

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

/// What a run of the program left. `code` is the shell's: 128 and the signal's number for one that died of a signal.
struct Ran {
    int code = -1;
    std::string out;
    std::string err;
};

struct Start {
    std::string input;                          ///< its standard input
    std::string output;                         ///< a path that standard output goes to; empty: into Ran::out
    bool output_closed = false;                 ///< `>&-`
    bool terminal = false;                      ///< standard output and error are one terminal: its text comes as Ran::out
    bool reader_gone = false;                   ///< standard output is a pipe that nobody reads
    std::filesystem::path folder;               ///< where it runs; empty: here
    std::vector<std::string> environment;       ///< NAME=VALUE, put over the test's own
    int interrupt_after_ms = 0;                 ///< SIGTERM then
};

Ran run_program(const std::vector<std::string>& arguments, const Start& start = {});

/// Whether it is the WebAssembly build, which Node starts.
bool is_webassembly();

/// A folder of the test's own, gone at its end.
class TestFolder {
public:
    TestFolder();
    TestFolder(const TestFolder&) = delete;
    TestFolder& operator=(const TestFolder&) = delete;
    ~TestFolder();
    const std::filesystem::path& path() const { return path_; }
    std::string operator/(std::string_view name) const { return (path_ / name).string(); }
    /// Writes a file, and the folders above it; gives its path.
    std::string file(std::string_view name, std::string_view text) const;
    /// Everything in it, sorted, one a line.
    std::string listing() const;

private:
    std::filesystem::path path_;
};

std::string text_of_file(const std::filesystem::path& path);
