// The calls of the page: right ones, wrong ones, hostile ones.

#include "view/page.hpp"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "view/desks.hpp"
#include "view/outlook.hpp"

using namespace evenkeel;
using namespace evenkeel::view;
using Json = nlohmann::ordered_json;

namespace {

Json call(Desk& desk, Json values) { return Json::parse(answer(desk, values.dump())); }

Desk opened()
{
    Desk desk;
    const Json answered = call(desk, {{"call", "open"}, {"files", folder("labs/07-the-dead-server-that-still-gets-traffic")}});
    REQUIRE(answered.contains("lab"));
    return desk;
}

}  // namespace

TEST_CASE("a page opens a lab, plays it, breaks a server and sees it", "[view][page]")
{
    Desk desk = opened();
    call(desk, {{"call", "seek"}, {"at", "2000000000"}});
    const Json choices = call(desk, {{"call", "choices"}, {"node", "web-02"}});
    CHECK(choices[0]["id"] == "kill nginx");
    CHECK(call(desk, {{"call", "do"}, {"node", "web-02"}, {"choice", "kill nginx"}})["done"] == "kill nginx");
    call(desk, {{"call", "seek"}, {"at", "6000000000"}});
    const Json state = call(desk, {{"call", "state"}});
    CHECK(state["clock"] == "00:06.000");
    CHECK(state["scene"]["nodes"][3]["word"] == "stopped");
    CHECK(state["steps"] == Json({true, false, false, false, false}));
    CHECK(state["can_undo"] == true);
    CHECK(call(desk, {{"call", "explain"}, {"objective", "success"}})["sentence"].get<std::string>().find("good answer") != std::string::npos);
    CHECK(call(desk, {{"call", "journal"}})[0]["sentence"] == "web-02: nginx killed");
}

TEST_CASE("wrong and hostile calls are answered, and change nothing", "[view][page]")
{
    Desk none;
    CHECK(call(none, {{"call", "state"}})["id"] == "EK-PAG-0002");
    CHECK(Json::parse(answer(none, "{\"call\":"))["id"] == "EK-PAG-0002");
    Desk desk = opened();
    const std::string before = call(desk, {{"call", "hash"}})["hash"];
    for (const Json& wrong : {Json{{"call", "fly"}}, Json{{"call", "do"}}, Json{{"call", "do"}, {"node", 5}, {"choice", {}}}, Json{{"call", "seek"}, {"at", Json::object()}},
                              Json{{"call", "speed"}, {"value", "fast"}}, Json{{"call", "edit"}, {"path", "../x"}}, Json{{"call", "open"}, {"files", 3}}})
        CHECK(call(desk, wrong).contains("error"));
    call(desk, {{"call", "edit"}, {"path", "web-01/nginx.conf"}, {"text", "no editable file"}});
    call(desk, {{"call", "branch"}, {"index", 99}});
    call(desk, {{"call", "seek"}, {"at", "-5"}});
    CHECK(call(desk, {{"call", "hash"}})["hash"] == before);
}

TEST_CASE("real time becomes simulated time at the speed that was chosen", "[view]")
{
    Desk desk = opened();
    set_speed(desk, 10);
    play(desk);
    for (int frame = 0; frame < 120; ++frame) {
        elapse(desk, 1.0 / 60);
        while (!play_some(desk, 500)) {}
        give_up_rest(desk);
    }
    CHECK(std::abs((present(*desk.session).now - (Instant{} + 20_s)).ns) < 50'000'000);
    CHECK_FALSE(is_behind(desk.transport));
    pause(desk);
    elapse(desk, 5);
    CHECK(play_some(desk, 500));
    CHECK(present(*desk.session).now < Instant{} + 21_s);
}

TEST_CASE("the page is told a balancer's turn, or its ring with the keys that are under way", "[view][page]")
{
    Desk desk = opened();
    call(desk, {{"call", "seek"}, {"at", "5000000000"}});
    const Json turn = call(desk, {{"call", "outlook"}, {"node", "lb-01"}})["backends"][0];
    CHECK(turn["kind"] == "turn");
    CHECK(turn["next"].size() == picks_told);
    CHECK(turn["servers"][0]["weight"] == 1);
    CHECK(call(desk, {{"call", "outlook"}, {"node", "web-01"}})["backends"].empty());

    std::string text = call(desk, {{"call", "texts"}})["lb-01/haproxy.cfg"];
    text.replace(text.find("balance roundrobin"), 18, "balance source\n    hash-type consistent");
    call(desk, {{"call", "edit"}, {"path", "lb-01/haproxy.cfg"}, {"text", text}});
    call(desk, {{"call", "apply"}, {"how", "restart"}});
    const Json followed = call(desk, {{"call", "follow"}});
    std::size_t index = 0;
    while (followed["hops"][index]["why"] == "") ++index;
    CHECK(followed["hops"][index]["why"].get<std::string>().find("the nearest point of the ring") != std::string::npos);
    call(desk, {{"call", "hop"}, {"index", index}});
    const Json ring = call(desk, {{"call", "outlook"}, {"node", "lb-01"}})["backends"][0];
    CHECK(ring["kind"] == "ring");
    CHECK(ring["algorithm"] == "source, hash-type consistent");
    std::size_t marked = 0;
    for (const Json& key : ring["keys"]) {
        if (!key["followed"].get<bool>()) continue;
        ++marked;
        CHECK(ring["nodes"][key["place"].get<std::size_t>()][1] == key["server"]);
    }
    CHECK(marked == 1);
}

TEST_CASE("a machine that stands still between frames is behind, and does not catch up what it has missed", "[view]")
{
    Desk desk = opened();
    play(desk);
    const auto frame = [&](double real_s) {
        elapse(desk, real_s);
        while (!play_some(desk, 500)) {}
        give_up_rest(desk);
    };
    for (int i = 0; i < 90; ++i) frame(1.0 / 60);
    CHECK_FALSE(is_behind(desk.transport));
    const Instant before = present(*desk.session).now;
    frame(3);
    CHECK(present(*desk.session).now - before <= Duration{static_cast<std::int64_t>((most_caught_up_s + 0.01) * 1e9)});
    CHECK(is_behind(desk.transport));
    CHECK(desk.transport.measured < 0.3);
    for (int i = 0; i < 70; ++i) frame(1.0 / 60);
    CHECK_FALSE(is_behind(desk.transport));
    for (int i = 0; i < 4; ++i) frame(0.4);
    CHECK(is_behind(desk.transport));
}
