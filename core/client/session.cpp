#include "client/session.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "client/visitor.hpp"

namespace evenkeel {

namespace {

void schedule_timer(Visitors& visitors, SessionId id, Duration after, VisitorTimer timer, std::uint64_t argument, Context& context)
{
    schedule(context, after, EventKind::visitor_timer, static_cast<std::uint16_t>(timer), visitors.service, id.index,
             visitors.sessions.generation(id), argument);
}

/// Leaves the connection, whatever its state.
void hang_up(Session& session, Context& context)
{
    close(context, std::exchange(session.socket, Socket{}));
    session.reused = false;
}

void end_session(Visitors& visitors, SessionId id, Context& context)
{
    Session& session = visitors.sessions[id];
    hang_up(session, context);
    follow_up(visitors, session.number, session.request, session.wanted_at, context);
    visitors.sessions.give_back(id);
}

void end_request(Visitors& visitors, SessionId id, RequestOutcome outcome, const Message* answer, Context& context)
{
    Session& session = visitors.sessions[id];
    count(context.meters, visitors.outcome_meters[static_cast<std::size_t>(outcome)]);
    const HostId answered_by = answer != nullptr ? answer->answered_by : HostId{};
    const std::int32_t status = answer != nullptr ? answer->status : 0;
    tell(visitors.fates, {session.request, session.wanted_at, context.now, answered_by, status, session.path, outcome});
    if (outcome == RequestOutcome::ok) observe(context.meters, visitors.latency, (context.now - session.wanted_at).ns);
    else record_failure(visitors, session.request, session.path, outcome, answered_by, status, context);
    session.phase = SessionPhase::thinking;
    ++session.attempt;
    if (session.begun == session.requests) return end_session(visitors, id, context);
    const Duration think = sample(visitors.settings->think, context.seed, {Purpose::think_time, class_of(visitors, context)}, session.request);
    schedule_timer(visitors, id, think, VisitorTimer::next_request, 0, context);
}

/// A budget lets a class retry a share of the requests it has begun, and no more.
bool budget_allows(const Visitors& visitors)
{
    const std::int64_t share = visitors.settings->retry_budget_ppm;
    return share < 0 || (visitors.budget_spent + 1) * 1'000'000 <= visitors.requests_begun * static_cast<std::uint64_t>(share);
}

/// The pause before a try, `backoff` times as long for each one before it.
Duration pause_before(const VisitorSettings& settings, std::int64_t retries_before, Duration drawn)
{
    constexpr Duration longest{3600 * ns_per_s};
    for (std::int64_t i = 0; i < retries_before && drawn < longest; ++i) drawn = drawn * settings.retry_backoff;
    return std::min(drawn, longest);
}

/// Tries again after a pause, if the settings allow one more try. The pause is drawn by request and try.
bool retry_later(Visitors& visitors, SessionId id, Context& context)
{
    Session& session = visitors.sessions[id];
    if (session.retries >= visitors.settings->retries || !budget_allows(visitors)) return false;
    ++visitors.budget_spent;
    const std::uint64_t number = session.request << 8 | static_cast<std::uint64_t>(session.retries & 0xff);
    ++session.retries;
    session.phase = SessionPhase::pausing;
    const Duration drawn = sample(visitors.settings->retry_pause, context.seed, {Purpose::retry_pause, class_of(visitors, context)}, number);
    const Duration pause = pause_before(*visitors.settings, session.retries - 1, drawn);
    schedule_timer(visitors, id, pause, VisitorTimer::retry, ++session.attempt, context);
    return true;
}

void fail(Visitors& visitors, SessionId id, RequestOutcome outcome, Context& context)
{
    hang_up(visitors.sessions[id], context);
    if (!retry_later(visitors, id, context)) end_request(visitors, id, outcome, nullptr, context);
}

void send_request(Visitors& visitors, SessionId id, Context& context)
{
    Session& session = visitors.sessions[id];
    const PathChoice& choice = visitors.settings->paths[session.path];
    Message message;
    message.kind = MessageKind::request;
    message.method = choice.method;
    message.close = !visitors.settings->keep_alive;
    message.bytes = choice.request_bytes;
    message.request = world_request_number(visitors, session.request, context);
    message.path = visitors.path_texts[session.path];
    message.host = visitors.host_text;
    if (visitors.settings->cookies) message.cookie = context.network.texts.intern(cookie_header(session.cookies));
    session.phase = SessionPhase::waiting;
    ++session.attempt;
    send(context, session.socket, message);
    if (visitors.settings->retry_timeout.ns >= 0)
        schedule_timer(visitors, id, visitors.settings->retry_timeout, VisitorTimer::try_timeout, session.attempt, context);
}

void connect_to_address(Visitors& visitors, SessionId id, Context& context)
{
    Session& session = visitors.sessions[id];
    session.phase = SessionPhase::connecting;
    ++session.attempt;
    session.reused = false;
    count(context.meters, visitors.connections_meter);
    const Endpoint to{session.addresses[session.address], visitors.settings->port};
    session.socket = connect(context, visitors.service, to, id.index, client_address(visitors, session.client));
    if (visitors.settings->connect_timeout.ns >= 0)
        schedule_timer(visitors, id, visitors.settings->connect_timeout, VisitorTimer::connect_timeout, session.attempt, context);
}

void connect_to_site(Visitors& visitors, SessionId id, Context& context)
{
    Session& session = visitors.sessions[id];
    session.address = 0;
    if (const auto literal = parse_address(visitors.settings->host)) {
        session.addresses = {*literal};
    } else {
        session.addresses = resolve(context.network.names, visitors.name_caches[session.client], visitors.settings->host, context.now,
                                    visitors.settings->name_lifetime);
    }
    if (session.addresses.empty()) return fail(visitors, id, RequestOutcome::no_address, context);
    connect_to_address(visitors, id, context);
}

void send_or_connect(Visitors& visitors, SessionId id, Context& context)
{
    if (can_send(context, visitors.sessions[id].socket)) return send_request(visitors, id, context);
    hang_up(visitors.sessions[id], context);
    connect_to_site(visitors, id, context);
}

/// This address cannot be reached: on to the next one, if the name has one.
void leave_address(Visitors& visitors, SessionId id, RequestOutcome outcome, Context& context)
{
    Session& session = visitors.sessions[id];
    hang_up(session, context);
    if (session.address + 1 >= session.addresses.size()) return fail(visitors, id, outcome, context);
    ++session.address;
    connect_to_address(visitors, id, context);
}

void take_answer(Visitors& visitors, SessionId id, Context& context)
{
    Session& session = visitors.sessions[id];
    if (!is_open(context, session.socket)) return;
    const Message answer = receive(context, session.socket);
    if (answer.kind != MessageKind::response || session.phase != SessionPhase::waiting) return;
    session.reused = true;
    if (answer.answered_by) {
        if (session.answered_by && session.answered_by != answer.answered_by) count(context.meters, visitors.moved_meter);
        session.answered_by = answer.answered_by;
    }
    count_answer(visitors, session.path, answer.answered_by, answer.status, context);
    if (visitors.settings->cookies) store(session.cookies, context.network.texts[answer.cookie]);
    if (answer.close || !visitors.settings->keep_alive) hang_up(session, context);
    const std::vector<std::int32_t>& repeated = visitors.settings->retry_statuses;
    if (std::find(repeated.begin(), repeated.end(), answer.status) != repeated.end() && retry_later(visitors, id, context)) return;
    end_request(visitors, id, outcome_of_status(answer.status), &answer, context);
}

/// The connection has ended. While a request waits on a kept one it is sent again at once, as browsers do: the server may
/// have closed it for idleness while the request was on its way.
void lose_connection(Visitors& visitors, SessionId id, RequestOutcome outcome, Context& context)
{
    Session& session = visitors.sessions[id];
    const bool repeat = session.reused;
    hang_up(session, context);
    if (session.phase != SessionPhase::waiting) return;
    if (!repeat) return fail(visitors, id, outcome, context);
    count(context.meters, visitors.retries_meter);
    connect_to_site(visitors, id, context);
}

}  // namespace

void begin_session(Visitors& visitors, std::uint64_t number, Context& context)
{
    const VisitorSettings& settings = *visitors.settings;
    const std::uint32_t owner = class_of(visitors, context);
    const SessionId id = visitors.sessions.take();
    Session& session = visitors.sessions[id];
    session.number = number;
    const auto spread = static_cast<std::uint32_t>(settings.requests_per_session_most - settings.requests_per_session_least + 1);
    session.requests = settings.requests_per_session_least + below(draw(context.seed, {Purpose::session_length, owner}, number), spread);
    session.client = choose_client(visitors, number, context);
    next_request(visitors, id, context);
}

void next_request(Visitors& visitors, SessionId id, Context& context)
{
    const VisitorSettings& settings = *visitors.settings;
    Session& session = visitors.sessions[id];
    if (settings.limit > 0 && visitors.requests_begun >= static_cast<std::uint64_t>(settings.limit)) return end_session(visitors, id, context);
    ++visitors.requests_begun;
    ++session.begun;
    session.request = (session.number - 1) * static_cast<std::uint64_t>(settings.requests_per_session_most) + static_cast<std::uint64_t>(session.begun);
    session.path = choose_path(visitors, session.request, context);
    session.wanted_at = context.now;
    session.retries = 0;
    if (settings.give_up.ns >= 0) schedule_timer(visitors, id, settings.give_up, VisitorTimer::patience, session.request, context);
    send_or_connect(visitors, id, context);
}

void run_out_of_patience(Visitors& visitors, SessionId id, Context& context)
{
    hang_up(visitors.sessions[id], context);
    end_request(visitors, id, RequestOutcome::gave_up, nullptr, context);
}

void time_out_connecting(Visitors& visitors, SessionId id, Context& context) { leave_address(visitors, id, RequestOutcome::unanswered, context); }

void time_out_try(Visitors& visitors, SessionId id, Context& context) { fail(visitors, id, RequestOutcome::gave_up, context); }

void try_again(Visitors& visitors, SessionId id, Context& context)
{
    count(context.meters, visitors.retries_meter);
    send_or_connect(visitors, id, context);
}

void take_notice(Visitors& visitors, SessionId id, const Notice& notice, Context& context)
{
    switch (notice.kind) {
    case NoticeKind::accept_ready: return;
    case NoticeKind::established: return send_request(visitors, id, context);
    case NoticeKind::refused: return leave_address(visitors, id, RequestOutcome::refused, context);
    case NoticeKind::unanswered: return leave_address(visitors, id, RequestOutcome::unanswered, context);
    case NoticeKind::received: return take_answer(visitors, id, context);
    case NoticeKind::peer_closed: return lose_connection(visitors, id, RequestOutcome::closed, context);
    case NoticeKind::reset: return lose_connection(visitors, id, RequestOutcome::reset, context);
    }
}

}  // namespace evenkeel
