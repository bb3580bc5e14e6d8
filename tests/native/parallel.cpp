// Work on several processors, as `grade`, `grade-all` and `verify` share it out.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>

#include <catch2/catch_test_macros.hpp>

#include "parallel.hpp"

using namespace evenkeel::cli;

namespace {

/// How many pieces were worked at together, at most.
struct Together {
    std::atomic<int> now{0};
    std::atomic<int> most{0};

    void piece()
    {
        const int here = ++now;
        int seen = most;
        while (here > seen && !most.compare_exchange_weak(seen, here)) {}
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
        --now;
    }
};

}  // namespace

TEST_CASE("each piece is done once, whatever the number of jobs", "[native]")
{
    for (const unsigned jobs : {0u, 1u, 3u, 50u}) {
        std::vector<std::atomic<int>> done(20);
        for_each_number(done.size(), jobs, [&](std::size_t i) { ++done[i]; });
        CHECK(std::all_of(done.begin(), done.end(), [](const std::atomic<int>& times) { return times == 1; }));
    }
}

TEST_CASE("calls made side by side share one limit", "[native]")
{
    Together together;
    std::atomic<int> pieces{0};
    const auto for_each = for_each_within(3);
    for_each_number(4, 4, [&](std::size_t) {
        for_each(10, [&](std::size_t) {
            together.piece();
            ++pieces;
        });
    });
    CHECK(pieces == 40);
    CHECK(together.most <= 3);
    CHECK(together.most >= 2);
}

TEST_CASE("the first failure, by number, is thrown when all have stopped, and its place is free again", "[native]")
{
    const auto for_each = for_each_within(1);
    CHECK_THROWS_AS(for_each(3, [](std::size_t i) { if (i == 1) throw std::runtime_error("1"); }), std::runtime_error);
    int done = 0;
    for_each(2, [&](std::size_t) { ++done; });
    CHECK(done == 2);
}
