#include "labs.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "failure.hpp"
#include "files.hpp"
#include "lab/bundle.hpp"
#include "lab/lint.hpp"
#include "sentences.hpp"

namespace evenkeel::cli {

namespace {

constexpr FolderLimits lab_limits{1000, 12, LabLimits::bytes, 16u << 20};
constexpr FolderLimits submission_limits{SubmissionLimits::files, 8, SubmissionLimits::file_bytes, SubmissionLimits::bytes};

std::string folder_of_file(const std::string& path) { return path.empty() ? "." : path.substr(0, path.rfind('/')); }

std::vector<LabPlace> labs_in(const std::string& folder)
{
    std::vector<LabPlace> labs;
    for (const std::string& name : names_in(folder)) {
        const std::string path = join_path(folder, name);
        if (kind_of(join_path(path, "lab.json")) == PathKind::file) labs.push_back({name, path});
    }
    return labs;
}

[[noreturn]] void fail_unknown(const std::vector<LabPlace>& labs, const std::string& lab)
{
    std::vector<std::string_view> ids;
    for (const LabPlace& each : labs) ids.push_back(each.id);
    const auto nearest = nearest_word(lab, ids);
    const std::string hint = nearest ? "did you mean '" + std::string(*nearest) + "'?" : "`evenkeel labs` lists them";
    throw Failure(ExitCode::wrong_use, say(Severity::error, messages::unknown_lab, {}, {{"lab", printable(lab)}, {"hint", hint}}));
}

LabPlace place_of_folder(const std::string& folder)
{
    const std::string real = real_path(folder);
    return {real.substr(real.rfind('/') + 1), folder};
}

Files to_files(std::vector<FoundFile>&& found)
{
    Files files;
    for (FoundFile& file : found) files.emplace(std::move(file.path), std::move(file.text));
    return files;
}

}  // namespace

#ifdef __EMSCRIPTEN__
std::string program_folder(const Shared& shared) { return folder_of_file(real_path(shared.program)); }
#else
std::string program_folder(const Shared&) { return folder_of_file(real_path("/proc/self/exe")); }
#endif

std::vector<LabPlace> find_labs(const Shared& shared)
{
    if (!shared.labs.empty()) {
        if (const PathKind kind = kind_of(shared.labs); kind != PathKind::folder) read_folder(shared.labs);  // says why
        std::vector<LabPlace> labs = labs_in(shared.labs);
        if (labs.empty()) throw Failure(ExitCode::wrong_use, say(Severity::error, messages::no_labs, {printable(shared.labs, 1000), 0, 0}));
        return labs;
    }
    const std::string beside = program_folder(shared);
    const bool is_package = kind_of(join_path(beside, "package.json")) == PathKind::file;
    const std::string own = join_path(beside, "labs");
    for (const std::string& folder : {is_package ? own : std::string{}, join_path(beside, "../share/evenkeel/labs"), own, join_path(beside, "../../labs")}) {
        if (folder.empty()) continue;
        std::vector<LabPlace> labs = labs_in(folder);
        if (!labs.empty()) return labs;
    }
    throw Failure(ExitCode::wrong_use, say(Severity::error, messages::no_labs, {}));
}

LabPlace find_lab(const Shared& shared, const std::string& lab)
{
    const bool is_path = lab.find('/') != std::string::npos || lab == "." || lab == "..";
    if (is_path || (shared.labs.empty() && kind_of(join_path(lab, "lab.json")) == PathKind::file)) {
        if (kind_of(join_path(lab, "lab.json")) != PathKind::file) fail_unknown({}, lab);
        return place_of_folder(lab);
    }
    const std::vector<LabPlace> labs = find_labs(shared);
    // "007", "7" and "07" are the lab whose id begins with "07-".
    const auto number = parse_integer(lab, 0, 999'999);
    for (const LabPlace& each : labs)
        if (each.id == lab || (number && lab_number(each.id) == number)) return each;
    fail_unknown(labs, lab);
}

LoadedLab load_lab(const Shared& shared, const std::string& lab)
{
    LoadedLab loaded{find_lab(shared, lab), {}, {}};
    const std::string path = join_path(loaded.place.folder, "lab.json");
    Parsed<Lab> parsed = read_lab(read_file(path, {Trust::named_by_user, LabLimits::bytes, ExitCode::wrong_use}), printable(path, 1000));
    if (has_error(parsed.diagnostics)) throw Failure(ExitCode::wrong_use, std::move(parsed.diagnostics));
    loaded.lab = std::move(parsed.config);
    loaded.lab.id = loaded.place.id;
    loaded.start = files_below(lab_files(loaded.place.folder), "files/");
    return loaded;
}

Files lab_files(const std::string& folder)
{
    Folder found = read_folder(folder, lab_limits);
    if (has_error(found.diagnostics)) throw Failure(ExitCode::wrong_use, std::move(found.diagnostics));
    return to_files(std::move(found.files));
}

HandedIn read_handed_in(const std::string& folder)
{
    Folder found = read_folder(folder, submission_limits);
    return {to_files(std::move(found.files)), std::move(found.diagnostics)};
}

Parsed<Submission> load_submission(const LoadedLab& lab, const HandedIn& handed_in)
{
    Parsed<Submission> submission = read_submission(lab.lab, lab.start, handed_in.files);
    submission.diagnostics.insert(submission.diagnostics.begin(), handed_in.diagnostics.begin(), handed_in.diagnostics.end());
    return submission;
}

Parsed<Submission> load_submission(const LoadedLab& lab, const std::string& folder)
{
    return load_submission(lab, read_handed_in(folder));
}

}  // namespace evenkeel::cli
