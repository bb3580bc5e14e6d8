#include "view/scene.hpp"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "balancer/runtime_api.hpp"

namespace evenkeel::view {

namespace {

bool is_latest(const Service& service) { return !service.successor; }

/// Sums of what grew in the last second, by what the picture needs.
struct Rates {
    std::map<std::string, double> asked;        ///< by class of visitors
    std::map<std::string, double> failed;
    std::map<std::string, double> answered;     ///< by host
    std::map<std::string, double> busy;         ///< seconds of work a second, by host
    std::map<std::string, double> balanced;     ///< by "balancer server"
    std::map<std::string, double> queued;       ///< by balancer
};

Rates rates_of(const World& world)
{
    Rates rates;
    for (const auto& [name, number] : world.meters.numbers) {
        const MeterId id{number};
        const std::vector<std::string>& labels = name.label_values;
        switch (name.metric) {
        case TruthMetric::client_requests_total: {
            const double grown = last_second(world, id);
            rates.asked[labels[0]] += grown;
            if (labels[1] != to_word(RequestOutcome::ok)) rates.failed[labels[0]] += grown;
            break;
        }
        case TruthMetric::service_requests_total: rates.answered[labels[0]] += last_second(world, id); break;
        case TruthMetric::service_busy_seconds_total: rates.busy[labels[0]] += last_second(world, id) / 1e9; break;
        case TruthMetric::balancer_first_choices_total: rates.balanced[labels[0] + " " + labels[2]] += last_second(world, id); break;
        case TruthMetric::balancer_queue_length: rates.queued[labels[0]] += static_cast<double>(world.meters.values[number]); break;
        default: break;
        }
    }
    return rates;
}

std::string per_second(double rate, std::string_view unit) { return rate < 9.95 && rate > 0 ? fmt::format("{:.1f} {}", rate, unit) : fmt::format("{:.0f} {}", rate, unit); }

HostId host_at(const World& world, const Address& address)
{
    for (const Attachment& link : world.network.attachments)
        if (link.address == address) return link.host;
    return {};
}

/// Latest generation of the first service of a kind on a host.
ServiceId service_on(const World& world, HostId host, ServiceKind kind)
{
    for (std::uint32_t i = 0; i < world.network.services.size(); ++i) {
        const Service& service = world.network.services[i];
        if (service.host == host && service.kind == kind && is_latest(service)) return {i};
    }
    return {};
}

bool is_cut_off(const World& world, HostId host)
{
    const Host& found = world.network.hosts[host.index];
    return std::any_of(found.attachments.begin(), found.attachments.end(), [&](AttachmentId id) { return world.network.attachments[id.index].cut; });
}

struct Health {
    NodeState state = NodeState::up;
    std::string word = "UP";
};

/// What a host is, whatever anybody believes.
Health health_of(const World& world, HostId host, ServiceKind kind)
{
    const Host& found = world.network.hosts[host.index];
    if (!found.powered) return {NodeState::down, "powered off"};
    const ServiceId id = service_on(world, host, kind);
    if (id) {
        const Service& service = world.network.services[id.index];
        if (service.state == ServiceState::stopped) return {NodeState::down, "stopped"};
        if (service.state == ServiceState::hung) return {NodeState::down, "hangs"};
        std::int32_t forced = 0;
        std::int64_t share = 0;
        if (kind == ServiceKind::nginx) {
            forced = world.nginxes[service.index].forced_status;
            share = world.nginxes[service.index].forced_share_ppm;
        } else if (kind == ServiceKind::application) {
            forced = world.applications[service.index].forced_status;
            share = world.applications[service.index].forced_share_ppm;
        }
        if (share > 0) return {NodeState::down, fmt::format("answers {}", forced)};
    }
    if (is_cut_off(world, host)) return {NodeState::down, "link cut"};
    if (found.slow_percent > 100) return {NodeState::slow, fmt::format("slow × {}", found.slow_percent / 100)};
    return {};
}

class Painter {
public:
    explicit Painter(const World& world) : world_(world), rates_(rates_of(world)) {}

