#include "lab/lab.hpp"

#include <algorithm>

#include <catch2/catch_test_macros.hpp>

#include "lab/catalogue.hpp"
#include "lab/folder.hpp"

using namespace evenkeel;

namespace {

/// The diagnostics of a lab.json, each as it is printed.
std::vector<std::string> said(const std::string& text)
{
    std::vector<std::string> lines;
    for (const Diagnostic& diagnostic : read_lab(text, "lab.json").diagnostics) lines.push_back(to_text(diagnostic));
    return lines;
}

/// The small lab with one thing replaced must give exactly one diagnostic, this one.
void check_one(std::string_view what, std::string_view by, const std::string& expected)
{
    const std::vector<std::string> lines = said(with(small_lab(), what, by));
    INFO("replaced " << what << " by " << by);
    for (const std::string& line : lines) INFO("said: " << line);
    REQUIRE(lines.size() == 1);
    CHECK(lines.front() == expected);
}

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

}  // namespace

TEST_CASE("a lab that is right is read without a word", "[lab]")
{
    const Parsed<Lab> parsed = read_lab(small_lab(), "lab.json");
    CHECK(parsed.diagnostics.empty());
    CHECK(parsed.config.id == "99-small");
    CHECK(parsed.config.duration == 2_min);
    CHECK(parsed.config.seeds == std::vector<std::uint64_t>{1});
    REQUIRE(parsed.config.objectives.size() == 1);
    CHECK(parsed.config.objectives.front().points == 100);
    CHECK(parsed.config.objectives.front().look_at == LookAt::backend);
    CHECK(parsed.config.hidden.permute_roles);
}

TEST_CASE("a mistake in a lab.json is told with line, column and JSON pointer", "[lab]")
{
    check_one("\"pass\": 80", "\"pas\": 80", "lab.json:10:3: error: /pas: unknown key 'pas'; did you mean 'pass'? [EK-LAB-0005]");
    check_one("\"pass\": 80", "\"pass\": \"80\"", "lab.json:10:11: error: /pass: expected a whole number, got \"80\" [EK-LAB-0004]");
    check_one("\"pass\": 80", "\"pass\": 180", "lab.json:10:11: error: /pass: pass is 180; allowed is 1 to 100 [EK-LAB-0010]");
    check_one("\"duration\": \"2m\"", "\"duration\": \"2 minutes\"",
              "lab.json:9:15: error: /duration: '2 minutes' is no duration; write a number with a unit: 500ms, 30s, 5m, 1h30m [EK-LAB-0009]");
    check_one("\"seeds\": [1]", "\"seeds\": [1, 1]", "lab.json:11:16: error: /seeds/1: the seed '1' is there already; give it another one [EK-LAB-0012]");
    check_one("\"format\": 1", "\"format\": 2", "lab.json:3:13: error: /format: format 2 is not known; this program reads format 1 [EK-LAB-0008]");
    check_one("\"editable\": [\"lb-01/haproxy.cfg\"]", "\"editable\": [\"lb-01/haproxy.conf\"]",
              "lab.json:27:16: error: /editable/0: no host runs a service with the file 'lb-01/haproxy.conf'; did you mean 'lb-01/haproxy.cfg'? [EK-LAB-0026]");
    check_one("\"points\": 100", "\"points\": 90", "lab.json:30:17: error: /objectives: the objectives have 90 points together; they must have 100 [EK-LAB-0014]");
    check_one("\"zero_at\": 0.9", "\"zero_at\": 1.0", "lab.json:37:18: error: /objectives/0/full_at: zero_at and full_at are both 1; make them differ, or use a gate [EK-LAB-0015]");
    check_one("\"because\": [\"request_failed\"]", "\"because\": [\"request_fails\"]",
              "lab.json:40:19: error: /objectives/0/because/0: unknown kind of journal entry 'request_fails'; did you mean 'request_failed'? [EK-LAB-0011]");
}

TEST_CASE("a topology's mistakes have a line too", "[lab]")
{
    const std::vector<std::string> lines = said(with(small_lab(), "\"dmz\": \"10.0.1.11\"", "\"dmz\": \"10.0.2.11\""));
    REQUIRE(lines.size() == 1);
    INFO(lines.front());
    CHECK(lines.front().starts_with("lab.json:20:34: error: /topology/hosts/web-01/on/dmz: "));
}

