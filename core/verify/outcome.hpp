#pragma once
// What the replay of one recorded scenario, or of one part of it, came to.

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace evenkeel {

/// Does work(0) … work(count - 1), in any order or several at the same time, and returns when all is done.
using ForEach = std::function<void(std::size_t count, const std::function<void(std::size_t)>& work)>;
inline void one_by_one(std::size_t count, const std::function<void(std::size_t)>& work)
{
    for (std::size_t i = 0; i < count; ++i) work(i);
}

/// `reference_only`: the record holds nothing to be compared, which is neither passed nor failed.
enum class Verdict { passed, failed, not_built, reference_only };

struct Outcome {
    Verdict verdict{};
    std::string name;
    std::string message;                    ///< the first difference; what is not built
    std::vector<std::string> parts{};       ///< of a table: what was compared, a line each
};

}  // namespace evenkeel
