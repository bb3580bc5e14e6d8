#include "lab/expectation.hpp"

#include <array>

#include <nlohmann/json.hpp>

#include "lab/json_reader.hpp"
#include "lab/sentences.hpp"

namespace evenkeel {

namespace {

constexpr std::array<std::string_view, 3> expectation_keys{"score", "because", "feedback"};
constexpr std::array<std::string_view, 2> feedback_keys{"objective", "says"};

void read_score(JsonReader& json, const JsonPoint& range, Expectation& expectation)
{
    const std::vector<JsonPoint> ends = json.elements(range, "numbers", 2);
    const std::int64_t least = ends.size() == 2 ? json.integer(ends[0], "score", 0, 100).value_or(-1) : -1;
    const std::int64_t most = ends.size() == 2 ? json.integer(ends[1], "score", 0, 100).value_or(-1) : -1;
    if (least < 0 || most < least) {
        json.say(Severity::error, lab_says.wrong_type, range.pointer, {{"expected", "the least and the most points"}, {"got", "something else"}});
        return;
    }
    expectation.least = least;
    expectation.most = most;
}

}  // namespace

Parsed<Expectation> read_expectation(std::string_view text, std::string file)
{
    Parsed<Expectation> parsed;
    JsonReader json(text, std::move(file), parsed.diagnostics);
    const auto root = json.document();
    if (!root || !json.object(*root, expectation_keys)) return parsed;
    if (const auto score = json.member(*root, "score", true)) read_score(json, *score, parsed.config);
    if (const auto because = json.member(*root, "because")) parsed.config.because = json.text(*because).value_or("");
    const auto feedback = json.member(*root, "feedback", true);
    if (!feedback) return parsed;
    for (const JsonPoint& element : json.elements(*feedback, "sentences", 20)) {
        if (!json.object(element, feedback_keys)) continue;
        const auto objective = json.member(element, "objective", true);
        const auto says = json.member(element, "says", true);
        if (objective && says) parsed.config.feedback.push_back({json.text(*objective).value_or(""), json.text(*says).value_or("")});
    }
    return parsed;
}

}  // namespace evenkeel
