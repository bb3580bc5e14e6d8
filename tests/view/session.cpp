// A session: what is done by hand, branches, undo, keeping; always the world that a straight run has.

#include "view/session.hpp"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "lab/grader.hpp"
#include "seeds.hpp"
#include "sim/random.hpp"
#include "view/choices.hpp"
#include "view/compare.hpp"
#include "view/desks.hpp"
#include "view/keep.hpp"

using namespace evenkeel;
using namespace evenkeel::view;

namespace {

std::uint64_t hash_now(const view::Session& session) { return state_hash(present(session)); }

/// A session that has kept what another one says, from nothing.
view::Session again(const view::Session& session, const std::string& lab)
{
    view::Session fresh = open_lab(lab);
    const TakenBack taken = take_back(fresh, to_keep(session));
    CHECK(taken.left_out == 0);
    return fresh;
}

const std::string lab_07 = "07-the-dead-server-that-still-gets-traffic";

}  // namespace

TEST_CASE("without a hand on it a session is the run that is graded", "[view]")
{
    view::Session session = open_lab_07();
    go_to(session, Instant{} + 40_s);
    RunResult run;
    run.world = begin_run(session.lab, *current_branch(session).submission, {.seed = 1}).config;
    play(run.world, script_of(session.lab, run.world, {.seed = 1}), Instant{} + 40_s, true);
    CHECK(hash_now(session) == state_hash(run.world));
}

TEST_CASE("a killed server is a fault by hand, and starting it ends that fault", "[view]")
{
    view::Session session = open_lab_07();
    go_to(session, Instant{} + 1500_ms);
    REQUIRE(perform(session, "web-02", "kill nginx"));
    REQUIRE(present(session).faults.size() == 1);
    CHECK(present(session).faults[0].host == "web-02");
    CHECK(present(session).faults[0].begins == Instant{} + 1500_ms);
    go_to(session, Instant{} + 4_s);
    CHECK_FALSE(perform(session, "web-02", "kill nginx"));
    REQUIRE(perform(session, "web-02", "start nginx"));
    CHECK(present(session).faults[0].ends == Instant{} + 4_s);
    CHECK(session.work.branches.size() == 1);
    CHECK(hash_now(again(session, lab_07)) == hash_now(session));
}

TEST_CASE("doing something in the past begins another run, and the old one stays", "[view]")
{
    view::Session session = open_lab_07();
    go_to(session, Instant{} + 3_s);
    REQUIRE(perform(session, "web-01", "kill nginx"));
    go_to(session, Instant{} + 9_s);
    const std::uint64_t old_run = hash_now(session);
    go_to(session, Instant{} + 2_s);
    REQUIRE(perform(session, "web-03", "hang nginx"));
    REQUIRE(session.work.branches.size() == 2);
    CHECK(current_branch(session).name == "B");
    CHECK(current_branch(session).left_at == Instant{} + 2_s);
    CHECK(current_branch(session).deeds.size() == 1);
    go_to(session, Instant{} + 9_s);
    CHECK(hash_now(session) != old_run);
    CHECK(hash_now(again(session, lab_07)) == hash_now(session));
    show_branch(session, 0);
    CHECK(present(session).now == Instant{} + 9_s);
    CHECK(hash_now(session) == old_run);
}

