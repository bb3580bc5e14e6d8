#pragma once
// Where labs and submissions lie on disk, and how they come from there into core.

#include <string>
#include <vector>

#include "command.hpp"
#include "lab/lab.hpp"
#include "lab/submission.hpp"

namespace evenkeel::cli {

struct LabPlace {
    std::string id;             ///< the folder's name, "07-the-dead-server-…"
    std::string folder;
};

/// All labs, in order of their ids: those of --labs, else the first of: inside the npm package, in the installed share folder,
/// beside the program, in the source tree that the program was built in. Throws Failure (3) when there is no such folder.
std::vector<LabPlace> find_labs(const Shared& shared);

/// The folder of the program file, links followed: a package manager's launcher is often one.
std::string program_folder(const Shared& shared);

/// `lab` is a number (7), an id or a folder. Throws Failure (3).
LabPlace find_lab(const Shared& shared, const std::string& lab);

struct LoadedLab {
    LabPlace place;
    Lab lab;
    Files start;                ///< what is below its files/
};

/// Reads a lab. Throws Failure (3) with every error of its lab.json.
LoadedLab load_lab(const Shared& shared, const std::string& lab);

/// Every file of a lab's folder, for lint. Throws Failure (3).
Files lab_files(const std::string& folder);

/// What a student hands in: a folder. Its texts, and what is wrong with the folder itself (links, devices, sizes).
struct HandedIn {
    Files files;
    std::vector<Diagnostic> diagnostics;
};
HandedIn read_handed_in(const std::string& folder);

/// Both halves: the folder's problems, and those of its files. With an error it cannot be graded.
Parsed<Submission> load_submission(const LoadedLab& lab, const HandedIn& handed_in);
Parsed<Submission> load_submission(const LoadedLab& lab, const std::string& folder);

}  // namespace evenkeel::cli
