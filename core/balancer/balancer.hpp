#pragma once
// A running HAProxy 2.6 process: the way of a connection through one balancer.
//
//   accept (session.cpp) → rules and choice of a backend (rules.cpp) → server or queue, retries, end (dispatch.cpp)
//   → connection to the server, answer (link.cpp; mode tcp: tunnel.cpp). Checks run beside it (checks.cpp).
//   At the level of detail `requests` all of it is exchange.cpp.
//   What log, journal and truth metrics hear of it: tell.cpp.
//
// Source: HAProxy 2.6.12 with one thread; times, letters and counters recorded from the real program.
// Differs: a message is one unit, so `timeout client` and `timeout server` never strike in the middle of one; no pipelining;
// an idle connection to a server is closed 5 s after its last use; sessions cost no memory and no CPU.

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "balancer/check_talk.hpp"
#include "balancer/error_capture.hpp"
#include "balancer/farm.hpp"
#include "balancer/idle_pool.hpp"
#include "balancer/log.hpp"
#include "balancer/statistics_page.hpp"
#include "balancer/stream.hpp"
#include "balancer/timers.hpp"
#include "base/pool.hpp"
#include "meter/meters.hpp"
#include "net/context.hpp"

namespace evenkeel {

/// A server went DOWN or UP by its checks: collected by the world, which knows whether something was wrong with it.
struct ServerTransition {
    Instant at;
    std::uint32_t backend = 0;
    std::uint32_t server = 0;
    bool up = false;
    std::string reason;             ///< as HAProxy's log puts it, after "reason: "
};

namespace haproxy {

/// Truth metrics of one server.
struct ServerMeters {
    MeterId first_choices;
    MeterId checks;
    MeterId up;
    std::array<MeterId, 5> responses{};     ///< by class 1xx to 5xx; made when needed
};
/// Of a backend: its queue, retries, and answers of the balancer's own.
struct FarmMeters {
    MeterId retries;
    MeterId redispatches;
    MeterId queue_length;
    std::array<MeterId, 5> own_responses{};
};

/// What belongs to one server beside its state in the farm.
struct ServerSide {
    IdlePool pool;
    Socket check;                           ///< of the check under way
    CheckTalk talk;                         ///< and how far it has come
    Socket agent;                           ///< of the agent check under way
    ServerMeters meters;
    Traffic traffic;
};

/// A backend.
struct BackendState {
    std::vector<ServerSide> servers;
    FarmMeters meters;
    bool alone = false;                     ///< no server was usable when last told
    Duration downtime;                      ///< without a usable server, periods that are over
    Instant last_change;
    Traffic traffic;
};

/// A server's place in the file, and back: checks and their timers are numbered through all backends.
struct ServerPlace {
    std::uint32_t backend = 0;
    ServerId server;
};

}  // namespace haproxy

struct Balancer {
    std::shared_ptr<const haproxy::Settings> settings;
    ServiceId service;
    std::vector<haproxy::FrontendState> frontends;
    std::vector<haproxy::Farm> farms;               ///< by backend
    std::vector<haproxy::BackendState> backends;
    std::vector<haproxy::StickTable> tables;        ///< by Settings::tables
    std::vector<std::shared_ptr<const haproxy::PatternSet>> patterns;   ///< by Settings::patterns; whoever changes one changes a copy
    std::vector<haproxy::ServerPlace> places;       ///< all servers in the order of the file
    Pool<haproxy::Session> sessions;
    Pool<haproxy::Stream> streams;
    Pool<haproxy::ServerLink> links;
    std::uint64_t joined = 0;           ///< streams that have come to a server
    Timers timers;
    std::uint32_t generator = 2'463'534'242;        ///< for `balance random`: starts alike in each process of 2.6 with one thread
    bool accepting = false;                         ///< false once stopped: what is under way ends, nothing begins
    std::vector<ServerTransition> transitions;      ///< emptied by the world
    bool keep_log = false;
    std::vector<haproxy::LogRecord> log;
    std::size_t log_most = 0;                       ///< at least so many of its last lines are kept, at most twice; 0: all
    std::array<MeterId, 5> own_responses{};         ///< of the process itself, before a backend was chosen
    std::vector<std::uint32_t> first_places;        ///< by backend: the place of its first server
    std::vector<Way> ways;                          ///< by place, at the level of detail `requests`
    haproxy::ProcessTraffic traffic;
    std::vector<haproxy::Variable> variables;       ///< proc.…
    std::uint64_t sample_draws = 0;                 ///< of the fetch rand
    std::vector<haproxy::ErrorCapture> errors;      ///< at most one of each frontend and one of each backend
    std::int64_t errors_seen = 0;
};

/// The process begins: listens on all binds, schedules its checks.
void start(Balancer& balancer, Context& context);
/// Orderly end (soft-stop): ports close, idle connections too; what is under way goes on.
void stop_accepting(Balancer& balancer, Context& context);
/// Nothing is under way any more.
bool is_idle(const Balancer& balancer);

void handle(Balancer& balancer, const Event& event, Context& context);
void handle(Balancer& balancer, const Notice& notice, Context& context);
/// A request or an answer at the level of detail `requests` (exchange.cpp).
void handle(Balancer& balancer, const Parcel& parcel, Context& context);

/// The last time a server was the first choice for a request (or, in mode tcp, a connection); before 0 when it never was.
Instant last_first_choice(const Balancer& balancer, std::uint32_t backend, std::uint32_t server);
const haproxy::ServerState& server_state(const Balancer& balancer, std::uint32_t backend, std::uint32_t server);

}  // namespace evenkeel
