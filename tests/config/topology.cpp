// A lab's topology: what is read, and what is said about mistakes.

#include <algorithm>
#include <set>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "config/topology.hpp"
#include "config/topology_parts.hpp"

using namespace evenkeel;
using nlohmann::json;

namespace {

constexpr const char* good = R"({
  "networks": { "public": { "prefix": "203.0.113.0/24", "latency": "20ms" },
                "dmz": { "prefix": "10.0.1.0/24", "latency": "0.2ms", "jitter": "100us", "bandwidth": "1Gbit/s", "loss": "2%" } },
  "hosts": {
    "lb-01":  { "on": { "public": "203.0.113.10", "dmz": { "address": "10.0.1.10", "bandwidth": "100Mbit/s" } }, "cores": 2, "run": { "haproxy": "lb-01/haproxy.cfg" } },
    "web-01": { "on": { "dmz": "10.0.1.11" }, "run": { "nginx": "web-01/nginx.conf",
                "app": { "workers": 8, "service": { "exponential": "20ms" }, "errors": 0.001, "keep_alive": "5s", "headers": { "X-App": "1" } } } } },
  "names": { "www.shop.test": "203.0.113.10", "api.shop.test": { "addresses": ["203.0.113.10", "203.0.113.10"], "ttl": "30s" } },
  "visitors": {
    "shoppers": { "from": "public", "to": "http://www.shop.test/", "open": { "poisson": "200/s" }, "give_up": "5s",
                  "load": [ { "at": "0", "percent": 50, "ramp": true }, { "at": "10m", "percent": 150 } ],
                  "paths": [ { "path": "/", "weight": 9 }, { "path": "/cart", "name": "cart", "method": "POST", "bytes": 900 } ],
                  "session": { "requests": [1, 10], "think": { "lognormal": { "median": "7s", "sigma": 0.8 } } },
                  "retries": { "count": 2, "pause": { "uniform": ["1s", "5s"] }, "statuses": [503] } },
    "robots":   { "from": "dmz", "to": "http://10.0.1.11:8080/api?all", "closed": { "users": 10, "think": "1s" }, "give_up": "never", "retries": 1 } } })";

Parsed<Topology> read(const json& document) { return read_topology(document, "lab.json", "/topology"); }
Parsed<Topology> read(const char* text) { return read(json::parse(text)); }

/// The good document with one value put in (or, with null, taken out) at a pointer.
std::vector<Diagnostic> after(const char* pointer, const json& value)
{
    json document = json::parse(good);
    const json::json_pointer place(pointer);
    if (value.is_null()) document.at(place.parent_pointer()).erase(place.back());
    else document[place] = value;
    return read(document).diagnostics;
}

/// The only complaint: its place and text.
std::string complaint(const char* pointer, const json& value)
{
    const std::vector<Diagnostic> diagnostics = after(pointer, value);
    if (diagnostics.size() != 1) return std::to_string(diagnostics.size()) + " complaints";
    const Diagnostic& only = diagnostics.front();
    return only.at.file + ": " + only.what + (only.repair.empty() ? "" : "; " + only.repair);
}

}  // namespace

