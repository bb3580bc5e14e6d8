#include <catch2/catch_test_macros.hpp>

#include "balancer/stage.hpp"

namespace {

using namespace stage;

haproxy::Settings checked(int servers, haproxy::CheckKind kind)
{
    haproxy::Settings settings;
    haproxy::Frontend frontend;
    frontend.mode = haproxy::Mode::http;
    frontend.binds.push_back({});
    frontend.binds[0].port = 80;
    frontend.default_backend = 0;
    settings.frontends.push_back(frontend);
    haproxy::Backend backend;
    backend.name = "app";
    backend.mode = haproxy::Mode::http;
    backend.check = haproxy::usual_check(kind);
    for (int i = 1; i <= servers; ++i) {
        haproxy::Server server;
        server.id = static_cast<std::uint32_t>(i);
        server.name = "s" + std::to_string(i);
        server.address = ipv4(0x0a00'0100u + static_cast<std::uint32_t>(i));
        server.port = 80;
        server.check = true;
        backend.servers.push_back(server);
    }
    settings.backends.push_back(backend);
    return settings;
}

std::string status(const Stage& stage, std::uint32_t server) { return haproxy::status_text(stage.server(server)); }

std::vector<std::string> told(const Stage& stage, JournalKind kind)
{
    std::vector<std::string> sentences;
    for (EntryNumber i = 0; i < size(stage.journal); ++i)
        if (entry(stage.journal, i).kind == static_cast<std::uint16_t>(kind)) sentences.push_back(sentence(entry(stage.journal, i)));
    return sentences;
}

}  // namespace

TEST_CASE("a dead port is noticed after fall checks at inter, and UP again after rise", "[balancer]")
{
    Stage stage{checked(2, haproxy::CheckKind::tcp)};
    stage.run(10_s);
    CHECK(status(stage, 0) == "UP");
    stage.close_server(0);
    stage.run(6_s);
    CHECK(status(stage, 0) == "DOWN");
    CHECK(stage.server(0).counters.chkfail == 3);
    for (int i = 0; i < 4; ++i) CHECK(stage.holder(stage.ask()) == 1);
    stage.open_server(0);
    stage.run(2_s);
    CHECK(status(stage, 0) == "DOWN 1/2");
    stage.run(2_s);
    CHECK(status(stage, 0) == "UP");
    REQUIRE(stage.balancer.transitions.size() == 2);
    CHECK_FALSE(stage.balancer.transitions[0].up);
    CHECK(stage.balancer.transitions[0].reason ==
          "Layer4 connection problem, info: \"Connection refused\", check duration: 2ms. 1 active and 0 backup servers left. 0 sessions active, 0 requeued, 0 "
          "remaining in queue.");
    CHECK(stage.balancer.transitions[1].reason ==
          "Layer4 check passed, check duration: 2ms. 2 active and 0 backup servers online. 0 sessions requeued, 0 total in queue.");
}

TEST_CASE("an HTTP check looks at the status, a TCP check does not", "[balancer]")
{
    for (const haproxy::CheckKind kind : {haproxy::CheckKind::tcp, haproxy::CheckKind::http}) {
        Stage stage{checked(2, kind)};
        stage.run(10_s);
        stage.servers[1].check_status = 503;
        stage.run(7_s);
        CHECK(status(stage, 1) == (kind == haproxy::CheckKind::http ? "DOWN" : "UP"));
        if (kind == haproxy::CheckKind::tcp) continue;
        CHECK(haproxy::code_of(stage.server(1).check.result) == "L7STS");
        CHECK(stage.server(1).check.code == 503);
        CHECK(stage.balancer.transitions[0].reason.starts_with("Layer7 wrong status, code: 503, info: \"Service Unavailable\", check duration: 4ms."));
        CHECK(told(stage, JournalKind::check_failed).size() == 3);
    }
}

TEST_CASE("a server that answers nothing fails its check when inter is over", "[balancer]")
{
    haproxy::Settings settings = checked(1, haproxy::CheckKind::tcp);
    Stage stage{settings};
    stage.network.attachments[2].cut = true;
    stage.run(1990_ms);
    CHECK(status(stage, 0) == "UP 1/3");
    stage.run(20_ms);
    CHECK(status(stage, 0) == "DOWN");
    CHECK(haproxy::code_of(stage.server(0).check.result) == "L4TOUT");
}

TEST_CASE("timeout check limits the answer, timeout connect the connection", "[balancer]")
{
    haproxy::Settings settings = checked(1, haproxy::CheckKind::tcp);
    settings.backends[0].timeouts.check = 5_s;
    settings.backends[0].timeouts.connect = 300_ms;
    Stage stage{settings};
    stage.network.attachments[2].cut = true;
    stage.run(290_ms);
    CHECK(status(stage, 0) == "UP 1/3");
    stage.run(20_ms);
    CHECK(haproxy::code_of(stage.server(0).check.result) == "L4TOUT");
}

TEST_CASE("when the last server goes the backend says so, and again when one is back", "[balancer]")
{
    Stage stage{checked(2, haproxy::CheckKind::tcp)};
    stage.close_server(0);
    stage.close_server(1);
    stage.run(3_s);
    CHECK(told(stage, JournalKind::backend_down) == std::vector<std::string>{"lb-01/haproxy: backend app has no server available!"});
    CHECK(stage.status(stage.ask()) == 503);
    stage.open_server(1);
    stage.run(6_s);
    CHECK(told(stage, JournalKind::backend_up).size() == 1);
    CHECK(stage.holder(stage.ask()) == 1);
}

TEST_CASE("requests on a server that goes DOWN go on, or end with 502 under on-marked-down shutdown-sessions", "[balancer]")
{
    for (const bool shuts : {false, true}) {
        haproxy::Settings settings = checked(1, haproxy::CheckKind::tcp);
        settings.backends[0].servers[0].shutdown_sessions_when_down = shuts;
        Stage stage{settings};
        const std::uint64_t request = stage.ask();
        REQUIRE(stage.holder(request) == 0);
        stage.close_server(0);
        stage.run(10_s);
        CHECK(status(stage, 0) == "DOWN");
        CHECK(stage.status(request) == (shuts ? 502 : -1));
        if (shuts) CHECK(stage.letters(request) == "DH");
        CHECK(stage.server(0).served == (shuts ? 0 : 1));
    }
}

TEST_CASE("what waits in the backend's queue goes to the server that comes up", "[balancer]")
{
    haproxy::Settings settings = checked(2, haproxy::CheckKind::tcp);
    for (haproxy::Server& server : settings.backends[0].servers) server.maxconn = 1;
    Stage stage{settings};
    stage.close_server(1);
    stage.run(3_s);
    CHECK(stage.holder(stage.ask()) == 0);
    const std::uint64_t queued = stage.ask();
    CHECK(stage.holder(queued) == -1);
    stage.open_server(1);
    stage.run(5_s);
    CHECK(stage.holder(queued) == 1);
    CHECK(stage.server(1).served == 0);         // HAProxy gives those it takes along no slot
    const std::uint64_t another = stage.ask();
    CHECK(stage.holder(another) == 1);          // so one more gets in
    stage.answer(queued);
    stage.answer(another);
    CHECK(stage.server(1).served == 0);
}

TEST_CASE("404 under disable-on-404 takes a server out of balancing without taking it down", "[balancer]")
{
    haproxy::Settings settings = checked(2, haproxy::CheckKind::http);
    settings.backends[0].check.disable_on_404 = true;
    Stage stage{settings};
    stage.run(5_s);
    stage.servers[0].check_status = 404;
    stage.run(3_s);
    CHECK(status(stage, 0) == "NOLB");
    for (int i = 0; i < 3; ++i) CHECK(stage.holder(stage.ask()) == 1);
    stage.servers[0].check_status = 200;
    stage.run(3_s);
    CHECK(status(stage, 0) == "UP");
    CHECK(stage.balancer.transitions.empty());
}

namespace {

/// What the log says beside requests, the durations of checks replaced by N.
std::vector<std::string> logged(const Stage& stage)
{
    std::vector<std::string> lines;
    for (const haproxy::LogRecord& record : stage.balancer.log) {
        if (record.kind != haproxy::LogKind::event) continue;
        std::string line = record.text;
        const std::size_t at = line.find("duration: ");
        if (at != std::string::npos) line.replace(at + 10, line.find("ms", at) - at - 10, "N");
        lines.push_back(line);
    }
    return lines;
}

haproxy::Settings logging(bool each_check)
{
    haproxy::Settings settings = checked(2, haproxy::CheckKind::http);
    haproxy::Backend& backend = settings.backends[0];
    backend.log_targets.push_back({});
    backend.check.logs_results = each_check;
    backend.check.disable_on_404 = true;
    for (haproxy::Server& server : backend.servers) server.fall = 2;
    backend.servers[1].backup = true;
    return settings;
}

}  // namespace

TEST_CASE("option log-health-checks tells every change of a counter; the server's own line has no reason then", "[balancer][haproxy]")
{
    // The words of each line are as recorded from HAProxy 2.6.12.
    Stage stage{logging(true)};
    stage.balancer.keep_log = true;
    stage.run(4_s);
    stage.servers[1].check_status = 500;
    stage.run(6_s);
    const std::vector<std::string> lines = logged(stage);
    REQUIRE(lines.size() == 5);
    CHECK(lines[0] == "Health check for server app/s1 succeeded, reason: Layer7 check passed, code: 200, check duration: Nms, status: 2/2 UP.");
    CHECK(lines[1] == "Health check for backup server app/s2 succeeded, reason: Layer7 check passed, code: 200, check duration: Nms, status: 2/2 UP.");
    CHECK(lines[2] == "Health check for backup server app/s2 failed, reason: Layer7 wrong status, code: 500, info: \"Internal Server Error\", check duration: Nms, status: 1/2 UP.");
    CHECK(lines[3] == "Health check for backup server app/s2 failed, reason: Layer7 wrong status, code: 500, info: \"Internal Server Error\", check duration: Nms, status: 0/2 DOWN.");
    CHECK(lines[4] == "Backup Server app/s2 is DOWN. 1 active and 0 backup servers left. 0 sessions active, 0 requeued, 0 remaining in queue.");
}

TEST_CASE("a server that answers 404 under disable-on-404 is told to stop, and to be UP again", "[balancer][haproxy]")
{
    Stage stage{logging(false)};
    stage.balancer.keep_log = true;
    stage.run(4_s);
    stage.servers[0].check_status = 404;
    stage.run(4_s);
    stage.servers[0].check_status = 200;
    stage.run(4_s);
    const std::vector<std::string> lines = logged(stage);
    REQUIRE(lines.size() == 2);
    CHECK(lines[0] == "Server app/s1 is stopping, reason: Layer7 check conditionally passed, code: 404, check duration: Nms. 0 active and 1 backup servers online. Running on backup. 0 sessions requeued, 0 total in queue.");
    CHECK(lines[1] == "Server app/s1 is UP, reason: Layer7 check passed, code: 200, check duration: Nms. 1 active and 1 backup servers online. 0 sessions requeued, 0 total in queue.");
}
