#pragma once
// One run of a lab: a world, the lab's faults at the times this seed draws, played to the end.

#include <cstdint>
#include <functional>
#include <string>

#include "lab/lab.hpp"
#include "lab/submission.hpp"
#include "world/timeline.hpp"

namespace evenkeel {

/// How far a run is; for a progress bar.
struct Progress {
    std::uint32_t run = 0;          ///< from 0
    std::uint32_t runs = 1;
    Instant now;
    Instant end;
};
/// Called now and then while a run goes on; false stops it.
using OnProgress = std::function<bool(const Progress&)>;

/// Far more than any lab needs (some 5 million events), and over within a minute.
inline constexpr Bounds grading_bounds{.events = 200'000'000};

struct RunOptions {
    std::uint64_t seed = 1;
    bool hidden = false;            ///< permute roles and shift fault times as the lab's `hidden` says
    Bounds bounds = grading_bounds;
};

struct RunResult {
    World world;                    ///< at its end, with a last sample taken
    Script script;                  ///< what was done to it, for `seek`
    Duration shift;                 ///< by which this run's faults and phases were moved
    std::vector<Diagnostic> diagnostics;    ///< why it could not be built, or the bound that it met
    bool stopped = false;           ///< by the progress callback
};

/// The faults of a lab as one seed has them. Drawn times are whole milliseconds.
Script script_of(const Lab& lab, const World& world, const RunOptions& options);

/// The same, and what the submission's operator types.
Script script_of(const Lab& lab, const Submission& submission, const World& world, const RunOptions& options);

/// The world of a submission at its beginning. Where an operator has journalctl the balancers keep the last lines of their logs.
Parsed<World> begin_run(const Lab& lab, const Submission& submission, const RunOptions& options);

RunResult run_once(const Lab& lab, const Submission& submission, const RunOptions& options, const OnProgress& on_progress = {});

}  // namespace evenkeel
