#include "view/outlook.hpp"

#include <fmt/format.h>

namespace evenkeel::view {

namespace {

std::string algorithm_words(const haproxy::Balance& balance)
{
    std::string words(haproxy::to_word(balance.algorithm));
    if (balance.algorithm == haproxy::Algorithm::hdr) words += fmt::format("({})", balance.argument);
    else if (!balance.argument.empty()) words += " " + balance.argument;
    if (!haproxy::is_hash(balance.algorithm)) return words;
    words += fmt::format(", hash-type {}", balance.hash_type == haproxy::HashType::consistent ? "consistent" : "map-based");
    if (balance.hash_balance_factor != 0) words += fmt::format(", hash-balance-factor {}", balance.hash_balance_factor);
    return words;
}

BackendOutlook outlook_of(Balancer& balancer, Context& context, std::uint32_t index, const Hop* shown)
{
    const haproxy::Backend& backend = balancer.settings->backends[index];
    const haproxy::Farm& farm = balancer.farms[index];
    BackendOutlook found{backend.name, algorithm_words(backend.balance), {}, haproxy::outlook(farm, picks_told), haproxy::keys_under_way(balancer, context, index, most_keys_told), {}};
    for (std::uint32_t s = 0; s < farm.servers.size(); ++s) found.servers.push_back({backend.servers[s].name, farm.servers[s].weight_user, farm.servers[s].usable});
    if (shown != nullptr && shown->stream.index < balancer.streams.slots.size()) {
        const auto& slot = balancer.streams.slots[shown->stream.index];
        if (slot.used && slot.thing.backend == index) found.followed = shown->stream;
    }
    return found;
}

}  // namespace

std::vector<BackendOutlook> outlooks_of(const Session& session, const std::string& node, const Hop* shown)
{
    std::vector<BackendOutlook> all;
    World world = present(session);
    const HostId host = find_host(world.network, node);
    if (!host) return all;
    for (Balancer& balancer : world.balancers) {
        const Service& service = world.network.services[balancer.service.index];
        if (service.host != host || service.successor) continue;
        Context context = context_of(world);
        const Hop* here = shown != nullptr && shown->from == node ? shown : nullptr;
        for (std::uint32_t b = 0; b < balancer.farms.size(); ++b) all.push_back(outlook_of(balancer, context, b, here));
    }
    return all;
}

}  // namespace evenkeel::view
