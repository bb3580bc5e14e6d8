#include "balancer/scheduler.hpp"

namespace evenkeel::haproxy {

namespace {

Scheduler hash_scheduler(const Balance& balance)
{
    if (balance.hash_type == HashType::map_based) return MapHash{};
    return ConsistentHash{{{}, balance.hash_balance_factor, {}}};
}

}  // namespace

Scheduler make_scheduler(const Balance& balance)
{
    switch (balance.algorithm) {
    case Algorithm::roundrobin: return RoundRobin{};
    case Algorithm::static_rr: return StaticRoundRobin{};
    case Algorithm::leastconn: return LeastConn{};
    case Algorithm::first: return First{};
    case Algorithm::source:
    case Algorithm::uri:
    case Algorithm::url_param:
    case Algorithm::hdr:
    case Algorithm::hash: return hash_scheduler(balance);
    case Algorithm::random: return Random{{{}, balance.hash_balance_factor, {}}, balance.draws};
    case Algorithm::uniform: return Uniform{balance.draws};
    }
    return RoundRobin{};
}

bool is_hash(Algorithm algorithm)
{
    switch (algorithm) {
    case Algorithm::source:
    case Algorithm::uri:
    case Algorithm::url_param:
    case Algorithm::hdr:
    case Algorithm::hash: return true;
    case Algorithm::roundrobin:
    case Algorithm::static_rr:
    case Algorithm::leastconn:
    case Algorithm::first:
    case Algorithm::random:
    case Algorithm::uniform: return false;
    }
    return false;
}

bool stops_at_backend_queue(Algorithm algorithm)
{
    return algorithm == Algorithm::roundrobin || algorithm == Algorithm::static_rr || algorithm == Algorithm::first;
}

}  // namespace evenkeel::haproxy
