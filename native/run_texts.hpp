#pragma once
// What a run leaves behind, as files: its journal, its metrics. Pure functions of a world.

#include <cstdint>
#include <string>
#include <string_view>

#include "world/world.hpp"

namespace evenkeel::cli {

/// Lab, seed, simulated time, requests by outcome, journal, then `more` (whole lines), and the state hash.
std::string summary_text(std::string_view lab, std::uint64_t seed, const World& world, std::string_view more = {});

/// One JSON object a line: number, at_ns, time, kind, place, sentence, cause (a number, or null), and the details by name.
std::string journal_lines(const Journal& journal);

/// What a runbook's lines have printed, as on a terminal: each line with its time and prompt, its output, and a code other than 0.
std::string terminal_text(const World& world);

/// The truth metrics at the end of a run in Prometheus' text format, each with its simulated time in milliseconds.
std::string metrics_text(const World& world);

}  // namespace evenkeel::cli
