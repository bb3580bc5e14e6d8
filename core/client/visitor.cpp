#include "client/visitor.hpp"

#include <algorithm>
#include <cassert>

#include "client/load.hpp"

namespace evenkeel {

namespace {

constexpr std::uint64_t most_clients = 1024;

bool is_closed_loop(const Visitors& visitors) { return visitors.settings->arrivals == ArrivalKind::closed; }

void schedule_timer(Visitors& visitors, Instant at, VisitorTimer timer, std::uint32_t subject, Context& context)
{
    context.queue.push({at, 0, EventKind::visitor_timer, static_cast<std::uint16_t>(timer), visitors.service.index, subject, 0, 0});
}

/// Candidates come at the rate of the busiest moment; arrive() keeps as many of them as the load curve says. A surge down to
/// nothing still has candidates, so that its end is noticed.
std::int64_t candidates_per_1000s(const Visitors& visitors)
{
    const std::int64_t surge = std::max<std::int64_t>(visitors.surge_percent, 1);
    const std::int64_t rate = visitors.settings->rate_per_1000s * (visitors.peak_ppm / 10'000) / 100 * surge / 100;
    return std::max<std::int64_t>(rate, 1);
}

/// The next regular candidate: the first at `begins`, the n-th after it n distances later (computed from n, so that no
/// rounding adds up) until the rate changes.
Instant next_regular(Visitors& visitors, std::int64_t rate, Instant now)
{
    if (rate != visitors.candidate_rate) {
        const bool first = visitors.candidate_rate == 0;
        visitors.candidate_rate = rate;
        visitors.rate_began = std::max(now, visitors.settings->begins);
        visitors.candidates_at_rate = first ? 0 : 1;
    }
    const auto n = static_cast<std::int64_t>(visitors.candidates_at_rate++);
    const std::int64_t rest = n % rate;
    return visitors.rate_began + 1000_s * (n / rate) + Duration{rest * 1000 / rate * ns_per_s + rest * 1000 % rate * ns_per_s / rate};
}

Instant next_poisson(Visitors& visitors, std::uint64_t n, Context& context)
{
    if (visitors.surge_of_mean != visitors.surge_percent) {
        visitors.surge_of_mean = visitors.surge_percent;
        visitors.mean_gap = {1000 * ns_per_s / candidates_per_1000s(visitors)};
    }
    const std::uint64_t bits = draw(context.seed, {Purpose::arrival_gap, class_of(visitors, context)}, n);
    return std::max(context.now, visitors.settings->begins) + exponential(bits, visitors.mean_gap);
}

void schedule_candidate(Visitors& visitors, Context& context)
{
    if (visitors.settings->rate_per_1000s <= 0 || visitors.peak_ppm <= 0) return;
    const std::uint64_t n = visitors.candidates++;
    const bool regular = visitors.settings->arrivals == ArrivalKind::regular;
    const Instant at = regular ? next_regular(visitors, candidates_per_1000s(visitors), context.now) : next_poisson(visitors, n, context);
    if (at < visitors.settings->ends) schedule_timer(visitors, at, VisitorTimer::arrival, 0, context);
}

/// True when the candidate that has just come is one of those that the load curve keeps.
bool is_kept(Visitors& visitors, Context& context)
{
    if (visitors.surge_percent <= 0) return false;
    if (visitors.settings->load.empty()) return true;
    const std::int64_t peak = visitors.peak_ppm;
    const std::int64_t now = load_ppm(visitors.settings->load, context.now);
    if (now == peak) return true;
    if (visitors.settings->arrivals == ArrivalKind::regular) {
        visitors.thinning += now;
        if (visitors.thinning < peak) return false;
        visitors.thinning -= peak;
        return true;
    }
    const std::uint64_t bits = draw(context.seed, {Purpose::workload, class_of(visitors, context)}, visitors.candidates);
    return happens(bits, now * 1'000'000 / peak);
}

bool may_begin(const Visitors& visitors, const Context& context)
{
    const bool exhausted = visitors.settings->limit > 0 && visitors.requests_begun >= static_cast<std::uint64_t>(visitors.settings->limit);
    return !exhausted && context.now < visitors.settings->ends;
}

void begin(Visitors& visitors, std::uint64_t session, std::uint32_t user, Context& context)
{
    if (context.network.detail == LevelOfDetail::requests) ask(visitors, session, user, context);
    else begin_session(visitors, session, context);
}

void arrive(Visitors& visitors, Context& context)
{
    if (!may_begin(visitors, context)) return;
    const bool kept = is_kept(visitors, context);
    schedule_candidate(visitors, context);
    if (kept) begin(visitors, ++visitors.sessions_begun, 0, context);
}

/// A user's sessions have the numbers user + 1, user + 1 + users, …: they belong to the user, not to who was faster.
void begin_next_of_user(Visitors& visitors, std::uint32_t user, Context& context)
{
    if (!may_begin(visitors, context)) return;
    const std::uint64_t before = visitors.user_sessions[user]++;
    begin(visitors, before * visitors.user_sessions.size() + user + 1, user, context);
}

void make_meters(Visitors& visitors, Context& context)
{
    const std::string& name = visitors.settings->name;
    visitors.outcome_meters.clear();
    for (std::size_t i = 0; i < static_cast<std::size_t>(RequestOutcome::count_); ++i)
        visitors.outcome_meters.push_back(meter(context.meters, TruthMetric::client_requests_total, {name, to_word(static_cast<RequestOutcome>(i))}));
    visitors.latency = latency_meters(context.meters, name);
    visitors.connections_meter = meter(context.meters, TruthMetric::client_connections_total, {name});
    visitors.moved_meter = meter(context.meters, TruthMetric::client_moved_total, {name});
    visitors.retries_meter = meter(context.meters, TruthMetric::client_request_retries_total, {name});
}

/// How many addresses a prefix has from one of them on, without the last (IPv4: broadcast).
std::uint64_t room_from(const Prefix& prefix, const Address& first)
{
    const std::int32_t host_bits = std::min(128 - prefix.length, 16);
    const std::uint64_t low = (static_cast<std::uint64_t>(first.bytes[14]) << 8 | first.bytes[15]) & ((1u << host_bits) - 1);
    const std::uint64_t size = std::uint64_t{1} << host_bits;
    return low + 1 < size ? size - 1 - low : 1;
}

void take_addresses(Visitors& visitors, const Context& context)
{
    const Network& network = context.network;
    const Host& host = network.hosts[network.services[visitors.service.index].host.index];
    auto clients = static_cast<std::uint64_t>(std::max<std::int64_t>(visitors.settings->addresses, 1));
    if (is_any(visitors.first_address) && !host.attachments.empty()) {
        const Attachment& link = network.attachments[host.attachments.front().index];
        visitors.first_address = link.address;
        clients = std::min(clients, room_from(network.lans[link.lan.index].prefix, link.address));
    }
    visitors.name_caches.resize(static_cast<std::size_t>(std::min(clients, most_clients)));
}

}  // namespace

void start(Visitors& visitors, Context& context)
{
    const VisitorSettings& settings = *visitors.settings;
    assert(!settings.paths.empty());
    visitors.peak_ppm = peak_load_ppm(settings.load);
    make_meters(visitors, context);
    take_addresses(visitors, context);
    visitors.host_text = context.network.texts.intern(settings.port == 80 ? settings.host : settings.host + ':' + std::to_string(settings.port));
    visitors.path_weights = 0;
    visitors.path_texts.clear();
    for (const PathChoice& choice : settings.paths) {
        visitors.path_texts.push_back(context.network.texts.intern(choice.path));
        visitors.path_weights += choice.weight;
    }
    assert(visitors.path_weights > 0);
    if (!is_closed_loop(visitors)) return schedule_candidate(visitors, context);
    visitors.user_sessions.resize(static_cast<std::size_t>(settings.users));
    for (std::uint32_t user = 0; user < visitors.user_sessions.size(); ++user) {
        Instant first = std::max(context.now, settings.begins);
        if (settings.users_think_first)
            first = first + sample(settings.think, context.seed, {Purpose::first_thought, class_of(visitors, context)}, user);
        schedule_timer(visitors, first, VisitorTimer::next_session, user, context);
    }
}

void handle(Visitors& visitors, const Event& event, Context& context)
{
    const auto timer = static_cast<VisitorTimer>(event.what);
    if (timer == VisitorTimer::arrival) return arrive(visitors, context);
    if (timer == VisitorTimer::next_session) return begin_next_of_user(visitors, event.subject, context);
    const SessionId id{event.subject};
    if (!visitors.sessions.holds(id, event.generation)) return;
    const Session& session = visitors.sessions[id];
    const bool current = session.attempt == event.argument;
    if (timer == VisitorTimer::next_request && session.phase == SessionPhase::thinking) next_request(visitors, id, context);
    if (timer == VisitorTimer::patience && session.request == event.argument && session.phase != SessionPhase::thinking)
        run_out_of_patience(visitors, id, context);
    if (timer == VisitorTimer::connect_timeout && current && session.phase == SessionPhase::connecting) time_out_connecting(visitors, id, context);
    if (timer == VisitorTimer::try_timeout && current && session.phase == SessionPhase::waiting) time_out_try(visitors, id, context);
    if (timer == VisitorTimer::retry && current && session.phase == SessionPhase::pausing) try_again(visitors, id, context);
}

void handle(Visitors& visitors, const Notice& notice, Context& context)
{
    const SessionId id{notice.token};
    if (id.index >= visitors.sessions.slots.size() || !visitors.sessions.slots[id.index].used) return;
    const Socket& socket = visitors.sessions[id].socket;
    if (socket.connection != notice.connection || socket.generation != notice.generation) return;  // one that we have left
    take_notice(visitors, id, notice, context);
}

std::uint64_t world_request_number(const Visitors& visitors, std::uint64_t request, const Context& context)
{
    return static_cast<std::uint64_t>(class_of(visitors, context)) << 40 | request;
}

void follow_up(Visitors& visitors, std::uint64_t session, std::uint64_t request, Instant wanted_at, Context& context)
{
    if (!is_closed_loop(visitors)) return;
    const auto user = static_cast<std::uint32_t>((session - 1) % visitors.user_sessions.size());
    const Duration think = sample(visitors.settings->think, context.seed, {Purpose::think_time, class_of(visitors, context)}, request);
    // Who fails in no time (no address, no route) and does not think would try for ever in one instant.
    const Duration pause = context.now == wanted_at ? std::max(think, 1_ms) : think;
    schedule_timer(visitors, context.now + pause, VisitorTimer::next_session, user, context);
}

}  // namespace evenkeel
