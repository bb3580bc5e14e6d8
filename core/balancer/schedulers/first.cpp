#include "balancer/schedulers/first.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

namespace evenkeel::haproxy {

namespace {

void mark(First& first, const ServerState& server, ServerId id, bool value)
{
    const std::uint32_t rank = first.ranks[id.index];
    std::uint64_t& word = (server.backup ? first.backup : first.active).may_have_slot[rank / 64];
    const std::uint64_t bit = std::uint64_t{1} << (rank % 64);
    if (value) word |= bit;
    else word &= ~bit;
}

/// Full whatever the backend's load is: only then the bit may be cleared, since a dynamic limit can rise at any time.
bool is_full_for_sure(const ServerState& server)
{
    return server.maxconn != 0 && (server.queued != 0 || server.served >= std::max(server.maxconn, server.minconn));
}

}  // namespace

void begin(First& first, const FarmView& farm)
{
    const std::span<const ServerState> servers = farm.servers;
    first = {};
    first.by_id.resize(servers.size());
    first.ranks.resize(servers.size());
    std::iota(first.by_id.begin(), first.by_id.end(), 0u);
    std::stable_sort(first.by_id.begin(), first.by_id.end(), [&](std::uint32_t a, std::uint32_t b) { return servers[a].id < servers[b].id; });
    for (std::uint32_t rank = 0; rank < first.by_id.size(); ++rank) first.ranks[first.by_id[rank]] = rank;
    first.active.may_have_slot.resize((servers.size() + 63) / 64);
    first.backup.may_have_slot.resize((servers.size() + 63) / 64);
    for (std::uint32_t i = 0; i < servers.size(); ++i)
        if (servers[i].usable) mark(first, servers[i], {i}, true);
}

ServerId pick(First& first, const FarmView& farm, const Flow&, ServerId avoid)
{
    const First::Group& group = farm.backups ? first.backup : first.active;
    ServerId avoided;
    for (std::size_t i = 0; i < group.may_have_slot.size(); ++i) {
        for (std::uint64_t word = group.may_have_slot[i]; word != 0; word &= word - 1) {
            const ServerId id{first.by_id[i * 64 + static_cast<std::size_t>(std::countr_zero(word))]};
            if (!has_slot(farm, farm.servers[id.index])) continue;
            if (id != avoid) return id;
            avoided = id;
        }
    }
    return avoided;
}

void joins(First& first, const FarmView& farm, ServerId id)
{
    mark(first, farm.servers[id.index], id, !is_full_for_sure(farm.servers[id.index]));
}

void leaves(First& first, const FarmView& farm, ServerId id) { mark(first, farm.servers[id.index], id, false); }

void load_changes(First& first, const FarmView& farm, ServerId id)
{
    const ServerState& server = farm.servers[id.index];
    if (server.usable) mark(first, server, id, !is_full_for_sure(server));
}

void room_changes(First& first, const FarmView& farm, ServerId id) { load_changes(first, farm, id); }

}  // namespace evenkeel::haproxy
