#include "view/diagram.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"

namespace evenkeel::view {

namespace {

std::string joined(const std::vector<std::string>& all) { return join(all, ", "); }

std::vector<std::string> names_of(const Scene& scene, NodeKind kind)
{
    std::vector<std::string> names;
    for (const Node& node : scene.nodes)
        if (node.kind == kind) names.push_back(node.name);
    return names;
}

/// One that is missing says what that means.
Part part(std::string name, const std::string& what, std::string missing) { return {std::move(name), !what.empty(), what.empty() ? std::move(missing) : what}; }

template <class What>
std::string of_backends(const World& world, What&& what)
{
    std::vector<std::string> all;
    for (const Balancer& balancer : world.balancers) {
        const Service& service = world.network.services[balancer.service.index];
        if (service.successor) continue;
        for (const haproxy::Backend& backend : balancer.settings->backends)
            if (const std::string said = what(world.network.hosts[service.host.index].name, backend); !said.empty()) all.push_back(said);
    }
    return joined(all);
}

std::vector<Part> parts_of(const World& world, const Scene& scene)
{
    std::vector<std::string> addresses;
    for (const Visitors& visitors : world.visitors) addresses.push_back(fmt::format("http://{}", visitors.settings->host));
    std::sort(addresses.begin(), addresses.end());
    addresses.erase(std::unique(addresses.begin(), addresses.end()), addresses.end());
    const auto algorithm = [](const std::string& host, const haproxy::Backend& backend) {
        return fmt::format("{} · backend {}: balance {}", host, backend.name, haproxy::to_word(backend.balance.algorithm));
    };
    const auto several = [](const std::string&, const haproxy::Backend& backend) { return backend.servers.size() < 2 ? "" : fmt::format("{} in backend {}", backend.servers.size(), backend.name); };
    const auto checks = [](const std::string&, const haproxy::Backend& backend) {
        const auto checked = std::count_if(backend.servers.begin(), backend.servers.end(), [](const haproxy::Server& server) { return server.check; });
        return checked == 0 ? "" : fmt::format("{} of {} servers in backend {}", checked, backend.servers.size(), backend.name);
    };
    std::vector<Part> parts;
    parts.push_back(part("visitors and the address they ask", joined(addresses), "nobody asks"));
    parts.push_back(part("load balancer and its algorithm", of_backends(world, algorithm), "each server takes what comes to it"));
    parts.push_back(part("more than one server", of_backends(world, several), "one server is a single point of failure"));
    parts.push_back(part("health checks", of_backends(world, checks), "the balancer does not notice a dead server"));
    parts.push_back(part("web server", joined(names_of(scene, NodeKind::server)), "none of its own"));
    parts.push_back(part("application server", joined(names_of(scene, NodeKind::application)), "none of its own"));
    const std::vector<std::string> balancers = names_of(scene, NodeKind::balancer);
    parts.push_back(part("a second load balancer", balancers.size() > 1 ? joined(balancers) : "", balancers.empty() ? "there is none" : balancers.front() + " is a single point of failure"));
    return parts;
}

DiagramNode node_of(const World& world, const Node& node)
{
    DiagramNode made{node, {}};
    if (!node.host) return made;
    for (const AttachmentId id : world.network.hosts[node.host.index].attachments) {
        const Attachment& link = world.network.attachments[id.index];
        made.lines.push_back(fmt::format("{} · {}", to_text(link.address), world.network.lans[link.lan.index].name));
    }
    return made;
}

}  // namespace

Diagram diagram_of(const Session& session)
{
    const World& world = present(session);
    const Scene scene = scene_of(session);
    Diagram diagram{session.lab.title, {}, scene.edges, parts_of(world, scene)};
    for (const Node& node : scene.nodes) diagram.nodes.push_back(node_of(world, node));
    return diagram;
}

}  // namespace evenkeel::view
