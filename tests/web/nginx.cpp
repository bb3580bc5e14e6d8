// nginx at run time: what it answers, adds, passes on, and when it lets go of a connection.

#include <catch2/catch_test_macros.hpp>

#include "client/site.hpp"

using namespace evenkeel;
using namespace evenkeel::mini;

namespace {

nginx::Location at_root(nginx::Handler handler)
{
    nginx::Location location;
    location.prefix = "/";
    location.handler = handler;
    location.root = "/var/www/html";
    return location;
}

nginx::Location returns(std::int32_t status, std::string text = {})
{
    nginx::Location location = at_root(nginx::Handler::return_status);
    location.status = status;
    location.text = std::move(text);
    return location;
}

nginx::Location proxies(std::uint16_t port)
{
    nginx::Location location = at_root(nginx::Handler::proxy);
    location.proxy_host = "127.0.0.1";
    location.proxy_address = *parse_address("127.0.0.1");
    location.proxy_port = port;
    return location;
}

nginx::Settings site_with(std::vector<nginx::Location> locations)
{
    nginx::Settings settings;
    settings.servers.emplace_back();
    settings.servers[0].listens.push_back({{}, 80, true});
    settings.servers[0].names = {"www.shop.test"};
    settings.servers[0].locations = std::move(locations);
    settings.servers[0].locations.emplace_back();
    return settings;
}

/// A client moved by hand before an nginx.
struct Bench {
    SmallSite site;
    ServiceId client;
    Socket socket;
};

Bench bench(const nginx::Settings& settings)
{
    Bench bench{small_site(), {}, {}};
    add_nginx(bench.site.mini, bench.site.web, settings);
    bench.client = add_by_hand(bench.site.mini, bench.site.people, "client");
    return bench;
}

void connect_now(Bench& bench)
{
    Context around = context(bench.site.mini);
    bench.socket = connect(around, bench.client, {*parse_address("203.0.113.11"), 80}, 0);
    run_until(bench.site.mini, bench.site.mini.now + 30_ms);
}

void send_now(Bench& bench, std::string_view path, Method method = Method::get)
{
    Message message = request_of(bench.site.mini, path, 400);
    message.method = method;
    message.host = bench.site.mini.network.texts.intern("www.shop.test");
    Context around = context(bench.site.mini);
    send(around, bench.socket, message);
}

/// The answer to a request, within `patience`; kind none if there is none.
Message ask(Bench& bench, std::string_view path, Method method = Method::get, Duration patience = 1_s)
{
    Mini& mini = bench.site.mini;
    if (!can_send(context(mini), bench.socket)) connect_now(bench);
    mini.seen.clear();
    send_now(bench, path, method);
    const Instant end = mini.now + patience;
    while (mini.now < end && when(mini, bench.client, NoticeKind::received) == never) run_until(mini, mini.now + 1_ms);
    Context around = context(mini);
    return is_open(around, bench.socket) ? receive(around, bench.socket) : Message{};
}

bool peer_has_closed(const Bench& bench, const Socket& socket) { return bench.site.mini.network.connections[socket.connection].ends[socket.side].peer_fin; }

std::string header_of(const Bench& bench, const Message& answer) { return std::string(bench.site.mini.network.texts[answer.headers]); }

}  // namespace

TEST_CASE("a file is served with 200, and only to GET and HEAD", "[web]")
{
    Bench one = bench(site_with({at_root(nginx::Handler::files)}));
    const Message answer = ask(one, "/index.html");
    CHECK(answer.status == 200);
    CHECK(answer.answered_by == one.site.web);
    CHECK_FALSE(answer.close);
    CHECK(answer.bytes == 852);     // 612 and the head
    CHECK(ask(one, "/index.html", Method::head).bytes == 240);
    CHECK(ask(one, "/index.html", Method::post).status == 405);
    CHECK(ask(one, "/index.html", Method::options).status == 405);
}

