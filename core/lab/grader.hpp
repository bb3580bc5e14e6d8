#pragma once
// Points for what happened: objectives over all seeds, in whole millipoints. The grader sees worlds, never configurations.

#include <cstdint>
#include <string>
#include <vector>

#include "lab/explain.hpp"
#include "lab/lab.hpp"
#include "lab/run.hpp"
#include "lab/submission.hpp"

namespace evenkeel {

struct GradeOptions {
    std::vector<std::uint64_t> seeds;           ///< public ones; empty: the lab's own
    std::vector<std::uint64_t> hidden_seeds;
    Bounds bounds = grading_bounds;
};

/// One objective on one seed.
struct SeedCheck {
    bool has_value = false;         ///< false: the query gave nothing, or NaN
    double measured = 0;            ///< of a hidden seed rounded to 5 %
    std::int64_t millipoints = 0;   ///< exact also on hidden seeds; reports do not show those
    bool is_full = false;           ///< all points, and the gate holds
    bool gate_holds = true;
    Instant first_violation = never;    ///< of public seeds: the sample after which the value stayed short
    Explanation explanation;            ///< of public seeds where it fell short; else empty
};

struct SeedResult {
    bool hidden = false;
    std::uint32_t index = 0;        ///< from 1, public and hidden ones counted apart
    std::uint64_t seed = 0;         ///< 0 when hidden
    std::uint64_t state_hash = 0;   ///< 0 when hidden: it would tell the seed
    std::uint64_t events = 0;       ///< 0 when hidden
    std::int64_t millipoints = 0;   ///< of this seed alone, with its gates
    std::vector<SeedCheck> checks;  ///< in the order of the lab's objectives
};

/// One objective over all seeds.
struct CheckResult {
    std::string id;
    std::string title;
    std::string unit;
    std::int64_t most_millipoints = 0;
    std::int64_t millipoints = 0;   ///< mean over the seeds, rounded half up
    bool has_points = false;
    std::string needed;             ///< "at most 3 s"; of a mere gate its condition
    Gate gate;
    bool gate_holds = true;         ///< on every seed
    bool is_full = false;           ///< all points, and the gate holds
    std::uint32_t worst = 0;        ///< index into Grade::seeds of the run to tell about: the public one that fell short most, else the hidden one
};

struct Grade {
    std::string lab;
    std::string title;
    bool gradable = false;          ///< false: `diagnostics` say why; there are no points
    bool stopped = false;           ///< by the progress callback
    std::int64_t millipoints = 0;   ///< of 100'000
    std::int64_t uncapped_millipoints = 0;  ///< without a failed gate's cap
    std::int64_t pass_millipoints = 0;
    bool gate_failed = false;
    bool passed = false;
    std::vector<CheckResult> checks;
    std::vector<SeedResult> seeds;
    std::vector<Diagnostic> diagnostics;    ///< of the submission's files, and of the runs
    std::string engine_version;
};

/// Runs all seeds one after the other and judges. The same inputs give the same Grade, byte for byte, everywhere.
Grade grade(const Lab& lab, const Submission& submission, const GradeOptions& options = {}, const OnProgress& on_progress = {});

/// A run that was made elsewhere (another thread, a browser's worker), judged; and the Grade of all of them. `grade` is
/// these two in turn. A SeedResult of a run that failed carries no checks.
SeedResult judge(const Lab& lab, const Submission& submission, const RunResult& run, const RunOptions& options, std::uint32_t index);
Grade combine(const Lab& lab, std::vector<SeedResult> seeds, std::vector<Diagnostic> diagnostics);

/// The Grade of something that cannot be graded.
Grade ungradable(const Lab& lab, std::vector<Diagnostic> diagnostics);

/// True when the gate, if there is one, lets this value pass. Nothing measured never does.
bool gate_holds(const Gate& gate, bool has_value, double measured);

/// Points for a value: linear between zero_at and full_at, clamped, rounded half up. Nothing for NaN.
std::int64_t millipoints_for(const Objective& objective, double measured);

/// Whole points as shown: millipoints rounded half up.
inline std::int64_t whole_points(std::int64_t millipoints) { return (millipoints + 500) / 1000; }

}  // namespace evenkeel
