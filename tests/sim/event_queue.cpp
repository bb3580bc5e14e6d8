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
