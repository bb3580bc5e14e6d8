#include "balancer/schedulers/leastconn.hpp"

#include <algorithm>

namespace evenkeel::haproxy {

namespace {

constexpr std::int64_t effective_weight_most = 4096;

std::int64_t in_flight(const ServerState& server) { return server.served + server.queued; }

/// Full whatever the backend's load is; a limit that moves must be asked at each pick.
bool is_full_for_sure(const ServerState& server)
{
    return server.maxconn != 0 && in_flight(server) >= server.maxconn + server.maxqueue;
}

bool has_room(const FarmView& farm, const ServerState& server)
{
    return server.maxconn == 0 || in_flight(server) < dynamic_maxconn(server, farm.streams, farm.fullconn) + server.maxqueue;
}

LeastConn::Buckets& buckets(LeastConn& leastconn, const ServerState& server, bool full)
{
    LeastConn::Group& group = leastconn.groups[server.backup ? 1 : 0];
    return full ? group.full : group.open;
}

/// The bucket of a load, or the place where it belongs.
LeastConn::Buckets::iterator find(LeastConn::Buckets& all, std::int64_t load)
{
    return std::lower_bound(all.begin(), all.end(), load, [](const LeastConn::Bucket& bucket, std::int64_t wanted) { return bucket.load < wanted; });
}

/// Into the list of its load, behind those that came before it: normally at the end.
void insert(LeastConn& leastconn, const ServerState& server, ServerId id)
{
    LeastConn::Link& link = leastconn.links[id.index];
    link.full = is_full_for_sure(server);
    link.in_list = true;
    LeastConn::Buckets& all = buckets(leastconn, server, link.full);
    auto place = find(all, link.load);
    if (place == all.end() || place->load != link.load) place = all.insert(place, {link.load, ServerId::none, ServerId::none});
    LeastConn::Bucket& bucket = *place;
    link.before = bucket.last;
    link.after = ServerId::none;
    while (link.before != ServerId::none && leastconn.links[link.before].since > link.since) {
        link.after = link.before;
        link.before = leastconn.links[link.before].before;
    }
    (link.before == ServerId::none ? bucket.first : leastconn.links[link.before].after) = id.index;
    (link.after == ServerId::none ? bucket.last : leastconn.links[link.after].before) = id.index;
}

void erase(LeastConn& leastconn, const ServerState& server, ServerId id)
{
    LeastConn::Link& link = leastconn.links[id.index];
    LeastConn::Buckets& all = buckets(leastconn, server, link.full);
    const auto found = find(all, link.load);
    (link.before == ServerId::none ? found->first : leastconn.links[link.before].after) = link.after;
    (link.after == ServerId::none ? found->last : leastconn.links[link.after].before) = link.before;
    if (found->first == ServerId::none) all.erase(found);
    link.in_list = false;
}

void move_behind_equals(LeastConn& leastconn, const ServerState& server, ServerId id)
{
    LeastConn::Link& link = leastconn.links[id.index];
    if (link.in_list) erase(leastconn, server, id);
    link.load = load_of(server);
    link.since = ++leastconn.moves;
    insert(leastconn, server, id);
}

}  // namespace

std::int64_t load_of(const ServerState& server)
{
    if (in_flight(server) == 0) return 0;
    return (in_flight(server) + 1) * effective_weight_most / server.weight_effective;
}

void begin(LeastConn& leastconn, const FarmView& farm)
{
    const std::span<const ServerState> servers = farm.servers;
    leastconn = {};
    leastconn.links.resize(servers.size());
    for (std::uint32_t i = 0; i < servers.size(); ++i)
        if (servers[i].usable) move_behind_equals(leastconn, servers[i], {i});
}

ServerId pick(LeastConn& leastconn, const FarmView& farm, const Flow&, ServerId avoid)
{
    ServerId avoided;
    for (const LeastConn::Bucket& bucket : leastconn.groups[farm.backups ? 1 : 0].open) {
        for (std::uint32_t i = bucket.first; i != ServerId::none; i = leastconn.links[i].after) {
            if (!has_room(farm, farm.servers[i])) continue;
            if (ServerId{i} != avoid) return {i};
            avoided = {i};
        }
    }
    return avoided;
}

void joins(LeastConn& leastconn, const FarmView& farm, ServerId id)
{
    move_behind_equals(leastconn, farm.servers[id.index], id);
}

void leaves(LeastConn& leastconn, const FarmView& farm, ServerId id)
{
    if (leastconn.links[id.index].in_list) erase(leastconn, farm.servers[id.index], id);
}

void reweighs(LeastConn& leastconn, const FarmView& farm, ServerId id, std::int64_t)
{
    move_behind_equals(leastconn, farm.servers[id.index], id);
}

void load_changes(LeastConn& leastconn, const FarmView& farm, ServerId id)
{
    const ServerState& server = farm.servers[id.index];
    LeastConn::Link& link = leastconn.links[id.index];
    if (!link.in_list) return;
    if (link.load != load_of(server)) return move_behind_equals(leastconn, server, id);
    room_changes(leastconn, farm, id);
}

void room_changes(LeastConn& leastconn, const FarmView& farm, ServerId id)
{
    const ServerState& server = farm.servers[id.index];
    const LeastConn::Link& link = leastconn.links[id.index];
    if (!link.in_list || link.full == is_full_for_sure(server)) return;
    // The server keeps its load and its turn among equals.
    erase(leastconn, server, id);
    insert(leastconn, server, id);
}

}  // namespace evenkeel::haproxy
