// A stream's way to a server: choice, queues, retries, redispatch, end. Source: reference sections 0, 10 and 11.

#include <algorithm>

#include "balancer/process.hpp"
#include "balancer/sticking.hpp"

namespace evenkeel::haproxy {

namespace {

constexpr Duration longest_pause{ns_per_s};

/// The balance algorithm's choice, with its counters. A stream that had a server before was moved, or stays for another try.
Choice choose_server(Process& p, Stream& stream)
{
    Farm& farm = p.farm(stream);
    const ServerId previous = stream.server;
    if (const ServerId preferred = preferred_server(p, stream)) {
        stream.server = preferred;
        stream.assigned = true;
        stream.chosen_by = ChosenBy::nobody;
        return {ChoiceKind::server, preferred};
    }
    Flow flow{{}, &p.balancer.generator, p.context.seed, stream.request.request};
    if (is_hash(farm.algorithm)) flow.key = skips_hashing(farm) ? 0 : hash_key_of(p, stream);
    const Choice choice = choose(farm, flow, previous);
    stream.server = choice.server;
    stream.assigned = choice.kind == ChoiceKind::server;
    stream.chosen_by = stream.assigned ? ChosenBy::algorithm : ChosenBy::nobody;
    if (stream.assigned && choice.server != previous) {
        ++farm.counters.lbtot;
        ++farm.servers[choice.server.index].counters.lbtot;
    }
    if (!previous) return choice;
    if (choice.server != previous) {
        if (stream.cookie.letters[0] == 'V') stream.cookie.letters[0] = 'D';
        stream.redispatched = true;
        ++farm.counters.wredis;
        ++farm.servers[previous.index].counters.wredis;
        count(p.context.meters, p.balancer.backends[stream.backend].meters.redispatches);
    } else {
        ++farm.counters.wretr;
        ++farm.servers[previous.index].counters.wretr;
    }
    return choice;
}

void join_queue(Process& p, StreamId id, ServerId server)
{
    Stream& stream = p.balancer.streams[id];
    stream.phase = Phase::queued;
    stream.waiting = wait_for(p.farm(stream), id, server, stream.persistence == Persistence::forced);
    const Timeouts& timeouts = p.backend(stream).timeouts;
    set_timer(p, TimerKind::stream, id.index, timeouts.queue != unset ? timeouts.queue : timeouts.connect);
    tell_queue(p, stream.backend);
}

void leave_queue(Process& p, Stream& stream)
{
    if (!stream.waiting) return;
    Farm& farm = p.farm(stream);
    const bool own = static_cast<bool>(farm.lines.waiting[stream.waiting].server);
    (own ? stream.place_in_queue.of_server : stream.place_in_queue.of_backend) += place_of(farm.lines, stream.waiting);
    stream.times.assigned = p.context.now;
    stop_waiting(p.farm(stream), stream.waiting);
    stream.waiting = {};
    tell_queue(p, stream.backend);
}

void count_failed_connection(Farm& farm, ServerId server)
{
    ++farm.counters.econ;
    if (server) ++farm.servers[server.index].counters.econ;
}

void fail(Process& p, StreamId id, Termination termination)
{
    end_stream(p, id, termination, own_response(p, p.balancer.streams[id], 503));
}

/// Persistence has chosen a server that cannot take the stream: the algorithm chooses another one.
void balance_again(Process& p, StreamId id)
{
    Stream& stream = p.balancer.streams[id];
    stream.direct = false;
    stream.assigned = false;
    assign(p, id);
}

/// A server is chosen: a slot, or its queue.
void ask_for_slot(Process& p, StreamId id)
{
    Stream& stream = p.balancer.streams[id];
    Farm& farm = p.farm(stream);
    switch (admission(farm, stream.server)) {
    case Admission::slot:
        take_slot(farm, stream.server);
        stream.has_slot = true;
        stream.times.assigned = p.context.now;
        return connect_to_server(p, id);
    case Admission::queue: return join_queue(p, id, stream.server);
    case Admission::queue_full:
        if (stream.direct && stream.persistence != Persistence::forced && p.backend(stream).redispatch != 0) return balance_again(p, id);
        count_failed_connection(farm, stream.server);
        return fail(p, id, {'S', 'Q'});
    }
}

/// Leaves the server; those that may go on are to be let by the caller.
std::vector<Called> leave_server(Process& p, Stream& stream)
{
    if (!stream.server) return {};
    if (stream.has_slot) release_slot(p.farm(stream), stream.server);
    stream.has_slot = false;
    return dequeue(p.farm(stream), stream.server);
}

/// The stream's end. Others go on when its server is free of it, while this stream still counts in the limit that minconn sets;
/// and again when it does not, which is all that a stream without a connection brings about.
std::vector<Called> leave_backend(Process& p, Stream& stream)
{
    Farm& farm = p.farm(stream);
    std::vector<Called> called;
    if (stream.phase != Phase::beginning && stream.phase != Phase::queued) called = leave_server(p, stream);
    --farm.streams;
    --farm.counters.scur;
    const std::vector<Called> more = leave_server(p, stream);
    called.insert(called.end(), more.begin(), more.end());
    return called;
}

/// `option redispatch`: whether this retry may go to another server.
bool may_move(const Process& p, const Stream& stream)
{
    const Backend& backend = p.backend(stream);
    const Farm& farm = p.balancer.farms[stream.backend];
    if (!stream.server || backend.redispatch == 0 || stream.persistence == Persistence::forced) return false;
    const ServerState& server = farm.servers[stream.server.index];
    if (server.state == Operational::stopped || server.state == Operational::starting) return true;
    if (backend.redispatch > 0 && stream.retries % backend.redispatch == 0) return true;
    if (backend.redispatch < 0) {
        const std::int64_t period = backend.retries + 1 + backend.redispatch;
        if (period > 0 && stream.retries % period == 0) return true;
    }
    return farm.active_servers > 1 && !stream.direct && !is_hash(backend.balance.algorithm);
}

void try_again(Process& p, StreamId id)
{
    if (p.balancer.streams[id].assigned) connect_to_server(p, id);
    else assign(p, id);
}

}  // namespace

void begin_assignment(Process& p, StreamId id)
{
    apply_persistence(p, id);
    if (p.balancer.streams[id].assigned) ask_for_slot(p, id);
    else assign(p, id);
}

void assign(Process& p, StreamId id)
{
    Stream& stream = p.balancer.streams[id];
    if (p.backend(stream).dispatch.port != 0) {
        stream.server = {};
        if (stream.times.assigned.ns < 0) stream.times.assigned = p.context.now;
        return connect_to_server(p, id);
    }
    switch (choose_server(p, stream).kind) {
    case ChoiceKind::server: return ask_for_slot(p, id);
    case ChoiceKind::all_full: return join_queue(p, id, {});
    case ChoiceKind::nobody:
        count_failed_connection(p.farm(stream), {});
        return fail(p, id, {'S', 'C'});
    }
}

void proceed(Process& p, std::uint32_t backend, const std::vector<Called>& called)
{
    if (called.empty()) return;
    for (const Called& each : called) {
        Stream& stream = p.balancer.streams[each.stream];
        stream.waiting = {};
        clear_timer(p, TimerKind::stream, each.stream.index);
        stream.has_slot = each.has_slot;
        if (each.server) stream.times.assigned = p.context.now;
        (each.from_server_queue ? stream.place_in_queue.of_server : stream.place_in_queue.of_backend) += each.place;
        stream.assigned = static_cast<bool>(each.server);
        if (each.server) stream.server = each.server;
        else stream.direct = false;
    }
    tell_queue(p, backend);
    for (const Called& each : called) {
        if (each.server) connect_to_server(p, each.stream);
        else assign(p, each.stream);
    }
}

void end_unanswered(Process& p, StreamId id, Termination termination, const Message& response, bool close_client)
{
    const std::uint32_t backend = p.balancer.streams[id].backend;
    const ServerId server = p.balancer.streams[id].server;
    end_stream(p, id, termination, response, close_client);
    observe(p, backend, server, Met::bad_answer);
}

void end_tarpit(Process& p, StreamId id)
{
    const Message refusal = p.balancer.streams[id].refusal;
    end_stream(p, id, {'P', 'T'}, refusal);
}

void stream_times_out(Process& p, StreamId id)
{
    Stream& stream = p.balancer.streams[id];
    if (stream.phase == Phase::tarpit) return end_tarpit(p, id);
    if (stream.phase == Phase::inspecting) return inspect_again(p, id);
    Farm& farm = p.farm(stream);
    switch (stream.phase) {
    case Phase::queued:
        count_failed_connection(farm, stream.assigned ? stream.server : ServerId{});
        leave_queue(p, stream);
        return fail(p, id, {'s', 'Q'});
    case Phase::pausing: return try_again(p, id);
    case Phase::connecting: return connecting_failed(p, id, ConnectError::timed_out);
    case Phase::answering:
        if (request_again(p, id, p.backend(stream).retry_on.response_timeout)) return;
        count_bad_response(p, stream);
        return end_unanswered(p, id, {'s', 'H'}, own_response(p, stream, 504));
    case Phase::tunnel: return tunnel_server_times_out(p, id);
    case Phase::inspecting:
    case Phase::tarpit:
    case Phase::beginning: return;
    }
}

namespace {

/// One more attempt, at this server or, where `option redispatch` lets it, at another. Whoever was refused would be refused
/// again at once, so it waits, unless it goes elsewhere.
void attempt_again(Process& p, StreamId id, bool was_refused)
{
    Stream& stream = p.balancer.streams[id];
    Farm& farm = p.farm(stream);
    const Backend& backend = p.backend(stream);
    ++stream.retries;
    count(p.context.meters, p.balancer.backends[stream.backend].meters.retries);
    std::vector<Called> called;
    if (may_move(p, stream)) {
        called = leave_server(p, stream);
        stream.assigned = false;
        stream.direct = false;
        stream.phase = Phase::beginning;
    } else {
        ++farm.counters.wretr;
        if (ServerCounters* counters = p.server_counters(stream)) ++counters->wretr;
    }
    const bool waits = was_refused && (stream.assigned || farm.active_servers <= 1);
    if (waits) {
        stream.phase = Phase::pausing;
        set_timer(p, TimerKind::stream, id.index, backend.timeouts.connect != unset ? std::min(longest_pause, backend.timeouts.connect) : longest_pause);
    }
    const std::uint32_t backend_index = stream.backend;
    if (!waits) try_again(p, id);
    proceed(p, backend_index, called);
}

void retry_or_fail(Process& p, StreamId id, ConnectError error)
{
    const Stream& stream = p.balancer.streams[id];
    const Backend& backend = p.backend(stream);
    if (stream.retries < backend.retries && backend.retry_on.connection_failure) return attempt_again(p, id, error == ConnectError::failed);
    count_failed_connection(p.farm(stream), stream.server);
    fail(p, id, {stream.connect_error == ConnectError::timed_out ? 's' : 'S', 'C'});
}

}  // namespace

void count_bad_response(Process& p, const Stream& stream)
{
    ++p.farm(stream).counters.eresp;
    if (ServerCounters* counters = p.server_counters(stream)) ++counters->eresp;
}

void connecting_failed(Process& p, StreamId id, ConnectError error)
{
    Stream& stream = p.balancer.streams[id];
    if (stream.link) drop_link(p, stream.link);
    clear_timer(p, TimerKind::stream, id.index);
    if (stream.connect_error == ConnectError::none) stream.connect_error = error;
    observe(p, stream.backend, stream.server, Met::no_connection);
    retry_or_fail(p, id, error);
}

bool request_again(Process& p, StreamId id, bool is_named, bool keeps_link)
{
    const Stream& stream = p.balancer.streams[id];
    if (!is_named || stream.only_connections_again || stream.retries >= p.backend(stream).retries) return false;
    clear_timer(p, TimerKind::stream, id.index);
    if (stream.link) part(p, stream.link, keeps_link);
    // HAProxy counts it as a retry here, and once more as whatever comes of it.
    ++p.farm(stream).counters.wretr;
    if (ServerCounters* counters = p.server_counters(stream)) ++counters->wretr;
    attempt_again(p, id, false);
    return true;
}

void end_stream(Process& p, StreamId id, Termination termination, const Message& response, bool close_client)
{
    Balancer& balancer = p.balancer;
    Stream& stream = balancer.streams[id];
    const SessionId session_id = stream.session;
    const bool from_server = termination.cause == '-' || balancer.sessions[session_id].silent;
    // A client's reset is noticed when something is to be sent to it.
    if (balancer.sessions[session_id].client_reset && termination.cause != 'C') {
        count_client_abort(p, stream);
        if (from_server) termination = {'C', 'D'};
    }
    clear_timer(p, TimerKind::stream, id.index);
    if (stream.link) drop_link(p, stream.link);
    if (stream.backend != no_index) leave_queue(p, stream);
    Message told = response;
    if (response.kind == MessageKind::response) {
        Message answer = as_sent(p, response);
        const bool has_own_status = answer.status != response.status;
        const bool httpclose = p.frontend(stream).httpclose || (stream.backend != no_index && p.backend(stream).httpclose);
        answer.close = close_client || httpclose || stream.request.close || !balancer.accepting;
        close_client = answer.close;
        apply_after_response_rules(p, stream, answer, from_server);
        told = answer;
        if (has_own_status) told.status = response.status;
        tell_response(p, stream, told, from_server);
        send(p.context, balancer.sessions[session_id].client, answer);
    } else if (response.status != 0) {
        close_client = true;    // an error file without a word
    }
    if (!balancer.tables.empty()) {
        const auto tracked = tracked_by(p, stream);
        count_tracked(p, tracked, Counter::bytes_in_cnt, Counter::bytes_in_rate, static_cast<std::uint64_t>(stream.request.bytes));
        count_tracked(p, tracked, Counter::bytes_out_cnt, Counter::bytes_out_rate, static_cast<std::uint64_t>(told.bytes));
        stop_tracking(p, stream.tracked);
    }
    tell_end(p, id, told, termination);
    const std::uint32_t backend = stream.backend;
    const std::vector<Called> called = backend != no_index ? leave_backend(p, stream) : std::vector<Called>{};
    give_up_stores(p, stream);
    balancer.streams.give_back(id);
    balancer.sessions[session_id].stream = {};
    session_goes_on(p, session_id, close_client);
    if (backend != no_index) proceed(p, backend, called);
}

}  // namespace evenkeel::haproxy