TEST_CASE("a topology is read with all its parts", "[config]")
{
    const Parsed<Topology> parsed = read(good);
    for (const Diagnostic& diagnostic : parsed.diagnostics) INFO(to_text(diagnostic));
    CHECK(parsed.diagnostics.empty());
    const Topology& topology = parsed.config;
    REQUIRE(topology.networks.size() == 2);
    CHECK(topology.networks[0].name == "dmz");      // JSON objects have no order: names in order of the alphabet
    CHECK(topology.networks[0].quality.latency == 200_us);
    CHECK(topology.networks[0].quality.jitter == 100_us);
    CHECK(topology.networks[0].quality.bits_per_second == 1'000'000'000);
    CHECK(topology.networks[0].quality.loss_ppm == 20'000);
    REQUIRE(topology.hosts.size() == 2);
    CHECK(topology.hosts[0].cores == 2);
    REQUIRE(topology.hosts[0].links.size() == 2);
    CHECK(topology.hosts[0].links[0].quality.bits_per_second == 100'000'000);
    CHECK(topology.hosts[0].run[0].kind == ServiceKind::balancer);
    CHECK(topology.hosts[0].run[0].file == "lb-01/haproxy.cfg");
    REQUIRE(topology.hosts[1].run.size() == 2);
    const ApplicationSettings& application = topology.hosts[1].run[1].application;
    CHECK(application.workers == 8);
    CHECK(application.service.kind == DistributionKind::exponential);
    CHECK(application.error_ppm == 1000);
    CHECK(application.keep_alive == 5_s);
    CHECK(application.header == "X-App: 1\n");
    CHECK(topology.names[0].ttl == 30_s);
    CHECK(topology.names[1].addresses.size() == 1);
}

TEST_CASE("visitors are read in open and in closed loop", "[config]")
{
    const Topology topology = read(good).config;
    REQUIRE(topology.visitors.size() == 2);
    const VisitorSettings& robots = topology.visitors[0];
    CHECK(robots.arrivals == ArrivalKind::closed);
    CHECK(robots.users == 10);
    CHECK(robots.think.a == 1_s);
    CHECK(robots.host == "10.0.1.11");
    CHECK(robots.port == 8080);
    CHECK(robots.paths.front().path == "/api?all");
    CHECK(robots.give_up.ns == -1);
    CHECK(robots.retries == 1);
    const VisitorSettings& shoppers = topology.visitors[1];
    CHECK(shoppers.arrivals == ArrivalKind::poisson);
    CHECK(shoppers.rate_per_1000s == 200'000);
    CHECK(shoppers.load.size() == 2);
    CHECK(shoppers.load[0].ramp);
    CHECK(shoppers.paths[1].method == Method::post);
    CHECK(shoppers.paths[1].request_bytes == 900);
    CHECK(shoppers.requests_per_session_most == 10);
    CHECK(shoppers.think.kind == DistributionKind::lognormal);
    CHECK(shoppers.think.shape_millionths == 800'000);
    CHECK(shoppers.retry_pause.b == 5_s);
    CHECK(shoppers.retry_statuses == std::vector<std::int32_t>{503});
    CHECK(shoppers.give_up == 5_s);
}

TEST_CASE("what an application remembers, how it begins, and how clients try again is read", "[config]")
{
    json document = json::parse(good);
    json& app = document["hosts"]["web-01"]["run"]["app"];
    app["paths"] = {{"/report", "2s"}, {"/order", {{"exponential", "400ms"}}}};
    app["warm_up"] = {{"for", "60s"}, {"percent", 300}};
    app["sessions"] = "CART";
    document["visitors"]["shoppers"]["retries"] = {{"count", 3}, {"timeout", "2s"}, {"backoff", 2}, {"budget", "10%"}};
    const Parsed<Topology> parsed = read(document);
    for (const Diagnostic& diagnostic : parsed.diagnostics) INFO(to_text(diagnostic));
    REQUIRE(parsed.diagnostics.empty());
    const ApplicationSettings& application = parsed.config.hosts[1].run[1].application;
    REQUIRE(application.paths.size() == 2);
    CHECK(application.paths[0].prefix == "/order");
    CHECK(application.paths[0].service.kind == DistributionKind::exponential);
    CHECK(application.paths[1].service.a == 2_s);
    CHECK(application.warm_up_for == 60_s);
    CHECK(application.warm_up_percent == 300);
    CHECK(application.session_cookie == "CART");
    const VisitorSettings& shoppers = parsed.config.visitors[1];
    CHECK(shoppers.retries == 3);
    CHECK(shoppers.retry_timeout == 2_s);
    CHECK(shoppers.retry_backoff == 2);
    CHECK(shoppers.retry_budget_ppm == 100'000);

    CHECK(complaint("/hosts/web-01/run/app/paths", {{"report", "2s"}}).find("'report' is no path") != std::string::npos);
    CHECK(complaint("/hosts/web-01/run/app/paths", {{"/report", 2}}).find("this is no distribution of times") != std::string::npos);
    CHECK(complaint("/hosts/web-01/run/app/warm_up", {{"for", "60s"}}).find("percent") != std::string::npos);
    CHECK(complaint("/hosts/web-01/run/app/sessions", "a=b").find("cannot stand in a header") != std::string::npos);
}

TEST_CASE("each mistake is told at its place", "[config]")
{
    CHECK(complaint("/networks/dmz/latency", 20) == "lab.json#/topology/networks/dmz/latency: 'latency' is a whole number, not a duration such as \"20ms\"");
    CHECK(complaint("/networks/dmz/latncy", "1ms") == "lab.json#/topology/networks/dmz/latncy: unknown key 'latncy'; did you mean 'latency'?");
    CHECK(complaint("/networks/dmz/colour", "red") == "lab.json#/topology/networks/dmz/colour: unknown key 'colour'; known here: prefix, latency, jitter, bandwidth, loss");
    CHECK(complaint("/networks/dmz/loss", "200%") == "lab.json#/topology/networks/dmz/loss: '200%' is no share; write \"2%\" or 0.02");
    CHECK(complaint("/networks/dmz/bandwidth", "fast") == "lab.json#/topology/networks/dmz/bandwidth: 'fast' is no bandwidth; write \"100Mbit/s\"");
    CHECK(complaint("/networks/dmz/prefix", "10.0.1.0/33").starts_with("lab.json#/topology/networks/dmz/prefix: '10.0.1.0/33' is no network prefix"));
    CHECK(complaint("/hosts/web-01/cores", 0) == "lab.json#/topology/hosts/web-01/cores: 'cores' is 0, outside 1 to 256");
    CHECK(complaint("/hosts/web-01/on/dmz", "10.0.2.11") == "lab.json#/topology/hosts/web-01/on/dmz: 10.0.2.11 does not lie in network 'dmz', 10.0.1.0/24");
    CHECK(complaint("/hosts/web-01/on/dmz", "10.0.1.10") == "lab.json#/topology/hosts/web-01/on/dmz: 10.0.1.10 belongs to another host already");
    CHECK(complaint("/hosts/web-01/on/dmz", "10.0.1") == "lab.json#/topology/hosts/web-01/on/dmz: '10.0.1' is no address; write \"10.0.1.11\" or \"2001:db8::11\"");
    CHECK(complaint("/hosts/web-01/on", nullptr) == "lab.json#/topology/hosts/web-01: 'on' is missing");
    CHECK(complaint("/hosts/web-01/run/nginx", "../secret") .starts_with("lab.json#/topology/hosts/web-01/run/nginx: '../secret' is no file of a lab"));
    CHECK(complaint("/hosts/web-01/run/app/service", json{{"normal", "1s"}}).starts_with("lab.json#/topology/hosts/web-01/run/app/service: this is no distribution of times"));
    CHECK(complaint("/hosts/web-01/run/app/service", json{{"erlang", "20ms"}}).starts_with("lab.json#/topology/hosts/web-01/run/app/service: this is no distribution of times"));
    CHECK(complaint("/hosts/web-01/run/app/service", json{{"erlang", {{"mean", "20ms"}}}}) == "lab.json#/topology/hosts/web-01/run/app/service/erlang: 'phases' is missing");
    CHECK(complaint("/hosts/web-01/run/app/service", json{{"erlang", {{"mean", "20ms"}, {"phases", 101}}}}) ==
          "lab.json#/topology/hosts/web-01/run/app/service/erlang/phases: 'phases' is 101, outside 1 to 100");
    CHECK(complaint("/hosts/web-01/run/app/service", json{{"hyperexponential", {{"share", "90%"}, {"first", "5ms"}}}}) ==
          "lab.json#/topology/hosts/web-01/run/app/service/hyperexponential: 'second' is missing");
    CHECK(complaint("/hosts/web-01/run/app/headers/X-Bad", "a\nb") == "lab.json#/topology/hosts/web-01/run/app/headers/X-Bad: 'a\\x0ab' cannot stand in a header");
    CHECK(complaint("/visitors/robots/from", "dmx") == "lab.json#/topology/visitors/robots/from: no network 'dmx'; did you mean 'dmz'?");
    CHECK(complaint("/visitors/robots/to", "https://10.0.1.11/").starts_with("lab.json#/topology/visitors/robots/to: 'https://10.0.1.11/' is no address of a site"));
    CHECK(complaint("/visitors/robots/to", "http://ww.shop.test/") == "lab.json#/topology/visitors/robots/to: nothing in 'names' is called 'ww.shop.test'; add it to 'names'");
    CHECK(complaint("/visitors/robots/open", json{{"regular", "1/s"}}) == "lab.json#/topology/visitors/robots: visitors need either 'open' or 'closed'");
    CHECK(complaint("/visitors/shoppers/open/poisson", "200").starts_with("lab.json#/topology/visitors/shoppers/open/poisson: '200' is no rate"));
    CHECK(complaint("/visitors/shoppers/open/poisson", "1000001/s").starts_with("lab.json#/topology/visitors/shoppers/open/poisson: '1000001/s' is no rate"));
    CHECK(complaint("/visitors/shoppers/load/1/at", "0") == "lab.json#/topology/visitors/shoppers/load/1: this step begins before the one above it");
    CHECK(complaint("/visitors/shoppers/paths/0/path", "cart") == "lab.json#/topology/visitors/shoppers/paths/0: 'cart' is no path; write it with a slash in front");
    CHECK(complaint("/visitors/shoppers/paths/1/method", "post").starts_with("lab.json#/topology/visitors/shoppers/paths/1/method: unknown method 'post'"));
    CHECK(complaint("/visitors/shoppers/session/requests", json::array({5, 2})) == "lab.json#/topology/visitors/shoppers/session/requests: 5 is more than 2");
    CHECK(complaint("/visitors/shoppers/ends", "0") == "lab.json#/topology/visitors/shoppers/ends: 'ends' is not after 'begins'");
    CHECK(complaint("/hosts/we b", json::object()) == "lab.json#/topology/hosts/we b: 'we b' is no name; use letters, digits, '-', '_' and '.', at most 63");
}

TEST_CASE("a document of the wrong shape is told about, never a crash", "[config]")
{
    const std::vector<json> wrongs{json::parse("null"), json::parse("[]"), json::parse("3"), json::parse("\"x\""), json::parse("{}"), json::parse("true"), json::parse("1.5")};
    json document = json::parse(good);
    std::vector<std::string> pointers;
    const json flat = document.flatten();
    for (auto field = flat.begin(); field != flat.end(); ++field)
        for (json::json_pointer place(field.key()); !place.empty(); place = place.parent_pointer()) pointers.push_back(place.to_string());
    std::sort(pointers.begin(), pointers.end());
    pointers.erase(std::unique(pointers.begin(), pointers.end()), pointers.end());
    CHECK(pointers.size() > 60);
    for (const std::string& pointer : pointers) {
        for (const json& wrong : wrongs) {
            json changed = document;
            changed[json::json_pointer(pointer)] = wrong;
            const Parsed<Topology> parsed = read(changed);
            for (const Diagnostic& diagnostic : parsed.diagnostics) {
                CHECK(diagnostic.at.file.starts_with("lab.json#/topology"));
                CHECK(diagnostic.what.find('{') == std::string::npos);
            }
        }
    }
    for (const json& wrong : wrongs) CHECK(has_error(read(wrong).diagnostics));
}

TEST_CASE("bounds hold: hosts, numbers, times", "[config]")
{
    json document = json::parse(good);
    for (int i = 0; i < 300; ++i) document["hosts"]["h" + std::to_string(i)] = json{{"on", json{{"dmz", "10.0.1." + std::to_string(i % 100 + 100)}}}};
    const auto diagnostics = read(document).diagnostics;
    CHECK(std::any_of(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& d) { return d.what == "302 hosts, at most 256"; }));
    CHECK(has_error(after("/networks/dmz/latency", "11s")));
    CHECK(has_error(after("/visitors/robots/closed/users", 18446744073709551615u)));
    CHECK(has_error(after("/visitors/robots/closed/users", -1)));
    CHECK(has_error(after("/visitors/robots/give_up", "25h")));
}

TEST_CASE("rates and bandwidths have units", "[config]")
{
    CHECK(parse_rate_per_1000s("200/s") == 200'000);
    CHECK(parse_rate_per_1000s("0.5/s") == 500);
    CHECK(parse_rate_per_1000s("90/min") == 1'500);
    CHECK(parse_rate_per_1000s("36/h") == 10);
    CHECK(parse_rate_per_1000s("100000/s") == 100'000'000);
    CHECK_FALSE(parse_rate_per_1000s("0/s"));
    CHECK_FALSE(parse_rate_per_1000s("-1/s"));
    CHECK_FALSE(parse_rate_per_1000s("NaN/s"));
    CHECK_FALSE(parse_rate_per_1000s("1/d"));
    CHECK(parse_bandwidth("64kbit/s") == 64'000);
    CHECK(parse_bandwidth("1000Gbit/s") == 1'000'000'000'000);
    CHECK_FALSE(parse_bandwidth("1001Gbit/s"));
    CHECK_FALSE(parse_bandwidth("Mbit/s"));
}

TEST_CASE("the sentences of the topology have ids of their own", "[config]")
{
    std::set<std::string_view> ids;
    for (const Sentence& sentence : topology_sentences()) {
        CHECK(sentence.id.starts_with("EK-LAB-1"));
        CHECK(ids.insert(sentence.id).second);
        CHECK_FALSE(sentence.explanation.empty());
    }
}
