#include <catch2/catch_test_macros.hpp>

#include "balancer/keep_alive.hpp"
#include "base/hash.hpp"
#include "balancer/words.hpp"

namespace {

using namespace stage;
using haproxy::Phase;

/// One frontend on port 80 and one backend "app" with servers at 10.0.1.1 and on.
haproxy::Settings site(int servers, std::int64_t maxconn = 0)
{
    haproxy::Settings settings;
    haproxy::Frontend frontend;
    frontend.name = "web";
    frontend.mode = haproxy::Mode::http;
    frontend.binds.push_back({});
    frontend.binds[0].port = 80;
    frontend.default_backend = 0;
    frontend.timeouts.client = 30_s;
    settings.frontends.push_back(frontend);
    haproxy::Backend backend;
    backend.name = "app";
    backend.mode = haproxy::Mode::http;
    backend.timeouts.connect = 1_s;
    backend.timeouts.server = 5_s;
    for (int i = 1; i <= servers; ++i) {
        haproxy::Server server;
        server.id = static_cast<std::uint32_t>(i);
        server.name = "s" + std::to_string(i);
        server.address = ipv4(0x0a00'0100u + static_cast<std::uint32_t>(i));
        server.port = 80;
        server.maxconn = maxconn;
        backend.servers.push_back(server);
    }
    settings.backends.push_back(backend);
    return settings;
}

haproxy::Settings one_keeper()
{
    haproxy::Settings settings = site(1);
    settings.backends[0].servers[0].address = ipv4(0x0a00'0901);
    return settings;
}

}  // namespace

TEST_CASE("requests go to the servers in turn and their answers back to the visitors", "[balancer]")
{
    Stage stage{site(2)};
    const std::uint64_t first = stage.ask();
    const std::uint64_t second = stage.ask();
    CHECK(stage.holder(first) == 0);
    CHECK(stage.holder(second) == 1);
    stage.answer(second, 404);
    stage.answer(first);
    CHECK(stage.status(first) == 200);
    CHECK(stage.status(second) == 404);
    CHECK(stage.letters(first) == "--");
    CHECK(stage.log(second).server == 1);
    CHECK(is_idle(stage.balancer));
    CHECK(stage.server(0).counters.hrsp_2xx == 1);
    CHECK(stage.server(1).counters.hrsp_4xx == 1);
    CHECK(stage.balancer.farms[0].streams == 0);
    CHECK(stage.balancer.farms[0].served == 0);
    CHECK(stage.balancer.links.size() == 0);
}

TEST_CASE("over maxconn a request waits, and goes on when a slot is free", "[balancer]")
{
    Stage stage{site(1, 1)};
    const std::uint64_t first = stage.ask();
    const std::uint64_t second = stage.ask();
    CHECK(stage.holder(second) == -1);
    REQUIRE(waiting_requests(stage.balancer).size() == 1);
    CHECK(waiting_requests(stage.balancer)[0].request == second);
    CHECK(waiting_requests(stage.balancer)[0].server == haproxy::no_index);
    stage.answer(first);
    CHECK(stage.holder(second) == 0);
    stage.answer(second);
    CHECK(stage.status(second) == 200);
    CHECK(stage.server(0).counters.lbtot == 1);     // who came from the queue was not chosen by the algorithm
    CHECK(stage.server(0).counters.stot == 2);
}

TEST_CASE("who waits longer than timeout queue gets 503 and the letters sQ", "[balancer]")
{
    haproxy::Settings settings = site(1, 1);
    settings.backends[0].timeouts.queue = 300_ms;
    Stage stage{settings};
    stage.ask();
    const std::uint64_t second = stage.ask();
    stage.run(280_ms);
    CHECK(stage.status(second) == -1);
    stage.run(20_ms);
    CHECK(stage.status(second) == 503);
    CHECK(stage.letters(second) == "sQ");
    CHECK(stage.log(second).server == haproxy::no_index);
    CHECK(stage.balancer.farms[0].lines.backend.length == 0);
}

TEST_CASE("timeout connect is the queue's limit where timeout queue is not set", "[balancer]")
{
    Stage stage{site(1, 1)};
    stage.ask();
    const std::uint64_t second = stage.ask();
    stage.run(1_s);
    CHECK(stage.letters(second) == "sQ");
}

TEST_CASE("a refused connection is tried again after a pause, three times, then the visitor gets 503 with SC", "[balancer]")
{
    Stage stage{site(1)};
    stage.close_server(0);
    const std::uint64_t request = stage.ask();
    stage.run(2900_ms);
    CHECK(stage.status(request) == -1);
    stage.run(200_ms);
    CHECK(stage.status(request) == 503);
    CHECK(stage.letters(request) == "SC");
    CHECK(stage.log(request).retries == 3);
    CHECK(stage.server(0).counters.stot == 4);
    CHECK(stage.server(0).counters.wretr == 3);
    CHECK(stage.server(0).counters.econ == 1);
    CHECK(stage.server(0).served == 0);
}

TEST_CASE("the pause before another try is timeout connect where that is below a second", "[balancer]")
{
    haproxy::Settings settings = site(1);
    settings.backends[0].timeouts.connect = 50_ms;
    settings.backends[0].retries = 2;
    Stage stage{settings};
    stage.close_server(0);
    const std::uint64_t request = stage.ask();
    stage.run(90_ms);
    CHECK(stage.status(request) == -1);
    stage.run(30_ms);
    CHECK(stage.status(request) == 503);
    CHECK(stage.log(request).retries == 2);
}

TEST_CASE("a connection that is not answered is given up after timeout connect and tried again at once: sC", "[balancer]")
{
    haproxy::Settings settings = site(1);
    settings.backends[0].timeouts.connect = 200_ms;
    settings.backends[0].retries = 2;
    Stage stage{settings};
    stage.network.attachments[2].cut = true;
    const std::uint64_t request = stage.ask();
    stage.run(580_ms);
    CHECK(stage.status(request) == -1);
    stage.run(30_ms);
    CHECK(stage.status(request) == 503);
    CHECK(stage.letters(request) == "sC");
}

TEST_CASE("without redispatch a request stays with its dead server; with it roundrobin moves at once", "[balancer]")
{
    for (const std::int64_t redispatch : {0, 1, -1}) {
        haproxy::Settings settings = site(2);
        settings.backends[0].redispatch = redispatch;
        Stage stage{settings};
        stage.close_server(0);
        const std::uint64_t request = stage.ask();
        CHECK(stage.holder(request) == (redispatch == 0 ? -1 : 1));
        if (redispatch == 0) continue;
        stage.answer(request);
        CHECK(stage.log(request).redispatched);
        CHECK(stage.log(request).retries == 1);
        CHECK(stage.log(request).server == 1);
        CHECK(stage.server(0).counters.wredis == 1);
        CHECK(stage.server(0).served == 0);
    }
}

TEST_CASE("under redispatch all but the hash algorithms leave a dead server at the first retry", "[balancer]")
{
    for (const haproxy::Algorithm algorithm : {haproxy::Algorithm::leastconn, haproxy::Algorithm::first, haproxy::Algorithm::source}) {
        haproxy::Settings settings = site(2);
        settings.backends[0].balance.algorithm = algorithm;
        settings.backends[0].redispatch = -1;
        settings.backends[0].timeouts.connect = 100_ms;
        Stage stage{settings};
        const int dead = algorithm == haproxy::Algorithm::source ? 0x0a00'0001 % 2 : 0;
        stage.close_server(static_cast<std::size_t>(dead));
        const std::uint64_t request = stage.ask();
        if (algorithm != haproxy::Algorithm::source) {
            REQUIRE(stage.holder(request) == 1 - dead);
            stage.answer(request);
            CHECK(stage.log(request).retries == 1);
            continue;
        }
        stage.run(320_ms);
        CHECK(stage.status(request) == 503);    // at the last retry it was balanced again, to the same server
        CHECK(stage.log(request).retries == 3);
        CHECK_FALSE(stage.log(request).redispatched);
    }
}

TEST_CASE("a backend without a usable server answers 503 with SC at once", "[balancer]")
{
    haproxy::Settings settings = site(1);
    settings.backends[0].servers[0].disabled = true;
    Stage stage{settings};
    const std::uint64_t request = stage.ask();
    CHECK(stage.status(request) == 503);
    CHECK(stage.letters(request) == "SC");
    CHECK(stage.log(request).server == haproxy::no_index);
}

TEST_CASE("a server that takes longer than timeout server costs 504 and sH, and its slot is free", "[balancer]")
{
    Stage stage{site(1, 1)};
    const std::uint64_t request = stage.ask();
    stage.run(5_s);
    CHECK(stage.status(request) == 504);
    CHECK(stage.letters(request) == "sH");
    CHECK(stage.server(0).served == 0);
    CHECK(stage.server(0).counters.eresp == 1);
}

TEST_CASE("rules answer by themselves: deny, redirect, return", "[balancer]")
{
    haproxy::Settings settings = site(1);
    haproxy::Criterion criterion;
    criterion.sample.fetch = haproxy::Fetch::path;
    criterion.match = haproxy::Match::begins;
    criterion.patterns = {add_words(settings, haproxy::Match::begins, {"/secret"})};
    settings.criteria.push_back(criterion);
    haproxy::HttpRule rule;
    rule.action = haproxy::RuleAction::deny;
    rule.condition.any = {{haproxy::Term{{0}, false}}};
    settings.frontends[0].request.rules.push_back(rule);
    rule.action = haproxy::RuleAction::redirect_scheme;
    rule.value.text = "https";
    rule.status = 301;
    rule.condition.inverted = true;
    settings.frontends[0].request.rules.push_back(rule);
    Stage stage{settings};
    const std::uint64_t denied = stage.ask("/secret/x");
    const std::uint64_t redirected = stage.ask("/open?q=1");
    CHECK(stage.status(denied) == 403);
    CHECK(stage.letters(denied) == "PR");
    CHECK(stage.log(denied).backend == haproxy::no_index);
    CHECK(stage.status(redirected) == 301);
    CHECK(stage.letters(redirected) == "LR");
    CHECK(stage.network.texts[stage.of(redirected).answer.headers] == "Location: https://www.shop.test/open?q=1\n");
}

TEST_CASE("the first use_backend that matches takes the request, else the default backend", "[balancer]")
{
    haproxy::Settings settings = site(1);
    haproxy::Settings more = site(2);
    settings.backends.push_back(more.backends[0]);
    settings.backends[1].name = "api";
    settings.backends[1].servers.erase(settings.backends[1].servers.begin());
    haproxy::Criterion criterion;
    criterion.sample.fetch = haproxy::Fetch::path;
    criterion.match = haproxy::Match::begins;
    criterion.patterns = {add_words(settings, haproxy::Match::begins, {"/api/"})};
    settings.criteria.push_back(criterion);
    haproxy::UseBackend use;
    use.backend = 1;
    use.condition.any = {{haproxy::Term{{0}, false}}};
    settings.frontends[0].use_backend.push_back(use);
    Stage stage{settings};
    CHECK(stage.holder(stage.ask("/api/users")) == 1);
    CHECK(stage.holder(stage.ask("/index.html")) == 0);
}

TEST_CASE("headers are set, added and deleted, and X-Forwarded-For names the visitor", "[balancer]")
{
    haproxy::Settings settings = one_keeper();
    settings.frontends[0].forwardfor.name = "X-Forwarded-For";
    haproxy::HttpRule rule;
    rule.action = haproxy::RuleAction::set_header;
    rule.name = "X-Kind";
    rule.value.text = "a";
    settings.frontends[0].request.rules.push_back(rule);
    rule.value.text = "b";
    settings.frontends[0].request.rules.push_back(rule);
    rule.action = haproxy::RuleAction::add_header;
    rule.value.text = "c";
    settings.backends[0].request.rules.push_back(rule);
    Kept stage{settings};
    stage.say(stage.open());
    CHECK(stage.network.texts[stage.keeper.last.headers] == "X-Kind: b\nX-Kind: c\n");
    CHECK(to_text(stage.keeper.last.forwarded_for) == "10.0.0.3");
}

TEST_CASE("a target in absolute form for another host than the Host line is a bad request", "[balancer]")
{
    Stage stage{site(1)};
    CHECK(stage.status(stage.ask("http://elsewhere.test/")) == 400);
    CHECK(stage.holder(stage.ask("http://www.shop.test/a")) == 0);
}

TEST_CASE("kept connections: each request is balanced, and the server's connection is used again", "[balancer]")
{
    Kept stage{one_keeper()};
    const Socket socket = stage.open();
    for (int i = 0; i < 3; ++i) stage.say(socket);
    CHECK(stage.answers.size() == 3);
    CHECK(stage.keeper.accepted == 1);
    CHECK(stage.server(0).counters.stot == 3);
    CHECK(stage.server(0).served == 0);
    stage.say(stage.open());        // another visitor's first request never gets a used connection
    CHECK(stage.keeper.accepted == 2);
    CHECK(stage.balancer.links.size() == 1);        // one connection in use at a time: no second one is kept
    stage.run_all(12_s);
    CHECK(stage.balancer.links.size() == 1);
    stage.run_all(6_s);             // the third look finds that even one is too much
    CHECK(stage.balancer.links.size() == 0);
}

TEST_CASE("http-server-close closes the server's side, httpclose both", "[balancer]")
{
    haproxy::Settings settings = one_keeper();
    settings.backends[0].http_server_close = true;
    Kept server_close{settings};
    const Socket socket = server_close.open();
    for (int i = 0; i < 2; ++i) server_close.say(socket);
    CHECK(server_close.keeper.accepted == 2);
    CHECK(server_close.answers.size() == 2);
    CHECK_FALSE(server_close.has_heard(NoticeKind::peer_closed));
    settings.backends[0].http_server_close = false;
    settings.backends[0].httpclose = true;
    Kept both{settings};
    both.say(both.open());
    CHECK(both.has_heard(NoticeKind::peer_closed));
}

TEST_CASE("a server that closes early costs 502 and SH on a first request, and silence on a later one", "[balancer]")
{
    Kept stage{one_keeper()};
    const Socket socket = stage.open();
    stage.say(socket);
    stage.keeper.closes_early = true;
    stage.say(socket);
    CHECK(stage.answers.size() == 1);
    CHECK(stage.has_heard(NoticeKind::peer_closed));
    stage.say(stage.open());
    REQUIRE(stage.answers.size() == 2);
    CHECK(stage.answers[1].status == 502);
    CHECK(stage.letters(3) == "SH");
    CHECK(stage.server(0).counters.eresp == 1);
}

TEST_CASE("who sends no request gets 408 after timeout http-request; between requests it just closes", "[balancer]")
{
    haproxy::Settings settings = one_keeper();
    settings.frontends[0].timeouts.http_request = 300_ms;
    Kept stage{settings};
    stage.open();
    stage.run_all(310_ms);
    REQUIRE(stage.answers.size() == 1);
    CHECK(stage.answers[0].status == 408);
    CHECK(std::string(stage.balancer.log[0].termination.begin(), stage.balancer.log[0].termination.end()) == "cR");
    stage.heard.clear();
    stage.say(stage.open());
    CHECK_FALSE(stage.has_heard(NoticeKind::peer_closed));
    stage.run_all(310_ms);
    CHECK(stage.has_heard(NoticeKind::peer_closed));
    CHECK(stage.answers.size() == 2);
    CHECK(is_idle(stage.balancer));
}

TEST_CASE("a visitor that goes away is served all the same, unless option abortonclose says otherwise", "[balancer]")
{
    for (const bool aborts : {false, true}) {
        haproxy::Settings settings = site(1, 1);
        settings.backends[0].abortonclose = aborts;
        Stage stage{settings};
        const std::uint64_t held = stage.ask();
        const std::uint64_t queued = stage.ask();
        stage.hang_up(queued);
        CHECK(waiting_requests(stage.balancer).size() == (aborts ? 0u : 1u));
        if (aborts) CHECK(stage.letters(queued) == "CQ");
        stage.answer(held);
        CHECK(stage.holder(queued) == (aborts ? -1 : 0));
    }
}

TEST_CASE("beyond a frontend's maxconn connections wait in the kernel", "[balancer]")
{
    haproxy::Settings settings = site(1);
    settings.frontends[0].maxconn = 1;
    Stage stage{settings};
    const std::uint64_t first = stage.ask();
    const std::uint64_t second = stage.ask();
    CHECK(stage.holder(second) == -1);
    CHECK(active_requests(stage.balancer).size() == 1);
    stage.answer(first);
    CHECK(stage.holder(second) == 0);
}

TEST_CASE("in mode tcp a connection has one server until it ends, and counts as long", "[balancer]")
{
    haproxy::Settings settings = one_keeper();
    settings.frontends[0].mode = settings.backends[0].mode = haproxy::Mode::tcp;
    Kept stage{settings};
    const Socket socket = stage.open();
    CHECK(stage.server(0).served == 1);
    for (int i = 0; i < 3; ++i) stage.say(socket);
    CHECK(stage.answers.size() == 3);
    CHECK(stage.keeper.accepted == 1);
    CHECK(stage.server(0).counters.stot == 1);
    stage.leave(socket);
    CHECK(stage.server(0).served == 0);
    CHECK(is_idle(stage.balancer));
    CHECK(stage.balancer.links.size() == 0);
}

TEST_CASE("a silent connection in mode tcp ends with timeout server", "[balancer]")
{
    haproxy::Settings settings = one_keeper();
    settings.frontends[0].mode = settings.backends[0].mode = haproxy::Mode::tcp;
    Kept stage{settings};
    stage.open();
    stage.run_all(5_s);
    CHECK(stage.has_heard(NoticeKind::peer_closed));
    CHECK(is_idle(stage.balancer));
}

TEST_CASE("soft-stop: ports close, what is under way ends, nothing is kept", "[balancer]")
{
    Stage stage{site(1)};
    const std::uint64_t request = stage.ask();
    Context context = stage.context();
    stop_accepting(stage.balancer, context);
    stage.deliver();
    CHECK_FALSE(is_idle(stage.balancer));
    const std::uint64_t late = stage.ask();
    CHECK(stage.status(late) == 0);
    stage.answer(request);
    CHECK(stage.status(request) == 200);
    CHECK(is_idle(stage.balancer));
}

TEST_CASE("two copies of a process run alike, and every part of it is in its hash", "[balancer]")
{
    haproxy::Settings settings = site(3, 2);
    settings.backends[0].balance.algorithm = haproxy::Algorithm::leastconn;
    for (haproxy::Server& server : settings.backends[0].servers) server.check = true;
    Stage one{settings};
    for (int i = 0; i < 9; ++i) one.ask();
    Stage other = one;
    for (Stage* stage : {&one, &other}) {
        stage->close_server(1);
        stage->answer(1);
        stage->run(20_s);
    }
    CHECK(hash_of(one.balancer) == hash_of(other.balancer));
    CHECK(hash_of(one.balancer) != hash_of(Balancer{}));
}
