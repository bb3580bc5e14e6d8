#include "balancer/schedulers/consistent_hash.hpp"

#include <algorithm>

namespace evenkeel::haproxy {

namespace {

HashRing& ring_of(Rings& rings, const FarmView& farm) { return rings.groups[farm.backups ? 1 : 0]; }

/// Under hash-balance-factor: fewer in service than the server's share of all slots, which are the requests of the backend, this
/// one included, times the factor.
bool is_eligible(const Rings& rings, const FarmView& farm, std::uint32_t index)
{
    if (rings.balance_factor == 0) return true;
    const ServerState& server = farm.servers[index];
    const std::int64_t slots = ((farm.served + 1) * rings.balance_factor + 99) / 100;
    const std::int64_t whole = slots / farm.total_weight;
    const std::int64_t rest = slots % farm.total_weight;
    const std::int64_t before = rings.weight_before[index];
    const std::int64_t share = server.weight_effective * whole + (before + server.weight_effective) * rest / farm.total_weight - before * rest / farm.total_weight;
    return server.served < std::max<std::int64_t>(share, 1);
}

/// The server of a point of the ring.
ServerId at_point(const Rings& rings, const HashRing& ring, const FarmView& farm, std::uint32_t key, ServerId avoid)
{
    std::size_t place = nearest(ring, key);
    if (place == HashRing::nowhere) return {};
    int rounds = 0;
    while (ServerId{ring.nodes[place].server} == avoid || !is_eligible(rings, farm, ring.nodes[place].server)) {
        place = following(ring, place);
        if (place == 0 && ++rounds > 1) break;
    }
    return {ring.nodes[place].server};
}

/// HAProxy's generator: Marsaglia's xorshift of 32 bits.
std::uint32_t next_draw(std::uint32_t& state)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
}

}  // namespace

void begin(Rings& rings, const FarmView& farm)
{
    rings.groups = {};
    rings.weight_before.clear();
    std::array<std::int64_t, 2> so_far{};
    for (std::uint32_t i = 0; i < farm.servers.size(); ++i) {
        const ServerState& server = farm.servers[i];
        std::int64_t& sum = so_far[server.backup ? 1 : 0];
        rings.weight_before.push_back(sum);
        if (!server.usable) continue;
        sum += server.weight_effective;
        set_nodes(rings, farm, {i}, server.weight_effective);
    }
}

void set_nodes(Rings& rings, const FarmView& farm, ServerId server, std::int64_t count)
{
    const ServerState& state = farm.servers[server.index];
    set_nodes(rings.groups[state.backup ? 1 : 0], state, server, count);
}

ServerId pick(ConsistentHash& hash, const FarmView& farm, const Flow& flow, ServerId avoid)
{
    HashRing& ring = ring_of(hash.rings, farm);
    if (!flow.key) return walk(ring, farm, avoid);
    return at_point(hash.rings, ring, farm, *flow.key, avoid);
}

ServerId pick(Random& random, const FarmView& farm, const Flow& flow, ServerId avoid)
{
    const HashRing& ring = ring_of(random.rings, farm);
    ServerId best;
    for (std::int64_t i = 0; i < random.draws; ++i) {
        const ServerId drawn = at_point(random.rings, ring, farm, next_draw(*flow.generator), avoid);
        if (!drawn) return {};
        const ServerState& now = farm.servers[drawn.index];
        if (best && best != drawn) {
            const ServerState& before = farm.servers[best.index];
            if (now.served * before.weight_effective > before.served * now.weight_effective) continue;
        }
        best = drawn;
    }
    return best && has_slot(farm, farm.servers[best.index]) ? best : ServerId{};
}

}  // namespace evenkeel::haproxy
