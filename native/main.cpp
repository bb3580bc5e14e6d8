// The command line `evenkeel`: reads files, prints, exits. Nothing here decides a grade.
#include <csignal>
#include <cstdlib>

#include <fcntl.h>
#include <unistd.h>

#include "command_line.hpp"
#include "last_resort.hpp"
#include "unfinished.hpp"

namespace {

/// A descriptor that is missing at the start would go to the next file that is opened, and our text into it.
bool was_closed(int descriptor)
{
    if (fcntl(descriptor, F_GETFD) != -1) return false;
    const int null = open("/dev/null", O_RDWR);
    if (null >= 0 && null != descriptor) {
        dup2(null, descriptor);
        close(null);
    }
    return true;
}

}  // namespace

int main(int count, char** arguments)
{
    install_last_resort();
    static_cast<void>(was_closed(STDIN_FILENO));
    const bool output_closed = was_closed(STDOUT_FILENO);
    static_cast<void>(was_closed(STDERR_FILENO));
    // A reader that went away is an error of writing with its own message, and no death without one.
    std::signal(SIGPIPE, SIG_IGN);
    evenkeel::cli::remove_unfinished_when_interrupted();
    return static_cast<int>(evenkeel::cli::run_command_line(count, arguments, output_closed));
}
