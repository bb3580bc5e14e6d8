#include "sim/event_queue.hpp"

#include <algorithm>

#include <catch2/catch_test_macros.hpp>

#include "base/hash.hpp"
#include "seeds.hpp"
#include "sim/random.hpp"

using namespace evenkeel;

namespace {

Event event_at(Instant at, std::uint32_t subject) { return {at, 0, EventKind::packet_arrives, 0, 0, subject, 0, 0}; }

}  // namespace

TEST_CASE("events of one instant happen in the order in which they were scheduled", "[sim]")
{
    EventQueue queue;
    for (std::uint32_t i = 0; i < 1000; ++i) queue.push(event_at(Instant{} + 5_ms, i));
    for (std::uint32_t i = 0; i < 1000; ++i) CHECK(queue.pop().subject == i);
}

TEST_CASE("the event list gives what a stable sort gives, however pushes and pops mix", "[sim]")
{
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        EventQueue queue;
        std::vector<Event> pending;
        Instant now;
        std::uint64_t drawn = 0;
        const auto next = [&](std::uint32_t bound) { return below(draw(seed, {Purpose::workload, 0}, drawn++), bound); };
        for (std::uint32_t step = 0; step < 2000; ++step) {
            if (next(5) < 3 || pending.empty()) {
                const Event event = event_at(now + Duration{next(8)}, step);
                queue.push(event);
                pending.push_back(event);
                continue;
            }
            const auto first = std::min_element(pending.begin(), pending.end(), [](const Event& a, const Event& b) { return a.at < b.at; });
            const Event popped = queue.pop();
            REQUIRE(popped.subject == first->subject);
            now = popped.at;
            pending.erase(first);
        }
        CHECK(queue.size() == pending.size());
    }
}

TEST_CASE("a copied event list goes on as the original does", "[sim]")
{
    EventQueue queue;
    for (std::uint32_t i = 0; i < 100; ++i) queue.push(event_at(Instant{i * 7 % 13}, i));
    EventQueue copy = queue;
    while (!queue.empty()) CHECK(queue.pop().subject == copy.pop().subject);
    CHECK(hash_of(queue) == hash_of(copy));
}

TEST_CASE("a list of many thousand events gives what a stable sort gives, while it grows and while it shrinks", "[sim]")
{
    for (std::uint64_t seed = 1; seed <= seed_count(4); ++seed) {
        EventQueue queue;
        std::vector<Event> popped;
        std::vector<Event> pushed;
        std::uint64_t drawn = 0;
        std::uint32_t numbered = 0;
        const auto push = [&](Instant now, std::int64_t mean_ns) {
            const std::uint64_t bits = draw(seed, {Purpose::workload, 0}, drawn++);
            // Near and far, and often the same instant.
            const Event event = event_at(now + Duration{exponential(bits, Duration{mean_ns}).ns / 64 * 64}, numbered++);
            queue.push(event);
            pushed.push_back(event);
        };
        for (int i = 0; i < 20'000; ++i) push({}, 1'000'000'000);
        for (int i = 0; i < 30'000; ++i) {
            popped.push_back(queue.pop());
            push(popped.back().at, i % 2 == 0 ? 1'000 : 1'000'000'000);
        }
        EventQueue copy = queue;
        CHECK(hash_of(queue) == hash_of(copy));
        while (!queue.empty()) popped.push_back(queue.pop());
        std::stable_sort(pushed.begin(), pushed.end(), [](const Event& a, const Event& b) { return a.at < b.at; });
        const auto same = [](const Event& a, const Event& b) { return a.at == b.at && a.subject == b.subject; };
        CHECK(std::equal(popped.begin(), popped.end(), pushed.begin(), pushed.end(), same));
        CHECK(queue.size() == 0);
    }
}
