// evenkeel replay: what a session keeps, done again by the program; and files that nobody's page has kept.
#include "native/scenarios.hpp"

#include <catch2/catch_test_macros.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "lab/folder.hpp"
#include "view/keep.hpp"

using namespace evenkeel;
using Json = nlohmann::ordered_json;

namespace {

const std::string lab_03 = "03-kill-hang-power-off";
const std::string balancer = "lb-01/haproxy.cfg";

view::Session open_scenario(const std::string& id)
{
    auto opened = view::open_session(folder("tests/determinism/scenarios/" + id), {});
    REQUIRE_FALSE(has_error(opened.diagnostics));
    return std::move(opened.config);
}

/// Begun with other texts, a server killed and started, a reload, and a text that is not applied.
view::Session worked_on()
{
    view::Session session = open_scenario(lab_03);
    const std::string start = session.work.texts.at(balancer);
    view::edit(session, balancer, with(start, "retries 2", "retries 3"), false);
    REQUIRE_FALSE(has_error(view::apply_texts(session, view::Apply::restart)));
    view::go_to(session, Instant{} + 2500_ms);
    REQUIRE(view::perform(session, "web-02", "kill nginx"));
    view::go_to(session, Instant{} + 6_s);
    REQUIRE(view::perform(session, "web-02", "start nginx"));
    view::edit(session, balancer, with(start, "roundrobin", "leastconn"), false);
    REQUIRE_FALSE(has_error(view::apply_texts(session, view::Apply::reload)));
    view::edit(session, balancer, "nonsense", false);
    view::go_to(session, Instant{20'000'000'001});
    return session;
}

std::string hash_line(const view::Session& session)
{
    return fmt::format("\nstate hash  {:016x}\n", state_hash(view::present(session)));
}

Json nothing_done()
{
    return {{"format", 1}, {"lab", lab_03}, {"seed", 1}, {"did", Json::array()}, {"now", "0"}};
}

Ran replay_text(const std::string& text, std::vector<std::string> more = {})
{
    ::Start start;
    start.input = text;
    std::vector<std::string> arguments{"replay", "-"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_with_scenarios(arguments, start);
}

void check_no_session(const std::string& text, const std::string& said)
{
    const Ran ran = replay_text(text);
    INFO(text.substr(0, 300));
    CHECK(ran.code == 2);
    CHECK(ran.out.empty());
    CHECK(ran.err == "standard input" + said + "\n");
}

/// A session in which one value is another.
void check_value(const std::string& pointer, const Json& value, const std::string& where, const std::string& expected)
{
    Json session = nothing_done();
    session[Json::json_pointer(pointer)] = value;
    check_no_session(session.dump(), ": error: " + where + ": expected " + expected + " [EK-CLI-0032]");
}

Json killed_at(const char* at) { return {{"at", at}, {"node", "web-01"}, {"choice", "kill nginx"}}; }

}  // namespace

TEST_CASE("what a session keeps gives the same world when the program does it again", "[program][replay]")
{
    const view::Session session = worked_on();
    const TestFolder folder;
    const Json kept = view::to_keep(session);
    const Ran ran = run_with_scenarios({"replay", folder.file("kept.json", kept.dump())});
    INFO(ran.out << ran.err);
    CHECK(ran.code == 0);
    CHECK(ran.out.starts_with("lab         03-kill-hang-power-off\nseed        1\nsimulated   20.000000001s ("));
    CHECK(ran.out.find("\ndeeds       3 done, 0 not possible\n") != std::string::npos);
    CHECK(ran.out.ends_with(hash_line(session)));
    CHECK(run_with_scenarios({"replay", folder.file("report.json", Json{{"what", "a report"}, {"kept", kept}}.dump(2))}).out == ran.out);
    CHECK(replay_text(kept.dump()).out == ran.out);
}

TEST_CASE("replay --until goes on or back from where the session was", "[program][replay]")
{
    view::Session session = worked_on();
    const std::string kept = view::to_keep(session).dump();
    for (const auto& [until, at] : {std::pair{"55s", Instant{} + 55_s}, std::pair{"3s", Instant{} + 3_s}, std::pair{"0s", Instant{}}}) {
        view::go_to(session, at);
        const Ran ran = replay_text(kept, {"--until", until});
        INFO(until << ran.out << ran.err);
        CHECK(ran.code == 0);
        CHECK(ran.out.ends_with(hash_line(session)));
    }
    for (const char* until : {"3m", "-1s", "soon"}) {
        const Ran ran = replay_text(kept, {"--until", until});
        CHECK(ran.code == 3);
        CHECK(ran.out.empty());
        CHECK(ran.err == fmt::format("evenkeel: error: --until: '{}' is no time between 0s and the lab's end at 2m; see 'evenkeel replay --help' [EK-CLI-0004]\n", until));
    }
}

TEST_CASE("a session in which nothing was done is the run of `evenkeel run`", "[program][replay]")
{
    const auto requests = [](const std::string& out) { return out.substr(out.find("requests"), out.find("state hash") - out.find("requests")); };
    const std::string ran = run_with_scenarios({"run", "3", "--until", "30s"}).out;
    std::string replayed = replay_text(nothing_done().dump(), {"--until", "30s"}).out;
    REQUIRE(replayed.find("deeds       0 done, 0 not possible\n") != std::string::npos);
    replayed.erase(replayed.find("deeds"), std::string_view{"deeds       0 done, 0 not possible\n"}.size());
    CHECK(requests(replayed) == requests(ran));
    CHECK(requests(ran).starts_with("requests    1"));
}

TEST_CASE("deeds that are not possible are counted, and the others are done", "[program][replay]")
{
    Json session = nothing_done();
    const Json broken{{"at", "3000000000"}, {"texts", {{balancer, "frontend\n"}}}};
    session["did"] = {killed_at("1000000000"), killed_at("2000000000"), broken, {{"at", "4000000000"}, {"node", "web-77"}, {"choice", "power off"}}, killed_at("999000000000")};
    session["now"] = "5000000000";
    const Ran ran = replay_text(session.dump());
    INFO(ran.out << ran.err);
    CHECK(ran.code == 1);
    CHECK(ran.out.find("\ndeeds       1 done, 4 not possible\n") != std::string::npos);
    session["did"] = Json::array({killed_at("1000000000")});
    CHECK(replay_text(session.dump()).out.substr(0, 90) == ran.out.substr(0, 90));
}

TEST_CASE("a file that is no JSON is named with line and column", "[program][replay]")
{
    check_no_session("{\"format\": 1,\n  \"lab\": nope}", ":2:11: error: not JSON: syntax error while parsing value - invalid literal; last read: '\"lab\": no' [EK-LAB-0001]");
    const Ran latin = replay_text("{\"lab\": \"caf\xe9\"}");
    CHECK(latin.code == 2);
    CHECK(latin.err.starts_with("standard input:1:"));
    CHECK(replay_text("").code == 2);
    CHECK(replay_text("{\"format\": 1e999}").code == 2);
    CHECK(replay_text(std::string(1'000'000, '[')).err == "standard input: error: objects and lists are nested more than 32 deep [EK-LAB-0003]\n");
}

TEST_CASE("a file that is too large is refused before it is read", "[program][replay]")
{
    const TestFolder folder;
    const std::string file = folder.file("kept.json", "{");
    std::filesystem::resize_file(file, std::uintmax_t{1} << 30);
    const Ran ran = run_program({"replay", file});
    CHECK(ran.code == 3);
    CHECK(ran.err.find("EK-CLI-0009") != std::string::npos);
    CHECK(run_program({"replay", folder / "missing"}).code == 3);
    CHECK(run_program({"replay", folder.path().string()}).code == 3);
}

TEST_CASE("a JSON file that no page has kept is refused by the first value that is wrong", "[program][replay]")
{
    check_no_session("[]", ": error: /: expected the object that the page keeps of a session [EK-CLI-0032]");
    check_no_session("{}", ": error: /: expected an object with 'format' [EK-CLI-0032]");
    check_no_session("{\"kept\": null}", ": error: /kept: expected the object that the page keeps of a session [EK-CLI-0032]");
    check_no_session("{\"kept\": {}}", ": error: /kept: expected an object with 'format' [EK-CLI-0032]");
    check_value("/format", "1", "/format", "a whole number");
    check_value("/lab", 3, "/lab", "a text");
    check_value("/seed", -1, "/seed", "a whole number from 0");
    check_value("/now", 5, "/now", "nanoseconds, as a text of digits");
    check_value("/now", "-5", "/now", "nanoseconds, as a text of digits");
    check_value("/texts", Json{{balancer, 5}}, "/texts", "an object of texts");
    check_value("/began_with", Json::array({"x"}), "/began_with", "an object of texts");
    check_value("/did", "much", "/did", "a list of at most 2000 deeds");
    check_value("/did", Json(std::vector<int>(2001)), "/did", "a list of at most 2000 deeds");
    check_value("/did", Json::array({5}), "/did/0", "an object");
    check_value("/did", Json::array({Json::object()}), "/did/0", "an object with 'texts'");
    check_value("/did", Json::array({{{"node", "web-01"}, {"at", "0"}}}), "/did/0", "an object with 'choice'");
    check_value("/did", Json::array({{{"node", Json::object()}, {"choice", "x"}, {"at", "0"}}}), "/did/0/node", "a text");
    check_value("/did", Json::array({killed_at("99999999999999999999")}), "/did/0/at", "nanoseconds, as a text of digits");
    // A session writes its deeds in order of time; another order would be another story.
    check_value("/did", Json::array({killed_at("60000000000"), killed_at("1")}), "/did/1", "a deed no earlier than the one before it");
}

TEST_CASE("another format, another seed and an unknown lab are told plainly", "[program][replay]")
{
    Json session = nothing_done();
    session["format"] = 2;
    check_no_session(session.dump(), ": error: this session was kept in format 2, and this program reads format 1; use the version of evenkeel that kept it [EK-CLI-0033]");
    session = nothing_done();
    session["seed"] = 7;
    check_no_session(session.dump(),
                     ": error: this session ran with seed 7, and the first seed of lab 03-kill-hang-power-off is 1; use the lab's version of that time: --labs DIR [EK-CLI-0035]");
    session = nothing_done();
    session["lab"] = "3";
    check_no_session(session.dump(), ": error: this session is of lab '3', and the folder of that name holds lab '03-kill-hang-power-off' [EK-CLI-0034]");
    session["lab"] = "03-kill-hang-power";
    const Ran unknown = replay_text(session.dump());
    CHECK(unknown.code == 3);
    CHECK(unknown.err == "evenkeel: error: there is no lab '03-kill-hang-power'; did you mean '03-kill-hang-power-off'? [EK-CLI-0011]\n");
    for (const char* path : {"../scenarios/03-kill-hang-power-off", ".", "/etc", ""}) check_value("/lab", path, "/lab", "the id of a lab");
}

TEST_CASE("texts that are no submission of the lab are refused, each at its place", "[program][replay]")
{
    Json session = nothing_done();
    session["began_with"] = {{balancer, "frontend w\n    bind :99999\n"}};
    const Ran wrong = replay_text(session.dump());
    CHECK(wrong.code == 2);
    CHECK(wrong.out.empty());
    CHECK(wrong.err.starts_with("lb-01/haproxy.cfg:2:"));
    session["began_with"] = {{"../../x", "text"}};
    CHECK(replay_text(session.dump()).code == 2);
    // Where a text may stand that is only being edited, nothing is read of it.
    session = nothing_done();
    session["texts"] = {{"../../x", "text"}, {balancer, std::string(100'000, 'x')}};
    session["places"] = {{"web-01", {1e308, "x"}}, {"", Json::object()}};
    CHECK(replay_text(session.dump()).code == 0);
}

TEST_CASE("two thousand deeds that each bring large texts stay within seconds and memory", "[program][replay]")
{
    const std::string start = haproxy_cfg(lab_03);
    Json session = nothing_done();
    for (int i = 0; i < 2000; ++i) session["did"].push_back({{"at", std::to_string(i)}, {"texts", {{balancer, fmt::format("{}# {}\n", start, i)}}}});
    const Ran ran = replay_text(session.dump());
    INFO(ran.err);
    CHECK(ran.code == 0);
    CHECK(ran.out.find("\ndeeds       2000 done, 0 not possible\n") != std::string::npos);
}
