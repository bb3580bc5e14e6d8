#include <catch2/catch_test_macros.hpp>

#include <algorithm>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "lab/reports/json.hpp"
#include "lab/reports/junit.hpp"
#include "lab/reports/layout.hpp"
#include "lab/reports/text.hpp"

using namespace evenkeel;

namespace {

/// A grade with everything that a report can show: full, partial and no points, a gate, a hidden run, hostile strings.
Grade specimen(std::string evil = "web\x1b[31m<2>&\"]]>")
{
    Grade grade;
    grade.lab = "07-the-dead-server-that-still-gets-traffic";
    grade.title = "The dead server that still gets traffic";
    grade.gradable = true;
    grade.millipoints = 47'500;
    grade.uncapped_millipoints = 47'500;
    grade.pass_millipoints = 80'000;
    grade.engine_version = "0.1.0";
    const auto check = [](std::string id, std::string title, std::int64_t points, std::int64_t millipoints, std::string unit, std::string needed) {
        CheckResult result;
        result.id = std::move(id);
        result.title = std::move(title);
        result.unit = std::move(unit);
        result.needed = std::move(needed);
        result.most_millipoints = points * 1000;
        result.millipoints = millipoints;
        result.has_points = points > 0;
        result.is_full = millipoints == points * 1000;
        return result;
    };
    grade.checks.push_back(check("notice-dead", "Requests still go to the dead server for", 40, 40'000, "s", "at most 3 s"));
    grade.checks.push_back(check("notice-errors", "Requests still go to the failing server for", 60, 7'500, "s", "at most 3 s"));
    grade.checks.push_back(check("success", "Requests with a good answer", 0, 0, "%", "at least 99 %"));
    grade.checks[2].gate = {Gate::Kind::at_least, 0.99};
    SeedResult open;
    open.index = 1;
    open.seed = 1;
    open.state_hash = 0x0123456789abcdef;
    open.events = 4'512'345;
    open.millipoints = 47'500;
    open.checks.resize(3);
    open.checks[0] = {true, 2.1, 40'000, true, true, never, {}};
    open.checks[1] = {true, 9.125, 7'500, false, true, Instant{} + 903_s, {}};
    open.checks[1].is_full = false;
    open.checks[1].explanation.sentence = evil + " answered every request with 500 from 15:00.000 on, and was still the first choice until 20:00.000.";
    open.checks[1].explanation.measured = "9.125 s";
    open.checks[1].explanation.needed = "at most 3 s";
    open.checks[1].explanation.first_violation = Instant{} + 903_s;
    open.checks[1].explanation.look_at = {"lb-01/haproxy.cfg", 31, 2};
    open.checks[1].explanation.chain.push_back({4, Instant{} + 900_s, "fault_begins", "web-01: answers 500"});
    open.checks[1].explanation.more_causes = 1234;
    open.checks[2] = {true, 0.995, 0, true, true, never, {}};
    SeedResult hidden = open;
    hidden.hidden = true;
    hidden.seed = 987654321;
    hidden.state_hash = 0xfeedfacecafebeef;
    grade.seeds = {open, hidden};
    grade.checks[1].worst = 0;
    return grade;
}

bool has_control_byte(std::string_view text)
{
    return std::any_of(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7f; });
}

int widest(std::string_view text)
{
    int widest = 0;
    for (const std::string_view line : split(text, '\n')) widest = std::max(widest, columns(line));
    return widest;
}

}  // namespace

TEST_CASE("the text report says score, measured, needed, why, and where to look", "[lab][reports]")
{
    const std::string text = text_report(specimen());
    INFO(text);
    for (const std::string_view part : {"47.5 of 100", "not passed", "40/40", "7.5/60", "9.12 s", "at most 3 s", "gate holds", "short from 15:03.000 on", "Look at lb-01/haproxy.cfg:31:2",
                                        "15:00.000  web-01: answers 500", "1,234 more", "state 0123456789abcdef", "4,512,345 events", "short: notice-errors"})
        CHECK(text.find(part) != std::string::npos);
    CHECK(text.back() == '\n');
}

TEST_CASE("a text report without colours has no control byte, whatever a submission holds", "[lab][reports]")
{
    CHECK_FALSE(has_control_byte(text_report(specimen())));
    CHECK_FALSE(has_control_byte(text_report(specimen("\x1b]0;x\x07\r\x80 \xe2\x80\xae"))));
    TextOptions colour;
    colour.colour = true;
    CHECK(text_report(specimen(), colour).find("\x1b[32m") != std::string::npos);
    CHECK(text_report(specimen(), colour).find("\x1b[31m<2>") == std::string::npos);
}

TEST_CASE("a text report fits its width, and without unicode is ASCII", "[lab][reports]")
{
    for (const int width : {80, 100, 120}) {
        TextOptions options;
        options.width = width;
        INFO(text_report(specimen("web-01"), options));
        CHECK(widest(text_report(specimen("web-01"), options)) <= width);
    }
    TextOptions ascii;
    ascii.unicode = false;
    const std::string text = text_report(specimen("web-01"), ascii);
    INFO(text);
    CHECK(std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
    CHECK(text.find("############") != std::string::npos);
}

TEST_CASE("a bar looks full only when it is, and empty only when it is", "[lab][reports]")
{
    TextOptions ascii;
    ascii.unicode = false;
    CHECK(bar(1.0, 10, ascii) == "##########");
    CHECK(bar(0.999, 10, ascii) == "#########.");
    CHECK(bar(0.5, 10, ascii) == "#####.....");
    CHECK(bar(0.001, 10, ascii) == "#.........");
    CHECK(bar(0.0, 10, ascii) == "..........");
}

TEST_CASE("reports tell neither seed, state nor instants of a hidden run", "[lab][reports]")
{
    Grade grade = specimen();
    grade.checks[1].worst = 1;
    for (const std::string& report : {text_report(grade), json_report(grade), junit_report(grade)}) {
        CHECK(report.find("987654321") == std::string::npos);
        CHECK(report.find("feedfacecafebeef") == std::string::npos);
    }
    CHECK(text_report(grade).find("15:03.000") == std::string::npos);
    CHECK(text_report(grade).find("Fell short on hidden run 1: about 9.12 s, needed at most 3 s.") != std::string::npos);
    const auto json = nlohmann::json::parse(json_report(grade), nullptr, false);
    CHECK(json["checks"][1]["worst"].contains("hidden"));
    CHECK_FALSE(json["checks"][1]["worst"].contains("first_violation"));
    CHECK(json["checks"][1]["feedback"].is_null());
    CHECK_FALSE(json["seeds"][1].contains("millipoints"));
    CHECK_FALSE(json["seeds"][1]["checks"][1].contains("millipoints"));
}

TEST_CASE("the JSON report is valid JSON with whole points and millipoints", "[lab][reports]")
{
    const auto json = nlohmann::json::parse(json_report(specimen("\xff\x01")), nullptr, false);
    REQUIRE(json.is_object());
    CHECK(json["format"] == 1);
    CHECK(json["score"] == 48);
    CHECK(json["millipoints"] == 47'500);
    CHECK(json["passed"] == false);
    CHECK(json["checks"].size() == 3);
    CHECK(json["checks"][1]["points"] == 8);
    CHECK(json["checks"][1]["feedback"]["look_at"]["line"] == 31);
    CHECK(json["checks"][1]["worst"]["first_violation"] == "15:03.000");
    CHECK(json["seeds"][0]["state_hash"] == "0123456789abcdef");
    CHECK(json["diagnostics"].is_array());
}

TEST_CASE("the JUnit report is escaped XML with the points in the names", "[lab][reports]")
{
    const std::string xml = junit_report(specimen());
    INFO(xml);
    CHECK(xml.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"evenkeel\" tests=\"3\" failures=\"1\" errors=\"0\""));
    CHECK(xml.find("name=\"notice-errors Requests still go to the failing server for (8/60)\"") != std::string::npos);
    CHECK(xml.find("<failure type=\"threshold\" message=\"9.12 s, needs at most 3 s\">") != std::string::npos);
    CHECK(xml.find("web\\x1b[31m&lt;2&gt;&amp;&quot;]]&gt;") != std::string::npos);
    CHECK_FALSE(has_control_byte(xml));
}

TEST_CASE("what cannot be graded is an error with its diagnostics in every format", "[lab][reports]")
{
    Lab lab;
    lab.id = "99-small";
    lab.title = "A small lab";
    const Grade grade = ungradable(lab, {{Severity::error, "EK-HAP-0001", {"lb-01/haproxy.cfg", 3, 5}, "unknown keyword 'blance'", "did you mean 'balance'?"}});
    CHECK(text_report(grade).find("cannot be graded") != std::string::npos);
    CHECK(text_report(grade).find("lb-01/haproxy.cfg:3:5: error: unknown keyword 'blance'; did you mean 'balance'? [EK-HAP-0001]\n1 error\n") != std::string::npos);
    const auto json = nlohmann::json::parse(json_report(grade), nullptr, false);
    CHECK(json["gradable"] == false);
    CHECK_FALSE(json.contains("score"));
    CHECK(json["diagnostics"][0]["at"]["line"] == 3);
    CHECK(junit_report(grade).find("errors=\"1\"") != std::string::npos);
    CHECK(junit_report(grade).find("&apos;blance&apos;") != std::string::npos);
}
