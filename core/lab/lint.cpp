#include "lab/lint.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/text.hpp"
#include "config/host_files.hpp"
#include "lab/expectation.hpp"
#include "lab/json_reader.hpp"
#include "lab/sentences.hpp"
#include "lab/submission.hpp"

namespace evenkeel {

namespace {

class Linter {
public:
    Linter(std::string_view name, const Files& folder, std::span<const std::string> known_labs) : name_(name), folder_(folder), known_labs_(known_labs) {}

    std::vector<Diagnostic> all()
    {
        const auto text = folder_.find("lab.json");
        if (text == folder_.end()) {
            missing("lab.json", "the exercise is described there");
            return std::move(diagnostics_);
        }
        Parsed<Lab> parsed = read_lab(text->second, "lab.json");
        take(std::move(parsed.diagnostics), "");
        lab_ = std::move(parsed.config);
        names();
        if (!folder_.contains("guide.md")) missing("guide.md", "students read it");
        if (has_error(diagnostics_)) return std::move(diagnostics_);
        start_files();
        answers();
        return std::move(diagnostics_);
    }

private:
    void add(Severity severity, const Sentence& sentence, Location at, std::initializer_list<Argument> arguments)
    {
        diagnostics_.push_back(say(severity, sentence, std::move(at), arguments));
    }

    void missing(std::string_view file, std::string_view repair, Severity severity = Severity::error)
    {
        add(severity, lab_says.missing_file, {"lab.json", 0, 0}, {{"file", file}, {"repair", repair}});
    }

    /// Diagnostics of a file, named as the lab's folder names it.
    void take(std::vector<Diagnostic> more, std::string_view prefix)
    {
        for (Diagnostic& diagnostic : more) {
            if (!prefix.empty()) diagnostic.at.file = std::string(prefix) + diagnostic.at.file;
            diagnostics_.push_back(std::move(diagnostic));
        }
    }

    void names()
    {
        if (lab_.id != name_ && !lab_.id.empty())
            add(Severity::error, lab_says.folder_name, {"lab.json", 0, 0}, {{"pointer", "/id"}, {"id", lab_.id}, {"folder", printable(name_)}});
        const std::vector<std::string_view> known(known_labs_.begin(), known_labs_.end());
        for (std::size_t i = 0; i < lab_.requires_labs.size(); ++i) {
            const std::string& other = lab_.requires_labs[i];
            if (other != lab_.id && std::find(known.begin(), known.end(), other) != known.end()) continue;
            const std::string pointer = fmt::format("/requires/{}", i);
            add(Severity::error, lab_says.unknown_word, {"lab.json", 0, 0},
                {{"pointer", pointer}, {"what", "lab"}, {"word", printable(other, 80)}, {"repair", repair_of(other, known)}});
        }
    }

    void start_files()
    {
        const Files start = files_below(folder_, "files/");
        std::set<std::string> used;
        for (const HostSettings& host : lab_.topology.hosts)
            for (const RunSettings& run : host.run) used.insert(run.file);
        if (!lab_.answers.empty()) used.emplace(answers_file);
        for (const auto& [path, text] : start)
            if (!used.contains(path) && configuration_beside(lab_.topology, path).empty()) add(Severity::warning, lab_says.unused_file, {"files/" + path, 0, 0}, {{"repair", "remove it, or let a host's service read it"}});
        // A start state may have warnings (it is there to be bettered), but it must start.
        Parsed<Submission> parsed = read_start(lab_, start);
        std::erase_if(parsed.diagnostics, [](const Diagnostic& d) { return d.severity != Severity::error; });
        take(std::move(parsed.diagnostics), "files/");
    }

    void answers()
    {
        if (files_below(folder_, "solution/").empty()) missing("solution/", "a model answer shows that the lab can be solved");
        else read_answer("solution/");
        if (!files_below(folder_, "also/").empty()) read_answer("also/");
        std::set<std::string> wrong;
        for (const auto& [path, text] : files_below(folder_, "wrong/"))
            if (const std::size_t slash = path.find('/'); slash != std::string::npos) wrong.insert(path.substr(0, slash));
        if (wrong.empty()) missing("wrong/", "typical wrong answers show that the objectives tell right from wrong", Severity::warning);
        for (const std::string& answer : wrong) {
            const std::string prefix = fmt::format("wrong/{}/", answer);
            read_answer(prefix);
            read_expect(prefix);
        }
    }

    void read_answer(const std::string& prefix)
    {
        Files files = files_below(folder_, prefix);
        files.erase("expect.json");
        Parsed<Submission> parsed = read_submission(lab_, files_below(folder_, "files/"), files);
        std::erase_if(parsed.diagnostics, [](const Diagnostic& d) { return d.severity != Severity::error; });
        take(std::move(parsed.diagnostics), prefix);
    }

    void read_expect(const std::string& prefix)
    {
        const std::string file = prefix + "expect.json";
        const auto text = folder_.find(file);
        if (text == folder_.end()) {
            missing(file, "say which score and which sentence this answer must get");
            return;
        }
        Parsed<Expectation> parsed = read_expectation(text->second, file);
        take(std::move(parsed.diagnostics), "");
        std::vector<std::string> ids;
        for (const Objective& objective : lab_.objectives) ids.push_back(objective.id);
        const std::vector<std::string_view> known(ids.begin(), ids.end());
        for (const ExpectedFeedback& feedback : parsed.config.feedback)
            if (std::find(ids.begin(), ids.end(), feedback.objective) == ids.end())
                add(Severity::error, lab_says.unknown_word, {file, 0, 0},
                    {{"pointer", "/feedback"}, {"what", "objective"}, {"word", printable(feedback.objective, 80)}, {"repair", repair_of(feedback.objective, known)}});
    }

    std::string_view name_;
    const Files& folder_;
    std::span<const std::string> known_labs_;
    Lab lab_;
    std::vector<Diagnostic> diagnostics_;
};

}  // namespace

std::vector<Diagnostic> lint_lab(std::string_view name, const Files& folder, std::span<const std::string> known_labs)
{
    return Linter(name, folder, known_labs).all();
}

Files files_below(const Files& folder, std::string_view prefix)
{
    Files below;
    for (auto file = folder.lower_bound(std::string(prefix)); file != folder.end() && file->first.starts_with(prefix); ++file)
        below[file->first.substr(prefix.size())] = file->second;
    return below;
}

}  // namespace evenkeel
