// retry-on: what a server has got is sent again, after what is named and no more often than `retries` says. Answers, servers and
// counters are those that HAProxy 2.6.12 gave for the same files.

#include <catch2/catch_test_macros.hpp>

#include "balancer/stage.hpp"
#include "config/haproxy.hpp"

using namespace evenkeel;
using stage::Stage;

namespace {

haproxy::Settings read(const std::string& lines)
{
    const std::string text = "defaults\n mode http\n timeout connect 1s\n timeout client 30s\n timeout server 2s\n option redispatch\n"
                             "frontend web\n bind :80\n default_backend app\nbackend app\n" + lines +
                             " server s1 10.0.1.1:80\n server s2 10.0.1.2:80\n";
    Parsed<haproxy::Settings> parsed = haproxy::read_haproxy(text, "haproxy.cfg", {});
    for (const Diagnostic& diagnostic : parsed.diagnostics) UNSCOPED_INFO(to_text(diagnostic));
    REQUIRE_FALSE(has_error(parsed.diagnostics));
    return parsed.config;
}

/// The server dies with the request: its connection ends without an answer.
void die(Stage& stage, std::uint64_t request)
{
    ManualServer& server = stage.servers[static_cast<std::size_t>(stage.holder(request))];
    Context c = stage.context();
    for (const HeldRequest& held : server.held)
        if (held.request.request == request) close(c, held.socket);
    std::erase_if(server.held, [&](const HeldRequest& held) { return held.request.request == request; });
    stage.deliver();
    stage.run(10_ms);
}

}  // namespace

TEST_CASE("without retry-on a request that a server had got is not sent again", "[balancer]")
{
    Stage stage{read("")};
    const std::uint64_t request = stage.ask();
    REQUIRE(stage.holder(request) == 0);
    die(stage, request);
    CHECK(stage.status(request) == 502);
    CHECK(stage.letters(request) == "SH");
}

TEST_CASE("retry-on empty-response sends it to the next server", "[balancer]")
{
    Stage stage{read(" retry-on conn-failure empty-response\n")};
    const std::uint64_t request = stage.ask();
    die(stage, request);
    REQUIRE(stage.holder(request) == 1);
    stage.answer(request);
    CHECK(stage.status(request) == 200);
    CHECK(stage.log(request).retries == 1);
    CHECK(stage.log(request).redispatched);
    CHECK(stage.server(0).served == 0);
    CHECK(stage.server(1).served == 0);
    // As 2.6.12 counts: a retry and a redispatch, of the server that failed.
    CHECK(stage.server(0).counters.eresp == 0);
    CHECK(stage.server(0).counters.wretr == 1);
    CHECK(stage.server(0).counters.wredis == 1);
    CHECK(stage.server(1).counters.wretr == 0);
}

TEST_CASE("without redispatch retry-on sends it to the same server, and counts twice", "[balancer]")
{
    Stage stage{read(" no option redispatch\n retries 2\n retry-on empty-response\n")};
    const std::uint64_t request = stage.ask();
    for (int attempt = 0; attempt < 3; ++attempt) {
        REQUIRE(stage.holder(request) == 0);
        die(stage, request);
    }
    CHECK(stage.status(request) == 502);
    CHECK(stage.server(0).counters.wretr == 4);     // as 2.6.12
    CHECK(stage.server(0).counters.eresp == 1);
}

TEST_CASE("retry-on ends with the retries", "[balancer]")
{
    Stage stage{read(" retries 2\n retry-on empty-response\n")};
    const std::uint64_t request = stage.ask();
    for (int attempt = 0; attempt < 3; ++attempt) {
        REQUIRE(stage.holder(request) >= 0);
        die(stage, request);
    }
    CHECK(stage.status(request) == 502);
    CHECK(stage.log(request).retries == 2);
}

TEST_CASE("retry-on response-timeout gives a silent server up after timeout server", "[balancer]")
{
    Stage stage{read(" retry-on response-timeout\n")};
    const std::uint64_t request = stage.ask();
    REQUIRE(stage.holder(request) == 0);
    stage.run(2_s);
    CHECK(stage.status(request) == -1);
    stage.servers[0].held.clear();          // it has not noticed
    REQUIRE(stage.holder(request) == 1);
    stage.answer(request);
    CHECK(stage.status(request) == 200);
}

TEST_CASE("retry-on a status takes that status for a failure, and no other", "[balancer]")
{
    Stage stage{read(" retry-on 503\n")};
    const std::uint64_t first = stage.ask();
    stage.answer(first, 503);
    REQUIRE(stage.holder(first) == 1);
    stage.answer(first, 500);
    CHECK(stage.status(first) == 500);
}

TEST_CASE("retry-on without conn-failure gives a refused connection up at once", "[balancer]")
{
    Stage stage{read(" retry-on empty-response\n")};
    stage.close_server(0);
    const std::uint64_t request = stage.ask();
    CHECK(stage.status(request) == 503);
    CHECK(stage.log(request).retries == 0);
}

TEST_CASE("all-retryable-errors means all of them", "[balancer]")
{
    const haproxy::RetryOn all = read(" retry-on all-retryable-errors\n").backends[0].retry_on;
    CHECK((all.connection_failure && all.empty_response && all.junk_response && all.response_timeout));
    CHECK(all.statuses == std::vector<std::int32_t>{500, 502, 503, 504});
    const haproxy::RetryOn none = read(" retry-on none\n").backends[0].retry_on;
    CHECK_FALSE((none.connection_failure || none.empty_response || none.junk_response || none.response_timeout));
}

TEST_CASE("disable-l7-retry leaves only refused connections to be tried again", "[balancer]")
{
    Stage stage{read(" retry-on all-retryable-errors\n http-request disable-l7-retry if { path /order }\n")};
    const std::uint64_t order = stage.ask("/order");
    die(stage, order);
    CHECK(stage.status(order) == 502);
    const std::uint64_t page = stage.ask("/");
    const int holder = stage.holder(page);
    die(stage, page);
    REQUIRE(stage.holder(page) == 1 - holder);
    stage.answer(page);
    const std::size_t next = static_cast<std::size_t>(holder);
    stage.close_server(next);
    const std::uint64_t refused = stage.ask("/order");
    CHECK(stage.holder(refused) == 1 - holder);
}
