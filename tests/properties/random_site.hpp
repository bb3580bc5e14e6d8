#pragma once
// A site drawn at random, as its author would write it: topology, haproxy.cfg, nginx.conf, and what happens to it.

#include <cstdint>
#include <string>
#include <vector>

#include "world/build.hpp"
#include "world/timeline.hpp"

namespace evenkeel::properties {

/// Equal seeds give equal sites, with every compiler.
struct RandomSite {
    std::string topology;               ///< JSON
    std::string haproxy;
    std::string nginx;
    Site site;                          ///< these texts, read
    Script script;                      ///< faults and commands, with their ends
    Duration visitors_end;              ///< nobody begins anything after it
    Duration length;                    ///< until here every time limit that is set has passed
    std::vector<std::string> traits;    ///< what has been drawn: "balance leastconn", "fault kill", "timeout queue"
};

enum class Faults : std::uint8_t { none, any };

/// A site of the level of detail `packets`.
RandomSite random_site(std::uint64_t seed, Faults faults = Faults::any);

/// Two sites that differ in the level of detail alone, of the kind for which both levels must give the same: see short_way.cpp.
struct TwoLevels {
    RandomSite packets;
    RandomSite requests;
};
TwoLevels random_two_levels(std::uint64_t seed);

/// The world at its beginning; fails the test, with the texts, if the site cannot be built.
World world_of(const RandomSite& site, std::uint64_t seed);

/// All that a failure must show.
std::string to_text(const RandomSite& site);

}  // namespace evenkeel::properties
