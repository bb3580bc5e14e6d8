#pragma once
// An application server: workers that each serve one request at a time, and one queue before them.
//
// Without `keep_alive` a worker belongs to its connection from accept to close, as a pre-forking server's does: a client
// that connects and asks nothing holds it (for 30 s, gunicorn's --timeout). With `keep_alive` an idle connection waits
// apart, and its next request queues, first come first served, before the connections that the kernel still holds.
// What no worker takes waits in the kernel's accept queue of `backlog`; beyond it SYNs are dropped.
// Differs: a worker that computes is not slowed by its neighbours, however few cores the host has.

#include <cstdint>
#include <memory>
#include <vector>

#include "base/pool.hpp"
#include "base/ring.hpp"
#include "net/connection.hpp"
#include "net/context.hpp"
#include "net/timers.hpp"
#include "web/settings.hpp"
#include "web/status_meters.hpp"

namespace evenkeel {

enum class ApplicationPhase : std::uint8_t {
    reading,    ///< holds a worker, waits for a request
    working,    ///< holds a worker, computes
    idle,       ///< kept, without a worker
    queued,     ///< a request is here, without a worker
};

struct ApplicationConnection {
    Socket socket;
    ApplicationPhase phase{};
    Message request;
    Instant began;                  ///< the work
    Duration lasts;                 ///< likewise
};
using ApplicationConnectionId = Id<ApplicationConnection>;

struct QueuedConnection {
    ApplicationConnectionId id;
    std::uint32_t generation = 0;
};

/// Event::what. Limit: somebody has waited for a request too long.
enum class ApplicationTimer : std::uint16_t { done, limit, exchange_done };

struct alignas(64) Application {
    std::shared_ptr<const ApplicationSettings> settings;
    ServiceId service;
    ListenerId listener;
    std::int32_t forced_status = 0;         ///< a fault of the lab: this status, to this share of the requests
    MeterId busy_meter;
    std::int64_t forced_share_ppm = 0;
    std::string forced_path;                ///< only requests for this path; empty: all
    std::int64_t busy_workers = 0;
    Ring<ExchangeId> exchanges;             ///< that wait for a worker, at the level of detail `requests`
    StatusMeters statuses;
    Pool<ApplicationConnection> connections;
    Timers timers;                          ///< by connection: until when its next request must be here
    Ring<QueuedConnection> queue;           ///< requests on kept connections that wait for a worker
    std::uint64_t checks = 0;               ///< health checks answered
    TextId header_text;
    TextId body_text;
    Instant began;                          ///< when the process did
    std::uint64_t sessions = 0;             ///< begun by this process: it knows those with its own number, up to this one
    MeterId sessions_meter;
    MeterId lost_sessions_meter;
    MeterId orders_meter;
    MeterId duplicate_orders_meter;
};

/// Listens. A service that starts again is another Application.
void start(Application& application, Context& context);

/// EventKind::application_timer.
void handle(Application& application, const Event& event, Context& context);
void handle(Application& application, const Notice& notice, Context& context);
/// A request at the level of detail `requests` (exchange.cpp): a free worker takes it, or it waits; of those that wait there are
/// at most `backlog`, and what comes then is refused.
void handle(Application& application, const Parcel& parcel, Context& context);
/// Its work is done: EventKind::application_timer, ApplicationTimer::exchange_done.
void finish_exchange(Application& application, const Event& event, Context& context);

/// How long a worker is busy with a request, and the status it gives; both are drawn by the request's number.
struct Work {
    Duration duration;
    std::int32_t status = 0;
};
Work draw_work(const Application& application, std::uint32_t owner, std::uint64_t request, std::string_view target, const Context& context);

/// The process ends at once: the orders that were past their middle have been carried out all the same.
void abandon_work(Application& application, Context& context);

// session_memory.cpp
/// Looks for the request's session in the process's memory; the Set-Cookie line of a new one when there is none, else "".
std::string find_session(Application& application, const Message& request, Context& context);

// orders.cpp
/// An order is carried out: truth knows whether it has been before.
void carry_out(Application& application, std::uint64_t request, Context& context);

}  // namespace evenkeel
