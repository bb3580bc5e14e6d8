#pragma once
// nginx at run time: listens, finds server and location, answers from files or by `return`, or passes on to an application.
//
// Source: nginx 1.22.1 (src/core/ngx_connection.c, src/http/ngx_http_request.c, ngx_http_upstream.c) and records of it.
// Differs: serving a file or passing on takes no time of its own, so a slow host slows only its application; a client does
// not send a second request before it has the answer to the first; log files, gzip, caches and limits are not here.

#include <cstdint>
#include <memory>
#include <vector>

#include "base/pool.hpp"
#include "net/connection.hpp"
#include "net/context.hpp"
#include "net/timers.hpp"
#include "web/settings.hpp"
#include "web/status_meters.hpp"

namespace evenkeel {

enum class NginxPhase : std::uint8_t {
    reading,            ///< the first request is awaited (client_header_timeout 60 s)
    idle,               ///< kept
    connecting,         ///< to the upstream
    waiting,            ///< for the upstream's answer
};

/// One visitor's connection, and the upstream connection of its request.
struct NginxClient {
    Socket socket;
    Socket upstream;
    NginxPhase phase{};
    std::uint32_t bind = 0;
    std::uint32_t server = 0;
    std::uint32_t location = 0;
    std::int64_t served = 0;            ///< requests on this connection
    Message request;
    Instant idle_since;
};
using NginxClientId = Id<NginxClient>;

/// One listening socket: an address and port that one or more server blocks name.
struct NginxBind {
    nginx::Listen listen;
    ListenerId listener;
};

struct Nginx {
    std::shared_ptr<const nginx::Settings> settings;
    ServiceId service;
    std::int32_t forced_status = 0;     ///< a fault of the lab: this status, to this share of the requests
    std::int64_t forced_share_ppm = 0;
    std::string forced_path;                ///< only requests for this path; empty: all
    bool draining = false;              ///< reloaded: no new connections, the present requests end
    std::int64_t workers = 1;           ///< processes; they share nothing but are modelled as one with room for all
    std::vector<NginxBind> binds;
    Pool<NginxClient> clients;
    Timers timers;                      ///< by client: what its phase waits for at most
    std::int64_t upstreams = 0;         ///< connections to upstreams
    std::uint64_t checks = 0;           ///< health checks answered
    StatusMeters statuses;
};

/// Listens on every address that a server block names. A service that starts again is another Nginx.
void start(Nginx& web, Context& context);
/// `nginx -s reload`, for the old generation: listeners and idle connections close, requests under way are finished.
void stop_accepting(Nginx& web, Context& context);
/// True when nobody is connected: then a draining generation ends.
inline bool is_idle(const Nginx& web) { return web.clients.size() == 0; }

/// EventKind::nginx_timer.
void handle(Nginx& web, const Event& event, Context& context);
void handle(Nginx& web, const Notice& notice, Context& context);

}  // namespace evenkeel
