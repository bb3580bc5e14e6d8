#pragma once
// What a student hands in: the editable files of a lab, checked and read. Nothing of it is ever run.

#include <cstdint>
#include <string>
#include <vector>

#include "console/shell.hpp"
#include "lab/lab.hpp"
#include "world/build.hpp"
#include "world/timeline.hpp"

namespace evenkeel {

/// A submission that was read: the whole site, start files with the submitted ones put over them.
struct Submission {
    Files files;                    ///< every configuration file of the site, by its path
    std::vector<std::string> changed;   ///< those that differ from the start
    Site site;                      ///< what a world is built from
    std::vector<Deed> runbook;      ///< of runbook.txt: what the operator types, and when
    std::map<std::string, double> answers;  ///< of answers.json, by the question's id; one that is not answered is not there
};

struct SubmissionLimits {
    static constexpr std::size_t bytes = 1024 * 1024;
    static constexpr std::size_t file_bytes = 256 * 1024;
    static constexpr std::size_t files = 64;
    static constexpr std::size_t line_bytes = 8 * 1024;
    static constexpr std::size_t path_bytes = 200;
    static constexpr std::size_t servers = 1'000;
};

/// Checks and reads a submission. `start_files` are those below the lab's `files/`, without that prefix; `submitted` the
/// student's folder, in the same form. A file that is missing from the submission is the lab's. Any error among the
/// diagnostics: the submission cannot be graded (exit code 2). Warnings and notes are those of the configurations.
///
/// runbook.txt may be there in every lab that has commands.
///
/// Limits are checked before anything is parsed. A file that may not be edited may be there if it equals the start.
Parsed<Submission> read_submission(const Lab& lab, const Files& start_files, const Files& submitted);

/// The lab's own start state as a submission.
inline Parsed<Submission> read_start(const Lab& lab, const Files& start_files) { return read_submission(lab, start_files, {}); }

/// What a runbook's line, or one that is typed, is read with. All are kept by the caller.
console::Desk desk_of(const Lab& lab, const Files& files);

}  // namespace evenkeel
