#pragma once
// The map of the static algorithms: one slot per unit of weight, servers interleaved.

#include <cstdint>
#include <vector>

#include "balancer/flow.hpp"

namespace evenkeel::haproxy {

/// slot -> server. Built anew whenever a server of the backend comes or goes, and never for another reason.
struct ServerMap {
    std::vector<std::uint32_t> slots;
    std::size_t turn = 0;               ///< the slot that static-rr takes next; kept when the map is rebuilt
};

/// Source: reference section 3. Weights are divided by their greatest common divisor before (farm.cpp).
void rebuild(ServerMap& map, const FarmView& farm);

/// The next slot whose server has room, the one to avoid only if there is no other; none after a whole round.
ServerId next_in_turn(ServerMap& map, const FarmView& farm, ServerId avoid);

}  // namespace evenkeel::haproxy