    Scene paint()
    {
        for (const Visitors& visitors : world_.visitors) add_visitors(visitors);
        for (std::uint32_t i = 0; i < world_.network.hosts.size(); ++i) add_host({i});
        // As one reads: from the visitors to the last tier.
        std::stable_sort(scene_.nodes.begin(), scene_.nodes.end(), [](const Node& a, const Node& b) { return a.column < b.column; });
        for (const Visitors& visitors : world_.visitors) connect_visitors(visitors);
        for (const Balancer& balancer : world_.balancers)
            if (is_latest(world_.network.services[balancer.service.index])) connect_balancer(balancer);
        for (const Nginx& web : world_.nginxes)
            if (is_latest(world_.network.services[web.service.index])) connect_web(web);
        lay_out();
        return std::move(scene_);
    }

private:
    void add_visitors(const Visitors& visitors)
    {
        Node node;
        node.name = visitors.settings->name;
        node.kind = NodeKind::visitors;
        const double asked = rates_.asked[node.name];
        const double failed = rates_.failed[node.name];
        node.word = visitors.surge_percent == 100 ? "coming" : fmt::format("coming at {} %", visitors.surge_percent);
        if (visitors.surge_percent > 100) node.state = NodeState::slow;
        node.traffic = per_second(asked, "req/s");
        const double share = asked > 0 ? 100 * failed / asked : 0;
        node.detail = share > 0 && share < 0.1 ? "< 0.1 % fail" : fmt::format("{:.1f} % fail", share);
        node.detail_is_bad = failed > 0;
        scene_.nodes.push_back(std::move(node));
    }

    void add_host(HostId host)
    {
        const ServiceId balancer = service_on(world_, host, ServiceKind::balancer);
        const ServiceId web = service_on(world_, host, ServiceKind::nginx);
        const ServiceId application = service_on(world_, host, ServiceKind::application);
        if (!balancer && !web && !application) return;
        Node node;
        node.name = world_.network.hosts[host.index].name;
        node.host = host;
        node.kind = balancer ? NodeKind::balancer : web ? NodeKind::server : NodeKind::application;
        node.column = static_cast<std::uint32_t>(node.kind);
        const ServiceKind kind = balancer ? ServiceKind::balancer : web ? ServiceKind::nginx : ServiceKind::application;
        const Health health = health_of(world_, host, kind);
        node.state = health.state;
        node.word = health.word;
        if (balancer) describe(node, world_.balancers[world_.network.services[balancer.index].index]);
        else node.traffic = per_second(rates_.answered[node.name], "req/s");
        if (application) describe(node, world_.applications[world_.network.services[application.index].index]);
        scene_.nodes.push_back(std::move(node));
    }

    void describe(Node& node, const Balancer& balancer)
    {
        double chosen = 0;
        for (const auto& [key, rate] : rates_.balanced)
            if (key.starts_with(node.name + " ")) chosen += rate;
        node.traffic = per_second(chosen, "req/s");
        std::string algorithm;
        for (const haproxy::Backend& backend : balancer.settings->backends) {
            const std::string_view word = haproxy::to_word(backend.balance.algorithm);
            if (algorithm.find(word) == std::string::npos) algorithm += (algorithm.empty() ? "" : ", ") + std::string(word);
        }
        const double queued = rates_.queued[node.name];
        node.detail = fmt::format("{} · queue {:.0f}", algorithm.empty() ? "no backend" : algorithm, queued);
        node.detail_is_bad = queued > 0 || algorithm.empty();
    }

    void describe(Node& node, const Application& application)
    {
        const auto workers = static_cast<double>(std::max<std::int64_t>(application.settings->workers, 1));
        node.load = std::clamp(rates_.busy[node.name] / workers, 0.0, 1.0);
        node.detail = fmt::format("{:.0f} % busy", 100 * node.load);
        node.detail_is_bad = node.load > 0.95;
    }

