#pragma once
// The one value: all state of a simulated site. Copying it is a snapshot; stepping two copies is an A/B experiment.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "balancer/balancer.hpp"
#include "client/probe.hpp"
#include "client/user_agent.hpp"
#include "client/visitor.hpp"
#include "meter/journal.hpp"
#include "meter/meters.hpp"
#include "meter/series.hpp"
#include "net/network.hpp"
#include "sim/event_queue.hpp"
#include "web/application.hpp"
#include "web/manual_server.hpp"
#include "web/nginx.hpp"
#include "web/scripted_server.hpp"
#include "world/action.hpp"
#include "world/operator.hpp"

namespace evenkeel {

/// A fault of the lab, as the truth metrics tell it.
struct FaultRecord {
    std::string name;               ///< the lab's name for it, "fault-1" without one
    std::string kind;               ///< keyword of its action
    std::string host;               ///< whom it strikes, or ""
    Instant begins;
    Instant ends = never;           ///< `never` while it lasts
    EntryNumber entry = no_entry;
    MeterId last_request;           ///< last_request_to_failing_server_seconds
    MeterId active;
    MeterId noticed;
};

/// What a run may use; the first to be reached ends it (`World::reached`).
struct Bounds {
    std::uint64_t events = 2'000'000'000;
    std::uint64_t connections = 2'000'000;
    std::uint64_t pending_events = 8'000'000;
    std::uint64_t series = 20'000;
};
enum class Bound : std::uint8_t { none, events, connections, pending_events, series, texts };
std::string_view to_text(Bound bound);

struct World {
    Instant now;
    std::uint64_t seed = 0;
    EventQueue queue;
    Network network;
    std::vector<Visitors> visitors;
    std::vector<Balancer> balancers;
    std::vector<Nginx> nginxes;
    std::vector<Application> applications;
    std::vector<Probe> probes;
    std::vector<ManualServer> manual_servers;
    std::vector<UserAgent> user_agents;
    std::vector<ScriptedServer> scripted_servers;
    Meters meters;
    Journal journal;
    SeriesStore truth;                      ///< the meters, sampled each simulated second
    Duration sample_every = 1_s;            ///< 0: only by sample_now(), for who needs no history
    std::vector<SeriesId> truth_series;     ///< per meter
    std::vector<FaultRecord> faults;
    std::vector<Operated> operated;         ///< what was typed on the hosts, in order
    Bounds bounds;
    Bound reached = Bound::none;
    std::uint64_t events_handled = 0;
};

/// Lets time pass until an instant: everything due up to and including it happens. The only way time passes. Stops early,
/// with `reached` set and a journal entry, when a bound is met.
void run_until(World& world, Instant until);

/// Handles at most so many events that are due until an instant; true when there is nothing more to do. For callers that
/// must return now and then (a browser, a progress bar).
bool run_some(World& world, Instant until, std::uint64_t most_events);

/// Does something from outside, now. The only way anybody interferes.
void apply(World& world, const Action& action);

/// A fault begins: applies the action and keeps the record that truth metrics and journal need. Returns its index.
std::size_t begin_fault(World& world, std::string_view name, const Action& action);
/// It ends: applies what undoes it.
void end_fault(World& world, std::size_t fault, const Action& undo);

/// Takes a last sample of every meter, so that a query at `now` reads final values: one of this millisecond is replaced.
void sample_now(World& world);

/// The latest generation of a service by its name "host/service"; none if there is no such service.
ServiceId find_service(const World& world, std::string_view name);
std::string service_name(const World& world, ServiceId service);

/// The checksum of every field: equal for equal runs with every compiler, natively and in WebAssembly.
std::uint64_t state_hash(const World& world);

/// The references a handler gets.
Context context_of(World& world);

}  // namespace evenkeel
