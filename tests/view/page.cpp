// The calls of the page: right ones, wrong ones, hostile ones.

#include "view/page.hpp"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "view/desks.hpp"

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
