#include "web/application.hpp"

#include <utility>

namespace evenkeel {

namespace {

constexpr Duration reading_limit = 30_s;
constexpr std::int64_t refusal_bytes = 150;

const Host& host_of(const Application& application, const Context& context)
{
    return context.network.hosts[context.network.services[application.service.index].host.index];
}

bool keeps_alive(const Application& application) { return application.settings->keep_alive.ns >= 0; }

TimerEvent limit_event(const Application& application)
{
    return {EventKind::application_timer, static_cast<std::uint16_t>(ApplicationTimer::limit), application.service};
}

void limit(Application& application, ApplicationConnectionId id, Duration after, Context& context)
{
    set_timer(application.timers, id.index, after, limit_event(application), context);
}

bool holds_worker(ApplicationPhase phase) { return phase == ApplicationPhase::reading || phase == ApplicationPhase::working; }

/// A request's number for draws, and whose stream it is: visitors' requests and health checks are counted apart.
struct DrawNumber {
    std::uint32_t owner = 0;
    std::uint64_t number = 0;
};
DrawNumber draw_number(Application& application, const Message& request)
{
    if (request.request != 0) return {application.service.index, request.request};
    return {application.service.index | check_owner, ++application.checks};
}

void begin_work(Application& application, ApplicationConnectionId id, Context& context)
{
    ApplicationConnection& connection = application.connections[id];
    connection.phase = ApplicationPhase::working;
    connection.began = context.now;
    const DrawNumber which = draw_number(application, connection.request);
    const Work work = draw_work(application, which.owner, which.number, context.network.texts[connection.request.path], context);
    connection.request.status = work.status;
    connection.lasts = work.duration;
    schedule(context, work.duration, EventKind::application_timer, static_cast<std::uint16_t>(ApplicationTimer::done), application.service, id.index,
             application.connections.generation(id));
}

/// Gives free workers to what has waited longest: kept connections with a request first, then the accept queue.
void use_workers(Application& application, Context& context)
{
    while (application.busy_workers < application.settings->workers) {
        if (!application.queue.empty()) {
            const QueuedConnection next = application.queue.pop();
            if (!application.connections.holds(next.id, next.generation)) continue;
            ++application.busy_workers;
            begin_work(application, next.id, context);
            continue;
        }
        const ApplicationConnectionId id = application.connections.take();
        const Socket socket = accept(context, application.listener, id.index);
        if (!socket) return application.connections.give_back(id);
        ++application.busy_workers;
        application.connections[id].socket = socket;
        application.connections[id].phase = ApplicationPhase::reading;
        limit(application, id, reading_limit, context);
    }
}

void drop(Application& application, ApplicationConnectionId id, Context& context)
{
    ApplicationConnection& connection = application.connections[id];
    if (holds_worker(connection.phase)) --application.busy_workers;
    const Socket socket = connection.socket;
    clear_timer(application.timers, id.index);
    application.connections.give_back(id);
    close(context, socket);
    use_workers(application, context);
}

/// Whoever speaks no HTTP is told so, and is rid of.
void refuse_bytes(Application& application, ApplicationConnectionId id, Context& context)
{
    Message answer;
    answer.kind = MessageKind::response;
    answer.status = 400;
    answer.bytes = refusal_bytes;
    answer.close = true;
    answer.answered_by = context.network.services[application.service.index].host;
    count_status(application.statuses, application.service, answer.status, context);
    send(context, application.connections[id].socket, answer);
    drop(application, id, context);
}

void take_request(Application& application, ApplicationConnectionId id, Context& context)
{
    ApplicationConnection& connection = application.connections[id];
    if (!is_open(context, connection.socket)) return;
    connection.request = receive(context, connection.socket);
    clear_timer(application.timers, id.index);
    if (connection.request.kind != MessageKind::request) return refuse_bytes(application, id, context);
    if (connection.phase == ApplicationPhase::reading) return begin_work(application, id, context);
    connection.phase = ApplicationPhase::queued;
    application.queue.push({id, application.connections.generation(id)});
    use_workers(application, context);
}

/// A visitor's request with POST that is not refused.
bool is_order(const Message& request) { return request.method == Method::post && request.request != 0 && request.status < 400; }

void finish_work(Application& application, ApplicationConnectionId id, Context& context)
{
    ApplicationConnection& connection = application.connections[id];
    const Message& request = connection.request;
    if (is_order(request)) carry_out(application, request.request, context);
    Message answer;
    answer.kind = MessageKind::response;
    answer.method = request.method;
    answer.status = request.status;
    answer.bytes = application.settings->response_bytes;
    answer.request = request.request;
    answer.path = request.path;
    answer.headers = application.header_text;
    if (request.status < 400 && request.method != Method::head) answer.body = application.body_text;
    if (request.request != 0 && !application.settings->session_cookie.empty())
        answer.cookie = context.network.texts.intern(find_session(application, request, context));
    answer.answered_by = context.network.services[application.service.index].host;
    answer.close = request.close || !keeps_alive(application);
    count(context.meters, application.busy_meter, (context.now - connection.began).ns);
    count_status(application.statuses, application.service, answer.status, context);
    send(context, connection.socket, answer);   // to nobody, if the client has left meanwhile
    if (answer.close || !can_send(context, connection.socket)) return drop(application, id, context);
    connection.phase = ApplicationPhase::idle;
    --application.busy_workers;
    limit(application, id, application.settings->keep_alive, context);
    use_workers(application, context);
}

/// Of the longest prefix that the path begins with; the usual one without any.
const Distribution& service_of(const ApplicationSettings& settings, std::string_view target)
{
    const PathService* found = nullptr;
    for (const PathService& path : settings.paths)
        if (target.starts_with(path.prefix) && (found == nullptr || path.prefix.size() > found->prefix.size())) found = &path;
    return found != nullptr ? found->service : settings.service;
}

/// Whoever runs since the world began has been running for long.
bool is_cold(const Application& application, const Context& context)
{
    return application.began > Instant{} && context.now - application.began < application.settings->warm_up_for;
}

}  // namespace

Work draw_work(const Application& application, std::uint32_t owner, std::uint64_t request, std::string_view target, const Context& context)
{
    const ApplicationSettings& settings = *application.settings;
    Work work{sample(service_of(settings, target), context.seed, {Purpose::service_time, owner}, request), 200};
    if (is_cold(application, context)) work.duration = work.duration * settings.warm_up_percent / 100;
    const std::int64_t slow = host_of(application, context).slow_percent;
    if (slow != 100) work.duration = work.duration * slow / 100;
    if (settings.error_ppm > 0 && happens(draw(context.seed, {Purpose::application_error, owner}, request), settings.error_ppm)) work.status = 500;
    if (const std::int32_t forced = forced_on({application.forced_status, application.forced_share_ppm, application.forced_path}, {owner}, request, target, context))
        work.status = forced;
    return work;
}

void abandon_work(Application& application, Context& context)
{
    for (const auto& slot : application.connections.slots) {
        const ApplicationConnection& connection = slot.thing;
        if (!slot.used || connection.phase != ApplicationPhase::working || !is_order(connection.request)) continue;
        if ((context.now - connection.began) * 2 >= connection.lasts) carry_out(application, connection.request.request, context);
    }
}

void start(Application& application, Context& context)
{
    const Service& self = context.network.services[application.service.index];
    application.began = context.now;
    application.header_text = context.network.texts.intern(application.settings->header);
    application.body_text = context.network.texts.intern(application.settings->text);
    application.busy_meter = meter(context.meters, TruthMetric::service_busy_seconds_total, {host_of(application, context).name, self.name});
    set(context.meters, meter(context.meters, TruthMetric::service_workers, {host_of(application, context).name, self.name}), application.settings->workers);
    application.listener = listen(context, application.service, {}, application.settings->port, application.settings->backlog, 0);
}

void handle(Application& application, const Event& event, Context& context)
{
    const ApplicationConnectionId id{event.subject};
    switch (static_cast<ApplicationTimer>(event.what)) {
    case ApplicationTimer::exchange_done: return finish_exchange(application, event, context);
    case ApplicationTimer::done:
        if (application.connections.holds(id, event.generation)) finish_work(application, id, context);
        return;
    case ApplicationTimer::limit:
        if (!wake(application.timers, event, context)) return;
        while (const auto connection = take_due(application.timers, context)) drop(application, {*connection}, context);
        return sleep_again(application.timers, limit_event(application), context);
    }
}

void handle(Application& application, const Notice& notice, Context& context)
{
    if (notice.kind == NoticeKind::accept_ready) return use_workers(application, context);
    const ApplicationConnectionId id{notice.token};
    if (id.index >= application.connections.slots.size() || !application.connections.slots[id.index].used) return;
    const ApplicationConnection& connection = application.connections[id];
    if (connection.socket.connection != notice.connection || connection.socket.generation != notice.generation) return;
    if (notice.kind == NoticeKind::received && connection.phase != ApplicationPhase::working && connection.phase != ApplicationPhase::queued)
        return take_request(application, id, context);
    const bool ended = notice.kind == NoticeKind::peer_closed || notice.kind == NoticeKind::reset;
    // A worker that computes does not look at its socket: it works on for a client that has gone.
    if (ended && connection.phase != ApplicationPhase::working) drop(application, id, context);
}

}  // namespace evenkeel
