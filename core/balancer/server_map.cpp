#include "balancer/server_map.hpp"

#include <algorithm>

namespace evenkeel::haproxy {

void rebuild(ServerMap& map, const FarmView& farm)
{
    map.slots.assign(static_cast<std::size_t>(farm.total_weight), ServerId::none);
    std::vector<std::int64_t> scores(farm.servers.size());
    for (std::uint32_t& slot : map.slots) {
        std::int64_t most = 0;
        for (std::uint32_t i = 0; i < farm.servers.size(); ++i) {
            const ServerState& server = farm.servers[i];
            if (!server.usable || server.backup != farm.backups) continue;
            if (farm.total_weight == 1) {
                slot = i;
                break;
            }
            scores[i] += server.weight_effective;
            const std::int64_t value = (scores[i] + farm.total_weight) / farm.total_weight;
            if (slot != ServerId::none && value <= most) continue;
            most = value;
            slot = i;
        }
        if (slot != ServerId::none) scores[slot] -= farm.total_weight;
    }
}

std::uint32_t full_hash(std::uint32_t a)
{
    a = (a + 0x7ed55d16u) + (a << 12);
    a = (a ^ 0xc761c23cu) ^ (a >> 19);
    a = (a + 0x165667b1u) + (a << 5);
    a = (a + 0xd3a2646cu) ^ (a << 9);
    a = (a + 0xfd7046c5u) + (a << 3);
    a = (a ^ 0xb55a4f09u) ^ (a >> 16);
    return a * 3221225473u;
}

}  // namespace evenkeel::haproxy
