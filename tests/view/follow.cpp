// Following one request: every hop of it, and nothing of the run changes by that.
#include "view/follow.hpp"

#include <algorithm>

#include <catch2/catch_test_macros.hpp>

#include "view/desks.hpp"
#include "world/world.hpp"

using namespace evenkeel;
using namespace evenkeel::view;

namespace {

std::vector<std::string> what(const Followed& one)
{
    std::vector<std::string> all;
    for (const Hop& hop : one.hops) all.push_back(hop.from + (hop.to.empty() ? ": " : " > " + hop.to + " ") + hop.what);
    return all;
}

/// The one backend of the lab's balancer.
std::string current_backend(const view::Session& session) { return present(session).balancers.front().settings->backends.front().name; }

bool has(const Followed& one, const std::string& hop)
{
    const auto all = what(one);
    return std::find(all.begin(), all.end(), hop) != all.end();
}

}  // namespace

TEST_CASE("a followed request goes from its visitor over the balancer to a web server and back", "[view][follow]")
{
    view::Session session = open_lab_07();
    go_to(session, Instant{} + 10_s);
    const Followed one = follow(session, "");
    for (const std::string& hop : what(one)) UNSCOPED_INFO(hop);
    REQUIRE(one.visitors == "visitors");
    CHECK(one.began > Instant{} + 10_s);
    CHECK(one.ended > one.began);
    CHECK(one.outcome.starts_with("200 from web-0"));
    const std::string web = one.outcome.substr(9, 6);
    CHECK(has(one, "lb-01: chooses " + web));
    CHECK(has(one, "visitors > lb-01 GET /"));
    CHECK(has(one, "lb-01 > " + web + " GET /"));
    CHECK(has(one, web + " > lb-01 200 OK"));
    CHECK(has(one, "lb-01 > visitors 200 OK"));
    CHECK(std::is_sorted(one.hops.begin(), one.hops.end(), [](const Hop& a, const Hop& b) { return a.at < b.at; }));
    CHECK(one.hops.front().at >= one.began);
    CHECK(one.hops.back().at <= one.ended);
}

TEST_CASE("a request that meets a dead server shows the refusal and the next choice", "[view][follow]")
{
    view::Session session = open_lab_07();
    go_to(session, Instant{} + 5_s);
    REQUIRE(perform(session, "web-01", "kill nginx"));
    for (int tries = 0; tries < 12; ++tries) {
        const Followed one = follow(session, "");
        if (has(one, "web-01 > lb-01 RST")) {
            CHECK(has(one, "lb-01: chooses web-01"));
            return;
        }
        go_to(session, one.began);
    }
    FAIL("nobody met the dead server");
}

TEST_CASE("to follow a request changes nothing of the run", "[view][follow]")
{
    view::Session session = open_lab_07();
    go_to(session, Instant{} + 3_s);
    const std::uint64_t before = state_hash(present(session));
    const Followed first = follow(session, "");
    CHECK(state_hash(present(session)) == before);
    const Followed second = follow(session, "");
    CHECK(what(first) == what(second));
    go_to(session, first.ended);
    const auto& latest = present(session).visitors[0].fates.latest;
    CHECK(std::any_of(latest.begin(), latest.end(), [&](const Fate& fate) { return fate.request == first.request && fate.ended == first.ended; }));
}

TEST_CASE("at the end of the run there is nothing to follow", "[view][follow]")
{
    view::Session session = open_lab_04();
    go_to(session, end_of(session));
    CHECK(follow(session, "").visitors.empty());
    CHECK(follow(session, "nobody of that name").visitors.empty());
}

TEST_CASE("a followed request says why it has its server, in the catalogue's words", "[view][follow][decide]")
{
    view::Session session = open_lab_07();
    go_to(session, Instant{} + 10_s);
    const Followed one = follow(session, "");
    const auto chosen = std::find_if(one.hops.begin(), one.hops.end(), [](const Hop& hop) { return hop.what.starts_with("chooses "); });
    REQUIRE(chosen != one.hops.end());
    CHECK(chosen->why == "roundrobin: " + current_backend(session) + "/" + chosen->what.substr(8) + " is next in turn; weight 1 of 3");
    CHECK(std::count_if(one.hops.begin(), one.hops.end(), [](const Hop& hop) { return !hop.why.empty(); }) == 1);
}

TEST_CASE("a request that is over is followed by its number and its beginning, as it was", "[view][follow]")
{
    view::Session session = open_lab_07();
    go_to(session, Instant{} + 10_s);
    const Followed one = follow(session, "");
    go_to(session, Instant{} + 30_s);
    CHECK(what(follow(session, one.visitors, one.request, one.began)) == what(one));
    CHECK(follow(session, one.visitors, one.request, one.began).outcome == one.outcome);
    CHECK(follow(session, one.visitors, one.request + 1, one.began).visitors.empty());
    CHECK(follow(session, "nobody", one.request, one.began).visitors.empty());
    CHECK(present(session).now == Instant{} + 30_s);
}
