// A simulated day of a busy site (200 requests/s): what the run holds in memory, every two hours.

#include <chrono>
#include <cstdio>

#include <sys/resource.h>

#include <fmt/format.h>

#include "workload/site.hpp"

using namespace evenkeel;

namespace {

/// Of the process so far, in megabytes.
double most_resident()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

}  // namespace

int main()
{
    World world = workload::build_whole_site(1);
    const auto begun = std::chrono::steady_clock::now();
    fmt::print("hour   requests      events   pending  connections  samples  thinned until  journal  most resident  run for\n");
    for (std::int64_t hour = 2; hour <= 24; hour += 2) {
        run_until(world, Instant{hour * 3600 * ns_per_s});
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
        fmt::print("{:>4} {:>10} {:>11} {:>9} {:>12} {:>8} {:>12} s {:>8} {:>11.0f} MB {:>6.0f} s\n", hour, workload::requests_begun(world), world.events_handled,
                   world.queue.size(), world.network.connections.size(), world.truth.sample_count,
                   world.truth.times_thinned == 0 ? 0 : world.truth.thinned_until_ms / 1000, size(world.journal), most_resident(), seconds);
        std::fflush(stdout);
    }
    return 0;
}
