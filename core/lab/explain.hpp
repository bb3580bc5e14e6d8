#pragma once
// Why an objective fell short: one sentence that teaches, the journal's reasons in the order in which they caused each
// other, and the line of the submission to look at.

#include <cstdint>
#include <string>
#include <vector>

#include "lab/lab.hpp"
#include "lab/run.hpp"
#include "lab/submission.hpp"

namespace evenkeel {

/// One link of the chain: a journal entry.
struct Cause {
    EntryNumber entry = no_entry;
    Instant at;
    std::string kind;               ///< "server_down"
    std::string sentence;           ///< "lb-01/haproxy: Server web/web2 is DOWN, reason: …"
};

struct Explanation {
    std::string objective;          ///< id
    std::string sentence;           ///< the objective's, with its placeholders filled; empty when nothing fell short
    std::string measured;           ///< as text with unit: "12.4 s"
    std::string needed;             ///< "at most 3 s"
    Instant first_violation = never;
    std::vector<Cause> chain;       ///< earliest first
    std::uint64_t more_causes = 0;  ///< entries of the same kinds that are not in the chain
    Location look_at;               ///< of the submission; line 0 when there is none
};

/// Explains one objective on one run: also when it was met (then `sentence` is empty and the chain tells what happened).
Explanation explain(const Lab& lab, const Submission& submission, const RunResult& run, const Objective& objective);

/// A value as people read it: "12.4 s", "97.3 %", "3". When it is not equal to `beside`, it has as many decimals as show that.
std::string value_text(double value, const std::string& unit, double beside);
inline std::string value_text(double value, const std::string& unit) { return value_text(value, unit, value); }
/// "at most 3 s", "at least 99 %": where all points begin, or the gate's condition if there are none.
std::string needed_text(const Objective& objective);
/// "at least 99 %", or "" without a gate.
std::string gate_text(const Gate& gate, const std::string& unit);
/// The value that a measured one is compared with in words.
double needed_value(const Objective& objective);

/// The instant at which an objective is asked in a run.
Instant evaluated_at(const Lab& lab, const RunResult& run, const Objective& objective);

}  // namespace evenkeel
