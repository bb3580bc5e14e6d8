#include "world/action.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "world/lifecycle.hpp"
#include "world/world.hpp"

namespace evenkeel {

namespace {

std::string host_part(std::string_view service) { return std::string(service.substr(0, service.find('/'))); }
std::string service_part(std::string_view service) { return std::string(service.substr(std::min(service.size(), service.find('/') + 1))); }

AttachmentId link_of(const World& world, std::string_view host, std::string_view network)
{
    for (std::uint32_t i = 0; i < world.network.attachments.size(); ++i) {
        const Attachment& link = world.network.attachments[i];
        if (world.network.hosts[link.host.index].name == host && world.network.lans[link.lan.index].name == network) return {i};
    }
    return {};
}

LanId lan_of(const World& world, std::string_view network)
{
    for (std::uint32_t i = 0; i < world.network.lans.size(); ++i)
        if (world.network.lans[i].name == network) return {i};
    return {};
}

/// The component that answers for a host: its application, or without one its web server.
template <class Component>
void force(std::vector<Component>& components, ServiceId service, std::uint32_t index, const Errors& errors)
{
    if (components[index].service != service) return;
    components[index].forced_status = errors.status;
    components[index].forced_share_ppm = errors.share_ppm;
    components[index].forced_path = errors.path;
}

bool runs_application(const World& world, std::string_view host)
{
    return std::any_of(world.network.services.begin(), world.network.services.end(), [&](const Service& s) {
        return s.kind == ServiceKind::application && world.network.hosts[s.host.index].name == host;
    });
}

// What each action does, and what ends it.

void act(World& world, const Kill& action)
{
    if (const ServiceId service = find_service(world, action.service)) stop_service(world, service, false);
}
Action undo(const World&, const Kill& action) { return Start{action.service}; }

void act(World& world, const Stop& action)
{
    if (const ServiceId service = find_service(world, action.service)) stop_service(world, service, true);
}
Action undo(const World&, const Stop& action) { return Start{action.service}; }

void act(World& world, const Start& action)
{
    if (const ServiceId service = find_service(world, action.service)) start_service(world, service);
}
Action undo(const World&, const Start& action) { return Stop{action.service}; }

void act(World& world, const PowerOff& action)
{
    const HostId host = find_host(world.network, action.host);
    if (!host || !world.network.hosts[host.index].powered) return;
    lose_power(world, host);
}
Action undo(const World&, const PowerOff& action) { return PowerOn{action.host}; }

void act(World& world, const PowerOn& action)
{
    const HostId host = find_host(world.network, action.host);
    if (!host || world.network.hosts[host.index].powered) return;
    world.network.hosts[host.index].powered = true;
    for (std::uint32_t i = 0; i < world.network.services.size(); ++i)
        if (world.network.services[i].host == host && !world.network.services[i].successor) {
            start_service(world, {i});
        }
}
Action undo(const World&, const PowerOn& action) { return PowerOff{action.host}; }

void act(World& world, const Hang& action)
{
    const ServiceId service = find_service(world, action.service);
    if (service && world.network.services[service.index].state == ServiceState::running) world.network.services[service.index].state = ServiceState::hung;
}
Action undo(const World&, const Hang& action) { return Resume{action.service}; }

void act(World& world, const Resume& action)
{
    if (const ServiceId service = find_service(world, action.service)) resume_service(world, service);
}
Action undo(const World&, const Resume& action) { return Hang{action.service}; }

void act(World& world, const Slow& action)
{
    if (const HostId host = find_host(world.network, action.host)) world.network.hosts[host.index].slow_percent = action.percent;
}
Action undo(const World& world, const Slow& action)
{
    const HostId host = find_host(world.network, action.host);
    return Slow{action.host, host ? world.network.hosts[host.index].slow_percent : 100};
}

void act(World& world, const Errors& action)
{
    const HostId host = find_host(world.network, action.host);
    const ServiceKind kind = runs_application(world, action.host) ? ServiceKind::application : ServiceKind::nginx;
    for (std::uint32_t i = 0; i < world.network.services.size(); ++i) {
        const Service& service = world.network.services[i];
        if (service.host != host || service.kind != kind) continue;
        if (kind == ServiceKind::application) force(world.applications, {i}, service.index, action);
        else force(world.nginxes, {i}, service.index, action);
    }
}
Action undo(const World& world, const Errors& action)
{
    const HostId host = find_host(world.network, action.host);
    Errors before{action.host, action.status, 0, {}};
    const auto look = [&](const auto& components) {
        for (const auto& component : components)
            if (world.network.services[component.service.index].host == host && component.forced_share_ppm > 0)
                before = {action.host, component.forced_status, component.forced_share_ppm, component.forced_path};
    };
    if (runs_application(world, action.host)) look(world.applications);
    else look(world.nginxes);
    return before;
}

void act(World& world, const CutLink& action)
{
    if (const AttachmentId link = link_of(world, action.host, action.network)) world.network.attachments[link.index].cut = action.cut;
}
Action undo(const World&, const CutLink& action) { return CutLink{action.host, action.network, !action.cut}; }

/// The quality that an impairment changes, in a world or a const one; nothing if there is no such link.
template <class SomeWorld>
auto quality_of(SomeWorld& world, const Impair& action) -> decltype(&world.network.lans[0].quality)
{
    if (action.host.empty()) {
        const LanId lan = lan_of(world, action.network);
        return lan ? &world.network.lans[lan.index].quality : nullptr;
    }
    const AttachmentId link = link_of(world, action.host, action.network);
    return link ? &world.network.attachments[link.index].quality : nullptr;
}

void act(World& world, const Impair& action)
{
    if (Quality* quality = quality_of(world, action)) *quality = action.quality;
}
Action undo(const World& world, const Impair& action)
{
    const Quality* quality = quality_of(world, action);
    return Impair{action.host, action.network, quality != nullptr ? *quality : Quality{}};
}

void act(World& world, const Divide& action)
{
    const LanId lan = lan_of(world, action.network);
    if (!lan) return;
    Partition partition;
    partition.lan = lan;
    for (const std::string& name : action.island)
        if (const HostId host = find_host(world.network, name)) partition.island.push_back(host);
    std::vector<Partition>& partitions = world.network.partitions;
    if (action.divided) {
        partitions.push_back(std::move(partition));
        return;
    }
    const auto same = std::find_if(partitions.begin(), partitions.end(), [&](const Partition& p) { return p.lan == lan && p.island == partition.island; });
    if (same != partitions.end()) partitions.erase(same);
}
Action undo(const World&, const Divide& action) { return Divide{action.network, action.island, !action.divided}; }

void act(World& world, const Surge& action)
{
    for (Visitors& visitors : world.visitors)
        if (action.visitors.empty() || world.network.services[visitors.service.index].name == action.visitors) visitors.surge_percent = action.percent;
}
Action undo(const World& world, const Surge& action)
{
    for (const Visitors& visitors : world.visitors)
        if (action.visitors.empty() || world.network.services[visitors.service.index].name == action.visitors) return Surge{action.visitors, visitors.surge_percent};
    return Surge{action.visitors, 100};
}

void act(World& world, const Reload& action) { reload_service(world, action); }
Action undo(const World&, const Reload& action) { return action; }

void act(World& world, const ChangeName& action) { world.network.names.records[action.name].addresses = action.addresses; }
Action undo(const World& world, const ChangeName& action)
{
    const auto found = world.network.names.records.find(action.name);
    return ChangeName{action.name, found == world.network.names.records.end() ? std::vector<Address>{} : found->second.addresses};
}

void act(World& world, const Operate& action) { operate(world, action); }
Action undo(const World&, const Operate& action) { return action; }

// Whom each strikes, and how a person would say it.

std::string target(const Kill& a) { return host_part(a.service); }
std::string target(const Stop& a) { return host_part(a.service); }
std::string target(const Start& a) { return host_part(a.service); }
std::string target(const PowerOff& a) { return a.host; }
std::string target(const PowerOn& a) { return a.host; }
std::string target(const Hang& a) { return host_part(a.service); }
std::string target(const Resume& a) { return host_part(a.service); }
std::string target(const Slow& a) { return a.host; }
std::string target(const Errors& a) { return a.host; }
std::string target(const CutLink& a) { return a.host; }
std::string target(const Impair& a) { return a.host; }
std::string target(const Divide& a) { return a.island.size() == 1 ? a.island.front() : ""; }
std::string target(const Surge&) { return ""; }
std::string target(const Reload& a) { return host_part(a.service); }
std::string target(const ChangeName&) { return ""; }
std::string target(const Operate& a) { return a.host; }

std::string text(const Kill& a) { return fmt::format("{} killed", service_part(a.service)); }
std::string text(const Stop& a) { return fmt::format("{} stopped", service_part(a.service)); }
std::string text(const Start& a) { return fmt::format("{} started", service_part(a.service)); }
std::string text(const PowerOff&) { return "power off"; }
std::string text(const PowerOn&) { return "power on"; }
std::string text(const Hang& a) { return fmt::format("{} hangs", service_part(a.service)); }
std::string text(const Resume& a) { return fmt::format("{} goes on", service_part(a.service)); }
std::string text(const Slow& a) { return fmt::format("works at {} % of the usual time", a.percent); }
std::string text(const Errors& a)
{
    const std::string where = a.path.empty() ? "" : fmt::format(" on {}", a.path);
    if (a.share_ppm == 1'000'000) return fmt::format("answers {}{}", a.status, where);
    return fmt::format("answers {} to {} % of the requests{}", a.status, to_text(static_cast<double>(a.share_ppm) / 10'000.0), where);
}
std::string text(const CutLink& a) { return fmt::format("link to {} {}", a.network, a.cut ? "cut" : "mended"); }
std::string text(const Impair& a) { return fmt::format("{} {} changed", a.host.empty() ? "network" : "link to", a.network); }
std::string text(const Divide& a) { return fmt::format("network {} {}", a.network, a.divided ? "divided" : "whole again"); }
std::string text(const Surge& a) { return fmt::format("{} come at {} % of their rate", a.visitors.empty() ? "visitors" : a.visitors, a.percent); }
std::string text(const Reload& a) { return fmt::format("{} reloaded", service_part(a.service)); }
std::string text(const Operate& a) { return "$ " + a.line; }
std::string text(const ChangeName& a) { return fmt::format("{} has other addresses", a.name); }

}  // namespace

bool needs_packets(const Action& action)
{
    return !std::holds_alternative<Slow>(action) && !std::holds_alternative<Errors>(action) && !std::holds_alternative<Surge>(action);
}

void apply(World& world, const Action& action)
{
    if (world.network.detail == LevelOfDetail::requests && needs_packets(action)) return;
    std::visit([&](const auto& chosen) { act(world, chosen); }, action);
    deliver_notices(world);
}

Action undo_of(const Action& action, const World& world)
{
    return std::visit([&](const auto& chosen) { return undo(world, chosen); }, action);
}

std::string target_of(const Action& action)
{
    return std::visit([](const auto& chosen) { return target(chosen); }, action);
}

std::string to_text(const Action& action)
{
    return std::visit([](const auto& chosen) { return text(chosen); }, action);
}

std::string_view keyword_of(const Action& action)
{
    return std::visit([](const auto& chosen) { return std::decay_t<decltype(chosen)>::keyword; }, action);
}

ServiceId find_service(const World& world, std::string_view name)
{
    ServiceId found;
    for (std::uint32_t i = 0; i < world.network.services.size(); ++i)
        if (service_name(world, {i}) == name) found = {i};
    return found;
}

std::string service_name(const World& world, ServiceId id)
{
    const Service& service = world.network.services[id.index];
    return fmt::format("{}/{}", world.network.hosts[service.host.index].name, service.name);
}

std::uint64_t state_hash(const World& world) { return hash_of(world); }

}  // namespace evenkeel
