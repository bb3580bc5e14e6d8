#pragma once
// balance leastconn: the server with the lowest load for its weight.

#include <array>
#include <cstdint>
#include <vector>

#include "balancer/flow.hpp"

namespace evenkeel::haproxy {

/// The server with the least load: (in flight + 1) * 4096 / effective weight, in integers, and 0 when nothing is in flight, so
/// that idle servers tie whatever their weights. In flight: streams with a slot and streams in the server's own queue; but
/// joining that queue alone does not move the server, the next slot taken or given back does.
///
/// Ties go to the server that has had its present load longest. Skipped: a server whose streams have reached maxconn + maxqueue,
/// and the one to avoid while there is another. Gives none when every server is full.
/// Cost: buckets of equal load, in the order of loads, each a list in the order of arrival. A server moves from its bucket to
/// the one of its new load: one step where weights are alike, at most as many as there are loads between. Servers with a limit
/// that moves (minconn < maxconn) are asked one after the other.
/// Source: reference section 4 (src/lb_fwlc.c); sequences recorded from 2.6.12. Differs: HAProxy with several threads may see
/// loads that are a few connections old.
struct LeastConn {
    static constexpr bool weights_are_dynamic = true;

    static constexpr std::uint32_t none = UINT32_MAX;

    /// The servers of one load, and the buckets of its list before and after it.
    struct Bucket {
        std::int64_t load = 0;
        std::uint32_t first_server = none;
        std::uint32_t last_server = none;
        std::uint32_t before = none;
        std::uint32_t after = none;
    };
    /// A server in the list of its bucket.
    struct Link {
        std::uint64_t since = 0;            ///< number of its last move: order among equals
        std::uint32_t bucket = none;        ///< none: not usable
        std::uint32_t before = none;
        std::uint32_t after = none;
        bool full = false;
    };
    /// The lists of buckets: by their first one, the lowest load.
    struct Group {
        std::uint32_t open = none;
        std::uint32_t full = none;          ///< who cannot be taken whatever the backend's load is
    };

    std::array<Group, 2> groups;            ///< active, backup
    std::vector<Link> links;
    std::vector<Bucket> buckets;
    std::uint32_t unused = none;            ///< the first of those that are in no list
    std::uint64_t moves = 0;
};

/// HAProxy's integer key.
std::int64_t load_of(const ServerState& server);

void begin(LeastConn&, const FarmView& farm);
ServerId pick(LeastConn&, const FarmView& farm, const Flow&, ServerId avoid);
void joins(LeastConn&, const FarmView& farm, ServerId server);
void leaves(LeastConn&, const FarmView& farm, ServerId server);
void reweighs(LeastConn&, const FarmView& farm, ServerId server, std::int64_t old_weight);
void load_changes(LeastConn&, const FarmView& farm, ServerId server);
void room_changes(LeastConn&, const FarmView& farm, ServerId server);

}  // namespace evenkeel::haproxy
