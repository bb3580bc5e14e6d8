#pragma once
// A session that the page kept, as a file: from a report, a download, or somebody's mail. Nothing of it is trusted.

#include <cstdint>
#include <string>

#include <nlohmann/json.hpp>

namespace evenkeel::cli {

/// What view::take_back takes, looked at: each value is of its kind, and the deeds are in order of time.
struct Kept {
    std::string file;           ///< as messages name it
    std::string lab;            ///< an id
    std::uint64_t seed = 1;
    nlohmann::ordered_json session;
};

/// Reads the object of view/keep.hpp, or an object that has it under "kept", as the page's reports have. "-" is standard input.
/// Throws Failure: 3 when the file cannot be read or is too large, 2 with the first problem of its text.
Kept read_kept(const std::string& path);

}  // namespace evenkeel::cli
