#pragma once
// Recorded scenarios of real systems, replayed through the product's own code: which kind of record is replayed by what.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "verify/outcome.hpp"

namespace evenkeel {

/// The value of the first key, `record`, of a recording: "haproxy", "promql-errors". Nothing for a text that does
/// not begin so, or is no JSON.
std::optional<std::string> record_of(std::string_view json_text);

/// The set that a kind of record belongs to, as recordings are counted: "promql" for "alert-rules". An unknown kind is a set of
/// its own.
std::string set_of_record(std::string_view record);

/// Replays one recording: one outcome, or one for each of its parts. `name` is how to call it in the outcomes. A kind that
/// nobody replays yet is `not_built`, which is never counted as passed. The text must have a record (see above).
/// `for_each` is for what consists of independent runs.
std::vector<Outcome> verify_record(std::string_view json_text, const std::string& name, const ForEach& for_each = one_by_one);

}  // namespace evenkeel
