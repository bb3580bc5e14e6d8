#pragma once
// balance roundrobin: HAProxy's dynamic round robin.

#include <array>
#include <cstdint>
#include <vector>

#include "balancer/flow.hpp"
#include "sim/indexed_heap.hpp"

namespace evenkeel::haproxy {

/// Each server gets picks in proportion to its weight, spread over the turn as evenly as possible: weights 1, 2, 5 give
/// a turn of eight picks, and the heaviest begins. Weights may change at any time.
///
/// A server has a position in the turn, total weight / its weight further after each pick. Three trees: `current` by
/// position; two by weight, of which `init` holds who has not been picked in this turn and the other who waits for the next.
/// A server that is full or to be avoided is put aside during the pick. Ties: order of insertion. A server that comes back is
/// put a whole step ahead, so it is not favoured. Cost: O(log servers), and as many steps as servers are full.
/// Gives none when every server is full. Source: reference section 2 (src/lb_fwrr.c); sequences recorded from 2.6.12.
/// Differs: nothing known with one thread.
struct RoundRobin {
    static constexpr bool weights_are_dynamic = true;

    enum class Tree : std::uint8_t { none, current, first, second };
    /// Where a server stands.
    struct Standing {
        std::int64_t position = 0;          ///< npos: of its next pick
        std::int64_t last_position = 0;     ///< lpos
        std::int64_t remainder = 0;         ///< rweight: what the divisions have left over
        Tree tree = Tree::none;
    };
    /// The active or the backup servers.
    struct Group {
        std::array<IndexedHeap, 3> trees;   ///< current, first, second
        Tree init = Tree::first;            ///< which of the last two holds who has not been picked in this turn
        std::int64_t turn_weight = 0;       ///< curr_weight: length of this turn
        std::int64_t next_weight = 0;       ///< of the next one: sum of the effective weights now
        std::int64_t turn_position = 0;     ///< curr_pos
    };

    std::array<Group, 2> groups;            ///< active, backup
    std::vector<Standing> places;
};

void begin(RoundRobin&, const FarmView& farm);
ServerId pick(RoundRobin&, const FarmView& farm, const Flow&, ServerId avoid);
void joins(RoundRobin&, const FarmView& farm, ServerId server);
void leaves(RoundRobin&, const FarmView& farm, ServerId server);
void reweighs(RoundRobin&, const FarmView& farm, ServerId server, std::int64_t old_weight);
inline void load_changes(RoundRobin&, const FarmView&, ServerId) {}
inline void room_changes(RoundRobin&, const FarmView&, ServerId) {}

}  // namespace evenkeel::haproxy
