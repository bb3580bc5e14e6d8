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

#include "base/flat_map.hpp"
#include "base/pool.hpp"
#include "client/fates.hpp"
#include "client/session.hpp"
#include "client/settings.hpp"
#include "meter/latency_sketch.hpp"
#include "net/context.hpp"

namespace evenkeel {

/// What is known of one request of the level of detail `requests`, for who reckons with single ones.
struct ExchangeRecord {
    std::uint64_t number = 0;   ///< of the request in the whole world
    Instant arrived;
    Instant began{-1};          ///< a worker took it; before 0: none has
    Instant ended{-1};          ///< its answer was here; before 0: it is under way
    std::int32_t status = 0;    ///< 0: refused
    HostId answered_by;
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
    std::int64_t peak_ppm = 0;              ///< of the load curve
    std::int64_t surge_of_mean = -1;        ///< poisson arrivals: the surge for which
    Duration mean_gap;                      ///< this is the mean distance of candidates
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
    FlatMap answer_meters;                  ///< by path, status and server
    LatencyMeters latency;
    MeterId connections_meter;
    MeterId retries_meter;
    MeterId moved_meter;
    std::uint64_t budget_spent = 0;         ///< retries that the settings allow which have been made
    Way site;                               ///< at the level of detail `requests`
    bool keep_records = false;              ///< likewise: `records` gets one for each request, in the order of arrival
    std::vector<ExchangeRecord> records;
    bool keep_latencies = false;            ///< likewise: `latencies` gets the requests with a number above `latencies_from`
    std::uint64_t latencies_from = 0;
    LatencySketch latencies;
    Fates fates;                            ///< of the last requests, when somebody looks on
};

/// Makes the meters (with value 0) and schedules the first arrivals. As many client addresses are used as the settings say
/// and the network has from the first one on.
void start(Visitors& visitors, Context& context);

/// A request at the level of detail `requests` (exchange.cpp): asked, and answered.
void ask(Visitors& visitors, std::uint64_t number, std::uint32_t user, Context& context);
void take_answer(Visitors& visitors, ExchangeId exchange, Context& context);

/// EventKind::visitor_timer.
void handle(Visitors& visitors, const Event& event, Context& context);
void handle(Visitors& visitors, const Notice& notice, Context& context);

/// Number of a request of this class in the whole world: (class << 40) | n.
std::uint64_t world_request_number(const Visitors& visitors, std::uint64_t request, const Context& context);

/// Sessions that are under way.
inline std::uint64_t active_sessions(const Visitors& visitors) { return visitors.sessions.size(); }

/// A user's session has ended, with this request as its last: the next one begins after the time to think (closed loop only).
void follow_up(Visitors& visitors, std::uint64_t session, std::uint64_t request, Instant wanted_at, Context& context);

/// The kind of request number `request`, drawn by weight: an index of the settings' paths.
std::uint32_t choose_path(const Visitors& visitors, std::uint64_t request, const Context& context);
/// Which of the class's addresses session number `session` comes from.
std::uint32_t choose_client(const Visitors& visitors, std::uint64_t session, const Context& context);
Address client_address(const Visitors& visitors, std::uint32_t client);

/// What a failed request leaves in the journal; past the journal's bound it is only counted. Status 0: there was no answer.
void record_failure(const Visitors& visitors, std::uint64_t request, std::uint32_t path, RequestOutcome outcome, HostId answered_by, std::int32_t status,
                    Context& context);

/// One answer, for truth_client_responses_total.
void count_answer(Visitors& visitors, std::uint32_t path, HostId server, std::int32_t status, Context& context);

/// The number of the class, owner of its draws.
inline std::uint32_t class_of(const Visitors& visitors, const Context& context) { return context.network.services[visitors.service.index].index; }

}  // namespace evenkeel
