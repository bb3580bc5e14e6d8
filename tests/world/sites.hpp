#pragma once
// A small site for tests of the world: visitors, lb-01 with HAProxy, and two application servers; 1 ms one way.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "world/build.hpp"

namespace evenkeel::sites {

inline HostSettings host(const std::string& name, const std::string& address)
{
    HostSettings settings;
    settings.name = name;
    settings.links.push_back({"dmz", *parse_address(address), {}});
    return settings;
}

inline HostSettings application_host(const std::string& name, const std::string& address)
{
    HostSettings settings = host(name, address);
    RunSettings run;
    run.kind = ServiceKind::application;
    run.name = "app";
    run.application.service = {DistributionKind::exponential, 20_ms, {}, 0};
    settings.run.push_back(run);
    return settings;
}

/// Two application servers, checked every 500 ms, out after two failures.
inline haproxy::Settings two_servers()
{
    haproxy::Settings settings;
    haproxy::Frontend frontend;
    frontend.name = "www";
    frontend.mode = haproxy::Mode::http;
    haproxy::Bind bind;
    bind.port = 80;
    frontend.binds.push_back(bind);
    frontend.default_backend = 0;
    settings.frontends.push_back(frontend);
    haproxy::Backend backend;
    backend.name = "apps";
    backend.mode = haproxy::Mode::http;
    backend.timeouts.connect = 1_s;
    backend.timeouts.server = 5_s;
    backend.timeouts.check = 500_ms;
    for (std::uint32_t i = 1; i <= 2; ++i) {
        haproxy::Server server;
        server.name = fmt::format("app{}", i);
        server.id = i;
        server.address = *parse_address(fmt::format("10.0.1.2{}", i));
        server.port = 8080;
        server.check = true;
        server.inter = 500_ms;
        server.fall = 2;
        backend.servers.push_back(server);
    }
    settings.backends.push_back(backend);
    return settings;
}

inline Site small_site(const haproxy::Settings& settings = two_servers())
{
    Site site;
    site.topology.networks.push_back({"dmz", *parse_prefix("10.0.1.0/24"), {1_ms, {}, 0, 0}});
    HostSettings balancer = host("lb-01", "10.0.1.10");
    RunSettings run;
    run.kind = ServiceKind::balancer;
    run.name = "haproxy";
    run.file = "lb-01/haproxy.cfg";
    balancer.run.push_back(run);
    site.topology.hosts = {balancer, application_host("app-01", "10.0.1.21"), application_host("app-02", "10.0.1.22")};
    site.haproxy["lb-01/haproxy.cfg"] = std::make_shared<const haproxy::Settings>(settings);
    VisitorSettings visitors;
    visitors.name = "shoppers";
    visitors.network = "dmz";
    visitors.host = "10.0.1.10";
    visitors.rate_per_1000s = 50'000;
    visitors.paths.emplace_back();
    site.topology.visitors.push_back(visitors);
    return site;
}

inline World world_of(const Site& site, std::uint64_t seed = 1) { return std::move(build(site, seed).config); }

/// The value of a truth meter; -1 if there is none with these labels.
inline std::int64_t value(const World& world, TruthMetric metric, const std::vector<std::string>& labels)
{
    const auto found = world.meters.numbers.find({metric, labels});
    return found == world.meters.numbers.end() ? -1 : world.meters.values[found->second];
}

/// Journal entries of a kind.
inline std::size_t entries(const World& world, JournalKind kind)
{
    return static_cast<std::size_t>(world.journal.count_of_kind[static_cast<std::size_t>(kind)]);
}

}  // namespace evenkeel::sites
