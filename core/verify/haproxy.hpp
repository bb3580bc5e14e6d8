#pragma once
// Recorded scenarios of HAProxy, replayed by the product's own World: its balancer, its TCP, its checks.

#include <nlohmann/json_fwd.hpp>

#include "verify/outcome.hpp"

namespace evenkeel {

/// Replays one record of kind "haproxy" (format 1). Every step's whole `expect` object must be equal. A directive or step
/// that is not built makes it `not_built`, with its name.
Outcome verify_haproxy(const nlohmann::json& record);

/// Replays one record of kind "haproxy-log" (format 1): the same site, but what is compared are the lines of the log, step by step.
/// Times may differ by the record's `tolerance_ms`, and dates by a further 30 ms for each step so far; all else must be equal.
Outcome verify_haproxy_log(const nlohmann::json& record);

}  // namespace evenkeel
