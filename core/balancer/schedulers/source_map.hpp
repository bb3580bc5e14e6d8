#pragma once
// balance source with hash-type map-based: the same visitor goes to the same server while no server comes or goes.

#include <cstdint>
#include <string_view>
#include <vector>

#include "balancer/flow.hpp"
#include "balancer/server_map.hpp"

namespace evenkeel::haproxy {

/// The address as a number (IPv6: its four words XORed) modulo the total weight is a slot of the map. No memory: when
/// a server leaves, the map is rebuilt and most visitors move.
///
/// With a single usable server nothing is hashed. A full server is chosen all the same (the visitor waits in its queue), and so is
/// the one to avoid: a retry meets the same server. Cost: O(1); a change of the servers rebuilds the map, O(total weight * servers).
/// Source: reference sections 3 and 7.3 (src/lb_map.c, src/backend.c). Differs: nothing known.
struct SourceMap {
    static constexpr std::string_view keyword = "source";
    static constexpr bool weights_are_dynamic = false;

    ServerMap map;
    bool avalanche = false;                 ///< `hash-type map-based sdbm avalanche`
};

/// The key before the modulo.
std::uint32_t source_key(const Address& source, bool avalanche);

void begin(SourceMap&, const FarmView& farm);
ServerId pick(SourceMap&, const FarmView& farm, const Flow& flow, ServerId avoid);
void joins(SourceMap&, const FarmView& farm, ServerId server);
void leaves(SourceMap&, const FarmView& farm, ServerId server);
inline void reweighs(SourceMap&, const FarmView&, ServerId, std::int64_t) {}
inline void load_changes(SourceMap&, const FarmView&, ServerId) {}
inline void room_changes(SourceMap&, const FarmView&, ServerId) {}

}  // namespace evenkeel::haproxy
