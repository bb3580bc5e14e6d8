#pragma once
// SIGINT and SIGTERM as the ordinary end of a command that would go on for ever.

#include <atomic>
#include <condition_variable>
#include <csignal>
#include <functional>
#include <mutex>
#include <thread>

namespace evenkeel::cli {

/// From its beginning to its end the two signals do not end the program: the first one calls `then`, on a thread of its own; the
/// second one ends the program as ever. To be made before any other thread, which inherit that the signals are not for them.
class Interruption {
public:
    Interruption();
    Interruption(const Interruption&) = delete;
    Interruption& operator=(const Interruption&) = delete;
    ~Interruption();
    void call_at_interruption(std::function<void()> then);
    /// Waits that long, or until the interruption; gives whether it has come.
    bool wait(int milliseconds);

private:
    void watch(const std::function<void()>& then);

    sigset_t signals_{};
    sigset_t before_{};
    std::mutex mutex_;
    std::condition_variable changed_;
    bool has_come_ = false;
    std::atomic<bool> over_ = false;
    std::thread watcher_;
};

}  // namespace evenkeel::cli
