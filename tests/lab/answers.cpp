#include "lab/answers.hpp"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "lab/folder.hpp"
#include "lab/grader.hpp"
#include "lab/queries.hpp"

using namespace evenkeel;

namespace {

using Answers = std::map<std::string, double>;

Lab asking()
{
    Lab lab;
    lab.answers = {{"rate", "How many requests a second?", "1/s"}, {"p95", "How long?", "s"}};
    return lab;
}

/// The first message about a text of answers, and what was read of it.
std::pair<Answers, std::string> read(std::string_view text)
{
    std::vector<Diagnostic> diagnostics;
    const Answers answers = read_answers(asking(), text, diagnostics);
    return {answers, diagnostics.empty() ? "" : to_text(diagnostics.front())};
}

/// The small lab, asking for the number of requests that its visitors make, and worth 100 points for it.
std::string counting_lab()
{
    nlohmann::ordered_json lab = nlohmann::ordered_json::parse(small_lab());
    lab["answers"] = {{{"id", "requests"}, {"question", "How many?"}}};
    lab["editable"].push_back("answers.json");
    lab["objectives"] = {{{"id", "count"}, {"title", "Error"}, {"points", 100}, {"zero_at", 10}, {"full_at", 0},
                          {"measure", "abs($answer(requests) - sum(truth_client_requests_total))"}, {"sentence", "{measured} off."}}};
    return lab.dump();
}

Grade graded(const Lab& lab, const Files& files)
{
    const Parsed<Submission> submission = read_submission(lab, small_lab_files(), files);
    for (const Diagnostic& diagnostic : submission.diagnostics) UNSCOPED_INFO(to_text(diagnostic));
    REQUIRE_FALSE(has_error(submission.diagnostics));
    return grade(lab, submission.config, {});
}

}  // namespace

TEST_CASE("a query finds its answers by their ids", "[lab][answers]")
{
    const std::string query = "abs($answer(rate) - sum(x)) / $answer(p95)";
    CHECK(answers_in(query) == std::vector<std::string>{"rate", "p95"});
    CHECK(with_answers(query, {{"rate", -12.5}, {"p95", 0.25}}) == "abs((-12.5) - sum(x)) / (0.25)");
    CHECK(with_answers(query, {{"rate", 1e6}}) == "abs((1000000) - sum(x)) / (NaN)");
    CHECK(with_answers("sum(x)", {{"rate", 1}}) == "sum(x)");
    CHECK(answers_in("$answer(never").empty());
}

TEST_CASE("answers are numbers; null and nothing are no answer", "[lab][answers]")
{
    CHECK(read(R"({"rate": 150, "p95": 0.12})") == std::pair{Answers{{"rate", 150}, {"p95", 0.12}}, std::string()});
    CHECK(read(R"({"rate": null})") == std::pair{Answers{}, std::string()});
    CHECK(read("{}") == std::pair{Answers{}, std::string()});
}

TEST_CASE("what is no answer is refused with its place", "[lab][answers]")
{
    CHECK(read("{\n \"rate\": \"150\" }").second == "answers.json:2:10: error: the answer to 'rate' is \"150\", not a number; write a number without unit, or null [EK-SUB-0017]");
    CHECK(read("{\"ratte\": 150}").second == "answers.json:1:11: error: the lab asks no question 'ratte'; did you mean 'rate'? [EK-SUB-0016]");
    CHECK(read("[150]").second.find("the answers are not an object; write one JSON object: { \"rate\": 12.5, \"p95\": 12.5 }") != std::string::npos);
    CHECK(read("{rate: 150}").second.find("[EK-SUB-0015]") != std::string::npos);
    CHECK(read(R"({"rate": 1, "rate": 2})").second.find("[EK-SUB-0015]") != std::string::npos);
}

TEST_CASE("an objective on an answer compares it with what the run shows", "[lab][answers]")
{
    const Parsed<Lab> parsed = read_lab(counting_lab(), "lab.json");
    for (const Diagnostic& diagnostic : parsed.diagnostics) UNSCOPED_INFO(to_text(diagnostic));
    REQUIRE_FALSE(has_error(parsed.diagnostics));
    const Grade silent = graded(parsed.config, {});
    CHECK(silent.millipoints == 0);
    CHECK(silent.seeds[0].checks[0].explanation.sentence == "Nothing was measured: answers.json gives no answer to 'requests'.");
    // Whatever it is: an answer that is 4 off has 60 points.
    const Grade far = graded(parsed.config, {{"answers.json", R"({"requests": 0})"}});
    const double requests = far.seeds[0].checks[0].measured;
    REQUIRE(requests > 20);
    CHECK(graded(parsed.config, {{"answers.json", "{\"requests\": " + std::to_string(requests) + "}"}}).millipoints == 100'000);
    CHECK(graded(parsed.config, {{"answers.json", "{\"requests\": " + std::to_string(requests + 4) + "}"}}).millipoints == 60'000);
}

TEST_CASE("a lab that uses an answer it does not ask for is refused", "[lab][answers]")
{
    std::string text = counting_lab();
    text.replace(text.find("$answer(requests)"), 17, "$answer(request)");
    const Parsed<Lab> parsed = read_lab(text, "lab.json");
    REQUIRE(has_error(parsed.diagnostics));
    CHECK(to_text(parsed.diagnostics.front()).find("no question 'request' for $answer(request); did you mean 'requests'?") != std::string::npos);
}
