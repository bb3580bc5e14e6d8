#include "view/inspect.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "balancer/runtime_api.hpp"
#include "balancer/why.hpp"
#include "base/text.hpp"
#include "view/scene.hpp"

namespace evenkeel::view {

namespace {

bool is_latest(const Service& service) { return !service.successor; }

std::string number(std::int64_t value) { return fmt::format("{}", value); }

/// The statistics page of HAProxy, but the states first: there is little room beside the picture.
std::vector<InspectorTable> statistics_tables(const World& world, std::uint32_t index)
{
    World copy = world;
    Context context = context_of(copy);
    std::vector<InspectorTable> tables;
    for (ProxyStatistics& proxy : statistics_of(haproxy::run_commands(copy.balancers[index], "show stat", context))) {
        InspectorTable table{proxy.proxy, {{"", {"name"}}}, std::move(proxy.rows)};
        const std::vector<ColumnGroup>& groups = statistics_columns();
        const auto of_server = static_cast<std::ptrdiff_t>(groups.back().columns.size());
        table.columns.push_back(groups.back());
        table.columns.insert(table.columns.end(), groups.begin(), groups.end() - 1);
        for (std::vector<std::string>& row : table.rows) std::rotate(row.begin() + 1, row.end() - of_server, row.end());
        tables.push_back(std::move(table));
    }
    return tables;
}

void add_balancer(Inspection& found, const World& world, std::uint32_t index)
{
    const Balancer& balancer = world.balancers[index];
    found.rows.push_back({"connections of visitors", number(static_cast<std::int64_t>(balancer.sessions.size()))});
    found.rows.push_back({"requests under way", number(static_cast<std::int64_t>(balancer.streams.size()))});
    for (InspectorTable& table : statistics_tables(world, index)) found.tables.push_back(std::move(table));
}

void add_application(Inspection& found, const Application& application)
{
    found.rows.push_back({"workers busy", fmt::format("{} of {}", application.busy_workers, application.settings->workers)});
    found.rows.push_back({"requests waiting", number(static_cast<std::int64_t>(application.queue.count))});
}

/// What each balancer believes of this host's servers.
void add_beliefs(Inspection& found, const World& world, HostId host)
{
    const Host& of = world.network.hosts[host.index];
    for (const Balancer& balancer : world.balancers) {
        const Service& service = world.network.services[balancer.service.index];
        if (!is_latest(service)) continue;
        for (std::uint32_t b = 0; b < balancer.farms.size(); ++b)
            for (std::uint32_t s = 0; s < balancer.farms[b].servers.size(); ++s) {
                const haproxy::Server& server = balancer.settings->backends[b].servers[s];
                const bool here = std::any_of(of.attachments.begin(), of.attachments.end(), [&](AttachmentId id) { return world.network.attachments[id.index].address == server.address; });
                if (!here) continue;
                const haproxy::ServerState& state = balancer.farms[b].servers[s];
                const std::string name = fmt::format("{} sees {}/{}", world.network.hosts[service.host.index].name, balancer.settings->backends[b].name, server.name);
                found.rows.push_back({name, haproxy::status_column(balancer, b, s)});
                if (state.check.enabled) {
                    found.rows.push_back({"last check", fmt::format("{}, {} of {} failures", haproxy::status_text(state),
                                                                   std::max<std::int64_t>(0, state.check.rise + state.check.fall - 1 - state.check.health), state.check.fall)});
                }
                found.rows.push_back({"sessions · queue · econ", fmt::format("{} · {} · {}", state.counters.scur, state.queued, state.counters.econ)});
            }
    }
}

void add_visitors(Inspection& found, const World& world, const Visitors& visitors)
{
    found.rows.push_back({"ask for", fmt::format("http://{}:{}", visitors.settings->host, visitors.settings->port)});
    found.rows.push_back({"sessions under way", number(static_cast<std::int64_t>(visitors.sessions.size()))});
    for (std::size_t i = 0; i < visitors.outcome_meters.size(); ++i) {
        const std::int64_t count = world.meters.values[visitors.outcome_meters[i].index];
        if (count > 0) found.rows.push_back({std::string(to_word(static_cast<RequestOutcome>(i))), number(count)});
    }
}

void add_host(Inspection& found, const World& world, HostId host)
{
    const Host& of = world.network.hosts[host.index];
    for (const AttachmentId id : of.attachments) {
        const Attachment& link = world.network.attachments[id.index];
        const Lan& lan = world.network.lans[link.lan.index];
        const std::int64_t loss = std::max(link.quality.loss_ppm, lan.quality.loss_ppm);
        found.rows.push_back({"on " + lan.name, fmt::format("{}{}{}", to_text(link.address), link.cut ? ", cut" : "", loss > 0 ? fmt::format(", loses {:g} %", static_cast<double>(loss) / 1e4) : "")});
    }
    add_beliefs(found, world, host);
    for (std::uint32_t i = 0; i < world.network.services.size(); ++i) {
        const Service& service = world.network.services[i];
        if (service.host != host || !is_latest(service)) continue;
        if (service.kind == ServiceKind::balancer) add_balancer(found, world, service.index);
        if (service.kind == ServiceKind::application) add_application(found, world.applications[service.index]);
        if (service.kind == ServiceKind::nginx) found.rows.push_back({"visitors connected", number(static_cast<std::int64_t>(world.nginxes[service.index].clients.size()))});
    }
}

}  // namespace

Inspection inspect(const Session& session, const std::string& node)
{
    const World& world = present(session);
    const Scene scene = scene_of(session);
    const std::size_t index = find_node(scene, node);
    Inspection found;
    if (index == scene.nodes.size()) return found;
    const Node& shown = scene.nodes[index];
    found.title = fmt::format("{} · {}", shown.name, to_text(shown.kind));
    found.rows.push_back({"is", shown.word});
    found.rows.push_back({"traffic", shown.traffic});
    if (!shown.detail.empty()) found.rows.push_back({"now", shown.detail});
    for (const Visitors& visitors : world.visitors)
        if (visitors.settings->name == node) add_visitors(found, world, visitors);
    if (shown.host) add_host(found, world, shown.host);
    return found;
}

std::vector<InspectorRow> why_these_servers(const Session& session, const std::string& node, std::size_t most)
{
    std::vector<InspectorRow> rows;
    const HostId host = find_host(present(session).network, node);
    if (!host) return rows;
    World world = present(session);     // fetches may count in tables, so the question is put to a copy
    for (Balancer& balancer : world.balancers) {
        const Service& service = world.network.services[balancer.service.index];
        if (service.host != host || !is_latest(service)) continue;
        Context context = context_of(world);
        for (std::uint32_t i = 0; i < balancer.streams.slots.size() && rows.size() < most; ++i) {
            if (!balancer.streams.slots[i].used) continue;
            const haproxy::Why why = haproxy::why_this_server(balancer, context, {i});
            if (why.id.empty()) continue;
            const haproxy::Stream& stream = balancer.streams.slots[i].thing;
            const haproxy::Backend& backend = balancer.settings->backends[stream.backend];
            rows.push_back({fmt::format("request {}: {}/{}", stream.request.request, backend.name, backend.servers[stream.server.index].name), why.text});
        }
    }
    return rows;
}

Location line_of(const Session& session, const std::string& node)
{
    const World& world = present(session);
    const HostId host = find_host(world.network, node);
    if (!host) return {};
    for (const std::string& file : session.lab.editable) {
        if (file.starts_with(node + "/")) return {file, 1, 1};
        const auto text = session.work.texts.find(file);
        if (text == session.work.texts.end()) continue;
        int line = 0;
        for (const std::string_view content : split(text->second, '\n')) {
            ++line;
            const std::size_t begin = content.find_first_not_of(" \t");
            if (begin == std::string_view::npos || !content.substr(begin).starts_with("server")) continue;
            for (const AttachmentId id : world.network.hosts[host.index].attachments)
                if (content.find(to_text(world.network.attachments[id.index].address) + ":") != std::string_view::npos) return {file, line, 1};
        }
    }
    return {};
}

std::string node_at(const Session& session, const std::string& file, int line)
{
    for (const Host& host : present(session).network.hosts)
        if (const Location at = line_of(session, host.name); at.file == file && at.line == line && line > 1) return host.name;
    return {};
}

}  // namespace evenkeel::view
