#pragma once
// What a running HAProxy has in hand: client connections, requests under way, connections to servers.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "balancer/cookie_dates.hpp"
#include "balancer/log_level.hpp"
#include "balancer/sample.hpp"
#include "balancer/stick_table.hpp"
#include "balancer/traffic.hpp"
#include "balancer/waiting_line.hpp"
#include "net/connection.hpp"
#include "net/message.hpp"

namespace evenkeel::haproxy {

struct Session;
struct ServerLink;
using SessionId = Id<Session>;
using LinkId = Id<ServerLink>;

/// What a connection or a stream tracks under sc0, sc1 or sc2.
struct TrackedEntry {
    std::uint32_t table = no_index;     ///< no_index: nothing
    EntryId entry;
};
/// A key that is to be stored with the server once that has answered.
struct PendingStore {
    std::uint32_t table = no_index;
    std::string key;
};

/// A client's connection.
struct Session {
    Socket client;
    std::uint32_t frontend = no_index;
    std::uint32_t bind = 0;
    Endpoint source;
    std::uint16_t port = 0;             ///< the client came to
    Address destination;
    StreamId stream;                    ///< the request under way; none between requests
    std::int64_t requests = 0;          ///< begun on this connection
    std::array<TrackedEntry, tracked_slots> tracked{};
    std::vector<Variable> variables;    ///< sess.…
    bool client_closed = false;         ///< its FIN is here; an answer can still be sent
    bool client_reset = false;          ///< its RST is here
    bool silent = false;                ///< it is left without a word: silent-drop
    std::vector<LinkId> own_links;      ///< connections to servers that no other client's requests may use, the first made first
    std::string partial;                ///< bytes of a request that is not whole, or has turned out to be none
    bool keeps_server = false;          ///< an answer has begun to authenticate this connection: it stays with its server
    Instant accepted;                   ///< or, of a connection kept, the end of the request before
};

/// Where a stream stands. Transitions: inspecting → queued or connecting, or ended; queued → connecting (a slot) | ended (timeout queue, abort); connecting → answering or
/// tunnel (established) | pausing, queued, connecting (retry) | ended; pausing → connecting | queued; answering → ended.
enum class Phase : std::uint8_t {
    beginning,      ///< rules are being applied
    inspecting,     ///< mode tcp: a rule's condition waits for what the client sends
    tarpit,         ///< a rule lets the client wait before it is refused
    queued,         ///< waits for a slot, in its backend's queue or a server's
    pausing,        ///< between two attempts at a server that refused
    connecting,
    answering,      ///< the server has the request
    tunnel,         ///< mode tcp, established
};

/// Why connecting failed first: it decides the log's letter when all attempts are used up.
enum class ConnectError : std::uint8_t { none, failed, timed_out };

/// Moments of a request, for the log and `show stat`; before 0: not reached.
struct StreamTimes {
    Instant accepted;                   ///< its connection, or the end of the request before
    Instant assigned{-1};               ///< a server, and out of the queues
    Instant connected{-1};
    Instant answered{-1};
};

/// What a stream's line of the log depends on beside what has happened.
struct StreamLog {
    bool is_done = false;               ///< it has its line (option logasap), or is to have none
    bool has_level = false;             ///< set-log-level
    LogLevel level{};
};

/// Where a request stood when it left a queue, counted from 1; 0: it never waited there.
struct QueuePlaces {
    std::int64_t of_server = 0;
    std::int64_t of_backend = 0;
};

/// What a `capture` line or rule has kept; nothing where no such header came.
struct Capture {
    bool is_there = false;
    std::string text;
};

/// What the client said, before rules changed it: for the log.
struct AsReceived {
    Method method{};
    TextId path;
};

/// Who has chosen the server; statistics: the balancer itself has answered in the place of one.
enum class ChosenBy : std::uint8_t { nobody, algorithm, use_server, cookie, stick_table, statistics };

/// What persistence has seen of a request's cookie.
struct CookieSeen {
    std::array<char, 2> letters{'N', 'N'};  ///< of the log: the client's cookie, the answer's
    CookieDates dates;                      ///< of the client's cookie
    TextId captured;                        ///< `capture cookie`: the client's "name=value", as long as it may be
    TextId captured_of_server;
};

/// What force-persist and ignore-persist make of a request's persistence.
enum class Persistence : std::uint8_t { usual, forced, ignored };

/// One request (mode http) or one connection (mode tcp) on its way through a backend.
struct Stream {
    SessionId session;
    std::uint32_t frontend = no_index;
    std::uint32_t backend = no_index;
    Phase phase = Phase::beginning;
    Message request;                    ///< as it will be sent
    ServerId server;                    ///< chosen last, also while it is to be chosen anew
    bool direct = false;                ///< the server was chosen by persistence
    bool assigned = false;              ///< `server` holds; otherwise it is the one to avoid
    bool has_slot = false;
    bool counted_first_choice = false;
    LinkId link;
    WaitingId waiting;
    std::int64_t retries = 0;
    bool redispatched = false;
    bool only_connections_again = false;    ///< http-request disable-l7-retry: what the server has got is not sent again
    ConnectError connect_error = ConnectError::none;
    std::vector<Message> early;         ///< mode tcp: what the client sent before the server was there
    std::vector<Message> held;          ///< mode tcp: what the server sent before tcp-response rules were decided
    Instant inspects_until{-1};         ///< the end of an inspect-delay under way; before 0: none has begun
    bool holds_answer = false;          ///< tcp-response rules are not decided
    bool has_request = false;           ///< mode http: tcp-request rules have let it through to be read as one
    bool server_closed = false;         ///< mode tcp: the server's FIN is here, the client's is not
    Instant begun;
    std::array<TrackedEntry, tracked_slots> tracked{};
    std::vector<PendingStore> stores;
    Message refusal;                    ///< Phase::tarpit: what the client will get
    StreamTimes times;
    AsReceived received;
    QueuePlaces place_in_queue;
    bool reuses = false;                ///< has had a connection that was there: those of its further attempts count as such too
    CookieSeen cookie;
    ChosenBy chosen_by{};
    Persistence persistence{};
    std::int64_t bytes_in = 0;          ///< mode tcp
    std::int64_t bytes_out = 0;
    StreamLog log;
    std::vector<Variable> variables;    ///< txn.…, req.…, res.…
    std::vector<Capture> captures;          ///< what `capture` lines and rules of the request have kept, by number
    std::vector<Capture> response_captures;
    std::string unique_id;              ///< made when it is first asked for
};

/// A connection to a server: of a stream, or idle and to be used again.
struct ServerLink {
    Socket socket;
    std::uint32_t backend = no_index;
    ServerId server;
    StreamId stream;                    ///< none: idle
    std::uint64_t joined = 0;           ///< when the stream came, counted over all of the process
    SessionId owner;                    ///< whose requests alone may use it; none: it lies with the server when idle
    std::int64_t requests = 0;          ///< sent
    std::string partial;                ///< bytes of an answer that is not whole
    bool established = false;
    bool is_used = false;               ///< counts in its server's IdlePool::used
};

/// A frontend's counters and ports.
struct FrontendState {
    std::vector<ListenerId> listeners;  ///< per bind
    std::vector<std::int64_t> connections_by_bind;  ///< those that have come in and last
    std::int64_t scur = 0;
    std::int64_t smax = 0;
    std::int64_t stot = 0;
    std::int64_t req_tot = 0;
    std::int64_t dreq = 0;
    std::int64_t dresp = 0;
    std::int64_t dcon = 0;
    std::int64_t dses = 0;
    std::int64_t ereq = 0;
    std::int64_t bin = 0;
    std::int64_t bout = 0;
    std::int64_t hrsp_1xx = 0;
    std::int64_t hrsp_2xx = 0;
    std::int64_t hrsp_3xx = 0;
    std::int64_t hrsp_4xx = 0;
    std::int64_t hrsp_5xx = 0;
    std::int64_t intercepted = 0;       ///< answered by rules of its own
    std::int64_t connections = 0;       ///< accepted, refused ones included
    Rate session_rate;
    Rate connection_rate;
    Rate request_rate;
    std::int64_t lines = 0;             ///< of the log: %lc
    bool disabled = false;              ///< by an operator: its ports are closed
    bool shut = false;                  ///< and for good
};

}  // namespace evenkeel::haproxy
