#pragma once
// What came of replaying one recording.

#include <cstdint>
#include <string>

namespace evenkeel {

/// `not_built` is for what the product cannot do yet: it is named, and never counts as passed.
enum class Verdict : std::uint8_t { passed, failed, not_built };

struct Outcome {
    Verdict verdict{};
    std::string name;
    std::string message;    ///< the first difference, or what is not built
};

}  // namespace evenkeel
