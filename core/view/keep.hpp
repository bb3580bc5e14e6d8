#pragma once
// A session as a text that is kept, shared or sent in: what was done by hand on the shown branch, so that it can be done again.
//
// {"format": 1, "lab": ID, "seed": N, "texts": {PATH: TEXT}, "began_with": {PATH: TEXT}, "did": [{"at": NS, "node": …, "choice": …} or
// {"at": NS, "texts": {…}} or {"at": NS, "host": …, "line": …, "texts": {…}}], "now": NS, "places": {NODE: [x, y]}}. Instants are decimal strings.

#include <nlohmann/json_fwd.hpp>

#include "view/session.hpp"

namespace evenkeel::view {

inline constexpr std::int64_t keep_format = 1;
/// Deeds beyond these are left out.
inline constexpr std::size_t most_kept = 2'000;

nlohmann::json to_keep(const Session& session);

/// Does again what a kept text says; what is not possible (another version of the lab) is left out, and counted. Nothing of the
/// text is trusted.
struct TakenBack {
    std::size_t done = 0;
    std::size_t left_out = 0;
};
TakenBack take_back(Session& session, const nlohmann::json& kept);

}  // namespace evenkeel::view