TEST_CASE("the queries of objectives are read before anything runs", "[lab]")
{
    const std::string pointer = "lab.json:38:18: ";
    check_one("truth_client_requests_total)\"", "truth_client_request_total)\"",
              pointer + "error: /objectives/0/measure: unknown truth metric 'truth_client_request_total'; did you mean 'truth_client_requests_total'? [EK-LAB-0022]");
    check_one("{outcome=", "{outcom=",
              pointer + "error: /objectives/0/measure: 'truth_client_requests_total' has no label 'outcom'; did you mean 'outcome'? [EK-LAB-0023]");
    check_one("/ sum(truth_client_requests_total)", "/ sum(rate(truth_client_requests_total[1500ms]))",
              pointer + "warning: /objectives/0/measure: the window 1.5s is no whole number of seconds; truth metrics are sampled once a second [EK-LAB-0025]");
    const std::vector<std::string> lines = said(with(small_lab(), "/ sum(truth_client_requests_total)", "/ sum(truth_client_requests_total"));
    REQUIRE(lines.size() == 1);
    CHECK(lines.front().find("unclosed left parenthesis") != std::string::npos);
}

TEST_CASE("a sentence may use the labels of its measure and the known words, nothing else", "[lab]")
{
    CHECK(said(with(small_lab(), "{measured}", "{outcome} {visitors} {fault} {last} {needed}")).empty());
    check_one("{measured}", "{messured}",
              "lab.json:39:19: error: /objectives/0/sentence: nothing fills {messured}; did you mean 'measured'? [EK-LAB-0024]");
}

TEST_CASE("a fault names one action, with a target that exists, within the run", "[lab]")
{
    const auto with_fault = [](std::string_view fault) { return with(small_lab(), "\"hidden\":", "\"faults\": [" + std::string(fault) + "],\n  \"hidden\":"); };
    const Parsed<Lab> good = read_lab(with_fault(R"({ "at": { "uniform": ["30s", "40s"] }, "for": "10s", "kill": "web-02/app" })"), "lab.json");
    CHECK(good.diagnostics.empty());
    REQUIRE(good.config.faults.size() == 1);
    CHECK(good.config.faults.front().name == "fault-1");
    CHECK(good.config.faults.front().least == Instant{} + 30_s);
    CHECK(good.config.faults.front().most == Instant{} + 40_s);
    CHECK(std::get<Kill>(good.config.faults.front().action).service == "web-02/app");

    const auto one_error = [&](std::string_view fault, std::string_view words) {
        const std::vector<std::string> lines = said(with_fault(fault));
        INFO(fault);
        for (const std::string& line : lines) INFO(line);
        REQUIRE(lines.size() == 1);
        CHECK(lines.front().find(words) != std::string::npos);
    };
    one_error(R"({ "at": "30s" })", "/faults/0: no action; one of: kill, stop, start");
    one_error(R"({ "at": "30s", "kill": "web-02/app", "hang": "web-02/app" })", "'hang' and 'kill': a fault has one action");
    one_error(R"({ "at": "30s", "kill": "web-02/nginx" })", "unknown service 'web-02/nginx'");
    one_error(R"({ "at": "3m", "kill": "web-02/app" })", "3m is after the end of the run (2m)");
    one_error(R"({ "at": { "uniform": ["40s", "30s"] }, "kill": "web-02/app" })", "is after");
    one_error(R"({ "at": "30s", "slow": { "host": "web-01", "percent": 0 } })", "percent is 0; allowed is 1 to 1000000");
    one_error(R"({ "at": "30s", "errors": { "host": "web-01", "share": 2 } })", "a share from 0 to 1");
    one_error(R"({ "at": "30s", "errors": { "host": "web-9" } })", "unknown host 'web-9'");
    one_error(R"({ "at": "30s", "kil": "web-02/app", "kill": "web-02/app" })", "unknown key 'kil'; did you mean 'kill'?");
}

