#pragma once
// A backend at run time: its servers, who of them serves, the choice for each stream, slots and queues.
//
// The farm knows no connections. It says which server a stream gets or in which queue it waits, and after each change who of
// those waiting is to go on; the balancer does the rest. Source: HAProxy 2.6, reference sections 0, 1 and 10.
// Differs: of two queues' heads of one millisecond HAProxy takes the server's own; here the older one goes first always.

#include <cstdint>
#include <vector>

#include "balancer/scheduler.hpp"
#include "balancer/server.hpp"
#include "balancer/waiting_line.hpp"

namespace evenkeel::haproxy {

/// The backend's row of `show stat`.
struct FarmCounters {
    std::int64_t scur = 0;
    std::int64_t smax = 0;
    std::int64_t stot = 0;
    std::int64_t qmax = 0;
    std::int64_t econ = 0;
    std::int64_t eresp = 0;
    std::int64_t wretr = 0;
    std::int64_t wredis = 0;
    std::int64_t lbtot = 0;
    std::int64_t chkdown = 0;           ///< times the last usable server was lost
    std::int64_t dreq = 0;
    std::int64_t dresp = 0;
    std::int64_t bin = 0;
    std::int64_t bout = 0;
    std::int64_t cli_abrt = 0;
    std::int64_t srv_abrt = 0;
    std::int64_t hrsp_1xx = 0;
    std::int64_t hrsp_2xx = 0;
    std::int64_t hrsp_3xx = 0;
    std::int64_t hrsp_4xx = 0;
    std::int64_t hrsp_5xx = 0;
};

struct Farm {
    std::vector<ServerState> servers;   ///< in the order of declaration
    Scheduler scheduler;
    Algorithm algorithm = Algorithm::roundrobin;
    bool all_backups = false;           ///< option allbackups
    bool redispatch = false;            ///< who waits for a server that goes down is balanced again: option redispatch, without option persist
    std::int64_t weight_divisor = 1;    ///< of static weights: their greatest common divisor
    std::int64_t active_weight = 0;     ///< effective weights of the usable servers, by group
    std::int64_t backup_weight = 0;
    std::int64_t active_servers = 0;    ///< usable ones: HAProxy's srv_act and srv_bck
    std::int64_t backup_servers = 0;
    ServerId first_backup;              ///< first usable backup server, without option allbackups
    std::int64_t streams = 0;           ///< in this backend, queued ones included: beconn
    std::int64_t served = 0;            ///< holding a slot
    std::int64_t fullconn = 0;
    WaitingLines lines;
    FarmCounters counters;
};

/// A farm with all its servers up (but those that are `disabled`). `default_fullconn` holds where the backend says none.
Farm make_farm(const Backend& backend, std::int64_t default_fullconn);

/// 10 % of the connections that the frontends leading to a backend may have, rounded up.
std::int64_t default_fullconn(const Settings& settings, std::uint32_t backend);

/// What a scheduler sees.
FarmView view_of(const Farm& farm);
/// Servers that could be given a visitor now: `nbsrv`.
std::int64_t usable_servers(const Farm& farm);
/// HAProxy looks at no request where one server is left, and takes 0 for the hash; url_param looks all the same.
bool skips_hashing(const Farm& farm);

enum class ChoiceKind : std::uint8_t {
    server,         ///< this one
    all_full,       ///< wait in the backend's queue
    nobody,         ///< no usable server: 503
};
struct Choice {
    ChoiceKind kind{};
    ServerId server;
};
/// The balance algorithm's word for one stream; `avoid` is the server that the last attempt failed on.
Choice choose(Farm& farm, const Flow& flow, ServerId avoid = {});

/// Whether a stream that was given this server must wait in its queue, or finds even that one full.
enum class Admission : std::uint8_t { slot, queue, queue_full };
Admission admission(const Farm& farm, ServerId server);

/// Takes a slot; the server may be above its limit then (persistence, dequeueing under a limit that sinks).
void take_slot(Farm& farm, ServerId server);
/// Gives it back. The caller then asks `dequeue`.
void release_slot(Farm& farm, ServerId server);

/// Joins the queue of a server, or with none the backend's.
WaitingId wait_for(Farm& farm, StreamId stream, ServerId server, bool stays = false);
/// Gives up waiting.
void stop_waiting(Farm& farm, WaitingId waiting);

/// Whether a slot of this server would be wanted at once.
inline bool somebody_waits(const Farm& farm, ServerId server) { return farm.lines.backend.length > 0 || farm.servers[server.index].queued > 0; }

/// A stream that need not wait any longer. With a server: it connects at once; the slot, if any, is taken already. Without:
/// to be balanced again.
struct Called {
    StreamId stream;
    ServerId server;
    bool has_slot = false;
    bool from_server_queue = false;
    std::int64_t place = 0;             ///< in the queue it leaves
};
/// Who may go on because a stream has left this server: the older of the heads of its own queue and the backend's, again and
/// again while there are slots. Nobody while connections (`scur`) are at the limit: there may be more of them than slots.
std::vector<Called> dequeue(Farm& farm, ServerId server);

/// What a change of state has brought about.
struct StateChange {
    bool usable_changed = false;
    bool came_up = false;               ///< it was stopped
    bool went_down = false;             ///< it was not
    std::vector<Called> called;
};
/// The server is up now: it takes waiting streams from the backend's queue up to its limit. HAProxy gives these no slot, so
/// while they last the server can have more than maxconn.
StateChange set_running(Farm& farm, ServerId server, Instant now);
/// The seconds of `slowstart` that are over: weight and limit follow; after the last one the server is simply running.
StateChange set_slow(Farm& farm, ServerId server, std::int64_t seconds, Instant now);
/// 404 under disable-on-404: running, but for persistent visitors only.
StateChange set_stopping(Farm& farm, ServerId server, Instant now);
/// The server is down: with option redispatch, who waits for it is balanced again.
StateChange set_stopped(Farm& farm, ServerId server, Instant now);
StateChange set_administrative(Farm& farm, ServerId server, Administrative admin, Instant now);
/// What a tracked server is, its tracker becomes.
StateChange set_like(Farm& farm, ServerId server, const ServerState& tracked, Instant now);
/// `set maxconn server B/S N`: minconn follows where it was the same. The caller then asks `dequeue`.
void set_limit(Farm& farm, ServerId server, std::int64_t maxconn);
/// `set server B/S weight N`, 0..256. With a static algorithm only 0 and the initial weight are accepted: false otherwise.
bool set_weight(Farm& farm, ServerId server, std::int64_t weight);

}  // namespace evenkeel::haproxy
