// The requests of a user agent: asked, answered, repeated at once, tried again later.

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "client/user_agent_parts.hpp"
#include "net/http_words.hpp"

namespace evenkeel::user_agent {

namespace {

constexpr std::int64_t request_bytes = 400;
constexpr Duration hint_margin = 2_s;       // undici's keepAliveTimeoutThreshold

void enter(UserAgent& agent, TransferId id, TransferPhase phase)
{
    agent.transfers[id].phase = phase;
    ++agent.transfers[id].epoch;
}

bool same_url(const Transfer& a, const Transfer& b)
{
    return a.host == b.host && a.request.port == b.request.port && a.request.path == b.request.path && a.request.method == b.request.method;
}

/// True when one for the same URL is under way, and the program sends them one after the other.
bool must_wait_in_line(const UserAgent& agent, TransferId id)
{
    const Transfer& transfer = agent.transfers[id];
    if (program_of(agent, transfer).same_url == SameUrl::at_once || transfer.request.method != Method::get) return false;
    for (std::uint32_t i = 0; i < agent.transfers.slots.size(); ++i)
        if (i != id.index && agent.transfers.slots[i].used && same_url(agent.transfers.slots[i].thing, transfer)) return true;
    return false;
}

void seek_connection(UserAgent& agent, TransferId id, Context& context)
{
    enter(agent, id, TransferPhase::waiting);
    const TextId host = agent.transfers[id].host;
    const std::uint16_t port = agent.transfers[id].request.port;
    if (std::find(agent.line.begin(), agent.line.end(), id) == agent.line.end()) agent.line.push_back(id);
    serve(agent, host, port, context);
}

void fail(UserAgent& agent, TransferId id, TransferEnd end, Context& context);

/// To where it is to be asked by now, then for a connection.
void ask_there(UserAgent& agent, TransferId id, Context& context)
{
    Hop hop = Hop::made;
    while (hop == Hop::made) hop = follow_kept(agent, id, context);
    if (hop == Hop::too_many) return fail(agent, id, TransferEnd::too_many_redirects, context);
    seek_connection(agent, id, context);
}

void begin_try(UserAgent& agent, TransferId id, Context& context)
{
    Transfer& transfer = agent.transfers[id];
    if (transfer.tries > 1 && program_of(agent, transfer).trying.from_the_beginning) {
        transfer.request = agent.settings->steps[transfer.step].requests[transfer.place];
        transfer.host = context.network.texts.intern(transfer.request.host);
        transfer.followed.clear();
    }
    transfer.sent = 0;
    transfer.connects = 0;
    transfer.status = 0;
    transfer.retry_after = no_limit;
    set_timer(agent, id, Timer::whole_limit, program_of(agent, transfer).waiting.whole, context);
    ask_there(agent, id, context);
}

void finish(UserAgent& agent, TransferId id, TransferEnd end, Context& context)
{
    const Transfer transfer = agent.transfers[id];
    std::erase(agent.line, id);
    agent.transfers.give_back(id);
    note_end(agent, transfer, end, context);
}

/// Those in line behind this one: the next, or all; none of them asks when the answer can be kept for them.
void let_others_go(UserAgent& agent, TransferId id, bool answer_serves_all, Context& context)
{
    const Transfer first = agent.transfers[id];
    const std::vector<TransferId> line = agent.line;
    for (const TransferId other : line) {
        if (agent.transfers[other].phase != TransferPhase::in_line || !same_url(agent.transfers[other], first)) continue;
        if (answer_serves_all) {
            agent.transfers[other].status = first.status;
            finish(agent, other, TransferEnd::answered, context);
            continue;
        }
        begin_try(agent, other, context);
        if (program_of(agent, first).same_url == SameUrl::one_by_one) return;
    }
}

/// A browser keeps an answer that says how long it is good for.
bool may_be_kept(const Transfer& transfer, std::string_view headers)
{
    const std::string rule = lower(header_line(headers, "Cache-Control"));
    const std::size_t age = rule.find("max-age=");
    if (transfer.status != 200 || age == std::string::npos || rule.find("no-store") != std::string::npos) return false;
    return rule.compare(age + 8, 1, "0") != 0;
}

bool is_safe(Method method) { return method == Method::get || method == Method::head || method == Method::options; }
/// What urllib3 takes for repeatable.
bool is_idempotent(Method method) { return is_safe(method) || method == Method::put || method == Method::del; }

Duration pause_before_next_try(const Trying& trying, const Transfer& transfer)
{
    if (trying.heeds_retry_after && transfer.retry_after.ns > 0) return transfer.retry_after;
    std::int64_t times = transfer.tries;
    if (trying.backoff != Backoff::linear) times = std::int64_t{1} << std::min<std::int64_t>(transfer.tries - 1, 40);
    if (trying.backoff == Backoff::doubling_from_second && transfer.tries == 1) times = 0;
    if (trying.pause.ns > 0 && times > trying.longest_pause.ns / trying.pause.ns) return trying.longest_pause;
    return trying.pause * times;
}

bool may_try_again(const Trying& trying, const Transfer& transfer, TransferEnd end)
{
    if (transfer.tries >= trying.tries) return false;
    const bool allowed = !trying.safe_methods_only || is_idempotent(transfer.request.method);
    switch (end) {
    case TransferEnd::refused: return trying.after_refusal;
    case TransferEnd::connect_time_out: return trying.after_time_out;
    case TransferEnd::answer_time_out:
    case TransferEnd::body_time_out:
    case TransferEnd::whole_time_out: return trying.after_time_out && allowed;
    case TransferEnd::reset:
    case TransferEnd::closed: return trying.after_no_answer && allowed;
    case TransferEnd::cut:
    case TransferEnd::cut_by_reset: return trying.after_cut && allowed;
    default: return false;
    }
}

void pause_and_try_again(UserAgent& agent, TransferId id, Context& context)
{
    const Transfer& transfer = agent.transfers[id];
    const Duration pause = pause_before_next_try(program_of(agent, transfer).trying, transfer);
    enter(agent, id, TransferPhase::pausing);
    set_timer(agent, id, Timer::again, pause, context);
}

/// A try has failed for good.
void fail(UserAgent& agent, TransferId id, TransferEnd end, Context& context)
{
    const Transfer& transfer = agent.transfers[id];
    if (may_try_again(program_of(agent, transfer).trying, transfer, end)) return pause_and_try_again(agent, id, context);
    if (transfer.status == 0) let_others_go(agent, id, false, context);     // else they went when its head came
    finish(agent, id, end, context);
}

/// Leaves the connection, and no longer waits for one.
void leave(UserAgent& agent, TransferId id, Context& context)
{
    std::erase(agent.line, id);
    agent.transfers[id].phase = TransferPhase::pausing;
    if (const AgentConnectionId connection = std::exchange(agent.transfers[id].connection, {})) drop(agent, connection, context);
}

/// The connection ended before anything of the answer came.
void break_off(UserAgent& agent, TransferId id, TransferEnd end, Context& context)
{
    const Transfer& transfer = agent.transfers[id];
    const Repeating& repeating = program_of(agent, transfer).repeating;
    const bool again = (transfer.on_kept && transfer.sent < repeating.on_kept) || (is_safe(transfer.request.method) && transfer.sent < repeating.on_fresh);
    leave(agent, id, context);
    if (again) return seek_connection(agent, id, context);
    fail(agent, id, end, context);
}

/// The connection ended in the body.
void cut(UserAgent& agent, TransferId id, TransferEnd end, Context& context)
{
    Transfer& transfer = agent.transfers[id];
    transfer.have = transfer.status == 206 ? transfer.have + transfer.body : std::max(transfer.have, transfer.body);
    leave(agent, id, context);
    fail(agent, id, end, context);
}

/// The answer is complete, and is none that sends the client on.
void judge_status(UserAgent& agent, TransferId id, Context& context)
{
    const Transfer& transfer = agent.transfers[id];
    const Trying& trying = program_of(agent, transfer).trying;
    const bool told = trying.told_by_retry_after && transfer.retry_after.ns >= 0 && (transfer.status == 413 || transfer.status == 429 || transfer.status == 503);
    const bool listed = std::find(trying.statuses.begin(), trying.statuses.end(), transfer.status) != trying.statuses.end();
    const bool allowed = !trying.safe_methods_only || is_idempotent(transfer.request.method);
    if (!allowed || !(listed || (told && trying.tries > 1))) return finish(agent, id, TransferEnd::answered, context);
    if (transfer.tries < trying.tries) return pause_and_try_again(agent, id, context);
    finish(agent, id, trying.fails_when_used_up ? TransferEnd::used_up : TransferEnd::answered, context);
}

/// The answer is complete.
void judge(UserAgent& agent, TransferId id, Context& context)
{
    switch (follow_answer(agent, id, context)) {
    case Hop::none: return judge_status(agent, id, context);
    case Hop::too_many: return fail(agent, id, TransferEnd::too_many_redirects, context);
    case Hop::made: break;
    }
    agent.transfers[id].sent = 0;
    ask_there(agent, id, context);
}

void set_idle_limit(UserAgent& agent, AgentConnectionId id, std::string_view headers)
{
    if (!program_of(agent).keeping.heeds_hint) return;
    const std::string_view hint = header_line(headers, "Keep-Alive");
    const std::size_t at = hint.find("timeout=");
    if (at == std::string_view::npos) return;
    const std::string_view number = hint.substr(at + 8, hint.find_first_of(", ", at) - at - 8);
    if (const auto seconds = parse_integer(number, 0, 600)) agent.connections[id].idle_limit = std::max(Duration{}, 1_s * *seconds - hint_margin);
}

void complete(UserAgent& agent, TransferId id, bool server_closes, Context& context)
{
    Transfer& transfer = agent.transfers[id];
    const Program& program = program_of(agent, transfer);
    const bool late = transfer.status == 408;
    const AgentConnectionId connection = std::exchange(transfer.connection, {});
    transfer.phase = TransferPhase::pausing;
    const bool repeat = late && transfer.on_kept && program.repeating.after_408_on_kept && transfer.sent < program.repeating.on_kept;
    const bool keep = program.keeping.keeps && !server_closes && !repeat && !(late && program.keeping.closes_after_408);
    if (!repeat && program.following.from_head) {
        judge(agent, id, context);
        return release(agent, connection, keep, context);
    }
    release(agent, connection, keep, context);
    if (repeat) return seek_connection(agent, id, context);
    judge(agent, id, context);
}

void take_head(UserAgent& agent, TransferId id, const Message& head, Context& context)
{
    Transfer& transfer = agent.transfers[id];
    const std::string_view headers = context.network.texts[head.headers];
    transfer.status = head.status;
    transfer.body = 0;
    transfer.headers = head.headers;
    if (const auto seconds = parse_integer(header_line(headers, "Retry-After"), 0, 1'000'000)) transfer.retry_after = 1_s * *seconds;
    transfer.ends_with_connection = header_line(headers, "Content-Length").empty() && header_line(headers, "Transfer-Encoding").empty();
    agent.connections[transfer.connection].close_after = head.close;
    set_idle_limit(agent, transfer.connection, headers);
    enter(agent, id, TransferPhase::in_body);
    set_timer(agent, id, Timer::body_limit, program_of(agent, transfer).waiting.body, context);
    let_others_go(agent, id, may_be_kept(transfer, headers), context);
}

void take_message(UserAgent& agent, TransferId id, const Message& message, Context& context)
{
    Transfer& transfer = agent.transfers[id];
    switch (message.kind) {
    case MessageKind::response:
        take_head(agent, id, message, context);
        return complete(agent, id, message.close, context);
    case MessageKind::head: return take_head(agent, id, message, context);
    case MessageKind::part:
        transfer.body += message.bytes;
        enter(agent, id, TransferPhase::in_body);
        return set_timer(agent, id, Timer::body_limit, program_of(agent, transfer).waiting.body, context);
    case MessageKind::last: return complete(agent, id, agent.connections[transfer.connection].close_after, context);
    default: break;
    }
    // Not HTTP.
    const bool taken = program_of(agent, transfer).takes_noise;
    if (taken) transfer.status = 200;
    leave(agent, id, context);
    if (taken) return judge(agent, id, context);
    fail(agent, id, TransferEnd::not_http, context);
}

}  // namespace

TransferId begin_transfer(UserAgent& agent, std::uint32_t step, std::uint32_t place, const AgentRequest& request, bool for_icon, Context& context)
{
    const TransferId id = agent.transfers.take();
    Transfer& transfer = agent.transfers[id];
    transfer.step = step;
    transfer.place = place;
    transfer.request = request;
    transfer.host = context.network.texts.intern(request.host);
    transfer.for_icon = for_icon;
    if (must_wait_in_line(agent, id)) {
        enter(agent, id, TransferPhase::in_line);
        agent.line.push_back(id);
    }
    else begin_try(agent, id, context);
    return id;
}

void send_request(UserAgent& agent, TransferId id, AgentConnectionId connection, bool kept, Context& context)
{
    Transfer& transfer = agent.transfers[id];
    transfer.connection = connection;
    transfer.on_kept = kept;
    ++transfer.sent;
    if (agent.connections[connection].uses++ == 0) ++transfer.connects;
    enter(agent, id, TransferPhase::asked);
    Message request;
    request.kind = MessageKind::request;
    request.method = transfer.request.method;
    request.close = !program_of(agent, transfer).keeping.keeps;
    request.bytes = request_bytes + transfer.request.body;
    request.request = std::uint64_t{agent.service.index + 1} << 40 | ++agent.requests_sent;
    request.path = context.network.texts.intern(transfer.request.path);
    request.host = transfer.host;
    std::string headers;
    const AgentStep& step = agent.settings->steps[transfer.step];
    if (step.kind == AgentStepKind::visit && transfer.request.method == Method::post && step.program.renews_posts)
        headers += "Cache-Control: max-age=0\n";
    if (transfer.have > 0 && program_of(agent, transfer).trying.resumes) headers += fmt::format("Range: bytes={}-\n", transfer.have);
    if (transfer.request.body > 0) headers += fmt::format("Content-Length: {}\n", transfer.request.body);
    if (!headers.empty()) request.headers = context.network.texts.intern(headers);
    set_timer(agent, id, Timer::answer_limit, program_of(agent, transfer).waiting.answer, context);
    send(context, agent.connections[connection].socket, request);
}

void fail_to_connect(UserAgent& agent, TransferId id, TransferEnd why, Context& context)
{
    leave(agent, id, context);
    fail(agent, id, why, context);
}

void handle_answer(UserAgent& agent, TransferId id, const Notice& notice, Context& context)
{
    const Transfer& transfer = agent.transfers[id];
    const bool in_body = transfer.phase == TransferPhase::in_body;
    switch (notice.kind) {
    case NoticeKind::received: return take_message(agent, id, receive(context, agent.connections[transfer.connection].socket), context);
    case NoticeKind::peer_closed:
        if (!in_body) return break_off(agent, id, TransferEnd::closed, context);
        if (transfer.ends_with_connection) return complete(agent, id, true, context);
        return cut(agent, id, TransferEnd::cut, context);
    case NoticeKind::reset:
        if (!in_body) return break_off(agent, id, TransferEnd::reset, context);
        return cut(agent, id, TransferEnd::cut_by_reset, context);
    default: return;
    }
}

void handle_transfer_timer(UserAgent& agent, TransferId id, Timer timer, Context& context)
{
    if (timer == Timer::again) {
        ++agent.transfers[id].tries;
        return begin_try(agent, id, context);
    }
    if (timer == Timer::whole_limit && agent.transfers[id].phase == TransferPhase::pausing) return;
    TransferEnd end = TransferEnd::whole_time_out;
    if (timer == Timer::answer_limit) end = TransferEnd::answer_time_out;
    if (timer == Timer::body_limit) end = TransferEnd::body_time_out;
    const Transfer& transfer = agent.transfers[id];
    if (transfer.phase == TransferPhase::waiting) stop_connecting(agent, transfer.host, transfer.request.port, context);
    leave(agent, id, context);
    fail(agent, id, end, context);
}

}  // namespace evenkeel::user_agent
