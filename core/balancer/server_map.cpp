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

ServerId next_in_turn(ServerMap& map, const FarmView& farm, ServerId avoid)
{
    const std::size_t size = map.slots.size();
    if (size == 0) return {};
    std::size_t place = map.turn < size ? map.turn : 0;
    ServerId avoided;
    std::size_t behind_avoided = 0;
    for (std::size_t steps = 0; steps < size; ++steps) {
        const ServerId server{map.slots[place]};
        const std::size_t behind = place + 1;       // also where that is the end: in a map that has grown until then it is a slot
        place = behind == size ? 0 : behind;
        if (!has_slot(farm, farm.servers[server.index])) continue;
        if (server != avoid) {
            map.turn = behind;
            return server;
        }
        avoided = server;
        behind_avoided = behind;
    }
    if (avoided) map.turn = behind_avoided;
    return avoided;
}

}  // namespace evenkeel::haproxy
