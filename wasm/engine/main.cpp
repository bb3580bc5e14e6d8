// The grader in a Web Worker: no picture, no canvas. Texts come and go as JSON; progress is told between steps.

#include <string>

#include <emscripten.h>
#include <nlohmann/json.hpp>

#include "lab/grader.hpp"
#include "lab/reports/json.hpp"
#include "lab/reports/text.hpp"
#include "lab/submission.hpp"
#include "view/session.hpp"

namespace evenkeel::engine {

EM_JS(void, tell_progress, (double done), { if (Module["progress"]) Module["progress"](done); });

namespace {

std::string answer;

Files with_prefix(const Files& files, std::string_view prefix)
{
    Files found;
    for (const auto& [path, text] : files)
        if (path.starts_with(prefix)) found[path.substr(prefix.size())] = text;
    return found;
}

bool on_progress(const Progress& progress)
{
    const double of_run = progress.end.ns > 0 ? static_cast<double>(progress.now.ns) / static_cast<double>(progress.end.ns) : 0;
    tell_progress((static_cast<double>(progress.run) + of_run) / static_cast<double>(progress.runs));
    return true;
}

Grade grade_of(const nlohmann::json& call)
{
    const Files files = call.at("files").get<Files>();
    const Parsed<Lab> lab = read_lab(files.at("lab.json"), "lab.json");
    if (has_error(lab.diagnostics)) return ungradable(lab.config, lab.diagnostics);
    const Parsed<Submission> submission = read_submission(lab.config, with_prefix(files, "files/"), call.at("texts").get<Files>());
    if (has_error(submission.diagnostics)) return ungradable(lab.config, submission.diagnostics);
    Grade grade = evenkeel::grade(lab.config, submission.config, {}, on_progress);
    grade.diagnostics.insert(grade.diagnostics.begin(), submission.diagnostics.begin(), submission.diagnostics.end());
    return grade;
}

}  // namespace

}  // namespace evenkeel::engine

extern "C" {

EMSCRIPTEN_KEEPALIVE void* engine_memory(std::size_t bytes) { return std::malloc(bytes); }

/// {files: a lab's bundle, texts: what is handed in} gives {json: the result as `evenkeel grade --format json` writes it, text: the report}.
EMSCRIPTEN_KEEPALIVE const char* engine_grade(const char* text)
{
    using namespace evenkeel;
    const nlohmann::json call = nlohmann::json::parse(text);
    const Grade grade = engine::grade_of(call);
    const nlohmann::ordered_json both{{"json", json_report(grade)}, {"text", text_report(grade)}};
    engine::answer = both.dump();
    return engine::answer.c_str();
}
}

int main() { return 0; }
