#include <algorithm>

#include "balancer/http_text.hpp"
#include "base/text.hpp"
#include "verify/haproxy_replay.hpp"
#include "world/lifecycle.hpp"

namespace evenkeel::replay {

namespace {

constexpr Duration request_limit{600 * ns_per_s};
constexpr Duration checks_limit{600 * ns_per_s};

HostId add_host(World& world, const std::string& name, const Address& address)
{
    Host host;
    host.name = name;
    world.network.hosts.push_back(std::move(host));
    Attachment link;
    link.host = {static_cast<std::uint32_t>(world.network.hosts.size() - 1)};
    link.lan = {0};
    link.address = address;
    attach(world.network, std::move(link));
    return {static_cast<std::uint32_t>(world.network.hosts.size() - 1)};
}

ServiceId add_service(World& world, HostId host, ServiceKind kind, const std::string& name, std::size_t index)
{
    Service service;
    service.name = name;
    service.host = host;
    service.kind = kind;
    service.index = static_cast<std::uint32_t>(index);
    world.network.services.push_back(std::move(service));
    return {static_cast<std::uint32_t>(world.network.services.size() - 1)};
}

HostId host_at(World& world, const Address& address)
{
    for (const Attachment& link : world.network.attachments)
        if (link.address == address) return link.host;
    return add_host(world, to_text(address), address);
}

/// Servers of one address and port are one machine with one port.
void add_server(Site& site, const std::string& name, const Endpoint& endpoint)
{
    std::vector<ManualServer>& manual = site.world.manual_servers;
    const auto same = std::find_if(manual.begin(), manual.end(), [&](const ManualServer& server) { return server.endpoint == endpoint; });
    site.servers[name] = static_cast<std::uint32_t>(same - manual.begin());
    if (same != manual.end()) return;
    ManualServer server;
    server.endpoint = endpoint;
    server.service = add_service(site.world, host_at(site.world, endpoint.address), ServiceKind::manual_server, name, manual.size());
    manual.push_back(std::move(server));
}

void add_agent(Site& site, const std::string& name, const haproxy::Server& server)
{
    std::vector<ManualServer>& manual = site.world.manual_servers;
    ManualServer agent;
    agent.endpoint = {is_any(server.agent_address) ? server.address : server.agent_address, server.agent_port};
    agent.speaks_first = true;
    agent.text = site.world.network.texts.intern("up ready\n");
    agent.service = add_service(site.world, host_at(site.world, agent.endpoint.address), ServiceKind::manual_server, "agent of " + name, manual.size());
    site.agents[name] = static_cast<std::uint32_t>(manual.size());
    manual.push_back(std::move(agent));
}

void build(Site& site, const haproxy::Settings& settings)
{
    World& world = site.world;
    world.seed = 1;
    Lan lan;
    lan.name = "lab";
    world.network.lans.push_back(std::move(lan));
    Balancer balancer;
    balancer.settings = std::make_shared<const haproxy::Settings>(settings);
    balancer.keep_log = true;
    balancer.service = add_service(world, add_host(world, "lb", ipv4(balancer_address)), ServiceKind::balancer, "haproxy", 0);
    world.balancers.push_back(std::move(balancer));
    Probe probe;
    probe.service = add_service(world, add_host(world, "client", ipv4(client_address)), ServiceKind::probe, "client", 0);
    world.probes.push_back(std::move(probe));
    for (const haproxy::Backend& backend : settings.backends)
        for (const haproxy::Server& server : backend.servers) {
            add_server(site, backend.name + "/" + server.name, {server.address, server.port});
            if (server.agent_check) add_agent(site, backend.name + "/" + server.name, server);
        }
    for (const haproxy::Backend& backend : settings.backends)
        if (backend.dispatch.port != 0) add_server(site, backend.name + "/dispatch", backend.dispatch);
    for (std::uint32_t i = 0; i < world.network.services.size(); ++i) begin_component(world, {i});
    deliver_notices(world);
}

bool all_checked(const Site& site)
{
    const haproxy::Settings& settings = settings_of(site);
    for (std::uint32_t b = 0; b < settings.backends.size(); ++b) {
        for (std::uint32_t s = 0; s < settings.backends[b].servers.size(); ++s) {
            const haproxy::CheckState& check = server_state(site.world.balancers.front(), b, s).check;
            if (check.enabled && check.health < check.rise + check.fall - 1) return false;
        }
    }
    return true;
}

/// A request's header X-Lab-Answer-Cookie is the answer's Set-Cookie.
TextId provoked_cookie(TextTable& texts, const Message& request)
{
    const std::vector<std::string_view> values = haproxy::header_values(texts[request.headers], "X-Lab-Answer-Cookie");
    if (values.empty()) return {};
    return texts.intern(std::string(values.front()));
}

/// And X-Lab-Answer-Header "NAME: VALUE|…" its further lines.
std::string provoked_headers(const TextTable& texts, const Message& request)
{
    std::string lines;
    for (const std::string_view value : haproxy::header_lines(texts[request.headers], "X-Lab-Answer-Header"))
        for (const std::string_view line : split(value, '|')) lines += std::string(trim(line)) + "\n";
    return lines;
}

std::string server_name(const Site& site, const ManualServer& server)
{
    const std::string& name = site.world.network.services[server.service.index].name;
    return name.substr(name.find('/') + 1);
}

/// The recorded servers say their own name, in a header and in the body.
std::string server_header(const Site& site, const ManualServer& server) { return "X-Server: " + server_name(site, server) + "\n"; }

/// Names and values count.
std::int64_t size_of_lines(std::string_view lines)
{
    std::int64_t size = 0;
    for (const std::string_view line : split(lines, '\n'))
        if (const std::size_t colon = line.find(':'); colon != std::string_view::npos) size += static_cast<std::int64_t>(colon + trim(line.substr(colon + 1)).size());
    return size;
}

/// Without one it lacks three bytes; a cookie counts with its header's name.
std::int64_t bytes_of(const Site& site, bool has_body, std::string_view cookie, std::string_view provoked)
{
    constexpr std::int64_t body = 3;
    constexpr std::string_view name = "set-cookie";
    constexpr std::int64_t between = 4;     // ": " and the line's end, which count on the wire alone
    const std::int64_t around = site.counts_wire ? between : 0;
    const auto lines = static_cast<std::int64_t>(std::count(provoked.begin(), provoked.end(), '\n'));
    const std::int64_t of_cookie = cookie.empty() ? 0 : static_cast<std::int64_t>(name.size() + cookie.size()) + around;
    return site.answer_bytes - (has_body ? 0 : body) + of_cookie + size_of_lines(provoked) + lines * around;
}

/// Answers what nobody holds; true when there was something.
bool answer_unheld(Site& site)
{
    bool answered = false;
    for (ManualServer& server : site.world.manual_servers) {
        const std::vector<HeldRequest> held = server.held;
        for (const HeldRequest& one : held) {
            Request& request = site.requests.at(one.request.request);
            request.reached_server = server_name(site, server);
            request.received = one.request;
            if (request.hold) continue;
            Message message;
            message.status = request.reply;
            message.cookie = provoked_cookie(site.world.network.texts, one.request);
            const std::string provoked = provoked_headers(site.world.network.texts, one.request);
            message.headers = site.world.network.texts.intern(server_header(site, server) + provoked);
            const bool has_body = site.counts_wire || (request.reply != 204 && request.reply != 304 && one.request.method != Method::head);
            if (has_body) message.body = site.world.network.texts.intern(server_name(site, server) + "\n");
            message.bytes = bytes_of(site, has_body, site.world.network.texts[message.cookie], provoked);
            Context context = context_of(site.world);
            answer(server, request.id, message, context);
            deliver_notices(site.world);
            answered = true;
        }
    }
    return answered;
}

bool is_held(const Site& site, std::uint64_t id)
{
    for (const ManualServer& server : site.world.manual_servers)
        for (const HeldRequest& held : server.held)
            if (held.request.request == id) return true;
    return false;
}

bool is_queued(const Site& site, std::uint64_t id)
{
    const std::vector<haproxy::Waiting> waiting = waiting_requests(site.world.balancers.front());
    return std::any_of(waiting.begin(), waiting.end(), [&](const haproxy::Waiting& w) { return w.request == id; });
}

}  // namespace

haproxy::Machine machine_of(const nlohmann::json& record)
{
    std::map<std::string, std::string, std::less<>> files;
    const nlohmann::json given = record.value("files", nlohmann::json::object());
    for (const auto& [name, content] : given.items()) {
        if (content.is_string()) files[name] = content.get<std::string>();
        else
            for (const nlohmann::json& line : content) files[name] += (line.is_string() ? line.get<std::string>() : "") + "\n";
    }
    haproxy::Machine machine;
    machine.open = [files](std::string_view path) {
        const auto found = files.find(path);
        return found == files.end() ? std::nullopt : std::optional(found->second);
    };
    return machine;
}

Site begin(const haproxy::Settings& settings)
{
    Site site;
    build(site, settings);
    const Instant limit = site.world.now + checks_limit;
    while (!all_checked(site) && site.world.queue.next() <= limit) advance(site, site.world.queue.next());
    site.began = site.world.now;
    return site;
}

void advance(Site& site, Instant until)
{
    do {
        while (site.world.queue.next() <= until) {
            run_until(site.world, site.world.queue.next());
            answer_unheld(site);
        }
    } while (answer_unheld(site));
    run_until(site.world, until);
}

Standing standing(const Site& site, const Request& request)
{
    const ProbePhase phase = site.world.probes.front().requests[request.probe].phase;
    if (phase == ProbePhase::answered || phase == ProbePhase::failed || phase == ProbePhase::hung_up) return Standing::over;
    if (is_held(site, request.id)) return Standing::held;
    return is_queued(site, request.id) ? Standing::queued : Standing::under_way;
}

void settle(Site& site)
{
    advance(site, site.world.now);
    const Instant limit = site.world.now + request_limit;
    const auto under_way = [&] {
        return std::any_of(site.requests.begin(), site.requests.end(),
                           [&](const auto& entry) { return !entry.second.reported && standing(site, entry.second) == Standing::under_way; });
    };
    while (under_way() && site.world.queue.next() <= limit) advance(site, site.world.queue.next());
}

}  // namespace evenkeel::replay
