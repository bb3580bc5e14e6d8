#pragma once
// JUnit XML: one test case an objective, points in the name, since the format knows no partial credit.

#include <string>

#include "lab/grader.hpp"

namespace evenkeel {

/// Objective met: passes; short: failure; submission not gradable: error. Ends in a line end.
std::string junit_report(const Grade& grade);

}  // namespace evenkeel
