#include "lab/lint.hpp"

#include <algorithm>

#include <catch2/catch_test_macros.hpp>

#include "lab/expectation.hpp"
#include "lab/folder.hpp"
#include "lab/grader.hpp"

using namespace evenkeel;

namespace {

const std::vector<std::string> known{"01-first", "99-small"};

std::vector<std::string> said(const Files& folder)
{
    std::vector<std::string> lines;
    for (const Diagnostic& diagnostic : lint_lab("99-small", folder, known)) lines.push_back(to_text(diagnostic));
    return lines;
}

Files fresh() { return new_lab("99-small", "A \"small\" lab"); }

void check_said(const Files& folder, std::string_view words)
{
    const std::vector<std::string> lines = said(folder);
    for (const std::string& line : lines) INFO(line);
    INFO("expected: " << words);
    CHECK(std::any_of(lines.begin(), lines.end(), [&](const std::string& line) { return line.find(words) != std::string::npos; }));
}

}  // namespace

TEST_CASE("a new lab is clean under lint", "[lab][lint]")
{
    for (const std::string& line : said(fresh())) INFO(line);
    CHECK(said(fresh()).empty());
}

TEST_CASE("a new lab's answers score what they promise", "[lab][lint]")
{
    const Files folder = fresh();
    const Lab lab = read_lab(folder.at("lab.json"), "lab.json").config;
    const Files start = files_below(folder, "files/");
    const Grade solution = grade(lab, read_submission(lab, start, files_below(folder, "solution/")).config);
    CHECK(solution.millipoints == 100'000);
    const Grade unchanged = grade(lab, read_start(lab, start).config);
    CHECK(unchanged.millipoints <= 60'000);
}

TEST_CASE("lint tells what a lab's folder lacks", "[lab][lint]")
{
    Files folder = fresh();
    folder.erase("guide.md");
    check_said(folder, "the lab's folder has no 'guide.md'");
    folder = fresh();
    folder.erase("solution/lb-01/haproxy.cfg");
    check_said(folder, "the lab's folder has no 'solution/'");
    folder = fresh();
    folder.erase("files/lb-01/haproxy.cfg");
    check_said(folder, "neither the submission nor the lab has this file");
    folder = fresh();
    folder.erase("wrong/nothing-changed/expect.json");
    check_said(folder, "no 'wrong/nothing-changed/expect.json'");
    CHECK(said({}).size() == 1);
}

TEST_CASE("lint holds a lab's files and names against each other", "[lab][lint]")
{
    Files folder = fresh();
    folder["lab.json"] = with(folder["lab.json"], "\"requires\": []", "\"requires\": [\"01-frist\"]");
    check_said(folder, "unknown lab '01-frist'; did you mean '01-first'?");
    folder = fresh();
    folder["files/lb-01/notes.txt"] = "x";
    check_said(folder, "files/lb-01/notes.txt: warning: nothing uses this file");
    folder = fresh();
    folder["solution/lb-01/haproxy.cfg"] = "frontend\n";
    check_said(folder, "solution/lb-01/haproxy.cfg:1");
    folder = fresh();
    folder["wrong/nothing-changed/expect.json"] = R"({ "score": [0, 60], "feedback": [{ "objective": "sucess", "says": "x" }] })";
    check_said(folder, "unknown objective 'sucess'; did you mean 'success'?");
    const std::vector<Diagnostic> renamed = lint_lab("98-other", fresh(), known);
    REQUIRE(!renamed.empty());
    CHECK(renamed.front().id == "EK-LAB-0034");
}

TEST_CASE("every lab of the repository is clean under lint", "[lab][lint]")
{
    const std::vector<std::string> ids = lab_ids();
    CHECK(!ids.empty());
    for (const std::string& id : ids) {
        for (const Diagnostic& diagnostic : lint_lab(id, folder("labs/" + id), ids)) {
            INFO(id << ": " << to_text(diagnostic));
            CHECK(false);
        }
    }
}

TEST_CASE("an expect.json tells a range of scores and the sentences that must be said", "[lab][lint]")
{
    const Parsed<Expectation> good = read_expectation(R"({ "score": [10, 60], "because": "why", "feedback": [{ "objective": "a", "says": "b" }] })", "expect.json");
    CHECK(good.diagnostics.empty());
    CHECK(good.config.least == 10);
    CHECK(good.config.most == 60);
    REQUIRE(good.config.feedback.size() == 1);
    CHECK(good.config.feedback.front().says == "b");
    CHECK(has_error(read_expectation(R"({ "score": [60, 10], "feedback": [] })", "expect.json").diagnostics));
    CHECK(has_error(read_expectation(R"({ "score": 60 })", "expect.json").diagnostics));
}
