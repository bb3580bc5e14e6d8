// Which server, and why: the picks of `evenkeel decide` are those that HAProxy 2.6.12 made.

#include <fstream>
#include <set>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "config/haproxy.hpp"
#include "lab/catalogue.hpp"
#include "source_folder.hpp"
#include "view/decide.hpp"

using namespace evenkeel;

namespace {

using nlohmann::json;

json recording(const std::string& name) { return json::parse(std::ifstream(source_folder() / "tests" / "golden" / "haproxy" / (name + ".json"))); }

haproxy::Settings settings_of(const json& record)
{
    std::string text;
    for (const json& line : record.at("cfg")) text += line.get<std::string>() + "\n";
    return haproxy::read_haproxy(text, "haproxy.cfg").config;
}

/// Its requests as a file, each a millisecond after the one before; commands as events.
std::string file_of(const json& record)
{
    json requests = json::array();
    json events = json::array();
    std::int64_t ms = 0;
    for (const json& step : record.at("steps")) {
        const std::string at = std::to_string(++ms) + "ms";
        if (step.at("op") == "admin") {
            events.push_back({{"at", at}, {"command", step.at("cmd")}});
            continue;
        }
        REQUIRE(step.at("op") == "req");
        json request{{"at", at}};
        for (const char* key : {"method", "host", "src", "headers"})
            if (step.contains(key)) request[key] = step.at(key);
        request["path"] = step.value("path", "/") + (step.contains("query") ? "?" + step.at("query").get<std::string>() : "");
        requests.push_back(request);
    }
    return json{{"format", 1}, {"requests", requests}, {"events", events}}.dump(1);
}

view::Decided decide(const std::string& config, const std::string& file, std::string_view backend = {})
{
    const Parsed<haproxy::Settings> settings = haproxy::read_haproxy(config, "haproxy.cfg");
    REQUIRE_FALSE(has_error(settings.diagnostics));
    const Parsed<view::DecideFile> parsed = view::read_decide(file, "requests.json");
    REQUIRE(parsed.diagnostics.empty());
    return view::decide(settings.config, parsed.config, backend);
}

constexpr const char* beginning =
    "defaults\n mode http\n timeout connect 1s\n timeout client 60s\n timeout server 60s\n timeout queue 10s\n"
    "frontend web\n bind :80\n http-request deny if { path /secret }\n http-request redirect location /new if { path /old }\n default_backend app\n";

}  // namespace

