#include "parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <memory>
#include <thread>
#include <vector>

#ifndef __EMSCRIPTEN__
#include <semaphore>
#endif

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

#ifndef __EMSCRIPTEN__
namespace {

using Places = std::counting_semaphore<>;

/// Waits for a place, and gives it back.
class Place {
public:
    explicit Place(Places& places) : places_(places) { places_.acquire(); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place() { places_.release(); }

private:
    Places& places_;
};

}  // namespace

unsigned processors() { return std::max(1u, std::thread::hardware_concurrency()); }
#else
unsigned processors() { return 1; }
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

std::function<void(std::size_t count, const std::function<void(std::size_t)>& work)> for_each_within(unsigned jobs)
{
#ifdef __EMSCRIPTEN__
    return [jobs](std::size_t count, const std::function<void(std::size_t)>& work) { for_each_number(count, jobs, work); };
#else
    const unsigned most = jobs == 0 ? processors() : jobs;
    const auto places = std::make_shared<Places>(static_cast<std::ptrdiff_t>(most));
    return [most, places](std::size_t count, const std::function<void(std::size_t)>& work) {
        for_each_number(count, most, [&](std::size_t i) {
            const Place place(*places);
            work(i);
        });
    };
#endif
}

}  // namespace evenkeel::cli
