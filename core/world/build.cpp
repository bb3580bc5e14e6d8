#include "world/build.hpp"

#include "world/build_words.hpp"
#include "world/lifecycle.hpp"
#include "world/names.hpp"

namespace evenkeel {

namespace {

LanId find_lan(const Network& network, std::string_view name)
{
    for (std::uint32_t i = 0; i < network.lans.size(); ++i)
        if (network.lans[i].name == name) return {i};
    return {};
}

HostId add_host(Network& network, std::string_view name, std::int64_t cores)
{
    Host host;
    host.name = name;
    host.cores = cores;
    network.hosts.push_back(std::move(host));
    return {static_cast<std::uint32_t>(network.hosts.size() - 1)};
}

void add_link(Network& network, HostId host, LanId lan, const Address& address, const Quality& quality)
{
    Attachment link;
    link.host = host;
    link.lan = lan;
    link.address = address;
    link.quality = quality;
    attach(network, std::move(link));
}

/// Visitors come from the upper half of their network, so that they meet no host of it. The host that stands for them has
/// the first of these addresses.
Address first_visitor_address(const Prefix& prefix, std::size_t which)
{
    Address address = prefix.address;
    const auto host_bits = static_cast<std::size_t>(128 - prefix.length);
    const std::size_t upper = host_bits > 1 ? host_bits - 1 : 0;
    address.bytes[15 - upper / 8] |= static_cast<std::uint8_t>(1u << (upper % 8));
    address.bytes[15] = static_cast<std::uint8_t>(address.bytes[15] + static_cast<std::uint8_t>(which));
    return address;
}

struct Builder {
    const Site& site;
    World world;
    std::vector<Diagnostic> diagnostics;

    void networks()
    {
        for (const NetworkSettings& network : site.topology.networks) {
            Lan lan;
            lan.name = network.name;
            lan.prefix = network.prefix;
            lan.quality = network.quality;
            world.network.lans.push_back(std::move(lan));
        }
        for (const NameSettings& name : site.topology.names) world.network.names.records[name.name] = {name.addresses, name.ttl};
    }

    void hosts()
    {
        for (const HostSettings& settings : site.topology.hosts) {
            const HostId host = add_host(world.network, settings.name, settings.cores);
            for (const LinkSettings& link : settings.links) add_link(world.network, host, find_lan(world.network, link.network), link.address, link.quality);
        }
    }

    /// After all hosts: a configuration may name a host that stands further down in the topology.
    void services()
    {
        for (std::uint32_t i = 0; i < site.topology.hosts.size(); ++i)
            for (const RunSettings& run : site.topology.hosts[i].run) service({i}, run);
    }

    void service(HostId host, const RunSettings& run)
    {
        switch (run.kind) {
        case ServiceKind::balancer:
            component(world.balancers, host, run, find(site.haproxy, run.file));
            look_up_names(world.balancers.back(), host, run.file);
            break;
        case ServiceKind::nginx:
            component(world.nginxes, host, run, find(site.nginx, run.file));
            look_up_names(world.nginxes.back(), host, run.file);
            break;
        case ServiceKind::application: component(world.applications, host, run, std::make_shared<const ApplicationSettings>(run.application)); break;
        case ServiceKind::visitor:
        case ServiceKind::probe:
        case ServiceKind::manual_server:
        case ServiceKind::user_agent:
        case ServiceKind::scripted_server: break;   // not of a topology's `run`
        }
    }

    template <class Component, class Settings>
    void component(std::vector<Component>& components, HostId host, const RunSettings& run, std::shared_ptr<const Settings> settings)
    {
        Component fresh;
        fresh.settings = std::move(settings);
        fresh.service = add_service(world.network, host, run.kind, run.name, components.size());
        components.push_back(std::move(fresh));
    }

    template <class Settings>
    std::shared_ptr<const Settings> find(const std::map<std::string, std::shared_ptr<const Settings>>& files, const std::string& file)
    {
        const auto found = files.find(file);
        if (found != files.end() && found->second) return found->second;
        diagnostics.push_back(say(Severity::error, words::no_configuration, {file, 0, 0}, {{"file", file}}));
        return nullptr;
    }

    /// What has no address keeps its program from starting.
    template <class Component>
    void look_up_names(Component& component, HostId host, const std::string& file)
    {
        if (!component.settings) return;
        auto known = with_addresses(component.settings, world.network, host, file);
        component.settings = std::move(known.config);
        for (Diagnostic& diagnostic : known.diagnostics) diagnostics.push_back(std::move(diagnostic));
    }

    void visitors()
    {
        for (const VisitorSettings& settings : site.topology.visitors) {
            const HostId host = add_host(world.network, settings.name, 1);
            const LanId lan = find_lan(world.network, settings.network);
            add_link(world.network, host, lan, first_visitor_address(world.network.lans[lan.index].prefix, world.visitors.size()), {});
            RunSettings run;
            run.kind = ServiceKind::visitor;
            run.name = settings.name;
            component(world.visitors, host, run, std::make_shared<const VisitorSettings>(settings));
        }
    }
};

}  // namespace

std::span<const Sentence> build_sentences() { return words::all; }

Parsed<World> build(const Site& site, std::uint64_t seed)
{
    Builder builder{site, {}, {}};
    builder.world.seed = seed;
    builder.world.network.detail = site.topology.detail;
    if (site.topology.detail == LevelOfDetail::requests) builder.diagnostics = refused_at_requests(site);
    builder.networks();
    builder.hosts();
    builder.services();
    builder.visitors();
    if (has_error(builder.diagnostics)) return {std::move(builder.world), std::move(builder.diagnostics)};
    World& world = builder.world;
    for (std::uint32_t i = 0; i < world.network.services.size(); ++i) begin_component(world, {i});
    world.queue.push({world.now, 0, EventKind::sample_metrics, 0, 0, 0, 0, 0});
    deliver_notices(world);
    return {std::move(builder.world), std::move(builder.diagnostics)};
}

}  // namespace evenkeel
