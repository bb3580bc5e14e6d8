#include "balancer/schedulers/leastconn.hpp"

#include <utility>

namespace evenkeel::haproxy {

namespace {

constexpr std::int64_t effective_weight_most = 4096;
constexpr std::uint32_t none = LeastConn::none;

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

std::uint32_t& first_bucket(LeastConn& leastconn, const ServerState& server, bool full)
{
    LeastConn::Group& group = leastconn.groups[server.backup ? 1 : 0];
    return full ? group.full : group.open;
}

/// A bucket of its own for a load, between two neighbours of the list.
std::uint32_t make_bucket(LeastConn& leastconn, std::uint32_t& first, std::int64_t load, std::uint32_t before, std::uint32_t after)
{
    std::uint32_t made = leastconn.unused;
    if (made == none) {
        made = static_cast<std::uint32_t>(leastconn.buckets.size());
        leastconn.buckets.emplace_back();
    } else {
        leastconn.unused = leastconn.buckets[made].after;
    }
    leastconn.buckets[made] = {load, none, none, before, after};
    (before == none ? first : leastconn.buckets[before].after) = made;
    if (after != none) leastconn.buckets[after].before = made;
    return made;
}

/// The bucket of a load, made if there is none; looked for from `near`, or from the first one on.
std::uint32_t bucket_of(LeastConn& leastconn, std::uint32_t& first, std::int64_t load, std::uint32_t near)
{
    std::uint32_t before = none;
    std::uint32_t after = near == none ? first : near;
    while (after != none && leastconn.buckets[after].load > load && leastconn.buckets[after].before != none) after = leastconn.buckets[after].before;
    while (after != none && leastconn.buckets[after].load < load) {
        before = after;
        after = leastconn.buckets[after].after;
    }
    if (after == none) return make_bucket(leastconn, first, load, before, none);
    if (leastconn.buckets[after].load == load) return after;
    return make_bucket(leastconn, first, load, leastconn.buckets[after].before, after);
}

/// Into a bucket, behind those that came before it: normally at the end.
void insert(LeastConn& leastconn, std::uint32_t into, ServerId id)
{
    LeastConn::Link& link = leastconn.links[id.index];
    LeastConn::Bucket& bucket = leastconn.buckets[into];
    link.bucket = into;
    link.before = bucket.last_server;
    link.after = none;
    while (link.before != none && leastconn.links[link.before].since > link.since) {
        link.after = link.before;
        link.before = leastconn.links[link.before].before;
    }
    (link.before == none ? bucket.first_server : leastconn.links[link.before].after) = id.index;
    (link.after == none ? bucket.last_server : leastconn.links[link.after].before) = id.index;
}

/// Out of its bucket, which goes when it is empty. Gives a bucket that was near, or none.
std::uint32_t erase(LeastConn& leastconn, const ServerState& server, ServerId id)
{
    LeastConn::Link& link = leastconn.links[id.index];
    const std::uint32_t from = std::exchange(link.bucket, none);
    LeastConn::Bucket& bucket = leastconn.buckets[from];
    (link.before == none ? bucket.first_server : leastconn.links[link.before].after) = link.after;
    (link.after == none ? bucket.last_server : leastconn.links[link.after].before) = link.before;
    if (bucket.first_server != none) return from;
    (bucket.before == none ? first_bucket(leastconn, server, link.full) : leastconn.buckets[bucket.before].after) = bucket.after;
    if (bucket.after != none) leastconn.buckets[bucket.after].before = bucket.before;
    const std::uint32_t near = bucket.before == none ? bucket.after : bucket.before;
    bucket = {0, none, none, none, leastconn.unused};
    leastconn.unused = from;
    return near;
}

/// To the bucket of a load, in the list of those that are full or of the others.
void place(LeastConn& leastconn, const ServerState& server, ServerId id, std::int64_t load)
{
    LeastConn::Link& link = leastconn.links[id.index];
    std::uint32_t near = link.bucket == none ? none : erase(leastconn, server, id);
    const bool full = is_full_for_sure(server);
    if (full != link.full) near = none;
    link.full = full;
    insert(leastconn, bucket_of(leastconn, first_bucket(leastconn, server, full), load, near), id);
}

void move_behind_equals(LeastConn& leastconn, const ServerState& server, ServerId id)
{
    leastconn.links[id.index].since = ++leastconn.moves;
    place(leastconn, server, id, load_of(server));
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
    for (std::uint32_t b = leastconn.groups[farm.backups ? 1 : 0].open; b != none; b = leastconn.buckets[b].after) {
        for (std::uint32_t i = leastconn.buckets[b].first_server; i != none; i = leastconn.links[i].after) {
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
    if (leastconn.links[id.index].bucket != none) erase(leastconn, farm.servers[id.index], id);
}

void reweighs(LeastConn& leastconn, const FarmView& farm, ServerId id, std::int64_t)
{
    move_behind_equals(leastconn, farm.servers[id.index], id);
}

void load_changes(LeastConn& leastconn, const FarmView& farm, ServerId id)
{
    const ServerState& server = farm.servers[id.index];
    const std::uint32_t bucket = leastconn.links[id.index].bucket;
    if (bucket == none) return;
    if (leastconn.buckets[bucket].load != load_of(server)) return move_behind_equals(leastconn, server, id);
    room_changes(leastconn, farm, id);
}

void room_changes(LeastConn& leastconn, const FarmView& farm, ServerId id)
{
    const ServerState& server = farm.servers[id.index];
    const LeastConn::Link& link = leastconn.links[id.index];
    if (link.bucket == none || link.full == is_full_for_sure(server)) return;
    // The server keeps its load and its turn among equals.
    place(leastconn, server, id, leastconn.buckets[link.bucket].load);
}

}  // namespace evenkeel::haproxy
