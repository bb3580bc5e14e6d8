#pragma once
// What the replay of one recorded scenario, or of one part of it, came to.

#include <string>

namespace evenkeel {

enum class Verdict { passed, failed, not_built };

struct Outcome {
    Verdict verdict{};
    std::string name;
    std::string message;    ///< the first difference; what is not built
};

}  // namespace evenkeel
