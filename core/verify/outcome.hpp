#pragma once
// What the replay of one recorded scenario, or of one part of it, came to.

#include <string>
#include <vector>

namespace evenkeel {

/// `reference_only`: the record holds nothing to be compared, which is neither passed nor failed.
enum class Verdict { passed, failed, not_built, reference_only };

struct Outcome {
    Verdict verdict{};
    std::string name;
    std::string message;                    ///< the first difference; what is not built
    std::vector<std::string> parts{};       ///< of a table: what was compared, a line each
};

}  // namespace evenkeel
