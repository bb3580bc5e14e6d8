#pragma once
// Evenly drawn servers: no algorithm of HAProxy's, but what queueing theory reckons with.

#include <cstdint>

#include "balancer/flow.hpp"

namespace evenkeel::haproxy {

/// Draws `draws` servers, each evenly and by itself (one may come twice), and takes the one with the least in flight; on a tie the
/// one drawn first. Weights do not matter (but 0 takes a server out). `balance random` of HAProxy is something else: its draws
/// come from a ring of unequal shares.
///
/// A server that is full, unusable or to be avoided is passed on to the next in the order of declaration. Draws by number: the
/// request's. Cost: O(draws) while all servers can be taken. Gives none when every server is full.
struct Uniform {
    static constexpr bool weights_are_dynamic = true;

    std::int64_t draws = 1;
};

inline void begin(Uniform&, const FarmView&) {}
ServerId pick(Uniform&, const FarmView& farm, const Flow& flow, ServerId avoid);
inline void joins(Uniform&, const FarmView&, ServerId) {}
inline void leaves(Uniform&, const FarmView&, ServerId) {}
inline void reweighs(Uniform&, const FarmView&, ServerId, std::int64_t) {}
inline void load_changes(Uniform&, const FarmView&, ServerId) {}
inline void room_changes(Uniform&, const FarmView&, ServerId) {}

}  // namespace evenkeel::haproxy
