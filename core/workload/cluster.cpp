#include "workload/cluster.hpp"

#include <algorithm>
#include <cassert>

#include <fmt/format.h>

#include "config/haproxy.hpp"
#include "world/build.hpp"

namespace evenkeel::workload {

namespace {

constexpr const char* file = "lb/haproxy.cfg";
constexpr Duration service_mean = 10_ms;
constexpr std::int64_t load_percent = 80;
constexpr std::uint32_t most_in_file = 1000;

Address server_address(std::uint32_t index) { return ipv4(0x0a01'0001u + index); }
Address balancer_address() { return ipv4(0x0a00'0001u); }

std::string_view algorithm_of(Policy policy) { return policy == Policy::leastconn ? "leastconn" : "roundrobin"; }

std::shared_ptr<const haproxy::Settings> settings_of(const Cluster& cluster)
{
    Parsed<haproxy::Settings> parsed = haproxy::read_haproxy(haproxy_cfg(cluster), file);
    assert(!has_error(parsed.diagnostics));
    // The reader takes a thousand servers of a file; W2 has more, alike to those.
    std::vector<haproxy::Server>& servers = parsed.config.backends.front().servers;
    for (std::uint32_t i = most_in_file; i < cluster.servers; ++i) {
        servers.push_back(servers.back());
        servers.back().name = fmt::format("s{}", i + 1);
        servers.back().address = server_address(i);
        servers.back().id = i + 1;
    }
    // Evenly drawn servers are no algorithm of HAProxy's: these two are set, not written.
    if (cluster.policy == Policy::random || cluster.policy == Policy::random2) {
        haproxy::Balance& balance = parsed.config.backends.front().balance;
        balance.algorithm = haproxy::Algorithm::uniform;
        balance.draws = cluster.policy == Policy::random ? 1 : 2;
    }
    return std::make_shared<const haproxy::Settings>(std::move(parsed.config));
}

HostSettings server_host(const Cluster& cluster, std::uint32_t index)
{
    RunSettings run;
    run.kind = ServiceKind::application;
    run.name = "app";
    run.application.workers = cluster.workers;
    run.application.backlog = cluster.backlog;
    run.application.service = cluster.service;
    HostSettings host;
    host.name = fmt::format("s{}", index + 1);
    host.links = {{"servers", server_address(index), {}}};
    if (cluster.links) host.links.front().quality.latency = 200_us;
    host.run = {run};
    return host;
}

HostSettings balancer_host(const Cluster& cluster)
{
    RunSettings run;
    run.kind = ServiceKind::balancer;
    run.name = "haproxy";
    run.file = file;
    HostSettings host;
    host.name = "lb";
    host.links = {{"internet", balancer_address(), {}}, {"servers", ipv4(0x0a01'fffeu), {}}};
    if (cluster.links) host.links.front().quality.latency = 500_us;
    host.run = {run};
    return host;
}

VisitorSettings visitors_of(const Cluster& cluster)
{
    VisitorSettings visitors;
    visitors.name = "visitors";
    visitors.network = "internet";
    visitors.host = to_text(balancer_address());
    visitors.paths.resize(1);
    visitors.addresses = 1;
    visitors.give_up = Duration{-1};
    visitors.limit = static_cast<std::int64_t>(cluster.requests);
    if (cluster.users > 0) {
        visitors.arrivals = ArrivalKind::closed;
        visitors.users = static_cast<std::int64_t>(cluster.users);
        visitors.users_think_first = true;
        visitors.think = {DistributionKind::exponential, 12'490_ms, {}, 0};
    } else if (cluster.rate_per_1000s > 0) {
        visitors.rate_per_1000s = cluster.rate_per_1000s;
    } else {
        visitors.rate_per_1000s = static_cast<std::int64_t>(cluster.servers) * 1000 * (ns_per_s / service_mean.ns) * load_percent / 100;
    }
    return visitors;
}

Site site_of(const Cluster& cluster)
{
    Site site;
    site.topology.detail = LevelOfDetail::requests;
    for (const auto& [name, prefix] : {std::pair{"internet", "10.0.0.0/16"}, std::pair{"servers", "10.1.0.0/16"}})
        site.topology.networks.push_back({name, *parse_prefix(prefix), {}});
    site.topology.hosts.push_back(balancer_host(cluster));
    for (std::uint32_t i = 0; i < cluster.servers; ++i) site.topology.hosts.push_back(server_host(cluster, i));
    site.topology.visitors.push_back(visitors_of(cluster));
    site.haproxy[file] = settings_of(cluster);
    return site;
}

}  // namespace

std::string haproxy_cfg(const Cluster& cluster)
{
    std::string text = fmt::format(
        "global\n    maxconn 2000000\n\n"
        "defaults\n    mode http\n    timeout connect 5s\n    timeout client 50s\n    timeout server 50s\n\n"
        "frontend www\n    bind :80\n    default_backend app\n\n"
        "backend app\n    balance {}\n",
        algorithm_of(cluster.policy));
    for (std::uint32_t i = 0; i < std::min(cluster.servers, most_in_file); ++i) text += fmt::format("    server s{} {}:8080\n", i + 1, to_text(server_address(i)));
    return text;
}

World build(const Cluster& cluster)
{
    Parsed<World> built = evenkeel::build(site_of(cluster), cluster.seed);
    assert(!has_error(built.diagnostics));
    built.config.sample_every = {};
    Visitors& visitors = built.config.visitors.front();
    visitors.keep_latencies = true;
    visitors.latencies_from = std::min<std::uint64_t>(cluster.requests / 10, 100'000);
    return std::move(built.config);
}

void run(World& world, const Cluster& cluster)
{
    world.bounds.events = ~std::uint64_t{0};
    world.bounds.pending_events = ~std::uint64_t{0};
    world.bounds.series = ~std::uint64_t{0};
    const auto is_over = [&] { return world.visitors.front().requests_begun >= cluster.requests && world.network.exchanges.size() == 0; };
    // It returns often, so that a JavaScript engine can exchange slow code for fast.
    while (!is_over() && world.reached == Bound::none) run_some(world, Instant{never.ns - 1}, 4096);
}

double mean_ms(const World& world) { return mean(world.visitors.front().latencies) / 1e6; }
double quantile_ms(const World& world, double q) { return quantile(world.visitors.front().latencies, q) / 1e6; }

}  // namespace evenkeel::workload
