#pragma once
// The connections to a server that requests have left behind, ready for others.

#include <cstdint>
#include <vector>

#include "balancer/stream.hpp"

namespace evenkeel::haproxy {

struct IdlePool {
    std::vector<LinkId> idle;           ///< that one request has used, the one that waits longest first
    std::vector<LinkId> safe;           ///< that more have used: the server has shown that it keeps them
    std::int64_t used = 0;              ///< connections under requests that will be left to others
    std::int64_t used_most = 0;         ///< since connections were last given up
    std::int64_t needed = 0;            ///< how many are thought to be used at once
    bool is_watched = false;            ///< the time to look for what is too much is set
};
inline std::int64_t waiting_in(const IdlePool& pool) { return static_cast<std::int64_t>(pool.idle.size() + pool.safe.size()); }

}  // namespace evenkeel::haproxy