TEST_CASE("with a list of files others are 404, a folder without index 403, a folder's name a redirect", "[web]")
{
    nginx::Settings settings = site_with({at_root(nginx::Handler::files)});
    settings.files = {{"/var/www/html/index.html", 100}, {"/var/www/html/img/logo.png", 5000}};
    Bench one = bench(settings);
    CHECK(ask(one, "/").status == 200);
    CHECK(ask(one, "/img/logo.png").bytes == 5240);
    CHECK(ask(one, "/missing").status == 404);
    CHECK(ask(one, "/img/").status == 403);
    const Message redirect = ask(one, "/img?x=1");
    CHECK(redirect.status == 301);
    CHECK(header_of(one, redirect) == "Location: http://www.shop.test/img/?x=1\n");
}

TEST_CASE("return answers by itself; a redirect to a path becomes absolute", "[web]")
{
    Bench one = bench(site_with({returns(301, "/new$request_uri")}));
    CHECK(header_of(one, ask(one, "/old?a=1")) == "Location: http://www.shop.test/new/old?a=1\n");
    Bench https = bench(site_with({returns(301, "https://$host$request_uri")}));
    CHECK(header_of(https, ask(https, "/x")) == "Location: https://www.shop.test/x\n");
    Bench text = bench(site_with({returns(200, "I am $HOSTNAME\n")}));
    CHECK(ask(text, "/").bytes == 160 + 12);
    Bench teapot = bench(site_with({returns(418)}));
    CHECK(ask(teapot, "/").status == 418);
}

TEST_CASE("return 444 closes without an answer", "[web]")
{
    Bench one = bench(site_with({returns(444)}));
    CHECK(ask(one, "/").kind == MessageKind::none);
    CHECK(times(one.site.mini, one.client, NoticeKind::peer_closed) == 1);
    CHECK(value(one.site.mini, TruthMetric::service_requests_total, {"web-01", "nginx", "444"}) == 1);
}

TEST_CASE("add_header is absent from errors unless it says always", "[web]")
{
    nginx::Settings settings = site_with({at_root(nginx::Handler::files)});
    settings.files = {{"/var/www/html/index.html", 100}};
    settings.servers[0].locations[0].headers = {{"X-Served-By", "$hostname", false}, {"X-Always", "yes", true}, {"X-Empty", "$args", true}};
    Bench one = bench(settings);
    CHECK(header_of(one, ask(one, "/")) == "X-Served-By: web-01\nX-Always: yes\n");
    CHECK(header_of(one, ask(one, "/missing")) == "X-Always: yes\n");
}

TEST_CASE("a request is passed on with the upstream's name, a fresh connection each", "[web]")
{
    nginx::Settings settings = site_with({proxies(8080)});
    settings.servers[0].locations[0].headers = {{"X-Served-By", "$hostname", false}};
    Bench one = bench(settings);
    ApplicationSettings application = quick_application();
    application.port = 8080;
    application.header = "X-App: 1\n";
    add_application(one.site.mini, one.site.web, application);
    one.site.mini.network.capture.on = true;
    for (int i = 0; i < 3; ++i) {
        const Message answer = ask(one, "/api/x?y=1");
        CHECK(answer.status == 200);
        CHECK(header_of(one, answer) == "X-App: 1\nX-Served-By: web-01\n");
        CHECK_FALSE(answer.close);
    }
    std::size_t upstream_syns = 0;
    for (const PacketRecord& packet : one.site.mini.network.capture.records)
        if (packet.flags == flag_syn && packet.destination.port == 8080) ++upstream_syns;
    CHECK(upstream_syns == 3);
    run_until(one.site.mini, one.site.mini.now + 1_s);
    CHECK(one.site.mini.nginxes[0].upstreams == 0);
    CHECK(one.site.mini.network.connections.size() == 1);   // the client's kept one
}

