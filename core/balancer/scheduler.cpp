#include "balancer/scheduler.hpp"

namespace evenkeel::haproxy {

namespace {

template <class... Each>
bool lists(std::string_view keyword, const std::variant<Each...>*)
{
    return !keyword.empty() && ((keyword == Each::keyword) || ...);
}

}  // namespace

std::optional<Scheduler> make_scheduler(const Balance& balance)
{
    switch (balance.algorithm) {
    case Algorithm::roundrobin: return RoundRobin{};
    case Algorithm::leastconn: return LeastConn{};
    case Algorithm::first: return First{};
    case Algorithm::source:
        if (balance.hash_type == HashType::map_based) return SourceMap{{}, balance.avalanche};
        return std::nullopt;
    case Algorithm::uniform: return Uniform{balance.draws};
    case Algorithm::static_rr:
    case Algorithm::uri:
    case Algorithm::url_param:
    case Algorithm::hdr:
    case Algorithm::random:
    case Algorithm::hash: return std::nullopt;
    }
    return std::nullopt;
}

bool is_simulated(std::string_view keyword) { return lists(keyword, static_cast<const Scheduler*>(nullptr)); }

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
