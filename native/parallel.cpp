#include "parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>
#include <vector>

namespace evenkeel::cli {

namespace {

struct Pieces {
    std::size_t count;
    const std::function<void(std::size_t)>& work;
    std::vector<std::exception_ptr> failures = std::vector<std::exception_ptr>(count);
    std::atomic<std::size_t> next{0};
    std::atomic<bool> failed{false};

    void take_all()
    {
        for (std::size_t i = next++; i < count && !failed; i = next++) {
            try {
                work(i);
            } catch (...) {
                failures[i] = std::current_exception();
                failed = true;
            }
        }
    }
};

}  // namespace

#ifdef __EMSCRIPTEN__
unsigned processors() { return 1; }
#else
unsigned processors() { return std::max(1u, std::thread::hardware_concurrency()); }
#endif

void for_each_number(std::size_t count, unsigned jobs, const std::function<void(std::size_t)>& work)
{
    Pieces pieces{count, work};
    std::vector<std::thread> threads;
#ifndef __EMSCRIPTEN__
    const std::size_t wanted = std::min<std::size_t>(jobs == 0 ? processors() : jobs, count);
    for (std::size_t i = 1; i < wanted; ++i) threads.emplace_back([&pieces] { pieces.take_all(); });
#else
    static_cast<void>(jobs);
#endif
    pieces.take_all();
    for (std::thread& thread : threads) thread.join();
    for (const std::exception_ptr& failure : pieces.failures)
        if (failure) std::rethrow_exception(failure);
}

}  // namespace evenkeel::cli
