#pragma once
// Labs of a folder as the JSON texts that the page reads: made by `evenkeel serve` when asked, by `evenkeel lab bundle` once.

#include "labs.hpp"

namespace evenkeel::cli {

/// Every problem names its file as "ID/lab.json". Throws Failure (3) for a lab's folder that cannot be read.
Parsed<std::string> read_bundle(const LabPlace& place);
Parsed<std::string> read_index(const std::vector<LabPlace>& labs);

}  // namespace evenkeel::cli
