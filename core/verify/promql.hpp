#pragma once
// Golden records of PromQL: expressions over given series and promtool's answers, replayed through our evaluator.

#include <nlohmann/json_fwd.hpp>

#include "verify/outcome.hpp"

namespace evenkeel {

/// Records of kind "promql". Sets of samples are compared: labels equal, values within 1e-12 of the expected one (0 exactly;
/// in a query with predict_linear or deriv less than 1e-6 stands for 0); an error must be one of ours, at the same line and
/// column where the record gives them. Alert rules, rule files and Alertmanager's records are not built yet.
Outcome verify_promql(const nlohmann::json& record);

}  // namespace evenkeel
