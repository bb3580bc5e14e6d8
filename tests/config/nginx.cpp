// nginx.conf: what nginx 1.22.1 was recorded to say, what is read, what is named as missing.

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "config/nginx.hpp"
#include "config/nginx_directives.hpp"
#include "config/nginx_values.hpp"
#include "source_folder.hpp"

using namespace evenkeel;

namespace {

constexpr const char* site = "events { worker_connections 64; }\nhttp {\n    server {\n        listen 80;\n        server_name shop.test www.shop.test;\n%s\n    }\n}\n";

/// A whole file around lines of one server; these begin at line 6.
std::string around(std::string_view lines)
{
    std::string text = site;
    return text.replace(text.find("%s"), 2, lines);
}

Parsed<nginx::Settings> read(const std::string& text) { return read_nginx(text, "web-01/nginx.conf"); }

/// Errors and warnings as "line: text".
std::vector<std::string> said(const std::string& text)
{
    std::vector<std::string> lines;
    for (const Diagnostic& diagnostic : read(text).diagnostics)
        if (diagnostic.severity != Severity::note) lines.push_back(std::to_string(diagnostic.at.line) + ": " + diagnostic.what + (diagnostic.repair.empty() ? "" : "; " + diagnostic.repair));
    return lines;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a site is read with its listens, names and locations", "[config]")
{
    const Parsed<nginx::Settings> parsed = read(R"(worker_processes auto;
events { worker_connections 768; }
http {
    keepalive_timeout 65;
    add_header X-Http "1";
    server {
        listen 80 default_server;
        listen [::]:80 default_server;
        root /var/www/html/;
        index index.php index.html;
        server_name _;
        location / { try_files $uri $uri/ =404; }
        location = /exact { return 204; }
        location /api/ {
            add_header X-Served-By $hostname always;
            proxy_pass http://127.0.0.1:5000/v1;
            proxy_set_header Host $host;
            proxy_read_timeout 1m30s;
        }
        location ^~ /old { return 301 https://$host$request_uri; }
    }
    server { listen 10.0.1.11:8080; return 444; location /x { } }
}
)");
    for (const Diagnostic& diagnostic : parsed.diagnostics) INFO(to_text(diagnostic));
    CHECK(parsed.diagnostics.empty());
    const nginx::Settings& settings = parsed.config;
    CHECK(settings.worker_processes == 0);
    CHECK(settings.worker_connections == 768);
    REQUIRE(settings.servers.size() == 2);
    const nginx::Server& first = settings.servers[0];
    REQUIRE(first.listens.size() == 1);
    CHECK(first.listens[0].default_server);
    CHECK(first.names == Lines{"_"});
    CHECK(first.keepalive_timeout == 65_s);
    REQUIRE(first.locations.size() == 5);
    CHECK(first.locations[0].exact);
    CHECK(first.locations[0].status == 204);
    CHECK(first.locations[1].prefix == "/api/");
    CHECK(first.locations[1].handler == nginx::Handler::proxy);
    CHECK(first.locations[1].proxy_port == 5000);
    CHECK(first.locations[1].proxy_uri == "/v1");
    CHECK(to_text(first.locations[1].proxy_address) == "127.0.0.1");
    CHECK(first.locations[1].proxy_read_timeout == 90_s);
    CHECK(first.locations[1].proxy_headers.size() == 1);
    REQUIRE(first.locations[1].headers.size() == 1);    // its own hide those of http
    CHECK(first.locations[1].headers[0].always);
    CHECK(first.locations[2].status == 301);
    CHECK(first.locations[3].prefix == "/");
    CHECK(first.locations[3].root == "/var/www/html");
    CHECK(first.locations[3].index.size() == 2);
    CHECK(first.locations[3].headers[0].name == "X-Http");
    CHECK(first.locations[4].prefix.empty());
    const nginx::Server& second = settings.servers[1];
    CHECK(to_text(Endpoint{second.listens[0].address, second.listens[0].port}) == "10.0.1.11:8080");
    REQUIRE(second.locations.size() == 1);  // return at the server's level comes first
    CHECK(second.locations[0].status == 444);
}

TEST_CASE("a site file without http around it is read as it would be included", "[config]")
{
    const Parsed<nginx::Settings> parsed = read("server {\n listen 80;\n add_header X-Served-By $hostname;\n location / { include proxy_params; proxy_pass http://app:8080; }\n}\n");
    CHECK(parsed.diagnostics.empty());
    REQUIRE(parsed.config.servers.size() == 1);
    const nginx::Location& location = parsed.config.servers[0].locations[0];
    CHECK(location.proxy_host == "app");
    CHECK(is_any(location.proxy_address));      // for the world to look up
    CHECK(location.proxy_headers.size() == 4);
    CHECK(location.headers.size() == 1);
}

TEST_CASE("nginx's own words at nginx's own lines", "[config]")
{
    CHECK(said(around("  rooot /a;")) == Lines{"6: unknown directive \"rooot\"; did you mean \"root\"?"});
    CHECK(said(around("  root;")) == Lines{"6: invalid number of arguments in \"root\" directive"});
    CHECK(said(around("  root /a;\n  root /b;")) == Lines{"7: \"root\" directive is duplicate"});
    CHECK(said(around("  root /a\n  index index.html;")) == Lines{"7: invalid number of arguments in \"root\" directive; is there a ';' missing at the end of line 6?"});
    CHECK(said(around("  root /a")) == Lines{"7: unexpected \"}\"; is there a ';' missing at the end of line 6?"});
    CHECK(said(around("  location / {\n   return 200;")) == Lines{"10: unexpected end of file, expecting \"}\"; the block of line 2 is not closed"});
    CHECK(said(around("  }")).front() == "8: unexpected \"}\"; more blocks are closed than opened");
    CHECK(said(around("  add_header X \"never ends;")) == Lines{"9: unexpected end of file, expecting \";\" or \"}\"; is there a ';' missing at the end of line 6?"});
    CHECK(said(around("  proxy_pass http://10.0.0.1;")) == Lines{"6: \"proxy_pass\" directive is not allowed here; it may stand in location, if in location, limit_except"});
    CHECK(said(around("  location / { proxy_pass 10.0.0.1:80; }")) == Lines{"6: invalid URL prefix; write \"http://\" in front"});
    CHECK(said(around("  location /a { }\n  location /a { }")) == Lines{"7: duplicate location \"/a\""});
    CHECK(said(around("  root /a {\n }")) == Lines{"6: directive \"root\" is not terminated by \";\""});
    CHECK(said(around("  location /a;")) == Lines{"6: directive \"location\" has no opening \"{\""});
    CHECK(said(around("  location ?? /a { }")) == Lines{"6: invalid location modifier \"??\"; one of = ~ ~* ^~"});
    CHECK(said(around("  sendfile maybe;")) == Lines{"6: invalid value \"maybe\" in \"sendfile\" directive, it must be \"on\" or \"off\""});
    CHECK(said(around("  keepalive_timeout 5x;")) == Lines{"6: \"keepalive_timeout\" directive invalid value"});
    CHECK(said(around("  listen 80000;")) == Lines{"6: invalid port in \"80000\" of the \"listen\" directive"});
    CHECK(said(around("  listen 81 defaultserver;")) == Lines{"6: invalid parameter \"defaultserver\""});
    CHECK(said(around("  add_header X-Served-By $hostnam;")) == Lines{"6: unknown \"hostnam\" variable; did you mean \"hostname\"?"});
    CHECK(said(around("  add_header X y allways;")) == Lines{"6: invalid parameter \"allways\"; only \"always\" may stand here"});
    CHECK(said("http { server { listen 80; } }") == Lines{"0: no \"events\" section in configuration; write \"events {}\""});
    CHECK(said("") == Lines{"0: no \"events\" section in configuration; write \"events {}\""});
}

TEST_CASE("all problems are told, not only the first", "[config]")
{
    CHECK(said(around("  rooot /a;\n  index;\n  location / { proxy_pas http://x; }")).size() == 3);
}

TEST_CASE("what is valid and not built is named with what is lost", "[config]")
{
    CHECK(said(around("  location ~ \\.php$ { return 200; }")) == Lines{"6: this location is not built yet (regular expression): its requests go to another one"});
    CHECK(said(around("  rewrite ^/a /b last;")) == Lines{"6: \"rewrite\" is not built yet: URIs stay as they are"});
    CHECK(said(around("  error_page 404 /404.html;")) == Lines{"6: \"error_page\" is not built yet: nginx's own page is sent, with the status unchanged"});
    CHECK(said(around("  add_header X $request_time;")) == Lines{"6: variable \"request_time\" is not built yet: it stays empty"});
    const Parsed<nginx::Settings> parsed = read(around("  access_log /var/log/nginx/a.log;"));
    REQUIRE(parsed.diagnostics.size() == 1);
    CHECK(parsed.diagnostics[0].severity == Severity::note);
    CHECK(parsed.diagnostics[0].what == "\"access_log\" has no effect here");
}

TEST_CASE("includes are found by path and pattern, and errors name the included file", "[config]")
{
    const std::vector<NginxFile> others{{"/etc/nginx/conf.d/b.conf", "server {\n listen 81;\n servername b.test;\n}\n"}, {"/etc/nginx/conf.d/a.conf", "server { listen 80; server_name a.test; }"}};
    const std::string main = "events {}\nhttp {\n include /etc/nginx/mime.types;\n include conf.d/*.conf;\n include /etc/nginx/sites-enabled/*;\n include gone.conf;\n}\n";
    const Parsed<nginx::Settings> parsed = read_nginx(main, "web-01/nginx.conf", others);
    REQUIRE(parsed.config.servers.size() == 2);
    CHECK(parsed.config.servers[0].names == Lines{"a.test"});
    REQUIRE(parsed.diagnostics.size() == 2);
    CHECK(parsed.diagnostics[0].at == Location{"/etc/nginx/conf.d/b.conf", 3, 2});
    CHECK(parsed.diagnostics[1].what == "open() \"/etc/nginx/gone.conf\" failed (2: No such file or directory)");
}

TEST_CASE("a file that includes itself ends", "[config]")
{
    const std::vector<NginxFile> others{{"/etc/nginx/a.conf", "include a.conf;\ninclude a.conf;\nserver { listen 80; }\n"}};
    read_nginx("events {}\nhttp { include a.conf; }\n", "nginx.conf", others);
    SUCCEED();
}

TEST_CASE("words: quotes, escapes, comments, variables in braces", "[config]")
{
    const auto header = [](const std::string& value) {
        const Parsed<nginx::Settings> parsed = read(around("  add_header X " + value + ";"));
        return parsed.config.servers.empty() || parsed.config.servers[0].locations[0].headers.empty() ? std::string("none") : parsed.config.servers[0].locations[0].headers[0].value;
    };
    CHECK(header("plain#no-comment") == "plain#no-comment");
    CHECK(header("\"two words\"") == "two words");
    CHECK(header("'say \"hi\"'") == "say \"hi\"");
    CHECK(header("\"a\\\"b\\\\c\\n\"") == "a\"b\\c\n");
    CHECK(header("${hostname}x") == "${hostname}x");
    CHECK(header("a\\;b") == "a\\;b");
    CHECK(said(around("  add_header X \"a\"b;")) == Lines{"6: unexpected \"b\""});
    CHECK(said(around("  # } ; {")).empty());
}

TEST_CASE("times and sizes as nginx reads them", "[config]")
{
    CHECK(parse_nginx_time("60") == 60_s);
    CHECK(parse_nginx_time("1h30m") == 90_min);
    CHECK(parse_nginx_time("500ms") == 500_ms);
    CHECK(parse_nginx_time("1d") == 1440_min);
    CHECK_FALSE(parse_nginx_time("30m1h"));
    CHECK_FALSE(parse_nginx_time("5x"));
    CHECK_FALSE(parse_nginx_time(""));
    CHECK_FALSE(parse_nginx_time("-1s"));
    CHECK(parse_nginx_size("8k") == 8192);
    CHECK(parse_nginx_size("1M") == 1'048'576);
    CHECK_FALSE(parse_nginx_size("k"));
}

TEST_CASE("what nginx -t was recorded to say is said here, first error and line", "[config]")
{
    // Not built: what needs regular expressions compiled, certificates and names looked up, zones and weights known.
    const std::set<std::string> not_built{"host-not-found", "upstream-host-not-found", "only-backup-servers", "bad-weight", "backup-with-ip-hash", "method-after-server",
                                          "missing-certificate", "bad-regex", "unknown-zone", "log-file-late-error", "valid-with-warnings", "too-long-parameter"};
    std::ifstream file(source_folder() / "tests/golden/nginx/errors.json");
    REQUIRE(file);
    std::stringstream text;
    text << file.rdbuf();
    const nlohmann::json record = nlohmann::json::parse(text.str());
    int compared = 0;
    for (const auto& one : record["cases"]) {
        const std::string name = one["name"];
        if (not_built.count(name) != 0) continue;
        std::string main;
        std::vector<NginxFile> others;
        for (auto it = one["files"].begin(); it != one["files"].end(); ++it) {
            std::string content;
            for (const auto& line : it.value()) content += line.get<std::string>() + '\n';
            if (it.key() == "/etc/nginx/nginx.conf") main = content;
            else others.push_back({it.key(), content});
        }
        const Parsed<nginx::Settings> parsed = read_nginx(main, "/etc/nginx/nginx.conf", others);
        INFO(name);
        for (const Diagnostic& diagnostic : parsed.diagnostics) INFO(to_text(diagnostic));
        CHECK(has_error(parsed.diagnostics) == (one["exit"] != 0));
        if (one["messages"].empty()) continue;
        ++compared;
        const Severity severity = one["exit"] == 0 ? Severity::warning : Severity::error;
        const auto first = std::find_if(parsed.diagnostics.begin(), parsed.diagnostics.end(), [&](const Diagnostic& d) { return d.severity == severity; });
        REQUIRE(first != parsed.diagnostics.end());
        CHECK(first->what == one["messages"][0]["text"].get<std::string>());
        if (one["messages"][0].contains("line")) {
            CHECK(first->at.line == one["messages"][0]["line"].get<int>());
            CHECK(first->at.file == one["messages"][0]["file"].get<std::string>());
        }
    }
    CHECK(compared > 20);
}

TEST_CASE("sites that students handed in are refused and accepted as nginx did", "[config]")
{
    for (const char* name : {"brace-too-many", "duplicate-root", "location-outside-server", "site-with-traps"}) {
        std::ifstream file(source_folder() / "tests/golden/nginx" / (std::string("student-") + name + ".json"));
        REQUIRE(file);
        std::stringstream text;
        text << file.rdbuf();
        const nlohmann::json record = nlohmann::json::parse(text.str());
        const Parsed<nginx::Settings> parsed = read_nginx(record["text"].get<std::string>(), "site");
        INFO(name);
        for (const Diagnostic& diagnostic : parsed.diagnostics) INFO(to_text(diagnostic));
        CHECK(has_error(parsed.diagnostics) == (record["verdict"] == "error"));
        const auto first = std::find_if(parsed.diagnostics.begin(), parsed.diagnostics.end(), [](const Diagnostic& d) { return d.severity == Severity::error; });
        if (record["messages"].empty() || first == parsed.diagnostics.end()) continue;
        CHECK(first->what == record["messages"][0]["text"].get<std::string>());
        CHECK(first->at.line == record["messages"][0]["line"].get<int>());
    }
}

TEST_CASE("the sentences about nginx.conf have ids of their own, and the table its order", "[config]")
{
    std::set<std::string_view> ids;
    for (const Sentence& sentence : nginx_sentences()) {
        CHECK(sentence.id.starts_with("EK-NGX-"));
        CHECK(ids.insert(sentence.id).second);
    }
    const auto table = nginx_directives();
    CHECK(table.size() > 500);
    CHECK(std::is_sorted(table.begin(), table.end(), [](const NginxDirective& a, const NginxDirective& b) { return a.name < b.name; }));
}