TEST_CASE("what goes upstream: target, Host and proxy_set_header", "[web]")
{
    nginx::Location location = proxies(8080);
    location.prefix = "/api/";
    SECTION("by default the target as it came, the Host of proxy_pass, no X-Forwarded-For") {}
    SECTION("a URI part replaces the prefix") { location.proxy_uri = "/"; }
    SECTION("headers that are set") { location.proxy_headers = {{"Host", "$host", false}, {"X-Forwarded-For", "$proxy_add_x_forwarded_for", false}, {"X-Real-IP", "$remote_addr", false}}; }
    Bench one = bench(site_with({location}));
    const ServiceId upstream = add_by_hand(one.site.mini, one.site.web, "upstream");
    Context around = context(one.site.mini);
    const ListenerId listener = listen(around, upstream, {}, 8080, 128, 0);
    connect_now(one);
    send_now(one, "/api//x?y=1");
    run_until(one.site.mini, one.site.mini.now + 100_ms);
    Context later = context(one.site.mini);
    const Message request = receive(later, accept(later, listener, 0));
    const TextTable& texts = one.site.mini.network.texts;
    CHECK(request.close);
    CHECK(texts[request.path] == (location.proxy_uri.empty() ? "/api//x?y=1" : "/x?y=1"));
    CHECK(texts[request.host] == (location.proxy_headers.empty() ? "127.0.0.1:8080" : "www.shop.test"));
    CHECK(is_any(request.forwarded_for) == location.proxy_headers.empty());
    CHECK(texts[request.headers] == (location.proxy_headers.empty() ? "" : "X-Real-IP: 203.0.113.128\n"));
}

TEST_CASE("an upstream that refuses is 502 at once", "[web]")
{
    Bench one = bench(site_with({proxies(8080)}));
    const Message answer = ask(one, "/");
    CHECK(answer.status == 502);
    CHECK(answer.answered_by == one.site.web);
}

TEST_CASE("an upstream that closes or resets before its answer is 502", "[web]")
{
    Bench one = bench(site_with({proxies(8080)}));
    const ServiceId upstream = add_by_hand(one.site.mini, one.site.web, "upstream");
    Context around = context(one.site.mini);
    const ListenerId listener = listen(around, upstream, {}, 8080, 128, 0);
    connect_now(one);
    send_now(one, "/");
    run_until(one.site.mini, one.site.mini.now + 100_ms);
    Context later = context(one.site.mini);
    const Socket socket = accept(later, listener, 0);
    SECTION("FIN")
    {
        receive(later, socket);
        close(later, socket);
    }
    SECTION("RST") { abort(later, socket); }
    run_until(one.site.mini, one.site.mini.now + 100_ms);
    Context last = context(one.site.mini);
    CHECK(receive(last, one.socket).status == 502);
}

TEST_CASE("an upstream that is silent is 504 after proxy_read_timeout, one that cannot be reached after proxy_connect_timeout", "[web]")
{
    nginx::Location location = proxies(8080);
    SECTION("hangs") {}
    SECTION("nobody there") { location.proxy_address = *parse_address("203.0.113.99"); }
    location.proxy_read_timeout = 7_s;
    location.proxy_connect_timeout = 3_s;
    Bench one = bench(site_with({location}));
    ApplicationSettings application = quick_application();
    application.port = 8080;
    application.service.a = 100_s;
    add_application(one.site.mini, one.site.web, application);
    connect_now(one);
    const Instant asked = one.site.mini.now;
    const Message answer = ask(one, "/", Method::get, 60_s);
    CHECK(answer.status == 504);
    const Duration took = one.site.mini.now - asked;
    const Duration limit = location.proxy_address == *parse_address("127.0.0.1") ? 7_s : 3_s;
    CHECK(took >= limit + 20_ms);
    CHECK(took <= limit + 22_ms);
    CHECK(one.site.mini.nginxes[0].upstreams == 0);
}

TEST_CASE("a client that leaves takes its upstream connection along: 499", "[web]")
{
    Bench one = bench(site_with({proxies(8080)}));
    ApplicationSettings application = quick_application();
    application.port = 8080;
    application.service.a = 10_s;
    add_application(one.site.mini, one.site.web, application);
    connect_now(one);
    send_now(one, "/");
    run_until(one.site.mini, one.site.mini.now + 100_ms);
    Context around = context(one.site.mini);
    close(around, one.socket);
    run_until(one.site.mini, one.site.mini.now + 100_ms);
    CHECK(value(one.site.mini, TruthMetric::service_requests_total, {"web-01", "nginx", "499"}) == 1);
    CHECK(one.site.mini.nginxes[0].clients.size() == 0);
    CHECK(one.site.mini.nginxes[0].upstreams == 0);
}

