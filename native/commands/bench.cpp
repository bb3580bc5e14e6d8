// evenkeel bench POLICY REQUESTS SERVERS SEED: the workloads by which simulators are compared, one line of JSON.
#include <algorithm>
#include <chrono>
#include <ctime>
#include <memory>
#include <vector>

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "commands/list.hpp"
#include "workload/cluster.hpp"
#include "workload/site.hpp"

namespace evenkeel::cli {

namespace {

struct Options {
    std::string policy = "leastconn";
    std::uint64_t requests = 1'000'000;
    std::uint32_t servers = 8;
    std::uint64_t seed = 1;
    std::string workload = "W1";
    bool snapshot = false;
};

workload::Policy policy_of(const std::string& word)
{
    if (word == "random") return workload::Policy::random;
    if (word == "roundrobin") return workload::Policy::roundrobin;
    return word == "random2" ? workload::Policy::random2 : workload::Policy::leastconn;
}

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

double wall_seconds()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// The median of many copies into room that is there already, in microseconds: what a snapshot costs. 0 when nobody asked.
double snapshot_us(const Options& options, const World& world)
{
    if (!options.snapshot) return 0;
    World copy = world;
    std::vector<double> times;
    for (int i = 0; i < 101; ++i) {
        const double begin = wall_seconds();
        copy = world;
        times.push_back((wall_seconds() - begin) * 1e6);
    }
    std::nth_element(times.begin(), times.begin() + 50, times.end());
    return times[50];
}

std::string line_of(const Options& options, const World& world, double seconds)
{
    std::string per_server;
    const auto& servers = world.balancers.front().farms.front().servers;
    for (std::size_t i = 0; i < servers.size() && i < 8; ++i) per_server += fmt::format("{}{}", i > 0 ? "," : "", servers[i].counters.lbtot);
    return fmt::format("{{\"peer\":\"evenkeel\",\"workload\":\"{}\",\"policy\":\"{}\",\"servers\":{},\"requests\":{},\"events\":{},\"cpu_s\":{:.4f},\"mean_ms\":{:.4f},"
                       "\"p50_ms\":{:.4f},\"p99_ms\":{:.4f},\"snapshot_us\":{:.1f},\"hash\":\"{:016x}\",\"per_server\":[{}]}}\n",
                       options.workload, options.policy, options.servers, options.requests, world.events_handled, seconds, workload::mean_ms(world),
                       workload::quantile_ms(world, 0.5), workload::quantile_ms(world, 0.99), snapshot_us(options, world), state_hash(world), per_server);
}

ExitCode bench_site(const Options& options, Console& console)
{
    World world = workload::build_whole_site(options.seed);
    const double begin = cpu_seconds();
    workload::run_whole_site(world, options.requests);
    const double seconds = cpu_seconds() - begin;
    const auto requests = static_cast<double>(workload::requests_begun(world));
    const auto events = static_cast<double>(world.events_handled);
    console.out.write(fmt::format("{{\"peer\":\"evenkeel\",\"workload\":\"site\",\"requests\":{},\"events\":{},\"cpu_s\":{:.4f},\"events_per_s\":{:.0f},"
                                  "\"requests_per_s\":{:.0f},\"events_per_request\":{:.2f},\"simulated_s\":{},\"snapshot_us\":{:.1f},\"hash\":\"{:016x}\"}}\n",
                                  workload::requests_begun(world), world.events_handled, seconds, events / seconds, requests / seconds, events / requests,
                                  world.now.ns / ns_per_s, snapshot_us(options, world), state_hash(world)));
    return ExitCode::done;
}

ExitCode bench(const Options& options, Console& console)
{
    if (options.workload == "site") return bench_site(options, console);
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
    app.add_option("--workload", options->workload, "W1 (no delays), W1h (links with delays), W2 (W1 by servers), W3 (a million users), site (a whole site, packet by packet)")
        ->type_name("NAME")
        ->check(CLI::IsMember({"W1", "W1h", "W2", "W3", "site"}).description(""));
    app.add_flag("--snapshot", options->snapshot, "also time copies of the last state (they take room)");
    return [options](Console& console) { return bench(*options, console); };
}

}  // namespace evenkeel::cli
