#pragma once
// What a scheduler may look at: its backend's servers and the request it chooses for.

#include <cstdint>
#include <optional>
#include <span>

#include "balancer/server.hpp"

namespace evenkeel::haproxy {

/// The request, as far as algorithms look at it.
struct Flow {
    std::optional<std::uint32_t> key;   ///< for the hashes (hash_key.hpp); none: there is nothing to hash
    std::uint32_t* generator = nullptr; ///< of the process, for `random`
    std::uint64_t seed = 0;             ///< of the run, for `uniform`
    std::uint64_t request = 0;          ///< its number in the world
};

/// The backend at the moment of a choice. Servers of the other group (`backup`) are never chosen.
struct FarmView {
    std::span<const ServerState> servers;
    bool backups = false;               ///< the backup servers serve
    std::int64_t total_weight = 0;      ///< effective weights of the group that serves
    std::int64_t usable_servers = 0;    ///< of the group that serves
    std::int64_t streams = 0;           ///< of the backend, queued ones included: HAProxy's beconn
    std::int64_t fullconn = 0;
    std::int64_t served = 0;            ///< of the backend, holding a slot
};

/// A free slot now: no limit, or nobody waits for this server and it is below its limit.
inline bool has_slot(const FarmView& farm, const ServerState& server)
{
    return server.maxconn == 0 || (server.queued == 0 && server.served < dynamic_maxconn(server, farm.streams, farm.fullconn));
}

}  // namespace evenkeel::haproxy