    std::size_t node_of(HostId host) const
    {
        for (std::size_t i = 0; i < scene_.nodes.size(); ++i)
            if (scene_.nodes[i].host == host) return i;
        return scene_.nodes.size();
    }

    void connect(std::size_t from, std::size_t to, std::int64_t in_flight, double rate, bool believed)
    {
        if (from >= scene_.nodes.size() || to >= scene_.nodes.size() || from == to) return;
        for (Edge& edge : scene_.edges) {
            if (edge.from != from || edge.to != to) continue;
            edge.in_flight += in_flight;
            edge.rate += rate;
            edge.believed = edge.believed || believed;
            return;
        }
        const bool broken = scene_.nodes[to].state == NodeState::down || (scene_.nodes[from].state == NodeState::down && scene_.nodes[from].kind != NodeKind::visitors);
        scene_.edges.push_back({from, to, in_flight, rate, broken, believed});
    }

    void connect_visitors(const Visitors& visitors)
    {
        const std::size_t from = find_node(scene_, visitors.settings->name);
        const auto record = world_.network.names.records.find(visitors.settings->host);
        std::vector<Address> addresses;
        if (record != world_.network.names.records.end()) addresses = record->second.addresses;
        else if (const auto address = parse_address(visitors.settings->host)) addresses.push_back(*address);
        std::int64_t waiting = 0;
        for (const auto& slot : visitors.sessions.slots)
            if (slot.used && slot.thing.phase != SessionPhase::thinking) ++waiting;
        for (const Address& address : addresses)
            if (const HostId host = host_at(world_, address))
                connect(from, node_of(host), waiting, rates_.asked[visitors.settings->name] / static_cast<double>(addresses.size()), true);
    }

    void connect_balancer(const Balancer& balancer)
    {
        const HostId host = world_.network.services[balancer.service.index].host;
        const std::size_t from = node_of(host);
        for (std::uint32_t b = 0; b < balancer.settings->backends.size(); ++b) {
            const haproxy::Backend& backend = balancer.settings->backends[b];
            for (std::uint32_t s = 0; s < backend.servers.size(); ++s) {
                const haproxy::Server& server = backend.servers[s];
                const std::size_t to = node_of(host_at(world_, server.address));
                const haproxy::ServerState& state = haproxy_state(balancer, b, s);
                connect(from, to, state.counters.scur, rates_.balanced[world_.network.hosts[host.index].name + " " + server.name], state.usable);
                if (to < scene_.nodes.size()) believe(scene_.nodes[to], world_.network.hosts[host.index].name, haproxy::status_column(balancer, b, s), state.usable);
            }
        }
    }

    static const haproxy::ServerState& haproxy_state(const Balancer& balancer, std::uint32_t backend, std::uint32_t server)
    {
        return balancer.farms[backend].servers[server];
    }

    /// Of several backends that know a host, the one that is wrong is told.
    static void believe(Node& node, const std::string& who, const std::string& status, bool usable)
    {
        const bool is_well = node.state != NodeState::down;
        const bool wrong = usable != is_well;
        if (!node.belief.empty() && (node.belief_is_wrong || !wrong)) return;
        node.belief = status == "no check" ? fmt::format("{} takes it for UP", who) : fmt::format("{} sees {}", who, status);
        node.belief_is_wrong = wrong;
        if (is_well && !usable && (status.starts_with("DRAIN") || status.starts_with("MAINT"))) {
            node.state = NodeState::draining;
            node.word = status;
            node.belief_is_wrong = false;
        }
    }

