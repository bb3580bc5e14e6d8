#pragma once
// Functions of the samples of one series within a window.

#include <cstdint>
#include <span>
#include <vector>

#include "base/time.hpp"
#include "meter/series.hpp"
#include "promql/functions.hpp"

namespace evenkeel::promql {

/// A window (end - range, end]; its samples are in the order of time. `at_ms` is the evaluation's time, which an offset
/// moves away from the end.
struct Window {
    std::span<const Sample> samples;
    std::int64_t start_ms = 0;
    std::int64_t end_ms = 0;
    Duration range;
    std::int64_t at_ms = 0;
};

struct Maybe {
    bool exists = false;
    double value = 0.0;
};

/// The value of a function of one range vector and at most one number; none where the window has too few samples.
Maybe value_of_window(FunctionId function, const Window& window, double parameter);

}  // namespace evenkeel::promql
