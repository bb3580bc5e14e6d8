#pragma once
// Recorded clients: each case of a record, replayed for each program that was recorded in it.

#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "verify/outcome.hpp"

namespace evenkeel {

/// Records of kind "clients": one outcome for each case and client, named "case client". What a case needs and we lack (TLS,
/// redirects, cookies, caches, pages with parts, ab and wrk) makes it `not_built`, with its name.
std::vector<Outcome> verify_clients(const nlohmann::json& record);

}  // namespace evenkeel
