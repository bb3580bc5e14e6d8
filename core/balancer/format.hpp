#pragma once
// Texts of rules, with %[sample] and the log's %variables, made at the moment a rule runs. For balancer/*.cpp only.

#include <string>
#include <vector>

#include "balancer/process.hpp"

namespace evenkeel::haproxy {

/// Blanks stand as they are written and what is not there is empty, unlike in a log line.
std::string render(Process& p, const Stream& stream, const Message* response, const Format& format);
/// The values of samples, as texts; one that gives nothing is empty.
std::vector<std::string> rendered_samples(const std::vector<SampleExpression>& samples, const RequestView& view);

}  // namespace evenkeel::haproxy
