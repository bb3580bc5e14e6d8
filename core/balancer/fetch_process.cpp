#include "balancer/fetch_process.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "balancer/check_talk.hpp"
#include "balancer/format.hpp"
#include "balancer/sticking.hpp"
#include "net/http_words.hpp"
#include "sim/random.hpp"

namespace evenkeel::haproxy {

namespace {

std::uint32_t backend_named(const RequestView& view, std::string_view name)
{
    if (view.settings == nullptr) return no_index;
    const std::vector<Backend>& backends = view.settings->backends;
    for (std::uint32_t i = 0; i < backends.size() && i < view.farms.size(); ++i)
        if (name.empty() ? i == view.backend : backends[i].name == name) return i;
    return no_index;
}

struct NamedServer {
    const Farm* farm = nullptr;
    const ServerState* state = nullptr;
};

/// "B/S", or "S" of the backend chosen.
NamedServer server_named(const RequestView& view, std::string_view name)
{
    const std::size_t slash = name.find('/');
    const std::uint32_t backend = backend_named(view, slash == std::string_view::npos ? std::string_view{} : name.substr(0, slash));
    if (backend == no_index) return {};
    const std::string_view wanted = slash == std::string_view::npos ? name : name.substr(slash + 1);
    const std::vector<Server>& servers = view.settings->backends[backend].servers;
    for (std::size_t i = 0; i < servers.size(); ++i)
        if (servers[i].name == wanted) return {&view.farms[backend], &view.farms[backend].servers[i]};
    return {};
}

/// All that waits: for the backend and for its servers.
std::int64_t waiting(const Farm& farm)
{
    std::int64_t all = farm.lines.backend.length;
    for (const ServerState& server : farm.servers) all += server.queued;
    return all;
}

/// connslots: -1 where a server has no limit of its own or of its queue.
std::int64_t free_slots(const Farm& farm)
{
    std::int64_t free = 0;
    for (const ServerState& server : farm.servers) {
        if (server.state == Operational::stopped) continue;
        if (server.maxconn == 0 || server.maxqueue == 0) return -1;
        free += server.maxconn - server.counters.scur + server.maxqueue - server.queued;
    }
    return free;
}

/// What a server may still take; -1 without a limit.
std::int64_t free_connections(const Farm& farm, const ServerState& server)
{
    if (server.maxconn == 0) return -1;
    return std::max<std::int64_t>(0, dynamic_maxconn(server, farm.streams, farm.fullconn) - server.counters.scur);
}

/// be_conn_free: of all that traffic would go to now; -1 where one of them has no limit.
std::int64_t free_connections(const Farm& farm)
{
    std::int64_t free = 0;
    for (std::uint32_t i = 0; i < farm.servers.size(); ++i) {
        const ServerState& server = farm.servers[i];
        const bool has_active = farm.active_servers > 0;
        if (!server.usable || (server.backup && (has_active || (!farm.all_backups && farm.first_backup != ServerId{i})))) continue;
        const std::int64_t of_server = free_connections(farm, server);
        if (of_server < 0) return -1;
        free += of_server;
    }
    return free;
}

const Stream* stream_of(const RequestView& view)
{
    if (view.process == nullptr || !view.session) return nullptr;
    const StreamId id = view.process->balancer.sessions[view.session].stream;
    return id ? &view.process->balancer.streams[id] : nullptr;
}

std::vector<Variable>* variables_of(const RequestView& view, std::string_view name)
{
    if (view.process != nullptr && name.starts_with("proc.")) return &view.process->balancer.variables;
    if (view.check != nullptr) return is_scope_of_check(name) ? &view.talk->variables : nullptr;
    if (view.process == nullptr) return nullptr;
    Balancer& balancer = view.process->balancer;
    Session& session = balancer.sessions[view.session];
    if (name.starts_with("sess.")) return &session.variables;
    return session.stream ? &balancer.streams[session.stream].variables : nullptr;
}

std::int64_t milliseconds_of(Duration limit) { return limit == unset ? 0 : limit.ns / ns_per_ms; }

/// Until a backend is chosen the frontend stands in its place.
Values of_frontend_as_backend(Fetch fetch, const RequestView& view)
{
    const Balancer& balancer = view.process->balancer;
    const Frontend& frontend = balancer.settings->frontends[balancer.sessions[view.session].frontend];
    switch (fetch) {
    case Fetch::backend_name: return one(frontend.name);
    case Fetch::backend_number: return number(frontend.id);
    case Fetch::backend_server_timeout: return number(milliseconds_of(frontend.timeouts.server));
    case Fetch::backend_tunnel_timeout: return number(milliseconds_of(frontend.timeouts.tunnel));
    case Fetch::servers_up: return number(0);
    default: return {};
    }
}

}  // namespace

Values of_backend(const SampleExpression& expression, const RequestView& view)
{
    const std::uint32_t index = backend_named(view, expression.argument);
    if (index == no_index && view.process != nullptr && expression.argument.empty()) return of_frontend_as_backend(expression.fetch, view);
    if (index == no_index) return expression.fetch == Fetch::servers_up ? number(0) : Values{};
    const Farm& farm = view.farms[index];
    const std::int64_t usable = usable_servers(farm);
    switch (expression.fetch) {
    case Fetch::backend_name: return one(view.settings->backends[index].name);
    case Fetch::servers_up: return number(usable);
    case Fetch::backend_connections: return number(farm.counters.scur);
    case Fetch::backend_queue: return number(waiting(farm));
    case Fetch::average_queue: return number(usable > 0 ? (waiting(farm) + usable - 1) / usable : waiting(farm));
    case Fetch::free_slots: return number(free_slots(farm));
    case Fetch::backend_number: return number(view.settings->backends[index].id);
    case Fetch::backend_server_timeout: return number(milliseconds_of(view.settings->backends[index].timeouts.server));
    case Fetch::backend_tunnel_timeout: return number(milliseconds_of(view.settings->backends[index].timeouts.tunnel));
    case Fetch::free_connections: return number(free_connections(farm));
    case Fetch::backend_session_rate:
        if (view.process == nullptr) return {};
        return number(rate_now(view.process->balancer.backends[index].traffic.sessions, view.process->context.now));
    default: return {};
    }
}

Values of_server(const SampleExpression& expression, const RequestView& view)
{
    const NamedServer server = server_named(view, expression.argument);
    if (server.state == nullptr) return expression.fetch == Fetch::server_is_up ? Values{truth_value(false)} : Values{};
    switch (expression.fetch) {
    case Fetch::server_is_up: return {truth_value(server.state->admin != Administrative::maintenance && server.state->state != Operational::stopped)};
    case Fetch::server_free_connections: return number(free_connections(*server.farm, *server.state));
    case Fetch::server_session_rate: {
        if (view.process == nullptr) return {};
        const std::uint32_t backend = static_cast<std::uint32_t>(server.farm - view.farms.data());
        const auto place = static_cast<std::size_t>(server.state - server.farm->servers.data());
        return number(rate_now(view.process->balancer.backends[backend].servers[place].traffic.sessions, view.process->context.now));
    }
    case Fetch::server_connections: return number(server.state->counters.scur);
    case Fetch::server_queue: return number(server.state->queued);
    case Fetch::server_weight: return number(server.state->weight_user);
    case Fetch::server_initial_weight: return number(server.state->weight_initial);
    default: return {};
    }
}

Values of_frontend(const SampleExpression& expression, const RequestView& view)
{
    if (view.process == nullptr) return {};
    const Balancer& balancer = view.process->balancer;
    std::uint32_t index = balancer.sessions[view.session].frontend;
    for (std::uint32_t i = 0; i < balancer.settings->frontends.size() && !expression.argument.empty(); ++i)
        if (balancer.settings->frontends[i].name == expression.argument) index = i;
    const Frontend& frontend = balancer.settings->frontends[index];
    const FrontendState& state = balancer.frontends[index];
    switch (expression.fetch) {
    case Fetch::frontend_name: return one(frontend.name);
    case Fetch::frontend_number: return number(frontend.id);
    case Fetch::frontend_client_timeout: return number(milliseconds_of(frontend.timeouts.client));
    case Fetch::frontend_default_backend: return frontend.default_backend == no_index ? Values{} : one(balancer.settings->backends[frontend.default_backend].name);
    case Fetch::frontend_connections: return number(state.scur);
    case Fetch::frontend_session_rate: return number(rate_now(state.session_rate, view.process->context.now));
    case Fetch::frontend_request_rate: return number(rate_now(state.request_rate, view.process->context.now));
    default: return {};
    }
}

namespace {

/// The connection to the server, as soon as there is one.
Values of_server_side(Fetch fetch, const Process& p, const Stream& stream)
{
    if (!stream.link || !p.balancer.links[stream.link].established) return {};
    if (fetch == Fetch::server_side_version) return number(1);
    const ServerLink& link = p.balancer.links[stream.link];
    if (fetch == Fetch::server_side_destination || fetch == Fetch::server_side_destination_port) {
        const Endpoint there = endpoint_of(p, link.backend, link.server, p.balancer.sessions[stream.session].port);
        return fetch == Fetch::server_side_destination ? Values{address_value(there.address)} : number(there.port);
    }
    const Connection& connection = p.context.network.connections[link.socket.connection];
    const Endpoint& here = connection.ends[0].endpoint;
    return fetch == Fetch::server_side_source ? Values{address_value(here.address)} : number(here.port);
}

}  // namespace

Values of_stream(const SampleExpression& expression, const RequestView& view)
{
    const Stream* stream = stream_of(view);
    if (stream == nullptr) return {};
    const TextTable& texts_of = view.process->context.network.texts;
    switch (expression.fetch) {
    case Fetch::first_request: return {truth_value(view.process->balancer.sessions[view.session].requests == 1)};
    case Fetch::captured_method: return one(method_name(stream->received.method));
    case Fetch::captured_url: {
        const std::string_view path = path_and_query(texts_of[stream->received.path]);
        return path.starts_with('/') ? one(path) : Values{};
    }
    case Fetch::captured_version: return one("HTTP/1.1");
    case Fetch::captured_response_version: return view.in_response ? one("HTTP/1.1") : Values{};
    case Fetch::unique_id: {
        const std::string id = unique_id_of(*view.process, *stream);
        return id.empty() ? Values{} : one(id);
    }
    case Fetch::server_side_source:
    case Fetch::server_side_source_port:
    case Fetch::server_side_destination:
    case Fetch::server_side_destination_port:
    case Fetch::server_side_version: return of_server_side(expression.fetch, *view.process, *stream);
    case Fetch::captured_request_header: {
        const auto place = static_cast<std::size_t>(expression.number);
        return place < stream->captures.size() && stream->captures[place].is_there ? one(stream->captures[place].text) : Values{};
    }
    case Fetch::captured_response_header: {
        const auto place = static_cast<std::size_t>(expression.number);
        return place < stream->response_captures.size() && stream->response_captures[place].is_there ? one(stream->response_captures[place].text) : Values{};
    }
    case Fetch::server_name:
    case Fetch::server_number: {
        if (!stream->server || stream->backend == no_index) return {};
        const Server& server = view.settings->backends[stream->backend].servers[stream->server.index];
        return expression.fetch == Fetch::server_name ? one(server.name) : number(server.id);
    }
    default: return {};
    }
}

namespace {

std::int64_t date_in(std::string_view unit, Instant now) { return now.ns / (unit == "us" ? 1000 : unit == "ms" ? ns_per_ms : ns_per_s); }

bool is_local(const Process& p, const Address& address)
{
    if ((is_ipv4(address) && ipv4_number(address) >> 24 == 127) || address == parse_address("::1")) return true;
    const Network& network = p.context.network;
    const Host& host = network.hosts[network.services[p.balancer.service.index].host.index];
    return std::any_of(host.attachments.begin(), host.attachments.end(), [&](AttachmentId id) { return network.attachments[id.index].address == address; });
}

std::uint64_t drawn(Process& p) { return draw(p.context.seed, {Purpose::sample, p.balancer.service.index}, p.balancer.sample_draws++); }

/// Version 4 of RFC 4122: all bits by chance but those that say so.
std::string random_uuid(Process& p)
{
    const std::uint64_t high = (drawn(p) & ~0xf000ull) | 0x4000;
    const std::uint64_t low = (drawn(p) & ~(0xc000ull << 48)) | 0x8000ull << 48;
    return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, high >> 16 & 0xffff, high & 0xffff, low >> 48, low & 0xffff'ffff'ffff);
}

}  // namespace

