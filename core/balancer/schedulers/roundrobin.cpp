#include "balancer/schedulers/roundrobin.hpp"

#include <utility>

namespace evenkeel::haproxy {

namespace {

using Tree = RoundRobin::Tree;
using Group = RoundRobin::Group;
using Standing = RoundRobin::Standing;

constexpr std::int64_t weight_range = 256;          // user weights
constexpr std::int64_t effective_weight_most = 4096;
constexpr std::int64_t weight_scale = 16;

Group& group_of(RoundRobin& roundrobin, const ServerState& server) { return roundrobin.groups[server.backup ? 1 : 0]; }
IndexedHeap& tree(Group& group, Tree which) { return group.trees[static_cast<std::size_t>(which) - 1]; }
Tree next_of(const Group& group) { return group.init == Tree::first ? Tree::second : Tree::first; }

/// Takes a server out of its tree; it remembers which one that was.
void take_out(RoundRobin& roundrobin, Group& group, ServerId id)
{
    const Tree which = roundrobin.places[id.index].tree;
    if (which != Tree::none && tree(group, which).contains(id.index)) tree(group, which).erase(id.index);
}

void put_by_weight(RoundRobin& roundrobin, Group& group, Tree which, const ServerState& server, ServerId id)
{
    tree(group, which).insert(id.index, effective_weight_most - server.weight_effective);
    roundrobin.places[id.index].tree = which;
}

/// Into the current turn if its position lies in it, else into the next.
void put(RoundRobin& roundrobin, Group& group, const ServerState& server, ServerId id)
{
    Standing& place = roundrobin.places[id.index];
    const std::int64_t weight = server.weight_effective;
    if (weight <= 0 || place.position >= 2 * group.turn_weight || place.position >= group.turn_weight + group.next_weight) {
        place.position -= group.turn_weight;
        return put_by_weight(roundrobin, group, next_of(group), server, id);
    }
    // A 32-bit key there, so it wraps here too.
    const auto key = static_cast<std::uint32_t>(weight_range * place.position + (effective_weight_most + place.remainder - weight) / weight_scale);
    tree(group, Tree::current).insert(id.index, key);
    place.tree = Tree::current;
}

/// The server's position counted in the current turn, whatever tree it was in.
void fetch(RoundRobin& roundrobin, Group& group, ServerId id)
{
    Standing& place = roundrobin.places[id.index];
    if (place.tree == group.init) place.position = place.remainder = 0;
    else if (place.tree == next_of(group)) place.position += group.turn_weight;
    else if (place.tree == Tree::none) place.position = group.turn_position;
}

/// Who is due: the first of the current tree, unless the turn has a hole there that a newcomer can fill.
ServerId candidate(RoundRobin& roundrobin, Group& group)
{
    ServerId due;
    if (!tree(group, Tree::current).empty()) {
        due = {tree(group, Tree::current).first()};
        if (roundrobin.places[due.index].position <= group.turn_position) return due;
    }
    if (tree(group, group.init).empty()) return due;
    const ServerId newcomer{tree(group, group.init).first()};
    roundrobin.places[newcomer.index].position = roundrobin.places[newcomer.index].remainder = 0;
    return newcomer;
}

void advance(const Group& group, Standing& place, std::int64_t weight)
{
    if (place.position == 0) place.position = group.turn_position;
    place.last_position = place.position;
    place.position += group.next_weight / weight;
    place.remainder += group.next_weight % weight;
    if (place.remainder >= weight) {
        place.remainder -= weight;
        place.position += 1;
    }
}

void switch_turn(Group& group)
{
    group.init = next_of(group);
    group.turn_weight = group.turn_position = group.next_weight;
}

}  // namespace

void begin(RoundRobin& roundrobin, const FarmView& farm)
{
    const std::span<const ServerState> servers = farm.servers;
    roundrobin = {};
    roundrobin.places.resize(servers.size());
    for (std::uint32_t i = 0; i < servers.size(); ++i) {
        if (!servers[i].usable) continue;
        Group& group = group_of(roundrobin, servers[i]);
        group.next_weight += servers[i].weight_effective;
        put_by_weight(roundrobin, group, group.init, servers[i], {i});
    }
    for (Group& group : roundrobin.groups) group.turn_weight = group.turn_position = group.next_weight;
}

ServerId pick(RoundRobin& roundrobin, const FarmView& farm, const Flow&, ServerId avoid)
{
    Group& group = roundrobin.groups[farm.backups ? 1 : 0];
    bool switched = false;
    ServerId avoided;
    ServerId chosen;
    std::vector<ServerId> aside;
    while (!chosen) {
        if (group.turn_weight == 0) group.turn_position = group.turn_weight = group.next_weight;
        const ServerId due = candidate(roundrobin, group);
        if (!due) {
            if (switched) break;
            switched = true;
            switch_turn(group);
            continue;
        }
        const ServerState& server = farm.servers[due.index];
        advance(group, roundrobin.places[due.index], server.weight_effective);
        take_out(roundrobin, group, due);
        ++group.turn_position;
        if (has_slot(farm, server)) {
            if (due != avoid || avoided) {
                chosen = due;
                break;
            }
            avoided = due;
        }
        aside.push_back(due);
    }
    if (!chosen) chosen = avoided;
    if (chosen) put(roundrobin, group, farm.servers[chosen.index], chosen);
    for (auto last = aside.rbegin(); last != aside.rend(); ++last) {
        if (*last == chosen) continue;
        if (switched) put_by_weight(roundrobin, group, group.init, farm.servers[last->index], *last);
        else put(roundrobin, group, farm.servers[last->index], *last);
    }
    return chosen;
}

void joins(RoundRobin& roundrobin, const FarmView& farm, ServerId id)
{
    const ServerState& server = farm.servers[id.index];
    Group& group = group_of(roundrobin, server);
    group.next_weight += server.weight_effective;
    fetch(roundrobin, group, id);
    roundrobin.places[id.index].position =
        group.turn_position + (group.next_weight + group.turn_weight - group.turn_position) / server.weight_effective;
    put(roundrobin, group, server, id);
}

void leaves(RoundRobin& roundrobin, const FarmView& farm, ServerId id)
{
    Group& group = group_of(roundrobin, farm.servers[id.index]);
    group.next_weight -= farm.servers[id.index].weight_effective;
    take_out(roundrobin, group, id);
    roundrobin.places[id.index].tree = Tree::none;
}

void reweighs(RoundRobin& roundrobin, const FarmView& farm, ServerId id, std::int64_t old_weight)
{
    const ServerState& server = farm.servers[id.index];
    Group& group = group_of(roundrobin, server);
    Standing& place = roundrobin.places[id.index];
    group.next_weight += server.weight_effective - old_weight;
    take_out(roundrobin, group, id);
    if (place.tree == group.init) return put_by_weight(roundrobin, group, group.init, server, id);
    fetch(roundrobin, group, id);
    const std::int64_t step = group.next_weight / server.weight_effective;
    const std::int64_t before = place.position;
    place.position = place.last_position + step;
    place.remainder = 0;
    if (place.position > before) place.position = before;
    if (place.position < group.turn_position + 2) place.position = group.turn_position + step;
    put(roundrobin, group, server, id);
}

}  // namespace evenkeel::haproxy
