#pragma once
// Recorded verdicts of the real programs on small configuration texts, against our readers'.

#include <nlohmann/json.hpp>

#include "verify/outcome.hpp"

namespace evenkeel {

/// Records of kind "config-verdict". Compared are the verdict, the exit status, the program's messages (line, severity,
/// text, in order) and our lints as a set of (line, column, id). Programs without a reader are `not_built`.
Outcome verify_config_verdict(const nlohmann::json& record);

}  // namespace evenkeel
