#pragma once
// What the time line plots: of each simulated second the requests by outcome, three latency percentiles, and each server's share.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "view/session.hpp"

namespace evenkeel::view {

/// How a visitor's requests ended, as far as a plot tells them apart.
enum class Ending : std::uint8_t { good, refused_by_site, failed, count_ };
/// "good", "answered 4xx or 5xx", "no answer".
std::string_view to_text(Ending ending);

struct Second {
    Instant at;                                                     ///< its end
    std::array<double, static_cast<std::size_t>(Ending::count_)> per_s{};
    std::array<double, 3> latency_ms{-1, -1, -1};                   ///< p50, p95, p99 of the last 10 s; below 0: nothing was measured
    std::vector<double> server_per_s;                               ///< by Plots::servers
    double queue = 0;
};

/// Kept by who draws; `update` adds what has been played since.
struct Plots {
    std::uint64_t story = 0;
    std::vector<std::string> servers;       ///< hosts that answered or were chosen, in order of their names
    std::vector<Second> seconds;            ///< in order of time, also beyond the playhead
};

void update(Plots& plots, const Session& session);
/// The same of a world whose story never changes.
void update(Plots& plots, const World& world);

/// The plots of the run beside the shown one.
struct RivalPlots {
    std::size_t branch = 0;
    Plots plots;
};
/// Nothing when there is no such run.
void update_rival(RivalPlots& rival, const Session& session);

/// So many columns are enough for a drawing, and for a table that somebody reads.
inline constexpr std::size_t most_columns_told = 240;
/// The seconds until an instant, several as one where there are more than `most`: means, of latencies those that were measured.
/// Two runs until the same instant have the same columns.
std::vector<Second> thinned(const std::vector<Second>& seconds, Instant until, std::size_t most);

/// The q-quantile of a histogram, as PromQL's histogram_quantile reckons: linear within its bucket. `counts` are cumulative,
/// by latency_bounds_ns() and +Inf; below 0 for an empty one.
double quantile_ms(double q, const std::vector<double>& counts);

}  // namespace evenkeel::view
