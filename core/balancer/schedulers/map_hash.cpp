#include "balancer/schedulers/map_hash.hpp"

namespace evenkeel::haproxy {

ServerId pick(MapHash& hash, const FarmView& farm, const Flow& flow, ServerId avoid)
{
    if (hash.map.slots.empty()) return {};
    if (!flow.key) return next_in_turn(hash.map, farm, avoid);
    return {hash.map.slots[*flow.key % hash.map.slots.size()]};
}

}  // namespace evenkeel::haproxy
