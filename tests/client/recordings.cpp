// What real programs did against a server that misbehaves on command, and what ours do.

#include <fstream>
#include <map>
#include <set>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "source_folder.hpp"
#include "verify/clients.hpp"

using namespace evenkeel;

namespace {

nlohmann::json recorded(const char* file) { return nlohmann::json::parse(std::ifstream(source_folder() / "tests" / "golden" / "clients" / file)); }

nlohmann::json only(nlohmann::json record, const std::string& name, const std::string& client)
{
    nlohmann::json cases = nlohmann::json::array();
    for (nlohmann::json& each : record["cases"]) {
        if (each["name"] != name) continue;
        each["expect"] = {{client, each["expect"][client]}};
        cases.push_back(each);
    }
    record["cases"] = cases;
    return record;
}

/// Each case and client of a file must pass, but those that are named with another verdict.
void check_all(const char* file, std::size_t count, const std::map<std::string, Verdict>& others)
{
    const std::vector<Outcome> outcomes = verify_clients(recorded(file));
    CHECK(outcomes.size() == count);
    for (const Outcome& outcome : outcomes) {
        INFO(outcome.name << ": " << outcome.message);
        const auto other = others.find(outcome.name);
        CHECK(outcome.verdict == (other == others.end() ? Verdict::passed : other->second));
    }
}

Verdict verdict_of(const nlohmann::json& record) { return verify_clients(record).front().verdict; }

}  // namespace

TEST_CASE("connections, reuse and retries of seven programs are as recorded", "[client][golden]")
{
    check_all("connections.json", 122, {});
}

TEST_CASE("long waits of seven programs are as recorded", "[client][golden]")
{
    check_all("long-waits.json", 20, {});
}

TEST_CASE("redirects of seven programs are followed, given up and kept as recorded", "[client][golden]")
{
    check_all("redirects.json", 27, {});
}

TEST_CASE("a recording that differs in what is compared fails", "[client][golden]")
{
    const nlohmann::json right = only(recorded("connections.json"), "keep-alive", "curl");
    REQUIRE(verdict_of(right) == Verdict::passed);
    const auto changed = [&](const nlohmann::json& pointer_and_value) {
        nlohmann::json wrong = right;
        nlohmann::json& expected = wrong["cases"][0]["expect"]["curl"];
        expected[nlohmann::json::json_pointer(pointer_and_value[0].get<std::string>())] = pointer_and_value[1];
        return verdict_of(wrong);
    };
    CHECK(changed({"/steps/0/exit", 7}) == Verdict::failed);
    CHECK(changed({"/steps/0/lines/1", "200 exit=0 connects=1 redirects=0 bytes=2 url=http://shop.test/2"}) == Verdict::failed);
    CHECK(changed({"/steps/0/lines/1", "200 exit=0 connects=0 redirects=0 bytes=9 url=http://shop.test/2"}) == Verdict::passed);
    CHECK(changed({"/steps/0/s", 3.0}) == Verdict::failed);
    CHECK(changed({"/log/1/method", "POST"}) == Verdict::failed);
    CHECK(changed({"/log/2/on_conn", 1}) == Verdict::failed);
    CHECK(changed({"/log/0/to", "10.9.0.1"}) == Verdict::failed);
    CHECK(changed({"/repeat", "now and then"}) == Verdict::failed);
}

TEST_CASE("an error counts by its class, not by its text", "[client][golden]")
{
    nlohmann::json record = only(recorded("connections.json"), "refused", "requests");
    nlohmann::json& step = record["cases"][0]["expect"]["requests"]["steps"][0];
    step["error"] = "NewConnectionError: in other words";
    CHECK(verdict_of(record) == Verdict::passed);
    step["error"] = "ConnectTimeout: in other words";
    CHECK(verdict_of(record) == Verdict::failed);
}

TEST_CASE("a case that is not as the format says fails, and hides no other", "[client][golden]")
{
    nlohmann::json record = only(recorded("connections.json"), "keep-alive", "curl");
    nlohmann::json broken = record["cases"][0];
    for (const char* change : {R"({"steps_for": {"curl": [{"go": 7}]}})", R"({"server": {"*": {"delay": "long"}}})", R"({"expect": {"curl": {"steps": [], "log": [{}], "repeat": "same"}}})",
                               R"({"expect": 7})", R"({"drop": [7], "dns": {"shop.test": {"A": [7]}}})"}) {
        INFO(change);
        nlohmann::json wrong = broken;
        wrong.update(nlohmann::json::parse(change));
        nlohmann::json both = record;
        both["cases"] = {wrong, broken};
        const std::vector<Outcome> outcomes = verify_clients(both);
        REQUIRE(outcomes.size() == 2);
        CHECK(outcomes[0].verdict == Verdict::failed);
        CHECK(outcomes[1].verdict == Verdict::passed);
    }
}

TEST_CASE("what is not built is named, and a client nobody knows too", "[client][golden]")
{
    nlohmann::json record = only(recorded("connections.json"), "keep-alive", "curl");
    record["cases"][0]["steps_for"]["curl"][0]["args"] = {"--proxy", "elsewhere"};
    CHECK(verify_clients(record).front().message == "curl --proxy");
    CHECK(verdict_of(record) == Verdict::not_built);
    record["cases"][0]["steps_for"]["curl"] = {{{"go", "https://shop.test/"}}};
    CHECK(verify_clients(record).front().message == "https");
    record["cases"][0]["expect"] = {{"wrk", nlohmann::json::object()}};
    CHECK(verdict_of(record) == Verdict::not_built);
}
