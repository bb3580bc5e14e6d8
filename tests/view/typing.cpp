// Lines typed in a session: deeds of its branch, lines of its runbook, and the same run when that is graded.

#include <algorithm>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "console/shell.hpp"
#include "lab/grader.hpp"
#include "view/desks.hpp"
#include "view/keep.hpp"
#include "view/page.hpp"

using namespace evenkeel;
using namespace evenkeel::view;
using Json = nlohmann::json;

namespace {

const std::string lab_07 = "07-the-dead-server-that-still-gets-traffic";
const std::string drain = "echo 'set server web/web-02 state drain' | socat stdio /run/haproxy/admin.sock";

std::uint64_t hash_now(const view::Session& session) { return state_hash(present(session)); }

std::vector<std::string> typed_until_now(const view::Session& session)
{
    std::vector<std::string> lines;
    for (const Operated& typed : present(session).operated) lines.push_back(typed.line);
    return lines;
}

std::string answer_to(const view::Session& session, std::size_t line) { return console::output_of(present(session), present(session).operated.at(line)).text; }

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a line that is typed is done now, and is the run's that a grader plays", "[view][terminal]")
{
    view::Session session = open_lab_07();
    go_to(session, Instant{5'000'400'000});
    CHECK(type_line(session, "lb-01", drain).empty());
    CHECK(present(session).now == Instant{} + 5'001_ms);
    CHECK(type_line(session, "lb-01", "curl -s -o /dev/null -w '%{http_code}' http://localhost/").empty());
    CHECK(runbook_of(session) == "+00:05.001 lb-01$ " + drain + "\n+00:05.002 lb-01$ curl -s -o /dev/null -w '%{http_code}' http://localhost/\n");
    CHECK_FALSE(console::output_of(present(session), present(session).operated.back()).over);
    go_to(session, Instant{} + 40_s);
    CHECK(answer_to(session, 0) == "\n");
    CHECK(answer_to(session, 1) == "200");

    const Parsed<Submission> submission = read_submission(session.lab, session.start, {{"runbook.txt", runbook_of(session)}});
    REQUIRE_FALSE(has_error(submission.diagnostics));
    World run = begin_run(session.lab, submission.config, {.seed = 1}).config;
    play(run, script_of(session.lab, submission.config, run, {.seed = 1}), Instant{} + 40_s, true);
    CHECK(hash_now(session) == state_hash(run));
}

TEST_CASE("the terminal goes with the run: back in time, undo, other branches, what is kept", "[view][terminal]")
{
    view::Session session = open_lab_07();
    go_to(session, Instant{} + 2_s);
    type_line(session, "lb-01", drain);
    go_to(session, Instant{} + 4_s);
    type_line(session, "web-01", "systemctl restart nginx");
    go_to(session, Instant{} + 6_s);
    const std::uint64_t first = hash_now(session);
    CHECK(typed_until_now(session) == Lines{drain, "systemctl restart nginx"});
    go_to(session, Instant{} + 3_s);
    CHECK(typed_until_now(session) == Lines{drain});
    type_line(session, "lb-01", "systemctl status haproxy");
    REQUIRE(session.work.branches.size() == 2);
    go_to(session, Instant{} + 6_s);
    CHECK(typed_until_now(session) == Lines{drain, "systemctl status haproxy"});
    view::Session again = open_lab(lab_07);
    CHECK(take_back(again, to_keep(session)).left_out == 0);
    CHECK(hash_now(again) == hash_now(session));
    CHECK(runbook_of(again) == runbook_of(session));
    show_branch(session, 0);
    go_to(session, Instant{} + 6_s);
    CHECK(hash_now(session) == first);
    undo(session);
    undo(session);
    go_to(session, Instant{} + 6_s);
    CHECK(hash_now(session) == first);
    undo(session);
    CHECK(runbook_of(session) == "+00:02.000 lb-01$ " + drain + "\n");
}

TEST_CASE("a refused line changes nothing, and says why", "[view][terminal]")
{
    view::Session session = open_lab_07();
    go_to(session, Instant{} + 2_s);
    const std::uint64_t before = hash_now(session);
    CHECK(type_line(session, "lb-01", "crul x").front().id == "EK-OPR-0004");
    CHECK(type_line(session, "lb-09", "curl x").front().id == "EK-OPR-0006");
    CHECK(hash_now(session) == before);
    CHECK(session.past.empty());
    go_to(session, end_of(session));
    CHECK(type_line(session, "lb-01", "curl x").front().id == "EK-OPR-0016");
}

TEST_CASE("systemctl reload puts an edited file into effect, if HAProxy takes it", "[view][terminal]")
{
    view::Session session = open_lab_07();
    const std::string path = "lb-01/haproxy.cfg";
    const std::string original = session.work.texts.at(path);
    go_to(session, Instant{} + 2_s);
    edit(session, path, original + "\n\tbogus\n", false);
    CHECK(type_line(session, "lb-01", "systemctl reload haproxy").empty());
    CHECK(answer_to(session, 0).starts_with("Job for haproxy.service failed"));
    CHECK(not_applied(session) == std::vector<std::string>{path});
    edit(session, path, original + "\tserver web-09 10.0.1.11:80\n", false);
    type_line(session, "lb-01", "haproxy -c -f /etc/haproxy/haproxy.cfg");
    CHECK(answer_to(session, 1).ends_with("Configuration file is valid\n"));
    type_line(session, "lb-01", "systemctl reload haproxy");
    CHECK(not_applied(session).empty());
    go_to(session, Instant{} + 5_s);
    view::Session again = open_lab(lab_07);
    CHECK(take_back(again, to_keep(session)).left_out == 0);
    CHECK(hash_now(again) == hash_now(session));
}

TEST_CASE("a work with a runbook opens with it, and beginning anew keeps it", "[view][terminal]")
{
    const std::string runbook = "+00:02.000 lb-01$ " + drain + "\n";
    auto opened = open_session(folder("labs/" + lab_07), {{"runbook.txt", runbook}});
    REQUIRE_FALSE(has_error(opened.diagnostics));
    view::Session& session = opened.config;
    CHECK(runbook_of(session) == runbook);
    go_to(session, Instant{} + 3_s);
    CHECK(typed_until_now(session) == Lines{drain});
    type_line(session, "lb-01", "systemctl status haproxy");
    apply_texts(session, Apply::restart);
    CHECK(present(session).now == Instant{});
    CHECK(runbook_of(session) == runbook + "+00:03.000 lb-01$ systemctl status haproxy\n");
    view::Session again = open_lab(lab_07);
    CHECK(take_back(again, to_keep(session)).left_out == 0);
    go_to(session, Instant{} + 4_s);
    go_to(again, Instant{} + 4_s);
    CHECK(hash_now(again) == hash_now(session));
    begin_anew(session, "");
    CHECK(runbook_of(session).empty());
    auto wrong = open_session(folder("labs/" + lab_07), {{"runbook.txt", "+00:02 lb-01$ crul x\n"}});
    CHECK_FALSE(has_error(wrong.diagnostics));
    CHECK(std::any_of(wrong.diagnostics.begin(), wrong.diagnostics.end(), [](const Diagnostic& one) { return one.id == "EK-OPR-0004" && one.severity == Severity::warning; }));
    CHECK(runbook_of(wrong.config).empty());
}

TEST_CASE("the page types, shows what was typed, and hands the runbook in", "[view][terminal][page]")
{
    Desk desk;
    const auto call = [&](const Json& values) { return Json::parse(answer(desk, values.dump())); };
    const Json opened = call({{"call", "open"}, {"files", folder("labs/" + lab_07)}});
    CHECK(opened["lab"]["hosts"][0] == "lb-01");
    CHECK(opened["lab"]["commands"] == Json({"curl", "haproxy", "socat", "systemctl", "echo", "printf"}));
    CHECK(call({{"call", "runbook"}})["text"] == "");
    CHECK(call({{"call", "type"}, {"host", "lb-01"}, {"line", "systemctl is-active nginx"}})["diagnostics"].empty());
    CHECK(call({{"call", "type"}, {"host", "lb-01"}, {"line", "ls"}})["diagnostics"][0]["message"] == "ls: command not found");
    CHECK(call({{"call", "type"}, {"host", 3}}).contains("error"));
    const Json typed = call({{"call", "terminal"}})[0];
    CHECK(typed["text"] == "inactive\n");
    CHECK(typed["exit"] == 3);
    CHECK(call({{"call", "state"}})["typed"] == 1);
    CHECK(call({{"call", "runbook"}})["text"] == "+00:00.000 lb-01$ systemctl is-active nginx\n");
    CHECK(call({{"call", "begin"}, {"runbook", "+00:01 lb-01$ ls"}})["diagnostics"].back()["id"] == "EK-OPR-0004");
    CHECK(call({{"call", "runbook"}})["text"] != "");
    call({{"call", "begin"}, {"runbook", ""}});
    CHECK(call({{"call", "runbook"}})["text"] == "");
}
