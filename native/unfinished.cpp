#include "unfinished.hpp"

#include <array>
#include <atomic>
#include <csignal>
#include <utility>

#include <sys/stat.h>
#include <unistd.h>

namespace evenkeel::cli {

namespace {

/// The handler may only touch what is always whole: plain pointers, set last and cleared first.
std::array<std::atomic<const char*>, 4096> paths;
std::atomic<std::size_t> used{0};

void remove_path(const char* path)
{
    if (::unlink(path) != 0) ::rmdir(path);
}

extern "C" void die_clean(int signal)
{
    for (std::size_t i = used.load(); i-- > 0;)
        if (const char* path = paths[i].load()) remove_path(path);
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

}  // namespace

Unfinished::Unfinished(std::string path) : path_(std::move(path)), place_(used.load())
{
    if (place_ >= paths.size()) return;
    paths[place_].store(path_.c_str());
    used.store(place_ + 1);
}

void Unfinished::keep()
{
    kept_ = true;
    if (place_ < paths.size()) paths[place_].store(nullptr);
}

/// Objects of this kind end in the opposite order of their beginning, like the scopes they stand in.
Unfinished::~Unfinished()
{
    if (place_ < paths.size()) {
        paths[place_].store(nullptr);
        used.store(place_);
    }
    if (!kept_) remove_path(path_.c_str());
}

void remove_unfinished_when_interrupted()
{
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        // A program started with the signal ignored (nohup) keeps ignoring it.
        if (std::signal(signal, SIG_IGN) != SIG_IGN) std::signal(signal, die_clean);
    }
}

}  // namespace evenkeel::cli
