#pragma once
// The named whole-site world: everything of a balanced site, packet by packet, with journal and truth metrics.
//
// Visitors of two classes in sessions over kept connections (open loop, 200 requests/s in all), links with latency, HAProxy with
// leastconn, HTTP checks and time-outs, four hosts with nginx in front of an application of eight workers each.

#include <cstdint>

#include "world/build.hpp"

namespace evenkeel::workload {

/// The site, from the texts of its topology, haproxy.cfg and nginx.conf.
Site whole_site();

World build_whole_site(std::uint64_t seed);

/// Runs until so many requests have begun.
void run_whole_site(World& world, std::uint64_t requests);

std::uint64_t requests_begun(const World& world);

}  // namespace evenkeel::workload