TEST_CASE("every action of the world can be a fault", "[lab]")
{
    const auto faults = R"([
      { "at": "1s", "kill": "web-01/app" }, { "at": "2s", "stop": "web-01/app" }, { "at": "3s", "start": "web-01/app" },
      { "at": "4s", "power_off": "web-01" }, { "at": "5s", "power_on": "web-01" }, { "at": "6s", "hang": "web-01/app" },
      { "at": "7s", "resume": "web-01/app" }, { "at": "8s", "slow": { "host": "web-01", "percent": 300 } },
      { "at": "9s", "errors": { "host": "web-01", "status": 503, "share": "50%" } }, { "at": "10s", "cut": { "host": "web-01", "network": "dmz" } },
      { "at": "11s", "impair": { "network": "dmz", "loss": "5%", "latency": "50ms", "bandwidth": "10Mbit/s" } },
      { "at": "12s", "partition": { "network": "dmz", "island": ["web-01", "web-02"] } }, { "at": "13s", "surge": { "percent": 200 } },
      { "at": "14s", "reload": "lb-01/haproxy" }, { "at": "15s", "change_name": { "name": "www.shop.test", "addresses": ["203.0.113.11"] } }])";
    const Parsed<Lab> parsed = read_lab(with(small_lab(), "\"hidden\":", "\"faults\": " + std::string(faults) + ", \"hidden\":"), "lab.json");
    for (const Diagnostic& diagnostic : parsed.diagnostics) INFO(to_text(diagnostic));
    CHECK(parsed.diagnostics.empty());
    REQUIRE(parsed.config.faults.size() == std::variant_size_v<FaultAction>);
    for (std::size_t i = 0; i < parsed.config.faults.size(); ++i) CHECK(keyword_of(parsed.config.faults[i].action) != "");
    CHECK(std::get<Errors>(parsed.config.faults[8].action).share_ppm == 500'000);
    CHECK(std::get<Impair>(parsed.config.faults[10].action).quality.bits_per_second == 10'000'000);
}

TEST_CASE("phases are named spans, and $phase in a query is the length of one", "[lab]")
{
    std::string text = with(small_lab(), "\"hidden\":", R"("phases": [{ "name": "rush", "from": "30s", "to": "90s" }], "hidden":)");
    text = with(text, "sum(truth_client_requests_total)\"", "sum(increase(truth_client_requests_total[$phase]))\", \"phase\": \"rush\"");
    const Parsed<Lab> parsed = read_lab(text, "lab.json");
    for (const Diagnostic& diagnostic : parsed.diagnostics) INFO(to_text(diagnostic));
    CHECK(parsed.diagnostics.empty());
    const Objective& objective = parsed.config.objectives.at(0);
    CHECK(objective.measure.find("[60000ms]") != std::string::npos);
    CHECK(objective.evaluated_at == Instant{} + 90_s);
    CHECK(said(with(small_lab(), "/ sum(truth_client_requests_total)", "/ sum(increase(truth_client_requests_total[$phase]))")).size() == 1);
}

TEST_CASE("hostile lab.json gets a diagnostic, whatever it holds", "[lab]")
{
    CHECK(said("").size() == 1);
    CHECK(said("[]").size() == 1);
    CHECK(said("{").front().find("lab.json:1:") == 0);
    CHECK(said(nested(10'000)).front().find("nested more than 32 deep") != std::string::npos);
    CHECK(said(std::string(300'000, ' ')).front().find("at most 262144") != std::string::npos);
    CHECK(said("{\"id\": \"\xff\"}").front().find("not JSON") != std::string::npos);
    CHECK(said(with(small_lab(), "\"format\": 1", "\"format\": 1e999")).front().find("not JSON") != std::string::npos);
    CHECK(said(with(small_lab(), "\"pass\": 80", "\"pass\": 80, \"pass\": 1")).front().find("/pass: this key stands twice") != std::string::npos);
    CHECK(said(with(small_lab(), "\"seeds\": [1]", "\"seeds\": [18446744073709551615]")).front().find("/seeds/0: a seed is 18446744073709551615") != std::string::npos);
    CHECK(said(with(small_lab(), "\"50/s\"", "\"9999999/s\"")).size() == 1);
}

TEST_CASE("a missing end of a JSON text is told where it was missed", "[lab]")
{
    const std::vector<std::string> lines = said("{\n  \"format\": 1,\n  \"id\" \"x\"\n}\n");
    REQUIRE(lines.size() == 1);
    CHECK(lines.front().starts_with("lab.json:3:"));
}

TEST_CASE("every sentence of core has an id of its own, in the form EK-AREA-NNNN", "[lab]")
{
    const std::vector<Sentence>& all = all_sentences();
    REQUIRE(all.size() > 100);
    for (std::size_t i = 0; i < all.size(); ++i) {
        INFO(all[i].id);
        CHECK(all[i].id.size() == 11);
        CHECK(all[i].id.starts_with("EK-"));
        CHECK(!all[i].text.empty());
        if (i > 0) CHECK(all[i - 1].id != all[i].id);
    }
    REQUIRE(find_sentence("ek-lab-0005") != nullptr);
    CHECK(find_sentence("EK-LAB-0005")->text.find("unknown key") != std::string_view::npos);
    CHECK(find_sentence("EK-XXX-0001") == nullptr);
}
