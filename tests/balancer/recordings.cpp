#include <algorithm>
#include <fstream>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "source_folder.hpp"
#include "verify/haproxy.hpp"

namespace {

std::vector<std::filesystem::path> recordings()
{
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(source_folder() / "tests" / "golden" / "haproxy"))
        if (entry.path().extension() == ".json") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace

TEST_CASE("what HAProxy 2.6.12 did in recorded scenarios, chosen and random ones, is what we do", "[balancer][golden]")
{
    int passed = 0;
    for (const std::filesystem::path& file : recordings()) {
        const evenkeel::Outcome outcome = evenkeel::verify_haproxy(nlohmann::json::parse(std::ifstream(file)));
        INFO(file.filename().string() << ": " << outcome.message);
        CHECK(outcome.verdict == evenkeel::Verdict::passed);
        ++passed;
    }
    CHECK(passed == 180);
}

TEST_CASE("a recording that differs in one answer fails at that step, one with a foreign step is not built", "[balancer]")
{
    nlohmann::json record = nlohmann::json::parse(std::ifstream(source_folder() / "tests" / "golden" / "haproxy" / "rr-equal-3.json"));
    record["steps"][4]["expect"]["server"] = "s3";
    const evenkeel::Outcome wrong = evenkeel::verify_haproxy(record);
    CHECK(wrong.verdict == evenkeel::Verdict::failed);
    CHECK(wrong.message.find("step 5") != std::string::npos);
    record["steps"][4] = {{"op", "reboot"}};
    CHECK(evenkeel::verify_haproxy(record).verdict == evenkeel::Verdict::not_built);
}
