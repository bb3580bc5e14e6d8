#pragma once
// The pieces of the running process, as its files call each other. For balancer/*.cpp only.

#include <optional>
#include <string>
#include <string_view>

#include "balancer/acl.hpp"
#include "balancer/balancer.hpp"

namespace evenkeel::haproxy {

/// One process for the length of one event.
struct Process {
    Balancer& balancer;
    Context& context;

    const Settings& settings() const { return *balancer.settings; }
    const Frontend& frontend(const Stream& stream) const { return settings().frontends[stream.frontend]; }
    const Backend& backend(const Stream& stream) const { return settings().backends[stream.backend]; }
    Farm& farm(const Stream& stream) const { return balancer.farms[stream.backend]; }
    /// Of its server; null while it has none, and where `dispatch` has sent it.
    ServerCounters* server_counters(const Stream& stream) const { return stream.server ? &farm(stream).servers[stream.server.index].counters : nullptr; }
};

/// The two letters of the log's termination state.
struct Termination {
    char cause = '-';
    char phase = '-';
};

// timers.cpp
void set_timer(Process& p, TimerKind kind, std::uint32_t index, Duration after);   ///< replaces; `unset`: clears
void clear_timer(Process& p, TimerKind kind, std::uint32_t index);
/// The world looks at transitions and at idle generations after a timer event: lets it do so now.
void call_attention(Process& p);

// balancer.cpp
/// Listens on all binds of a frontend.
void open_ports_of(Process& p, std::uint32_t frontend);

// session.cpp
void accept_waiting(Process& p, std::uint32_t frontend, std::uint32_t bind);
/// rate-limit sessions let somebody wait: whoever may now comes in.
void accept_again(Process& p, std::uint32_t frontend);
void client_sends(Process& p, SessionId session);
void client_closes(Process& p, SessionId session, bool by_reset);
void session_times_out(Process& p, SessionId session);
/// The session's stream is over: the next request is awaited, or the connection is closed.
void session_goes_on(Process& p, SessionId session, bool close_client);
void close_session(Process& p, SessionId session);

// rules.cpp
/// What a hash algorithm hashes of a stream's request.
std::optional<std::uint32_t> hash_key_of(Process& p, const Stream& stream);
/// set-var, set-var-fmt and unset-var; capture as a rule; `capture` lines, on a request that has come or an answer.
void change_variable(Process& p, const Stream& stream, const Message* response, const HttpRule& rule);
void keep_capture(Process& p, const Stream& stream, const Message* response, const HttpRule& rule);
void capture_headers(Process& p, StreamId stream, const Message* response);
/// `silent` keeps the stream out of the log, any other level lets it in again.
void set_log_level(Process& p, const Stream& stream, const HttpRule& rule);
/// set-map, del-map, add-acl, del-acl (pattern_rules.cpp).
void change_patterns(Process& p, const Stream& stream, const Message* response, const HttpRule& rule);
/// A set of patterns that is to be changed: the process's own from here on, other copies of the world keep theirs.
PatternSet& own_patterns(Process& p, std::uint32_t set);
/// Adds an entry of a set's version; what keeps it from being one, or an empty text.
std::string add_patterns(Process& p, std::uint32_t set, PatternEntry entry);
/// tcp-request connection and session: whether the connection comes in, is refused, or is left without a word.
enum class Entry : std::uint8_t { in, refused, dropped };
Entry apply_connection_rules(Process& p, SessionId session);
/// A connection as conditions and sample expressions see it, without tables.
RequestView view_of(Process& p, SessionId session);
/// One rule on requests whose condition holds: what comes next.
enum class Went : std::uint8_t { on, past_the_rules, to_the_end };
Went apply_rule(Process& p, StreamId stream, const HttpRule& rule, bool is_request);

// enter.cpp
/// One more request of a frontend, be it one or not.
void count_request(Process& p, std::uint32_t frontend);
/// Frontend rules, choice of the backend, its rules; true when a backend is chosen and the stream is to go on, false when the
/// request has been answered, or waits. What has been done before a wait is not done again.
bool apply_rules(Process& p, StreamId stream);

// statistics_page.cpp
/// True when the request asks for the statistics of a section that has them, and has been answered; `page`: null for one without.
bool answered_by_statistics(Process& p, StreamId stream, const StatisticsPage* page);
/// What a POST to the page does, by its body, and the code that the browser shows it by: DONE, ERRP, NONE, PART. (statistics_action.cpp)
std::string change_by_statistics(Process& p, std::string_view body);
/// The page itself; `title`: its heading. (statistics_html.cpp)
std::string statistics_html(std::string_view csv);

// inspect.cpp
/// tcp-request content rules: true when they have let the request or the connection through. False: they have ended it, or wait
/// for more (Phase::inspecting).
bool let_in(Process& p, StreamId stream, const std::vector<HttpRule>& rules, Duration delay);
/// Something has come, or the time is over, for a stream that waits so.
void inspect_again(Process& p, StreamId stream);
/// Its client has gone by RST ('C') or has been silent for too long ('c').
void give_up_inspecting(Process& p, StreamId stream, char cause);
/// tcp-response content rules: true when what the server sends may pass. False: they have ended the stream, or hold it back.
bool let_out(Process& p, StreamId stream, const Message* response);
/// http-response rules on a server's answer, which they may change: false when it has been refused in their place.
bool apply_response_rules(Process& p, StreamId stream, Message& response);
/// http-after-response rules on whatever the client is to get; what they add to an answer of the balancer's own counts as part of it.
void apply_after_response_rules(Process& p, const Stream& stream, Message& response, bool from_server);
bool is_met(Process& p, const Stream& stream, const Condition& condition, const Message* response = nullptr);

// persistence.cpp
void apply_persistence(Process& p, StreamId stream);
/// `capture cookie`, and the persistence cookie of the backend the stream is in, or of its own `listen` section's. Refused requests come
/// here too, for the log.
void read_cookies(Process& p, Stream& stream);
/// Persistence has found the stream's server: the algorithm is not asked.
void choose_directly(Stream& stream, ServerId server, ChosenBy by);
/// Its persistence leads also to a server that is down: force-persist, option persist.
bool leads_to_stopped(const Process& p, const Stream& stream);

// dispatch.cpp
/// A server for the stream, or a queue, or an answer that there is none.
void assign(Process& p, StreamId stream);
/// The same for a stream that has just come: persistence is asked first.
void begin_assignment(Process& p, StreamId stream);
/// Streams that need not wait any longer.
void proceed(Process& p, std::uint32_t backend, const std::vector<Called>& called);
void stream_times_out(Process& p, StreamId stream);
/// A server was asked and gave no answer that counts.
void count_bad_response(Process& p, const Stream& stream);
/// An attempt at a server failed: another one, or the end.
void connecting_failed(Process& p, StreamId stream, ConnectError error);
/// The server has got the request and failed in a way that `retry-on` may name (`is_named`): true when the request is sent
/// again, to this server or another; the connection to this one is over then.
bool request_again(Process& p, StreamId stream, bool is_named, bool keeps_link = false);
/// The second letter of a termination state.
char letter_of(Phase phase);
/// cli_abrt of the backend and of the server that was chosen.
void count_client_abort(Process& p, const Stream& stream);
/// The client went away.
void abort_stream(Process& p, StreamId stream);
/// The server was marked down ('D') or an operator has said so ('K'), and its sessions are to end.
void kill_streams(Process& p, std::uint32_t backend, ServerId server, char cause = 'D');
void kill_stream(Process& p, StreamId stream, char cause);
/// The end: answers the client (status 0: no answer), gives back the slot, lets others go on. `response` is what a server sent.
void end_stream(Process& p, StreamId stream, Termination termination, const Message& response, bool close_client = false);
/// The same for a stream whose server gave no or a broken answer.
void end_unanswered(Process& p, StreamId stream, Termination termination, const Message& response, bool close_client = false);
/// A client that was made to wait gets its refusal.
void end_tarpit(Process& p, StreamId stream);
/// An answer of the balancer's own: of an error; of deny and tarpit; of return; of auth; of redirect. Sizes as HAProxy counts them.
Message own_response(Process& p, const Stream& stream, std::int32_t status, std::string_view headers = {});
/// One with these header lines, "name: value\n" each, and this content.
Message own_answer(Process& p, const Stream& stream, std::int32_t status, std::string_view headers, std::string_view content);
/// The same answer for its client, while log and counters have another status.
Message told_as(Process& p, Message answer, std::int32_t status);
/// What the client gets of one: the first line of an error file may say another status than the log.
Message as_sent(const Process& p, const Message& response);
/// The same before there is a request.
Message own_response(Process& p, std::uint32_t frontend, std::int32_t status);
Message refusal(Process& p, const Stream& stream, const Message* response, const HttpRule& rule, std::int32_t otherwise);
Message returned_response(Process& p, const Stream& stream, const Message* response, const HttpRule& rule);
Message authentication(Process& p, const Stream& stream, const HttpRule& rule);
Message unauthorized(Process& p, const Stream& stream, std::string_view realm);
Message redirection(Process& p, const HttpRule& rule, std::string_view location);
/// Of `server … redir`.
/// What the header lines of an answer count of its bytes.
std::int64_t size_of_header_lines(const Process& p, const Message& response);
Message server_redirection(Process& p, std::string_view location);

// link.cpp
void connect_to_server(Process& p, StreamId stream);
void link_established(Process& p, LinkId link);
void link_failed(Process& p, LinkId link, ConnectError error);
void server_sends(Process& p, LinkId link);
void server_closes(Process& p, LinkId link, bool by_reset);
/// The server is done with the link's stream: its connection stays with the client, lies ready for others, or is closed.
void part(Process& p, LinkId link, bool keep);
/// Ends a connection to a server, whatever it was doing.
void drop_link(Process& p, LinkId link);
/// Closes what a client's connection has for itself.
void drop_own_links(Process& p, SessionId session);
/// A server that the client's own connections lead to: with `option prefer-last-server`, or where one has been authenticated.
ServerId preferred_server(Process& p, const Stream& stream);
Endpoint endpoint_of(const Process& p, std::uint32_t backend, ServerId server, std::uint16_t client_port);

// idle_pool.cpp
/// A connection to the stream's server that others have left and `http-reuse` lets it take; none: it has to make one.
LinkId take_idle(Process& p, const Stream& stream);
/// A request uses the connection; it no longer does.
void begin_use(Process& p, LinkId link);
void end_use(Process& p, LinkId link);
/// Lets the connection wait for other requests; false: there are enough.
bool keep_idle(Process& p, LinkId link);
void forget_idle(Process& p, LinkId link);
/// The delay is over after which half of what is too much is closed. `place`: the server's number.
void purge_idle(Process& p, std::uint32_t place);
/// Closes all that waits for requests to a server.
void drop_idle_links(Process& p, std::uint32_t backend, ServerId server);

// tunnel.cpp
void begin_tunnel(Process& p, SessionId session);
/// One side has closed: the other one is told, and may go on.
void tunnel_client_closes(Process& p, StreamId stream);
void tunnel_server_closes(Process& p, StreamId stream, bool by_reset);
void tunnel_client_times_out(Process& p, StreamId stream);
void tunnel_server_times_out(Process& p, StreamId stream);
void tunnel_established(Process& p, StreamId stream);
void tunnel_client_sends(Process& p, StreamId stream, const Message& message);
void tunnel_server_sends(Process& p, StreamId stream, const Message& message);
void end_tunnel(Process& p, StreamId stream, Termination termination);

// checks.cpp
void start_checks(Process& p);
void check_timer(Process& p, std::uint32_t place);
void check_notice(Process& p, std::uint32_t place, const Notice& notice);

/// A result of a check, or of what requests have met with: the health counter, the state, who waits.
void enter_check_result(Process& p, std::uint32_t place, CheckResult result);

// observe.cpp
/// What a request has met with at a server, for `observe`; without a server nothing is done.
enum class Met : std::uint8_t { connection, no_connection, good_answer, bad_answer };
void observe(Process& p, std::uint32_t backend, ServerId server, Met met);

// agent.cpp
void agent_timer(Process& p, std::uint32_t place);
void agent_notice(Process& p, std::uint32_t place, const Notice& notice);

// server_change.cpp
/// What a change of a server's state brings about: those that track it follow, slow start begins, streams go on.
void follow_change(Process& p, std::uint32_t backend, ServerId server, const StateChange& change);
/// Slow start goes on, or is over.
void warm_up(Process& p, std::uint32_t place);

// tell.cpp
void make_meters(Process& p);
void tell_first_choice(Process& p, Stream& stream);
void tell_response(Process& p, const Stream& stream, const Message& response, bool from_server);
/// hrsp_1xx … of a server: its answer as it came, also one that rules then refuse or change. none: nothing is counted.
void count_server_status(Process& p, std::uint32_t backend, ServerId server, std::int32_t status);
/// The same by number: an answer passes the frontend, or with `backend` also that one, or with `server` comes from there.
void tell_status(Process& p, std::uint32_t frontend, std::uint32_t backend, ServerId server, std::int32_t status);
/// Where log and bytes of a stream belong: a `listen` section is its backend also before that is chosen; none: there is no backend yet.
std::uint32_t backend_in_log(const Process& p, const Stream& stream);
/// An answer of a rule or of the statistics: the frontend counts it unless a backend that is not its own has given it.
void count_intercepted(Process& p, const Stream& stream);
/// An answer to a connection whose request never was one.
void tell_own_response(Process& p, SessionId session, std::int32_t status, Termination termination);
void tell_queue(Process& p, std::uint32_t backend);
/// `answer`: what the client got or would have got; a status of 0: nothing.
void tell_end(Process& p, StreamId stream, const Message& answer, Termination termination);
void tell_check(Process& p, const ServerPlace& place, const Judgement& judgement);
/// The line of `option log-health-checks` for a result; `kind`: Health or Agent.
void log_check(Process& p, const ServerPlace& place, const CheckState& check, std::string_view kind);
/// A check has found 404 under disable-on-404, or no longer does: for the log.
void tell_stopping(Process& p, const ServerPlace& place, bool stops, std::int64_t requeued);
/// Transition, meters, and whether the backend has lost its last server or got one again.
void tell_change(Process& p, const ServerPlace& place, const CheckState& by, bool up, std::int64_t requeued);
/// An operator has taken a server out or brought it back; `before`: what it was. For the log.
void tell_administrative(Process& p, const ServerPlace& place, const ServerState& before, std::int64_t requeued);
/// One has set a server's state: "CLI" or "Web interface".
void tell_by_command(Process& p, const ServerPlace& place, std::string_view by, std::int64_t requeued);
/// What is logged of a server that has another weight, and stays drained.
void tell_drained(Process& p, const ServerPlace& place);
void tell_availability(Process& p, std::uint32_t backend);

// show_errors.cpp
/// What has come as bytes where a message was to come.
std::string_view bytes_of(const Process& p, const Message& message);
/// Keeps a request or an answer that could not be read for `show errors`.
void capture_request(Process& p, SessionId session, const HeadReading& reading, std::string_view bytes);
void capture_answer(Process& p, const Stream& stream, const HeadReading& reading, std::string_view bytes);

// log.cpp
/// A client's connection has come, or in mode http a request: the line of a frontend without a log format.
void log_connection(Process& p, const Session& session);
/// A connection without a request has ended: 408, 400, or the client's going.
void log_no_request(Process& p, SessionId session, std::int32_t status, Termination termination);
void log_request(Process& p, StreamId stream, const Message& answer, Termination termination, bool complete = true);
/// A stream as a line of the log would have it now.
LogRecord record_of(Process& p, const Stream& stream);
void log_event(Process& p, std::uint32_t backend, LogLevel level, std::string text);
void log_frontend_event(Process& p, std::uint32_t frontend, std::string text);
/// The times of an answered request enter the means.
void tell_times(Process& p, const Stream& stream);

}  // namespace evenkeel::haproxy
