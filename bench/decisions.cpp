// ns per decision of every `balance` algorithm, by the number of servers. A decision: the choice, its slot taken, an older one given back.
// Weights 1 to 4; twice as many requests under way as servers.

#include <cstdint>
#include <string_view>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "balancer/farm.hpp"
#include "balancer/hashes.hpp"

using namespace evenkeel;
using namespace evenkeel::haproxy;

namespace {

struct Case {
    std::string_view name;
    Algorithm algorithm;
    HashType hash_type = HashType::map_based;
    std::int64_t hash_balance_factor = 0;
};
constexpr Case cases[] = {
    {"roundrobin", Algorithm::roundrobin, {}, 0},
    {"static-rr", Algorithm::static_rr, {}, 0},
    {"leastconn", Algorithm::leastconn, {}, 0},
    {"first", Algorithm::first, {}, 0},
    {"random", Algorithm::random, {}, 0},
    {"hash/map-based", Algorithm::source, {}, 0},
    {"hash/consistent", Algorithm::source, HashType::consistent, 0},
    {"hash/consistent/balance-factor-150", Algorithm::source, HashType::consistent, 150},
};

Backend backend_of(const Case& each, std::int64_t size)
{
    Backend backend;
    backend.name = "app";
    backend.balance.algorithm = each.algorithm;
    backend.balance.hash_type = each.hash_type;
    backend.balance.hash_balance_factor = each.hash_balance_factor;
    for (std::int64_t i = 0; i < size; ++i) {
        Server server;
        server.id = static_cast<std::uint32_t>(i + 1);
        server.name = fmt::format("s{}", i + 1);
        server.weight = 1 + i % 4;
        server.maxconn = each.algorithm == Algorithm::first ? 4 : 0;
        backend.servers.push_back(std::move(server));
    }
    return backend;
}

void decide(benchmark::State& state, const Case& each)
{
    const std::int64_t size = state.range(0);
    constexpr std::int64_t fullconn = 1'000'000;
    Farm farm = make_farm(backend_of(each, size), fullconn);
    std::uint32_t generator = 2'463'534'242;
    std::vector<ServerId> held(static_cast<std::size_t>(2 * size));
    std::uint64_t number = 0;
    for (auto _ : state) {
        ServerId& place = held[number % held.size()];
        if (place) release_slot(farm, place);
        const Flow flow{full_hash(static_cast<std::uint32_t>(number)), &generator, 1, number};
        place = choose(farm, flow).server;
        if (place) take_slot(farm, place);
        ++number;
    }
}

}  // namespace

int main(int argc, char** argv)
{
    for (const Case& each : cases)
        benchmark::RegisterBenchmark(std::string(each.name).c_str(), [&each](benchmark::State& state) { decide(state, each); })->Arg(4)->Arg(8)->Arg(64)->Arg(1024)->Arg(4096);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
