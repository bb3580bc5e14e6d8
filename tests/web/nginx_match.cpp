// Which server and which location: the rules of nginx 1.22, with cases recorded from it where a file is named.

#include <catch2/catch_test_macros.hpp>

#include "web/nginx_match.hpp"

using namespace evenkeel;
using namespace evenkeel::nginx;

namespace {

Server named(std::vector<std::string> names, bool is_default = false)
{
    Server server;
    server.listens.push_back({{}, 80, is_default});
    server.names = std::move(names);
    server.locations.emplace_back();
    return server;
}

std::string prefix_for(const Server& server, std::string_view path) { return server.locations[find_location(server, path)].prefix; }

}  // namespace

TEST_CASE("a path is decoded once, its dots resolved, its slashes merged, its arguments cut off", "[web]")
{
    CHECK(normalised("/a/b?x=/../y") == "/a/b");
    CHECK(normalised("/a//b///c") == "/a/b/c");
    CHECK(normalised("/a/./b/../c") == "/a/c");
    CHECK(normalised("/a/..") == "/");
    CHECK(normalised("/a/.") == "/a/");
    CHECK(normalised("/%61%2Fb") == "/a/b");
    CHECK(normalised("/%2e%2e/x").empty());
    CHECK(normalised("/../x").empty());
    CHECK(normalised("x").empty());
    CHECK(normalised("/100%") == "/100%");
    CHECK(normalised("/") == "/");
}

TEST_CASE("the server: exact name, longest suffix, longest prefix, default", "[web]")
{
    const Listen bind{{}, 80, false};
    const std::vector<Server> servers{named({"first.test"}), named({"*.example.org"}), named({"*.b.example.org"}), named({"www.example.*"}),
                                      named({"www.example.org", ".short.test"}), named({"_"}, true)};
    CHECK(find_server(servers, bind, "first.test") == 0);
    CHECK(find_server(servers, bind, "FIRST.test:8080") == 0);
    CHECK(find_server(servers, bind, "first.test.") == 0);
    CHECK(find_server(servers, bind, "a.b.example.org") == 2);
    CHECK(find_server(servers, bind, "x.example.org") == 1);
    CHECK(find_server(servers, bind, "www.example.org") == 4);
    CHECK(find_server(servers, bind, "www.example.co.uk") == 3);
    CHECK(find_server(servers, bind, "x.www.example.de") == 5);
    CHECK(find_server(servers, bind, "example.org") == 5);
    CHECK(find_server(servers, bind, "short.test") == 4);
    CHECK(find_server(servers, bind, "a.short.test") == 4);
    CHECK(find_server(servers, bind, "") == 5);
}

TEST_CASE("without default_server the first block of the address is the default, and other addresses are invisible", "[web]")
{
    std::vector<Server> servers{named({"a.test"}), named({"b.test"}), named({"c.test"})};
    servers[0].listens = {{{}, 8080, false}};
    CHECK(find_server(servers, {{}, 80, false}, "unknown.test") == 1);
    CHECK(find_server(servers, {{}, 80, false}, "a.test") == 1);
    CHECK(find_server(servers, {{}, 8080, false}, "c.test") == 0);
}

TEST_CASE("the location: exact, then the longest prefix, then the server's own level", "[web]")
{
    Server server;
    for (const auto& [prefix, exact] : {std::pair{"/api/v2/", false}, {"/api", false}, {"/exact", true}, {"/", false}}) {
        Location location;
        location.prefix = prefix;
        location.exact = exact;
        server.locations.push_back(location);
    }
    server.locations.emplace_back();
    CHECK(prefix_for(server, "/api/v2/x") == "/api/v2/");
    CHECK(prefix_for(server, "/apix") == "/api");
    CHECK(prefix_for(server, "/exact") == "/exact");
    CHECK(prefix_for(server, "/exactly") == "/");
    CHECK(prefix_for(server, "/other") == "/");
}

TEST_CASE("a proxying folder redirects its name without the slash, unless that has its own location", "[web]")
{
    Server server;
    server.locations.resize(2);
    server.locations[0].prefix = "/app/";
    server.locations[0].handler = Handler::proxy;
    CHECK(wants_slash(server, "/app"));
    CHECK_FALSE(wants_slash(server, "/app/"));
    CHECK_FALSE(wants_slash(server, "/ap"));
    server.locations[0].handler = Handler::files;
    CHECK_FALSE(wants_slash(server, "/app"));
    server.locations[0].handler = Handler::proxy;
    server.locations[1].prefix = "/app";
    server.locations[1].exact = true;
    CHECK_FALSE(wants_slash(server, "/app"));
}
