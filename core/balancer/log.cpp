// What a line of the log is made of, at the moment it is written; its text: log_line.cpp. Nothing is kept while nobody asks.
//
// Source: HAProxy 2.6 (src/log.c, strm_log and sess_log); lines recorded from 2.6.12.

#include "balancer/format.hpp"
#include "balancer/sticking.hpp"

namespace evenkeel::haproxy {

namespace {

std::int64_t milliseconds(Instant from, Instant to) { return to.ns < 0 ? -1 : (to - from).ns / ns_per_ms; }

/// Of a request in mode tcp or one that was let wait by a rule HAProxy does not note when it was complete; of one that was
/// refused without an answer not even when it began.
LogTimes times_of(const Process& p, const Stream& stream, Termination termination, bool answered)
{
    const Instant zero = stream.times.accepted;
    const bool tcp = p.frontend(stream).mode == Mode::tcp;
    const bool waited = termination.cause == 'P' && termination.phase == 'T';
    const bool has_no_backend = termination.cause == 'S' && stream.backend == no_index;      // it is a backend that notes when a request is whole
    LogTimes times;
    times.idle = tcp ? 0 : milliseconds(zero, stream.begun);
    times.request = tcp || waited || has_no_backend ? -1 : times.idle;
    if (!tcp && !answered && termination.cause == 'P' && termination.phase == 'R' && stream.times.connected.ns < 0) times.idle = times.request = -1;
    times.close = milliseconds(zero, p.context.now);
    times.queue = waited ? times.close : milliseconds(zero, stream.times.assigned);
    times.connect = milliseconds(zero, stream.times.connected);
    times.data = milliseconds(zero, stream.times.answered);
    return times;
}

void count_connections(const Process& p, LogRecord& line)
{
    line.process_connections = static_cast<std::int64_t>(p.balancer.sessions.size());
    line.frontend_connections = p.balancer.frontends[line.frontend].scur;
}

void set_session(const Process& p, const Session& session, LogRecord& line)
{
    line.at = p.context.now;
    line.frontend = session.frontend;
    line.bind = session.bind;
    line.source = session.source;
    line.destination = local_of(p.context, session.client);
    line.accepted = session.accepted;
    count_connections(p, line);
}

/// A request that ends no longer counts in its backend; a line before the end (`option logasap`) counts it. In a `listen` section
/// both halves are one from the beginning.
void set_backend(const Process& p, const Stream& stream, LogRecord& line)
{
    line.backend = backend_in_log(p, stream);
    if (line.backend == no_index) return;
    const Farm& farm = p.balancer.farms[line.backend];
    const bool ends = line.complete || line.termination[0] != '-';
    line.backend_connections = farm.streams - (ends && stream.backend != no_index ? 1 : 0);
    const PersistenceCookie& cookie = p.settings().backends[line.backend].cookie;
    const bool passive = cookie.name.empty() || (cookie.mode == CookieMode::passive && !cookie.indirect);
    if (!passive) line.cookies = stream.cookie.letters;
    if (stream.server) line.server_connections = farm.servers[stream.server.index].counters.scur;
}

const LogSettings& log_of(const Process& p, const LogRecord& line) { return p.settings().frontends[line.frontend].log; }

/// What `option dontlog-normal` still logs, and `option log-separate-errors` as more important.
bool is_error(const LogRecord& line)
{
    const char cause = line.termination[0];
    const bool fault = cause != '-' && cause != 'L';
    return line.redispatched || fault || (cause == '-' && line.retries > 0) || line.status >= 500;
}

bool is_wanted(const std::vector<LogTarget>& targets, LogLevel level)
{
    return std::any_of(targets.begin(), targets.end(), [&](const LogTarget& target) { return takes(target, level); });
}

bool is_left_out(const LogSettings& log, const LogRecord& line)
{
    return (log.skips_null && line.bytes_in == 0) || (log.skips_normal && !is_error(line));
}

void keep(Balancer& balancer, LogRecord line)
{
    std::vector<LogRecord>& log = balancer.log;
    if (balancer.log_most != 0 && log.size() >= 2 * balancer.log_most) log.erase(log.begin(), log.end() - static_cast<std::ptrdiff_t>(balancer.log_most));
    log.push_back(std::move(line));
}

LogLevel level_of(const LogSettings& log, const LogRecord& line) { return log.raises_errors && is_error(line) ? LogLevel::err : LogLevel::info; }

void write(Process& p, LogRecord line)
{
    if (is_left_out(log_of(p, line), line)) return;
    line.number = p.balancer.frontends[line.frontend].lines++;
    keep(p.balancer, std::move(line));
}

}  // namespace

void log_connection(Process& p, const Session& session)
{
    if (!p.balancer.keep_log) return;
    const LogSettings& log = p.settings().frontends[session.frontend].log;
    if (!is_wanted(log.targets, LogLevel::info) || !log.format.empty()) return;
    LogRecord line;
    line.kind = LogKind::connection;
    set_session(p, session, line);
    keep(p.balancer, std::move(line));
}

void log_no_request(Process& p, SessionId id, std::int32_t status, Termination termination)
{
    if (!p.balancer.keep_log) return;
    const Session& session = p.balancer.sessions[id];
    LogRecord line;
    line.kind = LogKind::no_request;
    line.bad_request = true;
    line.bytes_in = static_cast<std::int64_t>(session.partial.size());
    line.status = status;
    line.termination = {termination.cause, termination.phase};
    set_session(p, session, line);
    line.times.idle = line.times.request = -1;
    line.times.close = milliseconds(session.accepted, p.context.now);
    line.level = level_of(log_of(p, line), line);
    if (!log_of(p, line).error.samples.empty()) line.samples = rendered_samples(log_of(p, line).error.samples, view_of(p, id));
    write(p, std::move(line));
}

LogRecord record_of(Process& p, const Stream& stream)
{
    const bool http = p.frontend(stream).mode == Mode::http;
    LogRecord line;
    line.complete = false;
    set_session(p, p.balancer.sessions[stream.session], line);
    line.request = stream.request.request;
    line.server = stream.server.index;
    line.retries = stream.retries;
    line.redispatched = stream.redispatched;
    line.accepted = stream.times.accepted;
    line.times = times_of(p, stream, {}, true);
    line.method = stream.received.method;
    line.path = stream.received.path;
    line.captured_cookie = stream.cookie.captured;
    line.captured_answer_cookie = stream.cookie.captured_of_server;
    line.bytes_in = http ? stream.request.bytes : stream.bytes_in;
    line.server_queue = stream.place_in_queue.of_server;
    line.backend_queue = stream.place_in_queue.of_backend;
    line.asks_statistics = stream.chosen_by == ChosenBy::statistics;
    line.captures = stream.captures;
    line.response_captures = stream.response_captures;
    set_backend(p, stream, line);
    return line;
}

void log_request(Process& p, StreamId id, const Message& answer, Termination termination, bool complete)
{
    if (!p.balancer.keep_log) return;
    const Stream& stream = p.balancer.streams[id];
    const bool http = p.frontend(stream).mode == Mode::http;
    const LogSettings& log = p.frontend(stream).log;
    LogRecord line = record_of(p, stream);
    line.complete = complete && !(http && log.as_soon_as_possible);
    line.status = answer.status;
    line.termination = {termination.cause, termination.phase};
    line.times = times_of(p, stream, termination, answer.kind == MessageKind::response || answer.status != 0);
    line.bad_request = http && !stream.has_request;
    line.bytes = http ? answer.bytes : stream.bytes_out;
    if (!log.targets.empty() && !log.unique_id.text.empty()) line.unique_id = unique_id_of(p, stream);
    if (!log.samples.empty()) {
        const StreamView view(p, stream, &answer);
        line.samples = rendered_samples(log.samples, view.request);
    }
    set_backend(p, stream, line);
    line.level = stream.log.has_level ? stream.log.level : level_of(log, line);
    write(p, std::move(line));
}

namespace {

void keep_event(Process& p, std::uint32_t frontend, std::uint32_t backend, LogLevel level, std::string text)
{
    LogRecord line;
    line.kind = LogKind::event;
    line.at = p.context.now;
    line.frontend = frontend;
    line.backend = backend;
    line.level = level;
    line.text = std::move(text);
    keep(p.balancer, std::move(line));
}

}  // namespace

void log_event(Process& p, std::uint32_t backend, LogLevel level, std::string text)
{
    if (p.balancer.keep_log && is_wanted(p.settings().backends[backend].log_targets, level)) keep_event(p, no_index, backend, level, std::move(text));
}

void log_frontend_event(Process& p, std::uint32_t frontend, std::string text)
{
    if (p.balancer.keep_log && is_wanted(p.settings().frontends[frontend].log.targets, LogLevel::warning)) keep_event(p, frontend, no_index, LogLevel::warning, std::move(text));
}

void tell_times(Process& p, const Stream& stream)
{
    if (stream.backend == no_index || stream.times.connected.ns < 0) return;
    const bool tcp = p.frontend(stream).mode == Mode::tcp;
    if (!tcp && stream.times.answered.ns < 0) return;
    const LogTimes times = times_of(p, stream, {}, true);
    const std::int64_t begun = milliseconds(stream.times.accepted, stream.begun);
    const auto add = [&](Traffic& traffic, std::int64_t count) {
        add_time(traffic.queue, count, times.queue - begun);
        add_time(traffic.connect, count, times.connect - times.queue);
        add_time(traffic.response, count, tcp ? 0 : times.data - times.connect);
        add_time(traffic.total, count, times.close);
    };
    Traffic& farm = p.balancer.backends[stream.backend].traffic;
    add(farm, tcp ? p.farm(stream).counters.lbtot : farm.requests);
    if (!stream.server) return;
    Traffic& server = p.balancer.backends[stream.backend].servers[stream.server.index].traffic;
    add(server, tcp ? p.farm(stream).servers[stream.server.index].counters.lbtot : server.requests);
}

}  // namespace evenkeel::haproxy
