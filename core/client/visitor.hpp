#pragma once
// Visitors: a class of people (or scripts) who ask a site for things, in an open or a closed loop.
//
// Behaviour as recorded from browsers (`reference` of clients): a request on a kept connection that ends without an answer
// is repeated at once on a new one, for every method; the next address of a name is tried when one refuses; no status is
// ever repeated unless `retry_statuses` says so.
// Differs: one connection a session (a browser opens six); no redirects, caches, HSTS; a second address is not raced
// against a silent first one (Chromium: after 0.3 s), it is tried once the first has been given up.

#include <cstdint>
#include <memory>
#include <vector>

#include "base/pool.hpp"
#include "client/session.hpp"
#include "client/settings.hpp"
#include "net/context.hpp"

namespace evenkeel {

/// The meter of one kind of answer, found again by (path, server, status).
struct AnswerMeter {
    std::uint64_t key = 0;
    MeterId meter;
};

/// Run-time state of one class.
struct Visitors {
    std::shared_ptr<const VisitorSettings> settings;
    ServiceId service;                      ///< of kind visitor; its index numbers the class
    std::int64_t surge_percent = 100;       ///< set by the world: arrivals come at this share of their rate
    Address first_address;                  ///< of the class's clients, the others follow it; any: the address of its host's link
    EntryNumber latest_fault = no_entry;    ///< set by the world: what a failure is laid to
    Pool<Session> sessions;
    std::vector<NameCache> name_caches;     ///< one for each address of a client
    std::uint64_t candidates = 0;           ///< arrivals drawn, those that the load curve thinned out included
    std::int64_t candidate_rate = 0;        ///< regular arrivals: per 1000 s, since
    Instant rate_began;                     ///< this moment, and
    std::uint64_t candidates_at_rate = 0;   ///< how many have come since
    std::int64_t thinning = 0;              ///< regular arrivals: share of the next one that is already due, in ppm of the peak
    std::uint64_t sessions_begun = 0;       ///< open loop
    std::vector<std::uint64_t> user_sessions;   ///< closed loop: sessions each user has begun
    std::uint64_t requests_begun = 0;
    TextId host_text;
    std::vector<TextId> path_texts;
    std::int64_t path_weights = 0;
    std::vector<MeterId> outcome_meters;
    std::vector<AnswerMeter> answer_meters;
    LatencyMeters latency;
    MeterId connections_meter;
    MeterId retries_meter;
};

/// Makes the meters (with value 0) and schedules the first arrivals. As many client addresses are used as the settings say
/// and the network has from the first one on.
void start(Visitors& visitors, Context& context);

/// EventKind::visitor_timer.
void handle(Visitors& visitors, const Event& event, Context& context);
void handle(Visitors& visitors, const Notice& notice, Context& context);

/// Number of a request of this class in the whole world: (class << 40) | n.
std::uint64_t world_request_number(const Visitors& visitors, std::uint64_t request, const Context& context);

/// Sessions that are under way.
inline std::uint64_t active_sessions(const Visitors& visitors) { return visitors.sessions.size(); }

/// A session of this user has ended: the next one begins after the time to think (closed loop only).
void follow_up(Visitors& visitors, const Session& ended, Context& context);

/// The number of the class, owner of its draws.
inline std::uint32_t class_of(const Visitors& visitors, const Context& context) { return context.network.services[visitors.service.index].index; }

}  // namespace evenkeel
