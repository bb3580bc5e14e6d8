// Questions of a lab, $answer(ID) in its queries, and answers.json.

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "lab/answers.hpp"
#include "lab/json_reader.hpp"
#include "lab/lab_keys.hpp"
#include "lab/lab_reader.hpp"
#include "lab/queries.hpp"
#include "lab/sentences.hpp"

namespace evenkeel {

namespace {

constexpr std::string_view opening = "$answer(";

/// Calls found(id, where it begins, how long it is) for each $answer(ID).
template <class Found>
void each_answer(std::string_view query, Found&& found)
{
    for (std::size_t at = query.find(opening); at != std::string_view::npos; at = query.find(opening, at + 1)) {
        const std::size_t close = query.find(')', at);
        if (close == std::string_view::npos) return;
        found(query.substr(at + opening.size(), close - at - opening.size()), at, close + 1 - at);
    }
}

std::vector<std::string_view> ids_of(const Lab& lab)
{
    std::vector<std::string_view> ids;
    for (const Question& question : lab.answers) ids.push_back(question.id);
    return ids;
}

/// An example of the file that a lab wants.
std::string example_for(const Lab& lab)
{
    std::string example;
    for (const Question& question : lab.answers) example += fmt::format("{}\"{}\": 12.5", example.empty() ? "{ " : ", ", question.id);
    return example + " }";
}

}  // namespace

std::vector<std::string> answers_in(std::string_view query)
{
    std::vector<std::string> ids;
    each_answer(query, [&](std::string_view id, std::size_t, std::size_t) { ids.emplace_back(id); });
    return ids;
}

std::string with_answers(std::string_view query, const std::map<std::string, double>& answers)
{
    std::string text;
    std::size_t done = 0;
    each_answer(query, [&](std::string_view id, std::size_t at, std::size_t length) {
        const auto answer = answers.find(std::string(id));
        text += query.substr(done, at - done);
        text += answer == answers.end() ? "(NaN)" : fmt::format("({})", to_text(answer->second));
        done = at + length;
    });
    return text + std::string(query.substr(done));
}

void read_questions(LabReader& reader, const JsonPoint& list)
{
    for (const JsonPoint& element : reader.json.elements(list, "questions", LabLimits::questions)) {
        if (!reader.json.object(element, question_keys)) continue;
        Question question;
        const auto read = [&](std::string_view key, std::string& into, bool required) {
            if (const auto point = reader.json.member(element, key, required)) into = reader.json.text(*point).value_or("");
        };
        read("id", question.id, true);
        read("question", question.question, true);
        read("unit", question.unit, false);
        const auto ids = ids_of(reader.lab);
        if (std::find(ids.begin(), ids.end(), question.id) != ids.end())
            reader.json.say(Severity::error, lab_says.id_twice, element.pointer, {{"what", "question"}, {"word", printable(question.id, 60)}});
        reader.lab.answers.push_back(std::move(question));
    }
}

std::map<std::string, double> read_answers(const Lab& lab, std::string_view text, std::vector<Diagnostic>& diagnostics)
{
    std::map<std::string, double> answers;
    const std::string file(answers_file);
    const auto refuse = [&](const Location& at, std::string_view reason) {
        diagnostics.push_back(say(Severity::error, answer_says.not_answers, at, {{"reason", reason}, {"example", example_for(lab)}}));
    };
    std::vector<Diagnostic> problems;
    JsonReader json(text, file, problems);
    const auto root = json.document();
    for (const Diagnostic& problem : problems) refuse(problem.at, problem.what);
    if (!root) return answers;
    if (!root->value->is_object()) {
        refuse({file, 1, 1}, "the answers are not an object");
        return answers;
    }
    const auto known = ids_of(lab);
    for (const auto& [id, point] : json.members(*root)) {
        const Location at = json.places().value(point.pointer);
        if (std::find(known.begin(), known.end(), id) == known.end())
            diagnostics.push_back(say(Severity::error, answer_says.unknown_answer, at, {{"id", printable(id, 60)}, {"repair", repair_of(id, known)}}));
        else if (point.value->is_number()) answers[id] = point.value->get<double>();
        else if (!point.value->is_null())
            diagnostics.push_back(say(Severity::error, answer_says.not_a_number, at, {{"id", id}, {"got", printable(point.value->dump(), 60)}}));
    }
    return answers;
}

}  // namespace evenkeel
