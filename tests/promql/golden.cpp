#include <algorithm>
#include <fstream>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "source_folder.hpp"
#include "verify/promql.hpp"

using namespace evenkeel;

namespace {

std::vector<std::filesystem::path> records()
{
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(source_folder() / "tests" / "golden" / "promql"))
        if (entry.path().extension() == ".json") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

nlohmann::json read(const std::filesystem::path& file) { return nlohmann::json::parse(std::ifstream(file)); }

}  // namespace

TEST_CASE("every recorded answer of promtool to an expression is ours", "[promql][golden]")
{
    int passed = 0;
    for (const std::filesystem::path& file : records()) {
        const nlohmann::json record = read(file);
        if (record["record"] != "promql") continue;
        const Outcome outcome = verify_promql(record);
        INFO(file.filename().string() << ": " << outcome.message);
        CHECK(outcome.verdict == Verdict::passed);
        ++passed;
    }
    CHECK(passed == 36);
}

TEST_CASE("a record of rules or of Alertmanager is told to be not built, never passed", "[promql][golden]")
{
    for (const std::filesystem::path& file : records()) {
        const nlohmann::json record = read(file);
        if (record["record"] == "promql") continue;
        const Outcome outcome = verify_promql(record);
        INFO(file.filename().string());
        CHECK(outcome.verdict == Verdict::not_built);
        CHECK(outcome.message.find("not built yet") != std::string::npos);
        CHECK_FALSE(outcome.name.empty());
    }
}

TEST_CASE("a wrong value, a missing sample, a wrong label and a missing error each fail a record", "[promql][golden]")
{
    const auto verdict = [](const char* query) {
        nlohmann::json record = {{"record", "promql"}, {"name", "tampered"}};
        record["series"] = nlohmann::json::parse(R"([{"name": "up", "labels": {"job": "web"}, "samples": [[0, 1]]}])");
        record["queries"] = nlohmann::json::array({nlohmann::json::parse(query)});
        return verify_promql(record).verdict;
    };
    CHECK(verdict(R"({"expr": "up", "at": 0, "expect": [{"labels": {"__name__": "up", "job": "web"}, "value": 1}]})") ==
          Verdict::passed);
    CHECK(
        verdict(R"({"expr": "up", "at": 0, "expect": [{"labels": {"__name__": "up", "job": "web"}, "value": 1.00000000001}]})") ==
        Verdict::failed);
    CHECK(verdict(R"({"expr": "up", "at": 0, "expect": [{"labels": {"__name__": "up", "job": "db"}, "value": 1}]})") ==
          Verdict::failed);
    CHECK(verdict(R"({"expr": "up", "at": 0, "expect": []})") == Verdict::failed);
    CHECK(verdict(R"({"expr": "nosuch", "at": 0, "expect": [{"labels": {}, "value": 1}]})") == Verdict::failed);
    CHECK(verdict(R"({"expr": "up", "at": 0, "error": "1:1: parse error: unexpected"})") == Verdict::failed);
    CHECK(verdict(R"({"expr": "up }", "at": 0, "error": "1:4: parse error: unexpected character"})") == Verdict::passed);
    CHECK(verdict(R"({"expr": "up }", "at": 0, "error": "1:3: parse error: unexpected character"})") == Verdict::failed);
    CHECK(verdict(R"({"expr": "up }", "at": 0, "expect": []})") == Verdict::failed);
}