TEST_CASE("a kept connection ends after keepalive_timeout or keepalive_requests", "[web]")
{
    nginx::Settings settings = site_with({at_root(nginx::Handler::files)});
    settings.servers[0].keepalive_timeout = 5_s;
    settings.servers[0].keepalive_requests = 3;
    Bench one = bench(settings);
    CHECK_FALSE(ask(one, "/").close);
    const Instant idle = one.site.mini.now - 10_ms;
    run_until(one.site.mini, one.site.mini.now + 10_s);
    CHECK(when(one.site.mini, one.client, NoticeKind::peer_closed) == idle + 5_s + 10_ms);
    Context around = context(one.site.mini);
    close(around, one.socket);
    CHECK_FALSE(ask(one, "/").close);
    CHECK_FALSE(ask(one, "/").close);
    CHECK(ask(one, "/").close);
}

TEST_CASE("worker_connections 10 carries four proxied requests; the fifth visitor is closed without a byte", "[web]")
{
    // Recorded: one connection each for the listening socket and the master, two for each request (golden/nginx/worker-connections).
    nginx::Settings settings = site_with({proxies(8080)});
    settings.worker_connections = 10;
    Bench one = bench(settings);
    ApplicationSettings application = quick_application();
    application.port = 8080;
    application.service.a = 10_s;
    add_application(one.site.mini, one.site.web, application);
    for (int i = 0; i < 4; ++i) {
        connect_now(one);
        send_now(one, "/");
        run_until(one.site.mini, one.site.mini.now + 100_ms);
    }
    CHECK(one.site.mini.nginxes[0].upstreams == 4);
    one.site.mini.seen.clear();
    connect_now(one);
    run_until(one.site.mini, one.site.mini.now + 100_ms);
    CHECK(times(one.site.mini, one.client, NoticeKind::peer_closed) == 1);
    CHECK(one.site.mini.nginxes[0].clients.size() == 4);
}

TEST_CASE("a draining generation closes idle connections at once and finishes what it has begun", "[web]")
{
    Bench one = bench(site_with({proxies(8080)}));
    ApplicationSettings application = quick_application();
    application.port = 8080;
    application.service.a = 2_s;
    add_application(one.site.mini, one.site.web, application);
    CHECK_FALSE(ask(one, "/", Method::get, 5_s).close);
    const Socket idle = one.socket;
    connect_now(one);
    send_now(one, "/");
    run_until(one.site.mini, one.site.mini.now + 100_ms);
    Context around = context(one.site.mini);
    stop_accepting(one.site.mini.nginxes[0], around);
    CHECK_FALSE(is_idle(one.site.mini.nginxes[0]));
    run_until(one.site.mini, one.site.mini.now + 10_s);
    Context later = context(one.site.mini);
    CHECK(receive(later, one.socket).close);
    CHECK(peer_has_closed(one, idle));
    CHECK(is_idle(one.site.mini.nginxes[0]));
    connect_now(one);
    CHECK(times(one.site.mini, one.client, NoticeKind::refused) == 1);
}

TEST_CASE("a fault forces its status before anything else is looked at", "[web]")
{
    Bench one = bench(site_with({at_root(nginx::Handler::files)}));
    one.site.mini.nginxes[0].forced_status = 500;
    one.site.mini.nginxes[0].forced_share_ppm = 1'000'000;
    CHECK(ask(one, "/").status == 500);
    Context around = context(one.site.mini);
    close(around, one.socket);      // nginx closes after a 500 of its own
    one.site.mini.nginxes[0].forced_share_ppm = 0;
    CHECK(ask(one, "/").status == 200);
}
