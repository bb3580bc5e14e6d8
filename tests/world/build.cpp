// Topology and configurations become a world: who is found under which name.

#include <catch2/catch_test_macros.hpp>

#include "world/sites.hpp"

using namespace evenkeel;
using namespace evenkeel::sites;

TEST_CASE("a server's name is found wherever its host stands in the topology, and a name of nobody is a diagnostic", "[world]")
{
    haproxy::Settings settings = two_servers();
    settings.backends[0].servers[0].host_name = "app-01";
    settings.backends[0].servers[0].address = {};
    const Parsed<World> built = build(small_site(settings), 1);     // lb-01 stands before app-01
    REQUIRE_FALSE(has_error(built.diagnostics));
    CHECK(built.config.balancers[0].settings->backends[0].servers[0].address == *parse_address("10.0.1.21"));

    settings.backends[0].servers[0].host_name = "app-09";
    CHECK(has_error(build(small_site(settings), 1).diagnostics));
}

TEST_CASE("nginx's upstream is found by name, and a name of nobody is a diagnostic", "[world]")
{
    nginx::Settings settings;
    nginx::Server server;
    server.listens.emplace_back();
    nginx::Location location;
    location.handler = nginx::Handler::proxy;
    location.proxy_host = "app-02";
    location.proxy_port = 8080;
    server.locations.push_back(location);
    settings.servers.push_back(server);
    Site site = small_site();
    RunSettings run;
    run.kind = ServiceKind::nginx;
    run.name = "nginx";
    run.file = "web-01/nginx.conf";
    HostSettings web = host("web-01", "10.0.1.11");
    web.run.push_back(run);
    site.topology.hosts.insert(site.topology.hosts.begin(), web);
    site.nginx["web-01/nginx.conf"] = std::make_shared<const nginx::Settings>(settings);
    const Parsed<World> built = build(site, 1);
    REQUIRE_FALSE(has_error(built.diagnostics));
    CHECK(built.config.nginxes[0].settings->servers[0].locations[0].proxy_address == *parse_address("10.0.1.22"));

    settings.servers[0].locations[0].proxy_host = "localhost";
    site.nginx["web-01/nginx.conf"] = std::make_shared<const nginx::Settings>(settings);
    CHECK(build(site, 1).config.nginxes[0].settings->servers[0].locations[0].proxy_address == *parse_address("127.0.0.1"));
    settings.servers[0].locations[0].proxy_host = "app-09";
    site.nginx["web-01/nginx.conf"] = std::make_shared<const nginx::Settings>(settings);
    CHECK(has_error(build(site, 1).diagnostics));
}
