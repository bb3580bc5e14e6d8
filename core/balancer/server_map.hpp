#pragma once
// The map of the static algorithms: one slot per unit of weight, servers interleaved.

#include <cstdint>
#include <vector>

#include "balancer/flow.hpp"

namespace evenkeel::haproxy {

/// slot -> server. Built anew whenever a server of the backend comes or goes, and never for another reason.
struct ServerMap {
    std::vector<std::uint32_t> slots;
};

/// Source: reference section 3. Weights are divided by their greatest common divisor before (farm.cpp).
void rebuild(ServerMap& map, const FarmView& farm);

/// Bob Jenkins' integer hash, as HAProxy's `avalanche` uses it.
std::uint32_t full_hash(std::uint32_t a);

}  // namespace evenkeel::haproxy
