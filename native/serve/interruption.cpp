#include "serve/interruption.hpp"

#include <chrono>
#include <ctime>

namespace evenkeel::cli {

Interruption::Interruption()
{
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals_, &before_);
}

Interruption::~Interruption()
{
    over_ = true;
    if (watcher_.joinable()) watcher_.join();
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void Interruption::call_at_interruption(std::function<void()> then)
{
    watcher_ = std::thread([this, work = std::move(then)] { watch(work); });
}

void Interruption::watch(const std::function<void()>& then)
{
    constexpr timespec a_moment{0, 100'000'000};
    while (!over_) {
        if (sigtimedwait(&signals_, nullptr, &a_moment) < 0) continue;
        // Whoever is impatient and interrupts once more gets what the signal usually does.
        pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr);
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            has_come_ = true;
        }
        changed_.notify_all();
        then();
        return;
    }
}

bool Interruption::wait(int milliseconds)
{
    std::unique_lock<std::mutex> lock(mutex_);
    return changed_.wait_for(lock, std::chrono::milliseconds(milliseconds), [this] { return has_come_; });
}

}  // namespace evenkeel::cli
