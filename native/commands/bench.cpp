// evenkeel bench POLICY REQUESTS SERVERS SEED: the workloads by which simulators are compared, one line of JSON.
#include <ctime>
#include <memory>

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "commands/list.hpp"
#include "workload/cluster.hpp"

namespace evenkeel::cli {

namespace {

struct Options {
    std::string policy = "leastconn";
    std::uint64_t requests = 1'000'000;
    std::uint32_t servers = 8;
    std::uint64_t seed = 1;
    std::string workload = "W1";
};

workload::Policy policy_of(const std::string& word)
{
    if (word == "random") return workload::Policy::random;
    if (word == "roundrobin") return workload::Policy::roundrobin;
    return word == "random2" ? workload::Policy::random2 : workload::Policy::leastconn;
}

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

std::string line_of(const Options& options, const World& world, double seconds)
{
    std::string per_server;
    const auto& servers = world.balancers.front().farms.front().servers;
    for (std::size_t i = 0; i < servers.size() && i < 8; ++i) per_server += fmt::format("{}{}", i > 0 ? "," : "", servers[i].counters.lbtot);
    return fmt::format("{{\"peer\":\"evenkeel\",\"workload\":\"{}\",\"policy\":\"{}\",\"servers\":{},\"requests\":{},\"events\":{},\"cpu_s\":{:.4f},\"mean_ms\":{:.4f},"
                       "\"p50_ms\":{:.4f},\"p99_ms\":{:.4f},\"hash\":\"{:016x}\",\"per_server\":[{}]}}\n",
                       options.workload, options.policy, options.servers, options.requests, world.events_handled, seconds, workload::mean_ms(world),
                       workload::quantile_ms(world, 0.5), workload::quantile_ms(world, 0.99), state_hash(world), per_server);
}

ExitCode bench(const Options& options, Console& console)
{
    workload::Cluster cluster;
    cluster.policy = policy_of(options.policy);
    cluster.requests = options.requests;
    cluster.servers = options.servers;
    cluster.seed = options.seed;
    cluster.links = options.workload == "W1h";
    if (options.workload == "W3") cluster.users = 1'000'000;
    World world = workload::build(cluster);
    const double begin = cpu_seconds();
    workload::run(world, cluster);
    console.out.write(line_of(options, world, cpu_seconds() - begin));
    return ExitCode::done;
}

}  // namespace

Work declare_bench(CLI::App& app, const Shared&)
{
    const auto options = std::make_shared<Options>();
    app.add_option("POLICY", options->policy, "random, roundrobin, leastconn or random2")->check(CLI::IsMember({"random", "roundrobin", "leastconn", "random2"}).description(""));
    app.add_option("REQUESTS", options->requests, "how many; 1000000 without it")->check(CLI::Range(std::uint64_t{1000}, std::uint64_t{1'000'000'000}).description(""));
    app.add_option("SERVERS", options->servers, "8 without it")->check(CLI::Range(1u, 60'000u).description(""));
    app.add_option("SEED", options->seed, "1 without it");
    app.add_option("--workload", options->workload, "W1 (no delays), W1h (links with delays), W2 (W1 by servers), W3 (a million users)")
        ->type_name("NAME")
        ->check(CLI::IsMember({"W1", "W1h", "W2", "W3"}).description(""));
    return [options](Console& console) { return bench(*options, console); };
}

}  // namespace evenkeel::cli
