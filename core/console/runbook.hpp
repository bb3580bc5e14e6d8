#pragma once
// runbook.txt: what the operator typed, and when. One line a command, "+MM:SS.mmm host$ command".

#include <string>
#include <string_view>
#include <vector>

#include "console/shell.hpp"
#include "world/timeline.hpp"

namespace evenkeel::console {

inline constexpr std::size_t most_runbook_lines = 1'000;

/// The deeds of a runbook. Empty lines and those that begin with # are nothing. Each time is after the one before, all are before
/// `end`; hours may stand before the minutes, and the milliseconds may be left out.
Parsed<std::vector<Deed>> read_runbook(std::string_view text, const std::string& file, const Desk& desk, Instant end);

/// A line of a runbook, with its line feed.
std::string runbook_line(Instant at, std::string_view host, std::string_view line);

}  // namespace evenkeel::console
