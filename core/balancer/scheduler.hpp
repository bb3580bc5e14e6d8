#pragma once
// THE list of balance algorithms, and what each must be able to do.
//
// To add one: a file in schedulers/ that defines a struct with `weights_are_dynamic` and the seven functions below,
// a line in `Scheduler`, and its case in make_scheduler.

#include <cstdint>
#include <variant>

#include "balancer/schedulers/consistent_hash.hpp"
#include "balancer/schedulers/first.hpp"
#include "balancer/schedulers/leastconn.hpp"
#include "balancer/schedulers/map_hash.hpp"
#include "balancer/schedulers/roundrobin.hpp"
#include "balancer/schedulers/static_rr.hpp"
#include "balancer/schedulers/uniform.hpp"
#include "balancer/settings.hpp"

namespace evenkeel::haproxy {

using Scheduler = std::variant<RoundRobin, LeastConn, First, StaticRoundRobin, MapHash, ConsistentHash, Random, Uniform>;

/// The scheduler that a `balance` line and its `hash-type` ask for.
Scheduler make_scheduler(const Balance& balance);

/// Algorithms that hash something of the visitor: they choose the same server again, so a retry under `option redispatch` does
/// not leave it at once, as all others do.
bool is_hash(Algorithm algorithm);
/// Algorithms that take a backend queue as a sign that all servers are full.
bool stops_at_backend_queue(Algorithm algorithm);

/// Weights change at run time and count 16 per unit; otherwise they are divided by their greatest common divisor.
inline bool weights_are_dynamic(const Scheduler& scheduler)
{
    return std::visit([](const auto& chosen) { return chosen.weights_are_dynamic; }, scheduler);
}

/// The start: every usable server in the order of declaration.
inline void begin(Scheduler& scheduler, const FarmView& farm)
{
    std::visit([&](auto& chosen) { begin(chosen, farm); }, scheduler);
}
/// A server of the group that serves; none when all are full. `avoid` is chosen only if there is no other.
inline ServerId pick(Scheduler& scheduler, const FarmView& farm, const Flow& flow, ServerId avoid)
{
    return std::visit([&](auto& chosen) { return pick(chosen, farm, flow, avoid); }, scheduler);
}
/// A server has become usable; its effective weight is set, the totals of the farm hold it.
inline void joins(Scheduler& scheduler, const FarmView& farm, ServerId server)
{
    std::visit([&](auto& chosen) { joins(chosen, farm, server); }, scheduler);
}
/// A server is no longer usable; its effective weight is still the old one, the totals of the farm are without it.
inline void leaves(Scheduler& scheduler, const FarmView& farm, ServerId server)
{
    std::visit([&](auto& chosen) { leaves(chosen, farm, server); }, scheduler);
}
/// The effective weight of a usable server has changed.
inline void reweighs(Scheduler& scheduler, const FarmView& farm, ServerId server, std::int64_t old_weight)
{
    std::visit([&](auto& chosen) { reweighs(chosen, farm, server, old_weight); }, scheduler);
}
/// A slot was taken or given back.
inline void load_changes(Scheduler& scheduler, const FarmView& farm, ServerId server)
{
    std::visit([&](auto& chosen) { load_changes(chosen, farm, server); }, scheduler);
}
/// Somebody joined or left the server's queue, or its limit has changed. Not a change of load: HAProxy moves a server among the
/// others only when a slot is taken or given back.
inline void room_changes(Scheduler& scheduler, const FarmView& farm, ServerId server)
{
    std::visit([&](auto& chosen) { room_changes(chosen, farm, server); }, scheduler);
}

}  // namespace evenkeel::haproxy