TEST_CASE("as many undos as edits bring back the beginning, whatever they were", "[view]")
{
    for (std::uint64_t round = 0; round < seed_count(3); ++round) {
        CAPTURE(round);
        view::Session session = open_lab_04();
        const std::uint64_t before = hash_now(session);
        const Files texts = session.work.texts;
        std::size_t edits = 0;
        for (std::uint32_t i = 0; i < 60; ++i) {
            const auto random = [&](std::uint32_t stream, std::uint64_t below) { return draw(1 + round, {Purpose::think_time, stream}, i) % below; };
            const std::size_t had = session.past.size();
            const std::string node = present(session).network.hosts[random(1, present(session).network.hosts.size())].name;
            const auto choices = choices_for(present(session), node);
            switch (random(0, 5)) {
            case 0: if (!choices.empty()) perform(session, node, choices[random(2, choices.size())].id); break;
            case 1: go_to(session, Instant{static_cast<std::int64_t>(random(3, 8'000)) * ns_per_ms}); break;
            case 2: edit(session, "lb-01/haproxy.cfg", session.work.texts["lb-01/haproxy.cfg"] + "# " + std::to_string(i) + "\n", false); break;
            case 3: apply_texts(session, random(4, 2) == 0 ? Apply::reload : Apply::restart); break;
            case 4: drag(session, node, {0.5, 0.25}, false); break;
            }
            edits += session.past.size() - had;
        }
        REQUIRE(edits == session.past.size());
        const std::uint64_t at_the_end = hash_now(session);
        while (undo(session)) {}
        CHECK(session.work.texts == texts);
        CHECK(session.work.places.empty());
        go_to(session, {});
        CHECK(hash_now(session) == before);
        std::size_t redone = 0;
        while (redo(session)) ++redone;
        CHECK(redone == edits);
        CHECK(hash_now(session) == at_the_end);
    }
}

TEST_CASE("an edited file is put into the running world, a refused one changes nothing and says why", "[view]")
{
    view::Session session = open_lab_04();
    const Files model = folder("labs/04-two-servers-one-address/solution");
    go_to(session, Instant{} + 5_s);
    const std::uint64_t before = hash_now(session);
    edit(session, "lb-01/haproxy.cfg", "frontend www\n    bind *:80\n    option httpcheck\n", false);
    const std::vector<Diagnostic> said = apply_texts(session, Apply::reload);
    REQUIRE(has_error(said));
    CHECK(said.front().at.line == 3);
    CHECK(hash_now(session) == before);

    edit(session, "lb-01/haproxy.cfg", model.at("lb-01/haproxy.cfg"), false);
    CHECK(not_applied(session) == std::vector<std::string>{"lb-01/haproxy.cfg"});
    CHECK_FALSE(has_error(apply_texts(session, Apply::reload)));
    CHECK(not_applied(session).empty());
    go_to(session, Instant{} + 9_s);
    std::int64_t good = 0;
    for (const auto& [name, number] : present(session).meters.numbers)
        if (name.metric == TruthMetric::client_requests_total && name.label_values[1] == "ok") good += present(session).meters.values[number];
    CHECK(good > 300);
    CHECK(hash_now(again(session, "04-two-servers-one-address")) == hash_now(session));
}

TEST_CASE("restarting with the model answer and playing to the end is what the grader runs", "[view]")
{
    view::Session session = open_lab_04();
    const Files model = folder("labs/04-two-servers-one-address/solution");
    edit(session, "lb-01/haproxy.cfg", model.at("lb-01/haproxy.cfg"), false);
    REQUIRE_FALSE(has_error(apply_texts(session, Apply::restart)));
    CHECK(session.work.branches.size() == 2);
    go_to(session, end_of(session));
    const Grade graded = grade(session.lab, *current_branch(session).submission, {.seeds = {1}, .hidden_seeds = {}});
    CHECK(graded.millipoints == 100'000);
    CHECK(graded.seeds[0].state_hash == hash_now(session));
}

TEST_CASE("two runs go on side by side, and the requests whose fate differs are told", "[view]")
{
    view::Session session = open_lab_07();
    go_to(session, Instant{} + 2_s);
    REQUIRE(perform(session, "web-01", "errors"));
    go_to(session, Instant{} + 4_s);
    edit(session, "lb-01/haproxy.cfg", session.work.texts["lb-01/haproxy.cfg"] + "# other\n", false);
    apply_texts(session, Apply::restart);
    set_rival(session, 0);
    while (!advance(session, Instant{} + 4_s, 100'000)) {}
    REQUIRE(session.rival);
    CHECK(session.rival->timeline.present.now == present(session).now);
    const std::vector<Difference> found = differences(session, 1000);
    REQUIRE(found.size() > 20);
    for (const Difference& one : found) CHECK(one.there.starts_with("500 from web-01"));
}

TEST_CASE("what is kept is not trusted", "[view]")
{
    using Json = nlohmann::ordered_json;
    view::Session session = open_lab_04();
    const std::uint64_t before = hash_now(session);
    for (const Json& kept : {Json(7), Json::array(), Json{{"format", 2}, {"lab", session.lab.id}}, Json{{"format", 1}, {"lab", "another"}},
                             Json{{"format", 1}, {"lab", session.lab.id}, {"did", {{{"at", "99999999999999999"}, {"node", "web-01"}, {"choice", "kill nginx"}}, {{"at", "5"}, {"node", "nobody"}, {"choice", ""}}, 3}},
                                  {"texts", {{"../etc/passwd", "x"}, {"lb-01/haproxy.cfg", 3}}}, {"places", {{"web-01", "far"}}}}})
        take_back(session, kept);
    CHECK(hash_now(session) == before);
    CHECK(session.work.texts.size() == 1);
    CHECK(session.work.places.empty());
}

TEST_CASE("a kept text with values of the wrong kind is left out, and nothing is thrown", "[view]")
{
    using Json = nlohmann::ordered_json;
    view::Session session = open_lab_07();
    const std::uint64_t before = hash_now(session);
    for (const Json& wrong : {Json(nullptr), Json::array(), Json{{"format", "1"}, {"lab", lab_07}}, Json{{"format", 1}, {"lab", 7}}, Json{{"format", 1}, {"lab", Json::object()}}})
        CHECK(take_back(session, wrong).left_out == 1);
    const Json did = {5, {{"at", 5}, {"node", 5}}, {{"at", "0"}, {"node", "web-02"}, {"choice", Json::object()}}};
    const TakenBack taken = take_back(session, {{"format", 1}, {"lab", lab_07}, {"did", did}, {"now", Json::object()}, {"places", {{"web-02", {"x", "y"}}}}});
    CHECK(taken.done == 0);
    CHECK(taken.left_out == 3);
    CHECK(hash_now(session) == before);
}

TEST_CASE("an answer holds as it is written in the editor: nothing is to be put into effect", "[view]")
{
    Desk desk = begin_desk(open_lab("05-which-algorithm"));
    const auto tie = [&] { return live(desk, 3); };
    go_to(*desk.session, Instant{} + 20_s);
    CHECK_FALSE(tie().has_value);
    edit(*desk.session, "answers.json", "{ \"tie\": 0 }", false);
    CHECK(not_applied(*desk.session).empty());
    const double difference = tie().measured;
    CHECK(tie().has_value);
    edit(*desk.session, "answers.json", "{ \"tie\": 1000 }", false);
    CHECK(tie().measured > 1000 - difference - 0.001);
    CHECK(tie().measured < 1000 + difference + 0.001);
    edit(*desk.session, "answers.json", "{ \"tie\": ", false);
    CHECK_FALSE(tie().has_value);
    CHECK(check(*desk.session).front().id == "EK-SUB-0015");
}

TEST_CASE("giving back memory loses moments in between, and nothing of the run", "[view]")
{
    view::Session session = open_lab_07();
    go_to(session, Instant{} + 5_s);
    REQUIRE(perform(session, "web-02", "kill nginx"));
    go_to(session, Instant{} + 60_s);
    const std::uint64_t end = state_hash(present(session));
    const std::size_t frames = session.timeline.frames.size();
    spare_memory(session);
    CHECK(session.timeline.frames.size() == (frames + 1) / 2);
    go_to(session, Instant{} + 17_s);
    go_to(session, Instant{} + 60_s);
    CHECK(state_hash(present(session)) == end);
    for (int i = 0; i < 20; ++i) spare_memory(session);
    go_to(session, {});
    go_to(session, Instant{} + 60_s);
    CHECK(state_hash(present(session)) == end);
}
