#pragma once
// hash-type consistent, and balance random: servers on a ring, of which a key, or a draw, finds the nearest.

#include <array>
#include <cstdint>
#include <vector>

#include "balancer/flow.hpp"
#include "balancer/hash_ring.hpp"

namespace evenkeel::haproxy {

/// The rings of the two groups, and what hash-balance-factor needs.
struct Rings {
    std::array<HashRing, 2> groups;             ///< active, backup
    std::int64_t balance_factor = 0;            ///< hash-balance-factor in percent; 0: off
    std::vector<std::int64_t> weight_before;    ///< by server: of those of its group declared before it, at the start
};

/// The server nearest to the key. A server that leaves gives its keys to its neighbours, all others stay. A full server is chosen
/// all the same (the request waits in its queue); one that is to be avoided, or that has more than its share under
/// hash-balance-factor, passes the request on along the ring. A request without a key takes the next node's server.
/// Cost: O(log nodes). Source: reference sections 7.4 to 7.6 (src/lb_chash.c).
struct ConsistentHash {
    static constexpr bool weights_are_dynamic = true;

    Rings rings;
};

/// Draws `draws` points of the ring and takes the server with the least in service for its weight; of equals the one drawn last.
/// Gives none when that one is full: the request waits in the backend's queue. Draws come from the process's own generator, which
/// starts alike in each process: its order is a fact of 2.6 with one thread. Source: reference section 8.
struct Random {
    static constexpr bool weights_are_dynamic = true;

    Rings rings;
    std::int64_t draws = 2;
};

void begin(Rings&, const FarmView& farm);
void set_nodes(Rings&, const FarmView& farm, ServerId server, std::int64_t count);

ServerId pick(ConsistentHash&, const FarmView& farm, const Flow& flow, ServerId avoid);
ServerId pick(Random&, const FarmView& farm, const Flow& flow, ServerId avoid);

template <class Scheduler>
concept HasRings = requires(Scheduler scheduler) { scheduler.rings.groups; };

void begin(HasRings auto& scheduler, const FarmView& farm) { begin(scheduler.rings, farm); }
void joins(HasRings auto& scheduler, const FarmView& farm, ServerId server)
{
    set_nodes(scheduler.rings, farm, server, farm.servers[server.index].weight_effective);
}
void leaves(HasRings auto& scheduler, const FarmView& farm, ServerId server) { set_nodes(scheduler.rings, farm, server, 0); }
void reweighs(HasRings auto& scheduler, const FarmView& farm, ServerId server, std::int64_t) { joins(scheduler, farm, server); }
void load_changes(HasRings auto&, const FarmView&, ServerId) {}
void room_changes(HasRings auto&, const FarmView&, ServerId) {}

}  // namespace evenkeel::haproxy
