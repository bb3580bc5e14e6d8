#pragma once
// Which labs have changed on disk.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "labs.hpp"

namespace evenkeel::cli {

/// For each lab a number that is another one after any file of it was written, added, renamed or removed. Names, sizes and times are
/// looked at, no file is read.
using LabStamps = std::map<std::string, std::uint64_t>;
LabStamps stamp_labs(const std::vector<LabPlace>& labs);

/// The ids of labs that are in only one of the two, or not the same in both; in byte order.
std::vector<std::string> changed_labs(const LabStamps& before, const LabStamps& after);

}  // namespace evenkeel::cli
