#include "balancer/hash_ring.hpp"

#include <algorithm>

#include "balancer/hashes.hpp"

namespace evenkeel::haproxy {

namespace {

using Node = HashRing::Node;

constexpr std::uint32_t most_nodes = 4096;      // of a server

bool is_before(const Node& a, const Node& b) { return a.key < b.key; }
bool is_same(const Node& a, const Node& b) { return a.server == b.server && a.number == b.number; }

/// Where a node stands; it is there.
std::size_t place_of(const HashRing& ring, const Node& node)
{
    auto at = std::lower_bound(ring.nodes.begin(), ring.nodes.end(), node, is_before);
    while (!is_same(*at, node)) ++at;
    return static_cast<std::size_t>(at - ring.nodes.begin());
}

void add(HashRing& ring, const ServerState& server, ServerId id, std::uint32_t from, std::uint32_t count)
{
    const auto old = static_cast<std::ptrdiff_t>(ring.nodes.size());
    for (std::uint32_t j = from; j < count; ++j) ring.nodes.push_back({full_hash(server.id * most_nodes + j), id.index, j});
    std::stable_sort(ring.nodes.begin() + old, ring.nodes.end(), is_before);
    std::inplace_merge(ring.nodes.begin(), ring.nodes.begin() + old, ring.nodes.end(), is_before);
}

/// A walk that stands on a node that goes moves to the node behind it, or to nowhere.
void remove(HashRing& ring, ServerId id, std::uint32_t count)
{
    const auto goes = [&](const Node& node) { return node.server == id.index && node.number >= count; };
    if (ring.walked.server != ServerId::none && goes(ring.walked)) {
        const auto behind = std::find_if(ring.nodes.begin() + static_cast<std::ptrdiff_t>(place_of(ring, ring.walked)), ring.nodes.end(),
                                         [&](const Node& node) { return !goes(node); });
        ring.walked = behind == ring.nodes.end() ? Node{} : *behind;
    }
    ring.nodes.erase(std::remove_if(ring.nodes.begin(), ring.nodes.end(), goes), ring.nodes.end());
}

}  // namespace

void set_nodes(HashRing& ring, const ServerState& server, ServerId id, std::int64_t count)
{
    if (ring.counts.size() <= id.index) ring.counts.resize(id.index + 1);
    const std::uint32_t before = ring.counts[id.index];
    const auto wanted = static_cast<std::uint32_t>(std::clamp<std::int64_t>(count, 0, most_nodes));
    ring.counts[id.index] = wanted;
    if (wanted > before) add(ring, server, id, before, wanted);
    if (wanted < before) remove(ring, id, wanted);
}

std::size_t nearest(const HashRing& ring, std::uint32_t key)
{
    if (ring.nodes.empty()) return HashRing::nowhere;
    const auto at_least = std::lower_bound(ring.nodes.begin(), ring.nodes.end(), Node{key, 0, 0}, is_before);
    const auto next = at_least == ring.nodes.end() ? std::size_t{0} : static_cast<std::size_t>(at_least - ring.nodes.begin());
    const std::size_t previous = next == 0 ? ring.nodes.size() - 1 : next - 1;
    const std::uint32_t back = key - ring.nodes[previous].key;
    const std::uint32_t ahead = ring.nodes[next].key - key;
    return back <= ahead ? previous : next;
}

ServerId walk(HashRing& ring, const FarmView& farm, ServerId avoid)
{
    if (ring.nodes.empty()) return {};
    Node avoided;
    // HAProxy goes on until it is where it began; where it stood nowhere that is the first node already.
    const bool begins = ring.walked.server == ServerId::none;
    std::size_t place = begins ? ring.nodes.size() - 1 : place_of(ring, ring.walked);
    for (std::size_t steps = begins ? 1 : ring.nodes.size(); steps > 0; --steps) {
        place = following(ring, place);
        ring.walked = ring.nodes[place];
        if (!has_slot(farm, farm.servers[ring.walked.server])) continue;
        if (ServerId{ring.walked.server} != avoid) return {ring.walked.server};
        avoided = ring.walked;
    }
    ring.walked = avoided;
    return {avoided.server};
}

}  // namespace evenkeel::haproxy
