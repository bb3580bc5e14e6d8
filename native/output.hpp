#pragma once
// Standard output and standard error: whole or a Failure, never silently cut.

#include <string>
#include <string_view>

namespace evenkeel::cli {

/// Writes all bytes to a descriptor; gives 0, or the system's error number. Waits where a pipe is full.
int write_all(int descriptor, std::string_view bytes);

/// Text on its way to standard output. Nobody else writes there.
class Output {
public:
    /// `closed`: the program was started without a standard output.
    explicit Output(bool closed = false) : closed_(closed) {}
    void write(std::string_view text);
    /// Passes on what is held. Throws a Failure with exit code 4 when the reader is gone or the disk is full.
    void flush();

private:
    std::string held_;
    bool closed_ = false;
};

/// How the user wants to be spoken to.
struct Console {
    Output out;
    bool colour = false;        ///< standard output is a terminal, or --color=always
    bool progress = false;      ///< standard error is a terminal, and not --quiet
};

/// To standard error, at once; what cannot be written there is lost.
void complain(std::string_view text);

/// "12 of 40 runs" on one line of standard error that is overwritten, and removed at the end. Does nothing without a terminal.
class ProgressLine {
public:
    ProgressLine(const Console& console, std::string what) : what_(std::move(what)), shown_(console.progress) {}
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;
    ~ProgressLine();
    void show(std::size_t done, std::size_t all);

private:
    std::string what_;
    bool shown_ = false;
    bool drawn_ = false;
};

}  // namespace evenkeel::cli
