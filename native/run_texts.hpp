#pragma once
// What a run leaves behind, as files: its journal, its metrics. Pure functions of a world.

#include <string>

#include "world/world.hpp"

namespace evenkeel::cli {

/// One JSON object a line: number, at_ns, time, kind, place, sentence, cause (a number, or null), and the details by name.
std::string journal_lines(const Journal& journal);

/// The truth metrics at the end of a run in Prometheus' text format, each with its simulated time in milliseconds.
std::string metrics_text(const World& world);

}  // namespace evenkeel::cli