Values of_process(const SampleExpression& expression, const RequestView& view)
{
    if (view.process == nullptr) return {};
    Process& p = *view.process;
    const Session* session = view.session ? &p.balancer.sessions[view.session] : nullptr;
    if (session == nullptr && !is_in_check(expression.fetch)) return {};
    switch (expression.fetch) {
    case Fetch::source_port: return number(session->source.port);
    case Fetch::destination: return {address_value(session->destination)};
    case Fetch::source_is_local: return {truth_value(is_local(p, session->source.address))};
    case Fetch::destination_is_local: return {truth_value(is_local(p, session->destination))};
    case Fetch::destination_connections: return number(p.balancer.frontends[session->frontend].connections_by_bind[session->bind]);
    case Fetch::socket_number:
    case Fetch::socket_name: {
        const std::vector<Bind>& binds = p.settings().frontends[session->frontend].binds;
        if (session->bind >= binds.size()) return {};
        if (expression.fetch == Fetch::socket_number) return number(binds[session->bind].id);
        return binds[session->bind].name.empty() ? Values{} : one(binds[session->bind].name);
    }
    case Fetch::date: return number(date_in(expression.option, p.context.now) + expression.number);
    case Fetch::date_microseconds: return number(p.context.now.ns / 1000 % 1'000'000);
    case Fetch::host_name: return one(p.context.network.hosts[p.context.network.services[p.balancer.service.index].host.index].name);
    case Fetch::stopping: return {truth_value(!p.balancer.accepting)};
    case Fetch::unique_random: return one(random_uuid(p));
    case Fetch::random: {
        const std::uint64_t bits = draw(p.context.seed, {Purpose::sample, p.balancer.service.index}, p.balancer.sample_draws++) & 0xffff'ffff;
        const auto range = static_cast<std::uint64_t>(std::max<std::int64_t>(0, expression.number)) & 0xffff'ffff;
        return number(static_cast<std::int64_t>(range == 0 ? bits : bits * range >> 32));
    }
    default: return {};
    }
}