    void connect_web(const Nginx& web)
    {
        const std::size_t from = node_of(world_.network.services[web.service.index].host);
        for (const nginx::Server& server : web.settings->servers)
            for (const nginx::Location& location : server.locations) {
                if (location.handler != nginx::Handler::proxy) continue;
                const std::size_t to = node_of(host_at(world_, location.proxy_address));
                if (to < scene_.nodes.size()) connect(from, to, web.upstreams, rates_.answered[scene_.nodes[to].name], true);
            }
    }

    /// Columns by kind, those of one column at equal distances.
    void lay_out()
    {
        std::array<std::size_t, 8> of_column{};
        std::vector<std::uint32_t> used;
        for (const Node& node : scene_.nodes) {
            if (of_column[node.column]++ == 0) used.push_back(node.column);
        }
        std::sort(used.begin(), used.end());
        std::array<std::size_t, 8> placed{};
        for (Node& node : scene_.nodes) {
            const auto column = static_cast<double>(std::find(used.begin(), used.end(), node.column) - used.begin());
            const auto columns = static_cast<double>(used.size());
            node.at.x = columns < 2 ? 0.5 : 0.11 + 0.78 * column / (columns - 1);
            node.at.y = (static_cast<double>(placed[node.column]++) + 0.5) / static_cast<double>(of_column[node.column]);
        }
    }

    const World& world_;
    Rates rates_;
    Scene scene_;
};

}  // namespace

std::string_view to_text(NodeKind kind)
{
    switch (kind) {
    case NodeKind::visitors: return "visitors";
    case NodeKind::balancer: return "load balancer";
    case NodeKind::server: return "web server";
    case NodeKind::application: return "application";
    }
    return "";
}

std::string_view glyph_of(NodeState state)
{
    switch (state) {
    case NodeState::up: return "●";
    case NodeState::slow: return "◆";
    case NodeState::draining: return "▲";
    case NodeState::down: return "×";
    }
    return "";
}

std::string_view color_name_of(NodeState state)
{
    switch (state) {
    case NodeState::up: return "up";
    case NodeState::slow: return "lagging";
    case NodeState::draining: return "draining";
    case NodeState::down: return "down";
    }
    return "";
}

namespace {

/// In a run's first second nothing was sampled twice: what there is, by the time it took.
double since_beginning(const World& world, MeterId meter)
{
    return world.now.ns < ns_per_s / 20 ? 0 : static_cast<double>(world.meters.values[meter.index]) * 1e9 / static_cast<double>(world.now.ns);
}

}  // namespace

double last_second(const World& world, MeterId meter)
{
    if (meter.index >= world.truth_series.size()) return since_beginning(world, meter);
    const Series& series = world.truth.series[world.truth_series[meter.index].index];
    const Latest now = latest(series, world.now.ns / ns_per_ms, 5'000);
    if (!now.found) return since_beginning(world, meter);
    const Latest before = latest(series, now.sample.at_ms - 1, 5'000);
    if (!before.found && world.now.ns <= ns_per_s) return since_beginning(world, meter);
    const double scale = row(world.meters.names[meter.index].metric).unit == TruthUnit::seconds ? 1e9 : 1;
    if (!before.found) return now.sample.value() * scale;
    const double seconds = static_cast<double>(now.sample.at_ms - before.sample.at_ms) / 1000;
    return (now.sample.value() - before.sample.value()) * scale / seconds;
}

std::size_t find_node(const Scene& scene, std::string_view name)
{
    const auto found = std::find_if(scene.nodes.begin(), scene.nodes.end(), [&](const Node& node) { return node.name == name; });
    return static_cast<std::size_t>(found - scene.nodes.begin());
}

Scene scene_of(const World& world)
{
    return Painter(world).paint();
}

Scene scene_of(const Session& session)
{
    Scene scene = scene_of(present(session));
    for (const auto& [name, place] : session.work.places)
        if (const std::size_t node = find_node(scene, name); node < scene.nodes.size()) scene.nodes[node].at = place;
    return scene;
}

}  // namespace evenkeel::view
