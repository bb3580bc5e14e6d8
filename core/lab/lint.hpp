#pragma once
// What an author of labs wants to hear before students do.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lab/lab.hpp"

namespace evenkeel {

/// All problems of a lab's folder: of lab.json (read_lab), of the files that belong to it, and of their agreement.
/// `folder` holds every file by its path inside the folder ("lab.json", "files/lb-01/haproxy.cfg"); `name` is the
/// folder's; `known_labs` are the ids that `requires` may name.
std::vector<Diagnostic> lint_lab(std::string_view name, const Files& folder, std::span<const std::string> known_labs);

/// The files below `prefix` ("files/", "solution/", "wrong/tcp-check/") of a lab's folder, without it.
Files files_below(const Files& folder, std::string_view prefix);

/// The files of a new lab that runs, passes lint and has one objective.
Files new_lab(std::string_view id, std::string_view title);

}  // namespace evenkeel
