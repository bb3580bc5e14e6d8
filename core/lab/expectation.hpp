#pragma once
// What an author promises about a submission that lies in the lab: wrong/NAME/expect.json.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"

namespace evenkeel {

/// Feedback that must be given: on this objective, with these words in its sentence.
struct ExpectedFeedback {
    std::string objective;
    std::string says;
};

struct Expectation {
    std::int64_t least = 0;         ///< points, on every seed
    std::int64_t most = 100;
    std::string because;            ///< for the author's colleagues: why this is wrong
    std::vector<ExpectedFeedback> feedback;
};

/// Reads an expect.json: {"score": [0, 60], "feedback": [{"objective": "notice-errors", "says": "its port was open"}]}.
Parsed<Expectation> read_expectation(std::string_view text, std::string file);

}  // namespace evenkeel
