#include "web/nginx.hpp"

#include <algorithm>
#include <utility>

#include "web/nginx_answer.hpp"
#include "web/nginx_match.hpp"
#include "web/nginx_proxy.hpp"

namespace evenkeel {

namespace {

using nginx::Handler;
using nginx::Location;

constexpr std::int64_t listen_backlog = 511;
constexpr Duration client_header_timeout = 60_s;

// A connection's token names its client slot and which of the two connections it is.
std::uint32_t client_token(NginxClientId id) { return id.index * 2; }
std::uint32_t upstream_token(NginxClientId id) { return id.index * 2 + 1; }

bool is_proxying(const NginxClient& client) { return client.phase == NginxPhase::connecting || client.phase == NginxPhase::waiting; }

const Location& location_of(const Nginx& web, const NginxClient& client) { return web.settings->servers[client.server].locations[client.location]; }

TimerEvent event_of(const Nginx& web) { return {EventKind::nginx_timer, 0, web.service}; }

void limit(Nginx& web, NginxClientId id, Duration after, Context& context) { set_timer(web.timers, id.index, after, event_of(web), context); }

/// worker_connections counts listening sockets and the channel to the master too, in each worker.
std::int64_t free_connections(const Nginx& web)
{
    const std::int64_t each = web.settings->worker_connections - static_cast<std::int64_t>(web.binds.size()) - 1;
    return web.workers * each - static_cast<std::int64_t>(web.clients.size()) - web.upstreams;
}

void leave_upstream(Nginx& web, NginxClientId id, Context& context)
{
    NginxClient& client = web.clients[id];
    if (!is_proxying(client)) return;
    --web.upstreams;
    client.phase = NginxPhase::reading;
    close(context, std::exchange(client.upstream, Socket{}));
}

void drop(Nginx& web, NginxClientId id, Context& context)
{
    leave_upstream(web, id, context);
    const Socket socket = web.clients[id].socket;
    clear_timer(web.timers, id.index);
    web.clients.give_back(id);
    close(context, socket);
}

/// Short of connections nginx closes those that wait for a request, the longest idle first.
void close_longest_idle(Nginx& web, Context& context)
{
    std::vector<std::pair<Instant, std::uint32_t>> reusable;
    for (std::uint32_t i = 0; i < web.clients.slots.size(); ++i)
        if (web.clients.slots[i].used && !is_proxying(web.clients[{i}])) reusable.emplace_back(web.clients[{i}].idle_since, i);
    std::sort(reusable.begin(), reusable.end());
    const std::size_t most = std::max<std::size_t>(1, std::min<std::size_t>(32, reusable.size() / 8));
    for (std::size_t i = 0; i < std::min(most, reusable.size()); ++i) drop(web, {reusable[i].second}, context);
}

void accept_all(Nginx& web, ListenerId listener, Context& context)
{
    for (;;) {
        if (free_connections(web) <= web.workers * web.settings->worker_connections / 16) close_longest_idle(web, context);
        const bool full = free_connections(web) <= 0;
        const NginxClientId id = web.clients.take();
        NginxClient& client = web.clients[id];
        client.socket = accept(context, listener, client_token(id));
        if (!client.socket) return web.clients.give_back(id);
        client.bind = context.network.listeners[listener.index].tag;
        client.idle_since = context.now;
        if (full) drop(web, id, context);   // "worker_connections are not enough": accepted, then closed without a byte
        else limit(web, id, client_header_timeout, context);
    }
}

/// Sends the answer; afterwards the connection is kept or closed.
void finish(Nginx& web, NginxClientId id, Message answer, Context& context)
{
    NginxClient& client = web.clients[id];
    leave_upstream(web, id, context);
    const nginx::Server& server = web.settings->servers[client.server];
    const bool spent = client.served >= server.keepalive_requests || server.keepalive_timeout.ns == 0;
    answer.close = answer.close || client.request.close || spent || web.draining;
    count_status(web.statuses, web.service, answer.status, context);
    send(context, client.socket, answer);
    if (answer.close || !can_send(context, client.socket)) return drop(web, id, context);
    client.phase = NginxPhase::idle;
    client.idle_since = context.now;
    limit(web, id, server.keepalive_timeout, context);
}

void answer_with(Nginx& web, NginxClientId id, Message answer, Context& context)
{
    nginx::add_headers(web, web.clients[id], location_of(web, web.clients[id]), answer, context);
    finish(web, id, answer, context);
}

void answer_error(Nginx& web, NginxClientId id, std::int32_t status, Context& context)
{
    answer_with(web, id, nginx::error_page(web, web.clients[id], status, context), context);
}

void pass_on(Nginx& web, NginxClientId id, Context& context)
{
    if (free_connections(web) <= 0) return answer_error(web, id, 500, context);
    NginxClient& client = web.clients[id];
    const Location& location = location_of(web, client);
    client.phase = NginxPhase::connecting;
    ++web.upstreams;
    client.upstream = connect(context, web.service, {location.proxy_address, location.proxy_port}, upstream_token(id));
    limit(web, id, location.proxy_connect_timeout, context);
}

std::uint64_t draw_number(Nginx& web, const Message& request)
{
    return request.request != 0 ? request.request : std::uint64_t{check_owner} << 32 | ++web.checks;
}

void serve(Nginx& web, NginxClientId id, Context& context)
{
    NginxClient& client = web.clients[id];
    ++client.served;
    clear_timer(web.timers, id.index);
    const TextTable& texts = context.network.texts;
    client.server = nginx::find_server(web.settings->servers, web.binds[client.bind].listen, texts[client.request.host]);
    const nginx::Server& server = web.settings->servers[client.server];
    const std::string path = nginx::normalised(texts[client.request.path]);
    client.location = nginx::find_location(server, path);
    if (const std::int32_t status = forced_on({web.forced_status, web.forced_share_ppm, web.forced_path}, web.service, draw_number(web, client.request), path, context))
        return answer_error(web, id, status, context);
    if (path.empty()) return answer_error(web, id, 400, context);
    if (nginx::wants_slash(server, path)) return answer_with(web, id, nginx::redirect(web, client, path + '/', context), context);
    const Location& location = location_of(web, client);
    if (location.handler == Handler::proxy) return pass_on(web, id, context);
    if (location.handler == Handler::files) return answer_with(web, id, nginx::from_file(web, client, location, path, context), context);
    if (location.status == 444) {
        count_status(web.statuses, web.service, 444, context);
        return drop(web, id, context);
    }
    answer_with(web, id, nginx::returned(web, client, location, path, context), context);
}

void take_upstream_answer(Nginx& web, NginxClientId id, Context& context)
{
    NginxClient& client = web.clients[id];
    if (!is_open(context, client.upstream)) return;
    Message answer = receive(context, client.upstream);
    answer.close = false;               // the upstream's connection is not the visitor's
    answer.request = client.request.request;
    answer.path = client.request.path;
    answer_with(web, id, answer, context);
}

void take_upstream_notice(Nginx& web, NginxClientId id, const Notice& notice, Context& context)
{
    NginxClient& client = web.clients[id];
    switch (notice.kind) {
    case NoticeKind::established:
        client.phase = NginxPhase::waiting;
        send(context, client.upstream, nginx::upstream_request(web, client, location_of(web, client), context));
        return limit(web, id, location_of(web, client).proxy_read_timeout, context);
    case NoticeKind::received: return take_upstream_answer(web, id, context);
    case NoticeKind::unanswered: return answer_error(web, id, 504, context);
    case NoticeKind::refused:
    case NoticeKind::peer_closed:
    case NoticeKind::reset: return answer_error(web, id, 502, context);
    case NoticeKind::accept_ready: return;
    }
}

void take_client_notice(Nginx& web, NginxClientId id, const Notice& notice, Context& context)
{
    NginxClient& client = web.clients[id];
    if (notice.kind == NoticeKind::received && !is_proxying(client) && is_open(context, client.socket)) {
        client.request = receive(context, client.socket);
        if (client.request.kind != MessageKind::request) return answer_error(web, id, 400, context);
        return serve(web, id, context);
    }
    if (notice.kind != NoticeKind::peer_closed && notice.kind != NoticeKind::reset) return;
    if (is_proxying(client)) count_status(web.statuses, web.service, 499, context);
    drop(web, id, context);
}

bool is_about(const Socket& socket, const Notice& notice)
{
    return socket.connection == notice.connection && socket.generation == notice.generation;
}

}  // namespace

void start(Nginx& web, Context& context)
{
    const Host& host = context.network.hosts[context.network.services[web.service.index].host.index];
    web.workers = web.settings->worker_processes == 0 ? host.cores : web.settings->worker_processes;
    for (const nginx::Server& server : web.settings->servers) {
        for (const nginx::Listen& listen_on : server.listens) {
            const bool bound = std::any_of(web.binds.begin(), web.binds.end(), [&](const NginxBind& bind) {
                return bind.listen.address == listen_on.address && bind.listen.port == listen_on.port;
            });
            if (bound) continue;
            const auto tag = static_cast<std::uint32_t>(web.binds.size());
            web.binds.push_back({listen_on, listen(context, web.service, listen_on.address, listen_on.port, listen_backlog, tag)});
        }
    }
}

void stop_accepting(Nginx& web, Context& context)
{
    web.draining = true;
    for (const NginxBind& bind : web.binds) close_listener(context, bind.listener);
    for (std::uint32_t i = 0; i < web.clients.slots.size(); ++i)
        if (web.clients.slots[i].used && web.clients[{i}].phase == NginxPhase::idle) drop(web, {i}, context);
}

void handle(Nginx& web, const Event& event, Context& context)
{
    if (!wake(web.timers, event, context)) return;
    while (const auto client = take_due(web.timers, context)) {
        const NginxClientId id{*client};
        if (is_proxying(web.clients[id])) answer_error(web, id, 504, context);
        else drop(web, id, context);
    }
    sleep_again(web.timers, event_of(web), context);
}

void handle(Nginx& web, const Notice& notice, Context& context)
{
    if (notice.kind == NoticeKind::accept_ready) {
        if (!web.draining) accept_all(web, notice.listener, context);
        return;
    }
    const NginxClientId id{notice.token / 2};
    if (id.index >= web.clients.slots.size() || !web.clients.slots[id.index].used) return;
    const NginxClient& client = web.clients[id];
    if (notice.token % 2 == 0 && is_about(client.socket, notice)) take_client_notice(web, id, notice, context);
    if (notice.token % 2 == 1 && is_about(client.upstream, notice)) take_upstream_notice(web, id, notice, context);
}

}  // namespace evenkeel
