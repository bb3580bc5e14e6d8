#pragma once
// Tables of queueing and availability theory: their closed formulas are held against our calculators, and what a run can measure
// against the product's own worlds.

#include <nlohmann/json_fwd.hpp>

#include "verify/outcome.hpp"

namespace evenkeel {

/// Records of kind "theory". A part of the outcome for each way in which the table is compared: "computed" within 1e-9 of each
/// value, "simulated" within some standard errors of a run of 1,100,000 requests a row (theory_statistic.hpp). Tables that hold models of another kind than ours are `reference_only`; a table nobody knows is `not_built`.
/// The rows are independent of each other: `for_each` may run several at a time.
Outcome verify_theory(const nlohmann::json& record, const ForEach& for_each = one_by_one);

}  // namespace evenkeel
