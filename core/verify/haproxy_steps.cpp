#include <algorithm>

#include <fmt/format.h>

#include "balancer/http_text.hpp"
#include "balancer/runtime_api.hpp"
#include "base/text.hpp"
#include "net/http_words.hpp"
#include "verify/haproxy_replay.hpp"
#include "world/lifecycle.hpp"

namespace evenkeel::replay {

namespace {

using nlohmann::json;

constexpr Duration until_limit{20 * ns_per_s};      // the recorder gives up a column after this

const haproxy::LogRecord* log_of(const Site& site, std::uint64_t id)
{
    for (const haproxy::LogRecord& record : site.world.balancers.front().log)
        if (record.request == id) return &record;
    return nullptr;
}

/// Header lines of the answer that the recorder looks at.
void add_headers(const Site& site, const Message& message, json& actual)
{
    static const std::map<std::string, std::string> looked_at{
        {"location", "location"}, {"strict-transport-security", "strict_transport_security"}, {"retry-after", "retry_after"}};
    if (message.cookie) actual["set_cookie"] = std::string(split(site.world.network.texts[message.cookie], '\n').back());
    for (const std::string_view line : split(site.world.network.texts[message.headers], '\n')) {
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        const auto key = looked_at.find(lower(line.substr(0, colon)));
        if (key != looked_at.end()) actual[key->second] = std::string(trim(line.substr(colon + 1)));
    }
}

/// As the recorder writes what it has read: each byte is a character of Latin-1.
std::string as_recorded(std::string_view bytes)
{
    std::string text;
    for (const char c : bytes) {
        if (const auto byte = static_cast<unsigned char>(c); byte < 0x80) text += c;
        else text += {static_cast<char>(0xc0 | byte >> 6), static_cast<char>(0x80 | (byte & 0x3f))};
    }
    return text;
}

/// The values of the headers that a step asks for, of several lines one after the other.
void add_seen(const Site& site, const Request& request, const Message& message, json& seen)
{
    const TextTable& texts = site.world.network.texts;
    std::string lines = fmt::format("host: {}\n{}", texts[message.host], texts[message.headers]);
    if (!is_any(message.forwarded_for)) lines += fmt::format("x-forwarded-for: {}\n", to_text(message.forwarded_for));
    const bool response = message.kind == MessageKind::response;
    for (const std::string_view cookie : split(texts[message.cookie], '\n'))
        if (!cookie.empty()) lines += fmt::format("{}: {}\n", response ? "set-cookie" : "cookie", cookie);
    for (const std::string& name : request.see) {
        const std::vector<std::string_view> values = haproxy::header_lines(lines, name);
        if (values.empty() || (name == "host" && response)) continue;
        std::string joined(values.front());
        for (std::size_t i = 1; i < values.size(); ++i) joined += " | " + std::string(values[i]);
        seen[name] = as_recorded(joined);
    }
}

/// What the server got and what the client, as far as the step asks for it.
void look(const Site& site, const Request& request, const Message& answer, json& actual)
{
    if (request.see.empty()) return;
    if (request.received.kind == MessageKind::request) {
        json received{{"method", method_name(request.received.method)}, {"target", site.world.network.texts[request.received.path]}};
        add_seen(site, request, request.received, received);
        actual["received"] = std::move(received);
    }
    if (answer.kind != MessageKind::response) return;
    json seen = json::object();
    add_seen(site, request, answer, seen);
    actual["answer"] = std::move(seen);
}

/// A jar knows names and values; an empty value deletes.
void keep_cookies(Site& site, const Request& request, const Message& answer)
{
    if (request.jar.empty() || !answer.cookie) return;
    std::map<std::string, std::string>& jar = site.jars[request.jar];
    for (const std::string_view line : split(site.world.network.texts[answer.cookie], '\n')) {
        const std::string_view pair = line.substr(0, line.find(';'));
        const std::size_t equals = pair.find('=');
        if (equals == std::string_view::npos) continue;
        const std::string name(pair.substr(0, equals));
        if (equals + 1 == pair.size()) jar.erase(name);
        else jar[name] = pair.substr(equals + 1);
    }
}

/// Status and marks of a request that is over.
json outcome_of(Site& site, const Request& request, bool with_server)
{
    json actual = json::object();
    const ProbeRequest& asked = site.world.probes.front().requests[request.probe];
    keep_cookies(site, request, asked.answer);
    actual["status"] = asked.phase == ProbePhase::answered ? asked.answer.status : 0;
    const haproxy::LogRecord* record = log_of(site, request.id);
    if (record == nullptr) return actual;
    if (with_server && record->server != haproxy::no_index) {
        actual["backend"] = settings_of(site).backends[record->backend].name;
        actual["server"] = settings_of(site).backends[record->backend].servers[record->server].name;
    }
    if (record->retries > 0) actual["retries"] = record->retries;
    if (record->redispatched) actual["redispatched"] = true;
    const std::string termination(record->termination.begin(), record->termination.end());
    if (termination != "--") actual["term"] = termination;
    add_headers(site, asked.answer, actual);
    look(site, request, asked.answer, actual);
    return actual;
}

/// "backend" and "server" of a request that a server holds.
json held_at(const Site& site, std::uint64_t id)
{
    json actual = json::object();
    for (const haproxy::ActiveRequest& active : active_requests(site.world.balancers.front())) {
        if (active.request != id || active.server == haproxy::no_index) continue;
        actual["backend"] = settings_of(site).backends[active.backend].name;
        actual["server"] = settings_of(site).backends[active.backend].servers[active.server].name;
    }
    return actual;
}

}  // namespace

Message message_of(Site& site, const json& step, std::uint64_t id)
{
    TextTable& texts = site.world.network.texts;
    Message message;
    message.kind = MessageKind::request;
    message.method = method_of(text_of(step, "method", "GET"));
    message.request = id;
    message.close = !step.value("keep", false);
    message.bytes = 200;
    const std::string query = text_of(step, "query");
    message.path = texts.intern(text_of(step, "path", "/") + (step.contains("query") ? "?" + query : ""));
    message.host = texts.intern(text_of(step, "host", "www.example.org"));
    std::string lines;
    std::string cookies;
    if (const auto headers = step.find("headers"); headers != step.end() && headers->is_object())
        for (const auto& [name, value] : headers->items()) {
            const std::string text = with_cookie_dates(value.is_string() ? value.get<std::string>() : value.dump(), site.began);
            if (equal_ignoring_case(name, "cookie")) cookies = text;
            else lines += fmt::format("{}: {}\n", name, text);
        }
    if (const std::string body = text_of(step, "body"); !body.empty()) {
        lines += fmt::format("Content-Type: application/x-www-form-urlencoded\nContent-Length: {}\n", body.size());
        message.body = texts.intern(body);
    }
    message.headers = texts.intern(lines);
    if (const auto jar = site.jars.find(text_of(step, "jar")); jar != site.jars.end())
        for (const auto& [name, value] : jar->second) cookies += (cookies.empty() ? "" : "; ") + name + "=" + value;
    if (!cookies.empty()) message.cookie = texts.intern(cookies);
    return message;
}

Endpoint endpoint_for(const Site& site, const json& step)
{
    const auto port = static_cast<std::uint16_t>(number_of(step, "port"));
    for (const haproxy::Frontend& frontend : settings_of(site).frontends)
        for (const haproxy::Bind& bind : frontend.binds)
            if (port == 0 || bind.port == port) return {ipv4(balancer_address), bind.port};
    return {ipv4(balancer_address), port};
}

void come_in(Site& site, Request& request)
{
    const Socket& socket = site.world.probes.front().requests[request.probe].socket;
    if (!socket) return;
    Connection& connection = site.world.network.connections[socket.connection];
    request.client_port = connection.ends[0].endpoint.port;
    if (!is_ipv4(connection.ends[0].endpoint.address)) connection.ends[1].endpoint.address = *parse_address("2001:db8::10");
}

namespace {

/// The queue in which a request waits: "backend", or "backend/server" for a server's own.
std::string queue_of(const Site& site, std::uint64_t id)
{
    for (const haproxy::Waiting& waiting : waiting_requests(site.world.balancers.front())) {
        if (waiting.request != id) continue;
        const haproxy::Backend& backend = settings_of(site).backends[waiting.backend];
        return waiting.server == haproxy::no_index ? backend.name : backend.name + "/" + backend.servers[waiting.server].name;
    }
    return "";
}

json request(Site& site, const json& step)
{
    Request request;
    const auto own = static_cast<std::uint64_t>(number_of(step, "id"));
    request.id = own;
    request.hold = step.value("hold", false);
    request.jar = text_of(step, "jar");
    request.reply = static_cast<std::int32_t>(number_of(step, "reply", 200));
    if (const auto see = step.find("see"); see != step.end() && see->is_array())
        for (const json& name : *see) request.see.push_back(name.is_string() ? name.get<std::string>() : "");
    Context context = context_of(site.world);
    Probe& probe = site.world.probes.front();
    const Message message = message_of(site, step, request.id);
    const auto kept = site.requests.find(static_cast<std::uint64_t>(number_of(step, "on")));
    if (kept != site.requests.end()) request.probe = ask_again(probe, kept->second.probe, message, context);
    else request.probe = ask(probe, message, endpoint_for(site, step), parse_address(text_of(step, "src", "198.51.100.1")).value_or(Address{}), context);
    probe.requests[request.probe].keeps = step.value("keep", false);
    probe.requests[request.probe].lingers = step.value("lingers", false);
    come_in(site, request);
    deliver_notices(site.world);
    site.requests.emplace(request.id, request);
    if (step.value("early", false)) {
        site.requests.at(own).reported = true;      // no later step waits for it either
        advance(site, site.world.now);
        return json::object();
    }
    settle(site);
    Request& asked = site.requests.at(own);
    switch (standing(site, asked)) {
    case Standing::held: return held_at(site, own);
    case Standing::queued: {
        const std::string queue = queue_of(site, own);
        // One that a server had, and whose answer is not taken, has arrived: the recorder looks at nothing else.
        if (!asked.reached_server.empty()) return {{"backend", queue.substr(0, queue.find('/'))}, {"server", asked.reached_server}};
        asked.was_queued = true;
        return {{"queued", true}, {"queue", queue}};
    }
    case Standing::over:
    case Standing::under_way: break;
    }
    asked.reported = true;
    return outcome_of(site, asked, true);
}

json release(Site& site, std::uint64_t id)
{
    const auto found = site.requests.find(id);
    if (found == site.requests.end()) return json::object();
    found->second.hold = false;
    settle(site);
    found->second.reported = true;
    return outcome_of(site, found->second, false);
}

/// The server that holds a request closes without an answer, or after bytes that are none.
void drop_request(Site& site, const json& step, std::uint64_t id)
{
    Context context = context_of(site.world);
    const TextId instead = context.network.texts.intern(bytes_as_recorded(text_of(step, "answer")));
    for (ManualServer& server : site.world.manual_servers) drop(server, id, instead, context);
    // A client that does not follow is not waited for.
    if (const auto found = site.requests.find(id); found != site.requests.end()) found->second.reported = site.world.probes.front().requests[found->second.probe].lingers;
    deliver_notices(site.world);
    settle(site);
}

/// The columns of `show stat` that a recording may wait for.
json columns_of(const Site& site, const std::string& name)
{
    for (std::uint32_t b = 0; b < settings_of(site).backends.size(); ++b)
        for (std::uint32_t s = 0; s < settings_of(site).backends[b].servers.size(); ++s)
            if (settings_of(site).backends[b].name + "/" + settings_of(site).backends[b].servers[s].name == name) {
                const haproxy::ServerState& state = server_state(site.world.balancers.front(), b, s);
                return {{"status", haproxy::status_column(site.world.balancers.front(), b, s)}, {"weight", state.weight_user}};
            }
    return json::object();
}

/// Lets time pass until the columns that a step waits for are there, and gives what they are then.
json wait_until(Site& site, const std::string& name, const json& until)
{
    const Instant limit = site.world.now + until_limit;
    const auto reached = [&] {
        const json now = columns_of(site, name);
        return std::all_of(until.items().begin(), until.items().end(), [&](const auto& item) { return now.value(item.key(), json()) == item.value(); });
    };
    while (!reached() && site.world.queue.next() <= limit) advance(site, site.world.queue.next());
    settle(site);       // what a server's going or coming has set moving arrives before the step ends
    const json now = columns_of(site, name);
    return {{"state", now["status"]}, {"weight", now["weight"]}};
}

void set_backend(Site& site, const json& step)
{
    const auto found = site.servers.find(text_of(step, "server"));
    if (found == site.servers.end()) return;
    ManualServer& server = site.world.manual_servers[found->second];
    Context context = context_of(site.world);
    const std::string what = text_of(step, "do");
    if (what == "stop") close_port(server, context);
    else if (what == "start") start(server, context);
    else if (what == "mute") site.world.network.hosts[site.world.network.services[server.service.index].host.index].powered = false;
    else server.check_status = what == "sick" ? 503 : 200;
    deliver_notices(site.world);
}

void set_agent(Site& site, const json& step)
{
    const auto found = site.agents.find(text_of(step, "server"));
    if (found != site.agents.end()) site.world.manual_servers[found->second].text = site.world.network.texts.intern(text_of(step, "say") + "\n");
}

json administer(Site& site, const json& step)
{
    Context context = context_of(site.world);
    const std::string answer = haproxy::run_commands(site.world.balancers.front(), text_of(step, "cmd"), context);
    deliver_notices(site.world);
    settle(site);
    const std::string_view said = trim(answer);
    return said.empty() ? json::object() : json{{"out", said}};
}

/// Requests of earlier steps that have now reached a server, or ended.
void side_effects(Site& site, std::uint64_t own, json& actual)
{
    json dequeued = json::array();
    json finished = json::array();
    for (auto& [id, request] : site.requests) {
        if (id == own) continue;
        if (request.was_queued && !request.reached_server.empty()) {
            request.was_queued = false;
            json where = held_at(site, id);
            if (where.empty()) where = outcome_of(site, request, true);
            dequeued.push_back({{"id", id}, {"server", where.value("backend", "") + "/" + where.value("server", "")}});
        }
        if (request.reported || standing(site, request) != Standing::over) continue;
        request.reported = true;
        json entry = outcome_of(site, request, true);
        entry["id"] = id;
        finished.push_back(std::move(entry));
    }
    if (!dequeued.empty()) actual["dequeued"] = std::move(dequeued);
    if (!finished.empty()) actual["finished"] = std::move(finished);
}

}  // namespace

std::string text_of(const json& object, const char* key, const std::string& otherwise)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : otherwise;
}

std::int64_t number_of(const json& object, const char* key, std::int64_t otherwise)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_number_integer() ? found->get<std::int64_t>() : otherwise;
}

json perform(Site& site, const json& step)
{
    const std::string op = text_of(step, "op");
    const auto id = static_cast<std::uint64_t>(number_of(step, "id"));
    json actual = json::object();
    if (op == "req") actual = request(site, step);
    else if (op == "release") actual = release(site, id);
    else if (op == "hangup") hang_up(site, id);
    else if (op == "connect") connect_only(site, step, id);
    else if (op == "reset") reset_client(site, id);
    else if (op == "say") say(site, step, id);
    else if (op == "shut") shut_client(site, id);
    else if (op == "drop") drop_request(site, step, id);
    else if (op == "wait") advance(site, site.world.now + Duration{number_of(step, "ms") * ns_per_ms});
    else if (op == "backend") set_backend(site, step);
    else if (op == "agent") set_agent(site, step);
    else if (op == "admin") actual = administer(site, step);
    if (const auto until = step.find("until"); until != step.end() && until->is_object()) actual.update(wait_until(site, text_of(step, "server"), *until));
    side_effects(site, op == "req" || op == "release" ? id : 0, actual);
    return actual;
}

}  // namespace evenkeel::replay
