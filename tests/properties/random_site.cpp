#include "properties/random_site.hpp"

#include <algorithm>
#include <utility>

#include <catch2/catch_test_macros.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "config/haproxy.hpp"
#include "config/nginx.hpp"
#include "properties/dice.hpp"

namespace evenkeel::properties {

namespace {

using nlohmann::json;

constexpr const char* haproxy_file = "lb-01/haproxy.cfg";
constexpr const char* nginx_file = "web/nginx.conf";

/// What is drawn along the way.
struct Draft {
    Dice dice;
    RandomSite made;
    std::int64_t servers = 1;
    bool with_nginx = false;

    void note(std::string trait) { made.traits.push_back(std::move(trait)); }
    std::string server_host(std::int64_t i) const { return fmt::format("web-{:02}", i + 1); }
};

std::string milliseconds(std::int64_t ms) { return fmt::format("{}ms", ms); }

/// A line that is there in a share of the cases.
std::string perhaps(Draft& draft, std::int64_t percent, const std::string& trait, const std::string& line)
{
    if (!draft.dice.chance(percent)) return "";
    draft.note(trait);
    return "    " + line + "\n";
}

std::string defaults_of(Draft& draft)
{
    Dice& dice = draft.dice;
    std::string text = "defaults\n    mode http\n";
    text += fmt::format("    timeout connect {}ms\n    timeout client {}ms\n    timeout server {}ms\n", dice.between(1, 20) * 100, dice.between(5, 50) * 100,
                        dice.between(2, 40) * 100);
    text += perhaps(draft, 30, "timeout queue", "timeout queue " + milliseconds(dice.between(1, 20) * 100));
    text += perhaps(draft, 20, "timeout http-request", "timeout http-request " + milliseconds(dice.between(5, 30) * 100));
    text += perhaps(draft, 20, "timeout http-keep-alive", "timeout http-keep-alive " + milliseconds(dice.between(1, 30) * 100));
    text += perhaps(draft, 20, "timeout check", "timeout check " + milliseconds(dice.between(1, 10) * 100));
    text += perhaps(draft, 50, "retries", fmt::format("retries {}", dice.between(0, 4)));
    text += perhaps(draft, 50, "option redispatch", "option redispatch");
    text += perhaps(draft, 20, "option forwardfor", "option forwardfor");
    text += perhaps(draft, 20, "option http-server-close", "option http-server-close");
    return text;
}

std::string server_line(Draft& draft, std::int64_t i)
{
    Dice& dice = draft.dice;
    std::string line = fmt::format("    server s{} 10.0.1.{}:{}", i + 1, 11 + i, draft.with_nginx ? 80 : 8080);
    line += fmt::format(" cookie c{}", i + 1);
    if (dice.chance(40)) line += fmt::format(" weight {}", dice.between(1, 20));
    if (dice.chance(20)) {
        draft.note("on-marked-up");
        line += " on-marked-up shutdown-backup-sessions";
    }
    if (dice.chance(30)) {
        draft.note("maxconn");
        line += fmt::format(" maxconn {}", dice.between(1, 5));
        if (dice.chance(30)) line += fmt::format(" maxqueue {}", dice.between(1, 5));
    }
    if (dice.chance(70)) {
        draft.note("check");
        line += fmt::format(" check inter {}ms", dice.between(2, 20) * 100);
        if (dice.chance(50)) line += fmt::format(" fall {} rise {}", dice.between(1, 4), dice.between(1, 4));
        if (dice.chance(20)) line += fmt::format(" fastinter {}ms downinter {}ms", dice.between(1, 5) * 100, dice.between(5, 30) * 100);
    }
    if (i > 0 && dice.chance(15)) {
        draft.note("backup");
        line += " backup";
    }
    return line + "\n";
}

/// What a frontend may do to requests and answers, and answer itself.
std::string frontend_rules(Draft& draft)
{
    Dice& dice = draft.dice;
    std::string text;
    text += perhaps(draft, 10, "monitor-uri", "monitor-uri /pay\n    monitor fail if { nbsrv(web) lt 1 }");
    text += perhaps(draft, 10, "rate-limit", fmt::format("rate-limit sessions {}", dice.between(1, 50)));
    text += perhaps(draft, 10, "set-var", "http-request set-var(txn.path) path,upper\n    http-request set-header X-Path %[var(txn.path)]-%[src]");
    text += perhaps(draft, 10, "set-path", "http-request set-path /base%[path] if { path_beg /cart }");
    text += perhaps(draft, 10, "replace-path", "http-request replace-path /(.*) /r/\\1 if { rand(4) eq 1 }");
    text += perhaps(draft, 10, "deny", "http-request deny deny_status 429 if { path,crc32,mod(3) 1 } { rand(10) 1 }");
    text += perhaps(draft, 10, "return", "http-request return status 200 content-type text/plain lf-string %[path] if { url_param(id) 7 } { rand(3) 0 }");
    text += perhaps(draft, 10, "redirect", "http-request redirect prefix http://other.test drop-query append-slash code 301 if { rand(8) 2 }");
    text += perhaps(draft, 10, "captures", "http-request capture req.hdr(Host) len 20\n    http-request set-header X-Captured %[capture.req.hdr(0)]");
    text += perhaps(draft, 10, "response formats", "http-response set-header X-Server %[srv_name]:%[status]\n    http-response set-status 404 if { status 503 }");
    text += perhaps(draft, 10, "errorloc", "errorloc303 503 http://sorry.test/");
    text += perhaps(draft, 10, "use_backend by name", "use_backend %[str(web)] if { rand(2) 1 }");
    return text;
}

/// Persistence beside the balance algorithm.
std::string persistence(Draft& draft)
{
    Dice& dice = draft.dice;
    std::string text;
    if (dice.chance(25)) {
        draft.note("cookie");
        text += "    cookie SRV insert indirect nocache\n";
    }
    text += perhaps(draft, 15, "use-server", fmt::format("use-server s{} if {{ path_beg /pay }}", dice.between(1, draft.servers)));
    text += perhaps(draft, 15, "force-persist", "force-persist if { path_beg /cart }");
    text += perhaps(draft, 15, "ignore-persist", "ignore-persist if { method POST }");
    text += perhaps(draft, 10, "option persist", "option persist");
    text += perhaps(draft, 10, "http-send-name-header", "http-send-name-header X-Name");
    text += perhaps(draft, 15, "stick on a sample", "stick-table type string len 20 size 50 expire 5s\n    stick on src,ipmask(28)");
    return text;
}

std::string haproxy_of(Draft& draft, bool requests_only)
{
    Dice& dice = draft.dice;
    const std::string balance =
        dice.one_of({"roundrobin", "static-rr", "leastconn", "first", "source", "uri", "url_param id", "hdr(Host)", "hash path", "random", "random(1)"});
    draft.note("balance " + balance);
    std::string hash_type;
    if (dice.chance(60)) {
        const std::string type = dice.one_of({"map-based", "consistent"});
        draft.note("hash-type " + type);
        hash_type = fmt::format("    hash-type {} {}{}\n", type, dice.one_of({"sdbm", "djb2", "wt6", "crc32"}), dice.chance(30) ? " avalanche" : "");
        if (dice.chance(30)) hash_type += "    hash-balance-factor 130\n";
    }
    std::string text = requests_only ? "defaults\n    mode http\n    timeout connect 1000s\n    timeout client 1000s\n    timeout server 1000s\n" : defaults_of(draft);
    text += "\nfrontend www\n    bind :80\n" + (requests_only ? std::string{} : frontend_rules(draft)) + "    default_backend web\n\nbackend web\n    balance " + balance + "\n" + hash_type;
    if (!requests_only) text += persistence(draft);
    if (!requests_only) text += perhaps(draft, 30, "option httpchk", "option httpchk GET /health");
    for (std::int64_t i = 0; i < draft.servers; ++i) {
        if (!requests_only) {
            text += server_line(draft, i);
            continue;
        }
        text += fmt::format("    server s{} 10.0.1.{}:8080", i + 1, 11 + i);
        if (dice.chance(50)) text += fmt::format(" weight {}", dice.between(1, 20));
        if (dice.chance(50)) text += fmt::format(" maxconn {}", dice.between(1, 5));
        if (dice.chance(20)) text += fmt::format(" maxqueue {}", dice.between(1, 5));
        text += "\n";
    }
    return text;
}

std::string nginx_of(Draft& draft)
{
    Dice& dice = draft.dice;
    std::string text = "events {\n    worker_connections 512;\n}\nhttp {\n    server {\n        listen 80;\n";
    if (dice.chance(50)) text += fmt::format("        keepalive_timeout {}s;\n", dice.between(0, 5));
    text += "        location = /health {\n            return 200 \"well\";\n        }\n        location / {\n            proxy_pass http://127.0.0.1:8080;\n";
    if (dice.chance(40)) text += fmt::format("            proxy_connect_timeout {}s;\n            proxy_read_timeout {}s;\n", dice.between(1, 3), dice.between(1, 3));
    return text + "        }\n    }\n}\n";
}

json network_of(Draft& draft, const char* prefix)
{
    Dice& dice = draft.dice;
    json network{{"prefix", prefix}, {"latency", dice.one_of({"0ms", "200us", "1ms", "20ms"})}};
    if (dice.chance(20)) network["jitter"] = dice.one_of({"1ms", "5ms"});
    if (dice.chance(20)) {
        draft.note("loss");
        network["loss"] = dice.one_of({"1%", "5%"});
    }
    if (dice.chance(20)) network["bandwidth"] = dice.one_of({"10Mbit/s", "1Gbit/s"});
    return network;
}

json service_time(Dice& dice)
{
    const std::string mean = milliseconds(dice.between(1, 150));
    switch (dice.between(0, 3)) {
    case 0: return mean;
    case 1: return {{"exponential", mean}};
    case 2: return {{"uniform", {"1ms", milliseconds(dice.between(2, 300))}}};
    default: return {{"lognormal", {{"median", mean}, {"sigma", 0.8}}}};
    }
}

json application_of(Draft& draft)
{
    Dice& dice = draft.dice;
    json app{{"workers", dice.between(1, 6)}, {"service", service_time(dice)}};
    if (dice.chance(50)) app["keep_alive"] = fmt::format("{}s", dice.between(1, 5));
    if (dice.chance(20)) app["errors"] = "5%";
    if (dice.chance(20)) app["backlog"] = dice.between(1, 20);
    return app;
}

json visitors_of(Draft& draft)
{
    Dice& dice = draft.dice;
    json visitors{{"from", "public"}, {"to", "http://www.shop.test/"}, {"ends", fmt::format("{}ms", draft.made.visitors_end.ns / ns_per_ms)}};
    const std::int64_t loop = dice.between(0, 2);
    draft.note(loop == 0 ? "poisson" : loop == 1 ? "regular" : "closed loop");
    if (loop == 2) visitors["closed"] = {{"users", dice.between(1, 20)}, {"think", {{"exponential", "500ms"}}}};
    else visitors["open"] = {{loop == 0 ? "poisson" : "regular", fmt::format("{}/s", dice.between(1, 40))}};
    visitors["addresses"] = dice.between(1, 20);
    visitors["paths"] = {{{"path", "/"}, {"weight", 3}}, {{"path", "/cart?id=7"}, {"weight", 1}}, {{"path", "/pay"}, {"method", "POST"}, {"weight", 1}}};
    if (dice.chance(60)) {
        draft.note("sessions");
        visitors["session"] = {{"requests", {1, dice.between(1, 5)}}, {"think", {{"exponential", "300ms"}}}, {"keep_alive", dice.chance(70)}};
    }
    visitors["give_up"] = "8s";
    if (dice.chance(40)) {
        draft.note("timeout give_up");
        visitors["give_up"] = milliseconds(dice.between(2, 30) * 100);
    }
    if (dice.chance(20)) {
        draft.note("timeout connect (visitors)");
        visitors["connect_timeout"] = milliseconds(dice.between(2, 30) * 100);
    }
    if (dice.chance(30)) {
        draft.note("retries (visitors)");
        visitors["retries"] = {{"count", dice.between(1, 3)}, {"pause", {{"exponential", "200ms"}}}};
    }
    if (dice.chance(20)) visitors["load"] = {{{"at", "2s"}, {"percent", 200}, {"ramp", true}}};
    return visitors;
}

json topology_of(Draft& draft)
{
    json topology;
    topology["networks"] = {{"public", network_of(draft, "203.0.113.0/24")}, {"dmz", network_of(draft, "10.0.1.0/24")}};
    topology["names"] = {{"www.shop.test", "203.0.113.10"}};
    topology["hosts"]["lb-01"] = {{"on", {{"public", "203.0.113.10"}, {"dmz", "10.0.1.10"}}}, {"run", {{"haproxy", haproxy_file}}}};
    for (std::int64_t i = 0; i < draft.servers; ++i) {
        json run{{"app", application_of(draft)}};
        if (draft.with_nginx) run["nginx"] = nginx_file;
        topology["hosts"][draft.server_host(i)] = {{"on", {{"dmz", fmt::format("10.0.1.{}", 11 + i)}}}, {"run", run}};
    }
    const std::int64_t classes = draft.dice.between(1, 2);
    for (std::int64_t i = 0; i < classes; ++i) topology["visitors"][i == 0 ? "shoppers" : "robots"] = visitors_of(draft);
    return topology;
}

template <class Config>
Config checked(Parsed<Config> parsed, const std::string& text)
{
    INFO(text);
    for (const Diagnostic& diagnostic : parsed.diagnostics) UNSCOPED_INFO(diagnostic.what);
    REQUIRE_FALSE(has_error(parsed.diagnostics));
    return std::move(parsed.config);
}

void read(RandomSite& made)
{
    made.site.topology = checked(read_topology(json::parse(made.topology), "topology.json", ""), made.topology);
    made.site.haproxy[haproxy_file] = std::make_shared<const haproxy::Settings>(checked(haproxy::read_haproxy(made.haproxy, haproxy_file), made.haproxy));
    if (!made.nginx.empty()) made.site.nginx[nginx_file] = std::make_shared<const nginx::Settings>(checked(read_nginx(made.nginx, nginx_file), made.nginx));
}

Action random_action(Draft& draft)
{
    Dice& dice = draft.dice;
    const std::string host = draft.server_host(dice.between(0, draft.servers - 1));
    const std::string service = dice.chance(15) ? "lb-01/haproxy" : host + (draft.with_nginx && dice.chance(50) ? "/nginx" : "/app");
    switch (dice.between(0, 12)) {
    case 0: return Kill{service};
    case 1: return Stop{service};
    case 2: return PowerOff{dice.chance(15) ? "lb-01" : host};
    case 3: return Hang{service};
    case 4: return Slow{host, dice.between(2, 30) * 100};
    case 5: return Errors{host, 503, dice.between(1, 10) * 100'000};
    case 6: return CutLink{host, "dmz", true};
    case 7: return Impair{host, "dmz", {5_ms, 2_ms, 0, 100'000}};
    case 8: return Divide{"dmz", {host}, true};
    case 9: return Surge{"shoppers", dice.between(0, 5) * 100};
    case 10: return Reload{"lb-01/haproxy", draft.made.site.haproxy[haproxy_file], nullptr, ""};
    case 11: return ChangeName{"www.shop.test", {*parse_address(dice.chance(50) ? "203.0.113.10" : "203.0.113.99")}};
    default: return Start{service};
    }
}

/// Faults that do not overlap: each has ended before the next begins.
Script script_of(Draft& draft)
{
    Script script;
    const World beginning = world_of(draft.made, 1);
    Instant at;
    const std::int64_t faults = draft.dice.between(1, 3);
    for (std::int64_t i = 0; i < faults; ++i) {
        at = at + Duration{draft.dice.between(0, 3000) * ns_per_ms};
        const Action action = random_action(draft);
        draft.note(fmt::format("fault {}", keyword_of(action)));
        const std::string name = fmt::format("fault-{}", i + 1);
        add(script, {at, Deed::Kind::fault_begins, name, action});
        at = at + Duration{draft.dice.between(1, 3000) * ns_per_ms};
        add(script, {at, Deed::Kind::fault_ends, name, undo_of(action, beginning)});
    }
    return script;
}

Draft begin_draft(std::uint64_t seed, std::uint32_t stream)
{
    Draft draft;
    draft.dice = {seed, stream};
    draft.servers = draft.dice.between(1, 5);
    draft.made.visitors_end = Duration{draft.dice.between(3, 9) * ns_per_s};
    // Linux sends a SYN again for 134 s and data for a quarter of an hour; keep-alive lasts 75 s.
    draft.made.length = 1200_s;
    return draft;
}

}  // namespace

TwoLevels random_two_levels(std::uint64_t seed)
{
    Draft draft = begin_draft(seed, 2);
    Dice& dice = draft.dice;
    draft.made.haproxy = haproxy_of(draft, true);
    json topology;
    topology["networks"] = {{"public", {{"prefix", "203.0.113.0/24"}}}, {"dmz", {{"prefix", "10.0.1.0/24"}}}};
    topology["hosts"]["lb-01"] = {{"on", {{"public", "203.0.113.10"}, {"dmz", "10.0.1.10"}}}, {"run", {{"haproxy", haproxy_file}}}};
    for (std::int64_t i = 0; i < draft.servers; ++i) {
        // A time drawn from a continuum, so that no two things happen in one instant by chance.
        const std::string mean = milliseconds(dice.between(1, 150));
        const json service = dice.chance(70) ? json{{"exponential", mean}} : json{{"lognormal", {{"median", mean}, {"sigma", 0.8}}}};
        topology["hosts"][draft.server_host(i)] = {{"on", {{"dmz", fmt::format("10.0.1.{}", 11 + i)}}},
                                                   {"run", {{"app", {{"workers", dice.between(1, 6)}, {"service", service}, {"errors", dice.chance(30) ? "5%" : "0%"}}}}}};
    }
    json visitors{{"from", "public"}, {"to", "http://203.0.113.10/"}, {"ends", "9s"}, {"give_up", "never"}, {"addresses", dice.between(1, 20)}};
    if (dice.chance(30)) visitors["closed"] = {{"users", dice.between(1, 20)}, {"think", {{"exponential", "300ms"}}}};
    else visitors["open"] = {{"poisson", fmt::format("{}/s", dice.between(1, 40))}};
    topology["visitors"]["shoppers"] = visitors;
    TwoLevels made{draft.made, draft.made};
    made.packets.topology = topology.dump(2);
    topology["detail"] = "requests";
    made.requests.topology = topology.dump(2);
    read(made.packets);
    read(made.requests);
    return made;
}

RandomSite random_site(std::uint64_t seed, Faults faults)
{
    Draft draft = begin_draft(seed, 1);
    draft.with_nginx = draft.dice.chance(50);
    draft.made.haproxy = haproxy_of(draft, false);
    if (draft.with_nginx) draft.made.nginx = nginx_of(draft);
    draft.made.topology = topology_of(draft).dump(2);
    read(draft.made);
    if (faults == Faults::any) draft.made.script = script_of(draft);
    return std::move(draft.made);
}

World world_of(const RandomSite& site, std::uint64_t seed) { return checked(build(site.site, seed), to_text(site)); }

std::string to_text(const RandomSite& site)
{
    std::string text = site.topology + "\n--- haproxy.cfg\n" + site.haproxy + "--- nginx.conf\n" + site.nginx + "--- deeds\n";
    for (const Deed& deed : site.script.deeds)
        text += fmt::format("{} {} {}\n", evenkeel::to_text(deed.at - Instant{}), deed.kind == Deed::Kind::fault_ends ? "ends" : "begins", to_text(deed.action));
    return text;
}

}  // namespace evenkeel::properties
