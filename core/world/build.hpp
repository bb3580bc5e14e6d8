#pragma once
// Topology and configurations become a world.

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "config/topology.hpp"
#include "world/world.hpp"

namespace evenkeel {

/// Everything a world is made of. Files are named as the topology's `run` names them.
struct Site {
    Topology topology;
    std::map<std::string, std::shared_ptr<const haproxy::Settings>> haproxy;
    std::map<std::string, std::shared_ptr<const nginx::Settings>> nginx;
};

/// The world at its beginning: services started, visitors waiting for their first arrival. What cannot be built (a server
/// name that does not resolve, a configuration that is missing) is a diagnostic; the world then must not be run.
Parsed<World> build(const Site& site, std::uint64_t seed);

/// What a site has that the level of detail `requests` cannot do (errors), or that has no effect there (warnings).
std::vector<Diagnostic> refused_at_requests(const Site& site);

/// All that build() says, for the catalogue.
std::span<const Sentence> build_sentences();

}  // namespace evenkeel
