#include "balancer/outlook.hpp"

#include <variant>

#include "balancer/process.hpp"

namespace evenkeel::haproxy {

namespace {

constexpr double all_keys = 4'294'967'296.0;

const ServerMap* map_of(const Scheduler& scheduler)
{
    if (const auto* hash = std::get_if<MapHash>(&scheduler)) return &hash->map;
    return nullptr;
}

std::vector<ServerId> next_in_turn(Farm farm, std::size_t picks)
{
    std::vector<ServerId> next;
    while (next.size() < picks) {
        const Choice choice = choose(farm, {});
        if (choice.kind != ChoiceKind::server) break;
        next.push_back(choice.server);
    }
    return next;
}

/// Keys between two neighbours of the ring go to the nearer one, the one in the middle to the one behind it; see `nearest`.
void share_ring(const std::vector<HashRing::Node>& nodes, std::vector<double>& share)
{
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const HashRing::Node& here = nodes[i];
        const HashRing::Node& ahead = nodes[i + 1 == nodes.size() ? 0 : i + 1];
        const std::uint32_t gap = ahead.key - here.key;
        if (nodes.size() == 1) share[here.server] = 1;
        if (gap == 0) continue;         // of equal keys the first has its own, the last what follows
        share[here.server] += (1 + gap / 2) / all_keys;
        share[ahead.server] += (gap - 1 - gap / 2) / all_keys;
    }
}

void share_turn(const FarmView& view, std::vector<double>& share)
{
    for (std::size_t i = 0; i < view.servers.size(); ++i) {
        const ServerState& server = view.servers[i];
        if (server.usable && server.backup == view.backups && view.total_weight > 0)
            share[i] = static_cast<double>(server.weight_effective) / static_cast<double>(view.total_weight);
    }
}

}  // namespace

Outlook outlook(const Farm& farm, std::size_t picks)
{
    Outlook found;
    const FarmView view = view_of(farm);
    found.share.resize(farm.servers.size());
    // A backup that serves alone takes all, whatever the algorithm.
    if (view.backups && farm.first_backup) {
        found.share[farm.first_backup.index] = 1;
        return found;
    }
    if (const ServerMap* map = map_of(farm.scheduler)) {
        found.kind = OutlookKind::map;
        found.slots = map->slots;
        for (const std::uint32_t server : map->slots) found.share[server] += 1.0 / static_cast<double>(map->slots.size());
    } else if (const auto* hash = std::get_if<ConsistentHash>(&farm.scheduler)) {
        found.kind = OutlookKind::ring;
        found.ring = hash->rings.groups[view.backups ? 1 : 0];
        share_ring(found.ring.nodes, found.share);
    } else if (farm.algorithm == Algorithm::roundrobin || farm.algorithm == Algorithm::static_rr) {
        found.kind = OutlookKind::turn;
        found.next = next_in_turn(farm, picks);
        share_turn(view, found.share);
    }
    return found;
}

std::size_t place_of_key(const Outlook& outlook, std::uint32_t key)
{
    if (!outlook.slots.empty()) return key % outlook.slots.size();
    return outlook.ring.nodes.empty() ? 0 : nearest(outlook.ring, key);
}

std::vector<KeyUnderWay> keys_under_way(Balancer& balancer, Context& context, std::uint32_t backend, std::size_t most)
{
    std::vector<KeyUnderWay> found;
    if (!is_hash(balancer.farms[backend].algorithm)) return found;
    Process p{balancer, context};
    for (std::uint32_t i = 0; i < balancer.streams.slots.size() && found.size() < most; ++i) {
        if (!balancer.streams.slots[i].used) continue;
        const Stream& stream = balancer.streams.slots[i].thing;
        if (stream.backend != backend) continue;
        const std::optional<std::uint32_t> key = hash_key_of(p, stream);
        if (key) found.push_back({stream.request.request, {i}, *key, stream.assigned ? stream.server : ServerId{}});
    }
    return found;
}

}  // namespace evenkeel::haproxy
