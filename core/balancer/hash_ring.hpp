#pragma once
// The consistent ring: points of 32 bits, 16 for each unit of a server's weight.

#include <cstdint>
#include <span>
#include <vector>

#include "balancer/flow.hpp"

namespace evenkeel::haproxy {

/// Nodes in the order of their keys; equal keys in the order in which they came.
///
/// A server's node j lies at full_hash(id * 4096 + j): names and addresses play no part. A server that gets heavier adds nodes at
/// the end of its row, one that gets lighter gives the last ones back, so that all other keys stay where they are.
/// Look-up: O(log nodes). Source: reference section 7.4 (src/lb_chash.c).
struct HashRing {
    struct Node {
        std::uint32_t key = 0;
        std::uint32_t server = ServerId::none;
        std::uint32_t number = 0;       ///< j
    };
    static constexpr std::size_t nowhere = SIZE_MAX;

    std::vector<Node> nodes;
    std::vector<std::uint32_t> counts;  ///< by server: how many nodes it has
    Node walked;                        ///< where the walk of requests without a key stands; server none: nowhere
};

/// Gives a server so many nodes.
void set_nodes(HashRing& ring, const ServerState& server, ServerId id, std::int64_t count);

/// The node nearest to a key, in both directions; `nowhere` in an empty ring.
std::size_t nearest(const HashRing& ring, std::uint32_t key);
inline std::size_t following(const HashRing& ring, std::size_t place) { return place + 1 == ring.nodes.size() ? 0 : place + 1; }

/// Requests without a key take the nodes in turn: the next one whose server has a slot, an avoided server only if there is no
/// other. None after one round, and after one node where the walk stood nowhere. Source: reference section 7.5.
ServerId walk(HashRing& ring, const FarmView& farm, ServerId avoid);

}  // namespace evenkeel::haproxy