TEST_CASE("decide picks the servers that HAProxy picked in recordings of hashes and turns", "[view][decide][golden]")
{
    std::size_t picks = 0;
    for (const char* name : {"uri-map-sdbm-3", "uri-map-wt6-5", "uri-consistent-crc32-6", "uri-consistent-sdbm-4", "uri-depth-2", "uri-whole", "url-param-map", "url-param-consistent",
                             "hdr-host", "source-map-3", "source-consistent-5", "source-consistent-weights-4", "hash-expression", "rr-equal-3", "rr-weights-1-2-5", "rr-weights-10-30-60-100",
                             "rr-weight-change", "rr-maint-ready-weighted", "static-rr-2-3-5", "leastconn-idle-weights", "stick-src"}) {
        INFO(name);
        const json record = recording(name);
        const Parsed<view::DecideFile> file = view::read_decide(file_of(record), "requests.json");
        REQUIRE(file.diagnostics.empty());
        const view::Decided decided = view::decide(settings_of(record), file.config);
        std::size_t number = 0;
        for (const json& step : record.at("steps")) {
            if (step.at("op") != "req") continue;
            const view::Decision& decision = decided.decisions.at(number++);
            INFO("request " << number << " " << decision.why);
            CHECK(decision.server == step.at("expect").value("server", ""));
            CHECK(decision.why.empty() == decision.server.empty());
            if (!decision.why_id.empty()) CHECK(find_sentence(decision.why_id) != nullptr);
            ++picks;
        }
    }
    CHECK(picks > 1'000);
}

TEST_CASE("decide says why: a rule, a cookie, a table, a turn, a load, a hash, a queue", "[view][decide]")
{
    const std::string cookie = std::string(beginning) + "backend app\n cookie SRV insert indirect\n server s1 10.0.0.1:80 cookie c1\n server s2 10.0.0.2:80 cookie c2 weight 3\n";
    const auto decided = decide(cookie, R"({"format":1,"requests":[{"path":"/secret"},{"path":"/old"},{"headers":{"Cookie":"SRV=c1"}},{}]})");
    CHECK(decided.decisions[0].verdict == view::Verdict::denied);
    CHECK(decided.decisions[0].status == 403);
    CHECK(decided.decisions[1].verdict == view::Verdict::redirected);
    CHECK(decided.decisions[1].location == "/new");
    CHECK(decided.decisions[2].why == "cookie SRV=c1 names app/s1");
    CHECK(decided.decisions[3].why == "roundrobin: app/s2 is next in turn; weight 3 of 4");

    const std::string hash = std::string(beginning) + "backend app\n balance uri\n server s1 10.0.0.1:80\n server s2 10.0.0.2:80\n";
    CHECK(decide(hash, R"({"format":1,"requests":[{"path":"/a"}]})").decisions[0].why.starts_with("hash of uri '/a' is 0x"));
    const std::string ring = std::string(beginning) + "backend app\n balance hdr(X-Key)\n hash-type consistent\n server s1 10.0.0.1:80\n server s2 10.0.0.2:80\n";
    const auto keys = decide(ring, R"({"format":1,"requests":[{"headers":{"X-Key":"k"}},{}]})");
    CHECK(keys.decisions[0].why.find("the nearest point of the ring, 0x") != std::string::npos);
    CHECK(keys.decisions[1].why.find("is not in the request") != std::string::npos);

    const std::string sticky = std::string(beginning) + "backend app\n stick-table type ip size 1k\n stick on src\n server s1 10.0.0.1:80\n server s2 10.0.0.2:80\n";
    const auto stuck = decide(sticky, R"({"format":1,"requests":[{"src":"10.1.0.1"},{"src":"10.1.0.2"},{"src":"10.1.0.1","at":"1s"}]})");
    CHECK(stuck.decisions[2].why == "stick table app has an entry for 10.1.0.1: app/s1");

    const std::string least = std::string(beginning) + "backend app\n balance leastconn\n server s1 10.0.0.1:80 maxconn 1\n server s2 10.0.0.2:80 maxconn 1\n";
    const auto loads = decide(least, R"({"format":1,"requests":[{"holds":"1s"},{"holds":"3s"},{}]})");
    CHECK(loads.decisions[1].why.starts_with("leastconn: app/s2 has 0 under way at weight 1"));
    CHECK(loads.decisions[2].queue == "app");
    CHECK(loads.decisions[2].decided == Instant{} + 1_s);
    CHECK(loads.decisions[2].why == "the request waited in the queue of app: app/s1 was the first with a free slot");
}

TEST_CASE("decide obeys events, and can ask one backend alone", "[view][decide]")
{
    const std::string config = std::string(beginning) + "backend app\n server s1 10.0.0.1:80\n server s2 10.0.0.2:80 backup\nbackend other\n server o1 10.0.0.3:80\n";
    const auto decided = decide(config, R"({"format":1,"requests":[{},{"at":"2s"},{"at":"4s"}],"events":[{"at":"1s","command":"set server app/s1 state maint"},{"at":"3s","command":"set server app/s2 state maint"},{"at":"3s","command":"show backend"}]})");
    CHECK(decided.decisions[0].why == "app/s1 is the only usable server");
    CHECK(decided.decisions[1].why == "no active server is usable: app/s2 is the first usable backup");
    CHECK(decided.decisions[2].verdict == view::Verdict::no_server);
    CHECK(decided.decisions[2].status == 503);
    CHECK(decided.answers[2] == "# name\napp\nother");
    CHECK(decide(config, R"({"format":1,"requests":[{"path":"/secret"}]})", "other").decisions[0].server == "o1");
}

TEST_CASE("a file of requests with mistakes is told where they are", "[view][decide]")
{
    const auto problems = [](const std::string& text) { return view::read_decide(text, "requests.json").diagnostics; };
    const auto first = problems("{\"format\": 1,\n \"requests\": [{\"path\": 7},\n  {\"src\": \"nowhere\"},\n  {\"methd\": \"GET\"}, {\"at\": \"5 apples\"}, {\"method\": \"BREW\"}]}");
    REQUIRE(first.size() == 5);
    CHECK(to_text(first[0]).starts_with("requests.json:2:24: error"));
    CHECK(first[1].at.line == 3);
    CHECK(first[2].at.line == 4);
    CHECK(problems("{\"format\": 1}").size() == 1);
    CHECK(problems("{\"format\": 2, \"requests\": []}").size() == 1);
    CHECK(problems("[1").size() == 1);
    std::string many = "{\"format\": 1, \"requests\": [";
    for (int i = 0; i < 10'001; ++i) many += i == 0 ? "{}" : ",{}";
    CHECK(problems(many + "]}").size() == 1);
}
