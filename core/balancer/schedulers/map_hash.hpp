#pragma once
// hash-type map-based, under balance source, uri, url_param, hdr and hash: equal keys go to one server while no server comes or goes.

#include <cstdint>

#include "balancer/flow.hpp"
#include "balancer/server_map.hpp"

namespace evenkeel::haproxy {

/// The key modulo the total weight is a slot of the map. No memory: when a server leaves, the map is rebuilt and most keys move.
///
/// With a single usable server nothing is hashed. A full server is chosen all the same (the request waits in its queue), and so is
/// the one to avoid: a retry meets the same server. A request without a key takes its turn as under static-rr.
/// Cost: O(1); a change of the servers rebuilds the map, O(total weight * servers).
/// Source: reference sections 3 and 7.3 (src/lb_map.c, src/backend.c). Differs: nothing known.
struct MapHash {
    static constexpr bool weights_are_dynamic = false;

    ServerMap map;
};

inline void begin(MapHash& hash, const FarmView& farm) { rebuild(hash.map, farm); }
ServerId pick(MapHash&, const FarmView& farm, const Flow& flow, ServerId avoid);
inline void joins(MapHash& hash, const FarmView& farm, ServerId) { rebuild(hash.map, farm); }
inline void leaves(MapHash& hash, const FarmView& farm, ServerId) { rebuild(hash.map, farm); }
inline void reweighs(MapHash&, const FarmView&, ServerId, std::int64_t) {}
inline void load_changes(MapHash&, const FarmView&, ServerId) {}
inline void room_changes(MapHash&, const FarmView&, ServerId) {}

}  // namespace evenkeel::haproxy
