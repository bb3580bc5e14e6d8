// The steps of a guide tick themselves: all of them for who runs the start state and then the model answer, none before anything
// has happened.

#include <algorithm>

#include <catch2/catch_test_macros.hpp>

#include "lab/lint.hpp"
#include "view/desks.hpp"

using namespace evenkeel;
using namespace evenkeel::view;

namespace {

void play_to_the_end(Desk& desk)
{
    for (Instant at; at < end_of(*desk.session); at = at + 1_s) {
        advance(*desk.session, at, UINT64_MAX);
        tick_steps(desk);
    }
}

std::size_t headings(const std::string& guide)
{
    std::size_t count = 0;
    for (std::size_t at = guide.find("\n## Step "); at != std::string::npos; at = guide.find("\n## Step ", at + 1)) ++count;
    return count;
}

}  // namespace

TEST_CASE("lab by lab: each step of the guide ticks itself, with the start state or the model answer", "[view][curriculum]")
{
    for (const std::string& id : lab_ids()) {
        INFO(id);
        const Files files = folder("labs/" + id);
        Desk desk = begin_desk(open_lab(id));
        CHECK(desk.steps_done.size() == headings(files.at("guide.md")));
        tick_steps(desk);
        CHECK(std::none_of(desk.steps_done.begin(), desk.steps_done.end(), [](bool done) { return done; }));
        play_to_the_end(desk);
        const std::vector<bool> by_start(desk.steps_done.begin(), desk.steps_done.end());
        CHECK(std::any_of(by_start.begin(), by_start.end(), [](bool done) { return !done; }));
        for (const auto& [path, text] : files_below(files, "solution/")) edit(*desk.session, path, text, false);
        REQUIRE_FALSE(has_error(apply_texts(*desk.session, Apply::restart)));
        play_to_the_end(desk);
        for (std::size_t i = 0; i < desk.steps_done.size(); ++i) {
            INFO("step " << i + 1);
            CHECK(desk.steps_done[i]);
        }
    }
}
