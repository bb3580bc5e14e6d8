#include "balancer/schedulers/uniform.hpp"

#include "sim/random.hpp"

namespace evenkeel::haproxy {

namespace {

bool may_be_taken(const FarmView& farm, const ServerState& server)
{
    return server.usable && server.backup == farm.backups && has_slot(farm, server);
}

/// The server with this index, or the next one that may be taken; none if there is none.
ServerId from(const FarmView& farm, std::uint32_t index, ServerId avoid)
{
    const auto count = static_cast<std::uint32_t>(farm.servers.size());
    ServerId avoided;
    for (std::uint32_t tried = 0; tried < count; ++tried, index = index + 1 == count ? 0 : index + 1) {
        if (!may_be_taken(farm, farm.servers[index])) continue;
        if (ServerId{index} != avoid) return {index};
        avoided = {index};
    }
    return avoided;
}

std::int64_t in_flight(const ServerState& server) { return server.served + server.queued; }

}  // namespace

ServerId pick(Uniform& uniform, const FarmView& farm, const Flow& flow, ServerId avoid)
{
    const auto count = static_cast<std::uint32_t>(farm.servers.size());
    ServerId best;
    for (std::int64_t i = 0; i < uniform.draws; ++i) {
        const std::uint64_t number = flow.request * static_cast<std::uint64_t>(uniform.draws) + static_cast<std::uint64_t>(i);
        const ServerId drawn = from(farm, below(draw(flow.seed, {Purpose::server_choice, 0}, number), count), avoid);
        if (!best || (drawn && in_flight(farm.servers[drawn.index]) < in_flight(farm.servers[best.index]))) best = drawn;
    }
    return best;
}

}  // namespace evenkeel::haproxy
