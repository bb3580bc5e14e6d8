#include "output.hpp"

#include <cerrno>

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include "failure.hpp"
#include "sentences.hpp"
#include "system_words.hpp"

namespace evenkeel::cli {

namespace {

constexpr std::size_t most_held = 1 << 16;

/// A pipe that somebody made non-blocking says "again" where another would wait. At most a tenth of a second at once, since
/// not every system can wait for a pipe.
void wait_until_writable(int descriptor)
{
    pollfd wanted{descriptor, POLLOUT, 0};
    if (poll(&wanted, 1, 100) < 0) usleep(1000);
}

}  // namespace

int write_all(int descriptor, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(written));
        } else if (written < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            wait_until_writable(descriptor);
        } else if (written < 0 && errno != EINTR) {
            return errno;
        }
    }
    return 0;
}

void Output::write(std::string_view text)
{
    held_ += text;
    if (held_.size() >= most_held) flush();
}

void Output::flush()
{
    if (held_.empty()) return;
    const int error = closed_ ? EBADF : write_all(STDOUT_FILENO, held_);
    held_.clear();
    if (error == 0) return;
    const std::string why = error == EPIPE || error == EBADF ? "was closed before everything was written" : "cannot be written: " + words_of_error(error);
    throw Failure(ExitCode::own_fault, say(Severity::error, messages::output_failed, {}, {{"why", why}}));
}

void complain(std::string_view text)
{
    static_cast<void>(write_all(STDERR_FILENO, text));
}

void ProgressLine::show(std::size_t done, std::size_t all)
{
    if (!shown_) return;
    complain(fmt::format("\r{}: {} of {}\x1b[K", what_, done, all));
    drawn_ = true;
}

ProgressLine::~ProgressLine()
{
    if (drawn_) complain("\r\x1b[K");
}

}  // namespace evenkeel::cli
