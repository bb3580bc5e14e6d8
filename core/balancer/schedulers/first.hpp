#pragma once
// balance first: fill one server before the next is used.

#include <cstdint>
#include <vector>

#include "balancer/flow.hpp"

namespace evenkeel::haproxy {

/// The server with the lowest id that has a free slot. Weights do not matter (but 0 takes a server out); without maxconn
/// everything goes to the lowest id.
///
/// Ties: none, ids are unique. Cost: one bit a server in words of 64. Gives none when every server is full.
/// Source: reference section 5 (src/lb_fas.c); sequence recorded from 2.6.12. Differs: nothing known with one thread.
struct First {
    static constexpr bool weights_are_dynamic = true;

    /// The servers of a group in the order of their ids, one bit each: set when it is usable and not known to be full.
    struct Group {
        std::vector<std::uint64_t> may_have_slot;
    };
    std::vector<std::uint32_t> by_id;       ///< rank -> server
    std::vector<std::uint32_t> ranks;       ///< server -> rank
    Group active;
    Group backup;
};

void begin(First&, const FarmView& farm);
ServerId pick(First&, const FarmView& farm, const Flow&, ServerId avoid);
void joins(First&, const FarmView& farm, ServerId server);
void leaves(First&, const FarmView& farm, ServerId server);
inline void reweighs(First&, const FarmView&, ServerId, std::int64_t) {}
void load_changes(First&, const FarmView& farm, ServerId server);
void room_changes(First&, const FarmView& farm, ServerId server);

}  // namespace evenkeel::haproxy
