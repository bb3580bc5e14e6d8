// HAProxy's log: lines recorded from 2.6.12, and what no recording has.

#include <algorithm>
#include <fstream>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "balancer/keep_alive.hpp"
#include "source_folder.hpp"
#include "verify/haproxy.hpp"

using namespace evenkeel;
using namespace stage;

namespace {

std::vector<std::filesystem::path> records(const char* folder)
{
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(source_folder() / "tests" / "golden" / folder))
        if (entry.path().extension() == ".json") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

int passed_of(const char* folder)
{
    int passed = 0;
    for (const std::filesystem::path& file : records(folder)) {
        const Outcome outcome = verify_haproxy_log(nlohmann::json::parse(std::ifstream(file)));
        INFO(file.filename().string() << ": " << outcome.message);
        CHECK(outcome.verdict == Verdict::passed);
        passed += outcome.verdict == Verdict::passed ? 1 : 0;
    }
    return passed;
}

haproxy::Settings one_logged(std::string format)
{
    haproxy::Settings settings;
    haproxy::Frontend frontend;
    frontend.name = "web";
    frontend.mode = haproxy::Mode::http;
    haproxy::Bind bind;
    bind.port = 80;
    frontend.binds.push_back(bind);
    frontend.default_backend = 0;
    frontend.log.targets.push_back({});
    frontend.log.format = std::move(format);
    settings.frontends.push_back(frontend);
    haproxy::Backend backend;
    backend.name = "app";
    backend.mode = haproxy::Mode::http;
    haproxy::Server server;
    server.name = "keeper";
    server.id = 1;
    server.address = ipv4(0x0a00'0901);
    server.port = 80;
    backend.servers.push_back(server);
    settings.backends.push_back(backend);
    return settings;
}

std::string text_of(const Stage& stage, std::size_t number)
{
    return haproxy::log_line(stage.balancer, stage.balancer.log.at(number), stage.network.texts, "lb-01").value_or("");
}

/// Two requests on one connection, the second half a second after the first one's answer.
Kept two_on_one(const std::string& format)
{
    Kept stage{one_logged(format)};
    const Socket client = stage.open();
    stage.say(client, "/one");
    stage.run_all(500_ms);
    stage.say(client, "/two?x=1");
    return stage;
}

}  // namespace

TEST_CASE("what HAProxy 2.6.12 logged in recorded situations is what we log", "[balancer][log][golden]") { CHECK(passed_of("haproxy-log") == 135); }

TEST_CASE("a line is as long as its target's longest message leaves it, and a request's first line no longer than 1,023 bytes", "[balancer][log]")
{
    const std::string path = "/" + std::string(1500, 'p');
    const std::string first_line = ("GET " + path + " HTTP/1.1").substr(0, 1023);
    const auto logged = [&](std::int64_t length, const char* format) {
        haproxy::Settings settings = one_logged(format);
        settings.frontends.front().log.targets.front().length = length;
        Kept stage{std::move(settings)};
        stage.say(stage.open(), path);
        stage.run_all(500_ms);
        return text_of(stage, 0);
    };
    constexpr std::size_t header = 33;      // "<134>Jan  1 00:00:00 haproxy[1]: "
    CHECK(logged(1024, "%r") == first_line.substr(0, 1024 - header));
    CHECK(logged(80, "%r") == first_line.substr(0, 80 - header));
    CHECK(logged(8192, "%r") == first_line);
    CHECK(logged(8192, "%HM %HU %HV.") == "GET " + first_line.substr(4) + " .");
}

TEST_CASE("what HAProxy 2.6.12 said to commands of the runtime API is what we say", "[balancer][runtime][golden]") { CHECK(passed_of("haproxy-api") == 8); }

TEST_CASE("a recorded line that differs in one word or one long time is a difference", "[balancer][log]")
{
    nlohmann::json record = nlohmann::json::parse(std::ifstream(source_folder() / "tests" / "golden" / "haproxy-log" / "server-timeout.json"));
    const std::string line = record["steps"][1]["log"][0];
    record["steps"][1]["log"][0] = std::string(line).replace(line.find("sH--"), 4, "SH--");
    CHECK(verify_haproxy_log(record).verdict == Verdict::failed);
    record["steps"][1]["log"][0] = std::string(line).replace(line.find("/-1/"), 4, "/-1/9");
    CHECK(verify_haproxy_log(record).verdict == Verdict::failed);
    record["steps"][1]["log"][0] = line;
    CHECK(verify_haproxy_log(record).verdict == Verdict::passed);
}

TEST_CASE("on a kept connection a request's times begin with the end of the one before, and waiting for it is idle time", "[balancer][log]")
{
    const Kept stage = two_on_one("%TR %Ti %Ta %Tt %HM %HU %HP %HQ");
    REQUIRE(stage.balancer.log.size() == 2);
    CHECK(text_of(stage, 0) == "0 8 4 12 GET /one /one ");
    CHECK(text_of(stage, 1).starts_with("0 5"));
    CHECK(text_of(stage, 1).ends_with("GET /two?x=1 /two ?x=1"));
}

TEST_CASE("log-format knows quotes, hexadecimal numbers, unique ids, counters and percent signs", "[balancer][log]")
{
    haproxy::Settings settings = one_logged("%{+Q}s %{+X}cp %ID %lc %% %H %bi %{+Q}hr");
    settings.frontends[0].log.unique_id = {"%{+X}o %ci_%fp", true, {}};
    Kept stage{settings};
    stage.say(stage.open(), "/");
    REQUIRE(stage.balancer.log.size() == 1);
    CHECK(text_of(stage, 0) == "\"keeper\" 8000 0A000003_0050 0 % lb-01 - ");
}

TEST_CASE("nothing is kept of requests while nobody asks for the log", "[balancer][log]")
{
    Kept stage{one_logged("%ci")};
    stage.balancer.keep_log = false;
    stage.say(stage.open(), "/");
    CHECK(stage.balancer.log.empty());
    CHECK(stage.answers.size() == 1);
}

TEST_CASE("a run begins on 1 January 1970", "[balancer][log]")
{
    CHECK(haproxy::log_date(Instant{} + 1'250_ms) == "01/Jan/1970:00:00:01.250");
    CHECK(haproxy::log_date(Instant{} + Duration{86'400 * ns_per_s * 59}) == "01/Mar/1970:00:00:00.000");
    haproxy::LogRecord line;
    line.at = Instant{} + 61_s;
    CHECK(haproxy::syslog_line(line, "said", "lb-01") == "Jan  1 00:01:01 lb-01 haproxy[1]: said\n");
}
