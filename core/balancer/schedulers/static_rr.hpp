#pragma once
// balance static-rr: servers in turn over a map of their weights.

#include <cstdint>

#include "balancer/flow.hpp"
#include "balancer/server_map.hpp"

namespace evenkeel::haproxy {

/// The next slot of the map whose server has room; the turn goes on where it was when servers come and go. Weights are divided by
/// their greatest common divisor and cannot be changed at run time. Gives none when every server is full. Cost: O(1) while there
/// is room. Source: reference section 3 (src/lb_map.c).
struct StaticRoundRobin {
    static constexpr bool weights_are_dynamic = false;

    ServerMap map;
};

inline void begin(StaticRoundRobin& turn, const FarmView& farm) { rebuild(turn.map, farm); }
inline ServerId pick(StaticRoundRobin& turn, const FarmView& farm, const Flow&, ServerId avoid) { return next_in_turn(turn.map, farm, avoid); }
inline void joins(StaticRoundRobin& turn, const FarmView& farm, ServerId) { rebuild(turn.map, farm); }
inline void leaves(StaticRoundRobin& turn, const FarmView& farm, ServerId) { rebuild(turn.map, farm); }
inline void reweighs(StaticRoundRobin&, const FarmView&, ServerId, std::int64_t) {}
inline void load_changes(StaticRoundRobin&, const FarmView&, ServerId) {}
inline void room_changes(StaticRoundRobin&, const FarmView&, ServerId) {}

}  // namespace evenkeel::haproxy