std::optional<SampleValue> servers_up(const RequestView& view, std::string_view backend)
{
    const std::uint32_t index = backend.empty() ? no_index : backend_named(view, backend);
    if (index == no_index) return {};
    return number_value(usable_servers(view.farms[index]));
}

void keep_in_capture(const RequestView& view, bool in_response, std::int64_t number, std::string_view text)
{
    if (view.process == nullptr || !view.session) return;
    const Session& session = view.process->balancer.sessions[view.session];
    if (!session.stream) return;
    const LogSettings& log = view.settings->frontends[session.frontend].log;
    const std::vector<HeaderCapture>& declared = in_response ? log.response_captures : log.request_captures;
    if (number < 0 || static_cast<std::size_t>(number) >= declared.size()) return;
    const auto place = static_cast<std::size_t>(number);
    Stream& stream = view.process->balancer.streams[session.stream];
    std::vector<Capture>& kept = in_response ? stream.response_captures : stream.captures;
    if (kept.size() <= place) kept.resize(place + 1);
    kept[place] = {true, std::string(text.substr(0, static_cast<std::size_t>(declared[place].length)))};
}

namespace {

Variable* variable_in(std::vector<Variable>* variables, std::string_view name)
{
    if (variables == nullptr) return nullptr;
    const auto found = std::find_if(variables->begin(), variables->end(), [&](const Variable& variable) { return variable.name == name; });
    return found == variables->end() ? nullptr : &*found;
}

/// True where neither condition is asked for, or the one that is asked for holds.
bool holds_of(VariableConditions conditions, VariableCondition yes, VariableCondition no, bool is)
{
    return (conditions & static_cast<VariableConditions>(is ? no : yes)) == 0;
}

bool hold(VariableConditions conditions, std::string_view name, const Variable* variable, const SampleValue& value)
{
    using enum VariableCondition;
    const bool is_set = variable != nullptr;
    const bool exists = is_set || name.starts_with("proc.");     // those exist since the file was read
    const bool is_empty = (value.kind == SampleKind::text || value.kind == SampleKind::binary) && value.text.empty();
    if (!holds_of(conditions, if_exists, if_not_exists, exists) || !holds_of(conditions, if_set, if_not_set, is_set)) return false;
    if (!holds_of(conditions, if_empty, if_not_empty, is_empty)) return false;
    if (!is_set || variable->value.kind != SampleKind::number || value.kind != SampleKind::number) return true;
    const std::int64_t before = variable->value.number;
    const auto asks = [&](VariableCondition which) { return (conditions & static_cast<VariableConditions>(which)) != 0; };
    return (!asks(if_greater) || before > value.number) && (!asks(if_less) || before < value.number);
}

}  // namespace

const SampleValue* find_variable(const RequestView& view, std::string_view name)
{
    const Variable* variable = variable_in(variables_of(view, name), name);
    return variable == nullptr ? nullptr : &variable->value;
}

void set_variable(const RequestView& view, std::string_view name, const SampleValue& value, VariableConditions conditions)
{
    constexpr std::size_t most = 1000;
    std::vector<Variable>* variables = variables_of(view, name);
    if (variables == nullptr) return;
    Variable* variable = variable_in(variables, name);
    if (conditions != 0 && !hold(conditions, name, variable, value)) return;
    if (variable != nullptr) variable->value = value;
    else if (variables->size() < most) variables->push_back({std::string(name), value});
}

void unset_variable(const RequestView& view, std::string_view name)
{
    if (std::vector<Variable>* variables = variables_of(view, name)) std::erase_if(*variables, [&](const Variable& variable) { return variable.name == name; });
}

}  // namespace evenkeel::haproxy
