#include "last_resort.hpp"

#ifdef __EMSCRIPTEN__

// wasm/cli/process.js does the same there, for Node has no signals to give.
void install_last_resort() {}

#else

#include <csignal>
#include <unistd.h>

namespace {

constexpr int own_fault = 4;

/// Only what a signal handler may call. assert has already printed which condition and where.
extern "C" void on_abort(int)
{
    constexpr char sentence[] = "evenkeel: this is a fault of evenkeel itself, not of what it was given\n";
    [[maybe_unused]] const auto written = write(STDERR_FILENO, sentence, sizeof sentence - 1);
    _exit(own_fault);
}

}  // namespace

void install_last_resort()
{
    std::signal(SIGABRT, on_abort);  // std::terminate ends in abort too
}

#endif
