#include "web/scripted_server.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "net/http_words.hpp"

namespace evenkeel {

namespace {

constexpr std::int64_t backlog = 512;
constexpr std::int64_t head_bytes = 120;
constexpr std::int64_t missing_bytes = 100;
constexpr std::int64_t surplus_bytes = 5;
constexpr Duration before_reset = 200_ms;

void wait_for(ScriptedServer& server, ScriptedConnectionId id, ScriptedPhase phase, Duration after, Context& context)
{
    ScriptedConnection& connection = server.connections[id];
    connection.phase = phase;
    ++connection.step;
    if (after.ns < 0) return;
    schedule(context, after, EventKind::scripted_server_timer, 0, server.service, id.index, server.connections.generation(id), connection.step);
}

void note(ScriptedServer& server, const ScriptedConnection& connection, ScriptedEvent event, Context& context)
{
    if (!server.keep_log) return;
    ScriptedLogEntry entry;
    entry.at = context.now;
    entry.event = event;
    entry.connection = connection.number;
    if (event != ScriptedEvent::closed_by_client) entry.to = local_of(context, connection.socket);
    if (event == ScriptedEvent::request) entry.request = connection.request;
    server.log.push_back(entry);
}

void hang_up(ScriptedServer& server, ScriptedConnectionId id, Context& context)
{
    close(context, server.connections[id].socket);
    server.connections.give_back(id);
}

/// Waits for the next request; a kept connection not longer than `idle_close`.
void read_on(ScriptedServer& server, ScriptedConnectionId id, Context& context)
{
    if (server.connections[id].client_gone) {
        note(server, server.connections[id], ScriptedEvent::closed_by_client, context);
        return hang_up(server, id, context);
    }
    const bool limited = server.settings->idle_close.ns > 0 && server.connections[id].served > 0;
    wait_for(server, id, ScriptedPhase::reading, limited ? server.settings->idle_close : Duration{-1}, context);
}

void reset(ScriptedServer& server, ScriptedConnectionId id, Context& context)
{
    abort(context, server.connections[id].socket);
    server.connections.give_back(id);
}

/// The rule for a request: the most particular wording first.
const ScriptedRule* find_rule(const ScriptedServer& server, const Message& request, Context& context, std::size_t& place)
{
    const std::string_view path = context.network.texts[request.path];
    const std::string_view bare = path.substr(0, std::min(path.find('?'), path.size()));
    const std::string_view method = method_name(request.method);
    const std::string whole = fmt::format("http://{}{}", context.network.texts[request.host], path);
    const std::array<std::string, 7> wordings{fmt::format("{} {}", method, whole), whole, fmt::format("{} {}", method, path), std::string(path),
                                              fmt::format("{} {}", method, bare), std::string(bare), "*"};
    for (const std::string& wording : wordings)
        for (place = 0; place < server.settings->rules.size(); ++place)
            if (server.settings->rules[place].target == wording) return &server.settings->rules[place];
    return nullptr;
}

/// The answer that a request gets, `none` without a rule.
std::uint32_t choose_answer(ScriptedServer& server, const ScriptedConnection& connection, Context& context)
{
    std::size_t place = 0;
    const ScriptedRule* rule = find_rule(server, connection.request, context, place);
    if (rule == nullptr || rule->answers.empty()) return ScriptedAnswer::none;
    const std::uint32_t turn = server.given[place]++;
    std::uint32_t chosen = rule->answers[std::min<std::size_t>(turn, rule->answers.size() - 1)];
    const std::vector<ScriptedAnswer>& answers = server.settings->answers;
    const std::string_view headers = context.network.texts[connection.request.headers];
    if (connection.served > 1 && answers[chosen].reused != ScriptedAnswer::none) chosen = answers[chosen].reused;
    if (answers[chosen].if_none_match != ScriptedAnswer::none && !header_line(headers, "If-None-Match").empty()) chosen = answers[chosen].if_none_match;
    if (answers[chosen].with_range != ScriptedAnswer::none && !header_line(headers, "Range").empty()) chosen = answers[chosen].with_range;
    return chosen;
}

ScriptedAnswer answer_of(const ScriptedServer& server, std::uint32_t number)
{
    if (number != ScriptedAnswer::none) return server.settings->answers[number];
    ScriptedAnswer unknown;
    unknown.status = 404;
    return unknown;
}

bool ends_by_close(const ScriptedAnswer& answer, const Message& request)
{
    return answer.close || request.close || answer.conduct == Conduct::cuts || answer.conduct == Conduct::cuts_chunks || answer.conduct == Conduct::until_close;
}

/// The header line that says how long the body is; none where only the end of the connection tells.
std::string framing(const ScriptedAnswer& answer)
{
    switch (answer.conduct) {
    case Conduct::cuts_chunks: return "Transfer-Encoding: chunked\n";
    case Conduct::until_close: return {};
    case Conduct::stalls:
    case Conduct::cuts:
    case Conduct::cuts_by_reset: return fmt::format("Content-Length: {}\n", answer.body + missing_bytes);
    default: return fmt::format("Content-Length: {}\n", answer.body);
    }
}

bool is_whole(Conduct conduct) { return conduct == Conduct::answers || conduct == Conduct::overruns; }

void send_body(ScriptedServer& server, ScriptedConnectionId id, const ScriptedAnswer& answer, bool head_is_sent, Context& context)
{
    const ScriptedConnection connection = server.connections[id];
    const bool bodiless = connection.request.method == Method::head || answer.status == 204 || answer.status == 304;
    const std::int64_t declared = answer.conduct == Conduct::overruns ? std::max<std::int64_t>(answer.body - surplus_bytes, 0) : answer.body;
    Message message;
    message.status = answer.status;
    message.request = connection.request.request;
    message.close = ends_by_close(answer, connection.request);
    message.answered_by = context.network.services[server.service.index].host;
    message.headers = context.network.texts.intern(answer.headers);
    message.bytes = head_bytes + (bodiless ? 0 : declared);
    message.kind = MessageKind::response;
    if (head_is_sent) {
        message.kind = is_whole(answer.conduct) ? MessageKind::last : MessageKind::part;
        message.bytes = declared;
    }
    send(context, connection.socket, message);
    if (answer.conduct == Conduct::overruns && answer.body > declared) {
        Message surplus;
        surplus.kind = MessageKind::bytes;
        surplus.bytes = answer.body - declared;
        send(context, connection.socket, surplus);
    }
}

void send_head(ScriptedServer& server, ScriptedConnectionId id, const ScriptedAnswer& answer, Context& context)
{
    const ScriptedConnection& connection = server.connections[id];
    Message head;
    head.kind = MessageKind::head;
    head.status = answer.status;
    head.request = connection.request.request;
    head.close = ends_by_close(answer, connection.request);
    head.answered_by = context.network.services[server.service.index].host;
    head.headers = context.network.texts.intern(answer.headers + framing(answer));
    head.bytes = head_bytes;
    send(context, connection.socket, head);
}

/// After the body, or what there is of it.
void after_body(ScriptedServer& server, ScriptedConnectionId id, const ScriptedAnswer& answer, Context& context)
{
    if (answer.conduct == Conduct::stalls) return wait_for(server, id, ScriptedPhase::silent, answer.lasts, context);
    if (answer.conduct == Conduct::cuts_by_reset) return wait_for(server, id, ScriptedPhase::before_reset, before_reset, context);
    if (ends_by_close(answer, server.connections[id].request)) return hang_up(server, id, context);
    read_on(server, id, context);
}

void reply(ScriptedServer& server, ScriptedConnectionId id, Context& context)
{
    const ScriptedAnswer answer = answer_of(server, server.connections[id].answer);
    switch (answer.conduct) {
    case Conduct::resets: return reset(server, id, context);
    case Conduct::closes: return hang_up(server, id, context);
    case Conduct::stays_silent: return wait_for(server, id, ScriptedPhase::silent, answer.lasts, context);
    case Conduct::speaks_no_http: {
        Message noise;
        noise.kind = MessageKind::bytes;
        noise.bytes = 27;
        send(context, server.connections[id].socket, noise);
        return hang_up(server, id, context);
    }
    default: break;
    }
    if (answer.body_delay.ns > 0) {
        send_head(server, id, answer, context);
        return wait_for(server, id, ScriptedPhase::before_body, answer.body_delay, context);
    }
    const bool in_parts = !is_whole(answer.conduct);
    if (in_parts) send_head(server, id, answer, context);
    send_body(server, id, answer, in_parts, context);
    after_body(server, id, answer, context);
}

void take_request(ScriptedServer& server, ScriptedConnectionId id, Context& context)
{
    ScriptedConnection& connection = server.connections[id];
    const Message request = receive(context, connection.socket);
    if (request.kind != MessageKind::request || connection.phase != ScriptedPhase::reading) return;
    connection.request = request;
    if (!is_icon(context.network.texts[request.path])) ++connection.served;
    note(server, connection, ScriptedEvent::request, context);
    connection.answer = choose_answer(server, connection, context);
    const ScriptedAnswer answer = answer_of(server, connection.answer);
    if (answer.delay.ns > 0) return wait_for(server, id, ScriptedPhase::delaying, answer.delay, context);
    reply(server, id, context);
}

void accept_all(ScriptedServer& server, ListenerId listener, Context& context)
{
    while (true) {
        const ScriptedConnectionId id = server.connections.take();
        const Socket socket = accept(context, listener, id.index);
        if (!socket) return server.connections.give_back(id);
        ScriptedConnection& connection = server.connections[id];
        connection.socket = socket;
        connection.number = ++server.accepted;
        note(server, connection, ScriptedEvent::open, context);
        read_on(server, id, context);
    }
}

}  // namespace

bool is_icon(std::string_view path) { return path == "/favicon.ico"; }

void start(ScriptedServer& server, Context& context)
{
    server.given.assign(server.settings->rules.size(), 0);
    for (const Endpoint& endpoint : server.settings->listens)
        server.listeners.push_back(listen(context, server.service, endpoint.address, endpoint.port, backlog, 0));
}

void handle(ScriptedServer& server, const Event& event, Context& context)
{
    const ScriptedConnectionId id{event.subject};
    if (!server.connections.holds(id, event.generation) || server.connections[id].step != event.argument) return;
    switch (server.connections[id].phase) {
    case ScriptedPhase::delaying: return reply(server, id, context);
    case ScriptedPhase::before_body: {
        const ScriptedAnswer answer = answer_of(server, server.connections[id].answer);
        send_body(server, id, answer, true, context);
        return after_body(server, id, answer, context);
    }
    case ScriptedPhase::before_reset: return reset(server, id, context);
    case ScriptedPhase::reading:
    case ScriptedPhase::silent: return hang_up(server, id, context);
    }
}

void handle(ScriptedServer& server, const Notice& notice, Context& context)
{
    if (notice.kind == NoticeKind::accept_ready) return accept_all(server, notice.listener, context);
    const ScriptedConnectionId id{notice.token};
    if (notice.token >= server.connections.slots.size() || !server.connections.slots[notice.token].used) return;
    const Socket& socket = server.connections[id].socket;
    if (socket.connection != notice.connection || socket.generation != notice.generation) return;
    if (notice.kind == NoticeKind::received) return take_request(server, id, context);
    // A client that goes away: while the server works on its request it learns of it only when it answers.
    if (notice.kind == NoticeKind::peer_closed) {
        server.connections[id].client_gone = true;
        if (server.connections[id].phase != ScriptedPhase::reading && server.connections[id].phase != ScriptedPhase::silent) return;
        note(server, server.connections[id], ScriptedEvent::closed_by_client, context);
    }
    hang_up(server, id, context);
}

}  // namespace evenkeel
