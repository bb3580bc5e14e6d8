// What the outside hears: log records, truth metrics, counters of answers, the journal.

#include <fmt/format.h>

#include "balancer/process.hpp"

namespace evenkeel::haproxy {

namespace {

std::string_view host_name(const Process& p)
{
    const Network& network = p.context.network;
    return network.hosts[network.services[p.balancer.service.index].host.index].name;
}

std::string place_name(const Process& p)
{
    const Service& service = p.context.network.services[p.balancer.service.index];
    return fmt::format("{}/{}", host_name(p), service.name);
}

constexpr std::array<std::string_view, 5> classes{"1xx", "2xx", "3xx", "4xx", "5xx"};

std::size_t class_of(std::int32_t status) { return static_cast<std::size_t>(std::clamp(status / 100, 1, 5) - 1); }

/// hrsp_1xx … of any row of `show stat`.
template <class Counters>
void count_class(Counters& counters, std::int32_t status)
{
    constexpr std::array columns{&Counters::hrsp_1xx, &Counters::hrsp_2xx, &Counters::hrsp_3xx, &Counters::hrsp_4xx, &Counters::hrsp_5xx};
    ++(counters.*columns[class_of(status)]);
}

void count_response(Process& p, std::array<MeterId, 5>& meters, std::string_view backend, std::string_view server, std::int32_t status)
{
    MeterId& id = meters[class_of(status)];
    if (!id) id = meter(p.context.meters, TruthMetric::balancer_responses_total, {host_name(p), backend, server, classes[class_of(status)]});
    count(p.context.meters, id);
}

std::string name_of(const Process& p, const ServerPlace& place)
{
    const Backend& backend = p.settings().backends[place.backend];
    return fmt::format("{}/{}", backend.name, backend.servers[place.server.index].name);
}

/// How the backend stands after a change, behind the sentence that tells it.
std::string what_is_left(const Farm& farm, const ServerState& server, bool up, std::int64_t requeued)
{
    std::string servers = fmt::format(" {} active and {} backup servers {}.", farm.active_servers, farm.backup_servers, up ? "online" : "left");
    if (farm.active_servers == 0 && farm.backup_servers > 0) servers += " Running on backup.";
    if (up) return servers + fmt::format(" {} sessions requeued, {} total in queue.", requeued, server.queued);
    return servers + fmt::format(" {} sessions active, {} requeued, {} remaining in queue.", server.counters.scur, requeued, server.queued);
}

/// "Server app/s1", "Backup Server app/s2".
std::string log_name(const Process& p, const ServerPlace& place)
{
    const bool backup = p.balancer.farms[place.backend].servers[place.server.index].backup;
    return fmt::format("{}Server {}", backup ? "Backup " : "", name_of(p, place));
}

/// The log of a change repeats the check's reason, unless each check has its own line: option log-health-checks.
std::string reason_in_log(const Process& p, const ServerPlace& place, const CheckState& by, const std::string& left)
{
    if (p.settings().backends[place.backend].check.logs_results) return fmt::format(".{}", left);
    return fmt::format(", reason: {}.{}", reason_text(by, p.context.network.texts), left);
}

/// An answer passes the frontend, and its backend unless there is none.
void tell_passed(Process& p, std::uint32_t frontend, std::uint32_t backend, ServerId server, std::int32_t status)
{
    count_class(p.balancer.frontends[frontend], status);
    if (backend == no_index) return count_response(p, p.balancer.own_responses, "", "", status);
    Farm& farm = p.balancer.farms[backend];
    const Backend& settings = p.settings().backends[backend];
    BackendState& state = p.balancer.backends[backend];
    count_class(farm.counters, status);
    if (!server) return count_response(p, state.meters.own_responses, settings.name, "", status);
    count_response(p, state.servers[server.index].meters.responses, settings.name, settings.servers[server.index].name, status);
    if (status >= 500)
        record(p.context.journal, p.context.now, JournalKind::response_error, place_name(p),
               {{"server", name_of(p, {backend, server})}, {"status", fmt::format("{}", status)}});
}

}  // namespace

void make_meters(Process& p)
{
    Meters& meters = p.context.meters;
    const std::string host(host_name(p));
    for (std::uint32_t b = 0; b < p.balancer.backends.size(); ++b) {
        const Backend& backend = p.settings().backends[b];
        FarmMeters& mine = p.balancer.backends[b].meters;
        mine.retries = meter(meters, TruthMetric::balancer_retries_total, {host, backend.name});
        mine.redispatches = meter(meters, TruthMetric::balancer_redispatches_total, {host, backend.name});
        mine.queue_length = meter(meters, TruthMetric::balancer_queue_length, {host, backend.name});
        set(meters, mine.queue_length, 0);
        for (std::uint32_t s = 0; s < backend.servers.size(); ++s) {
            ServerMeters& server = p.balancer.backends[b].servers[s].meters;
            const std::string& name = backend.servers[s].name;
            server.first_choices = meter(meters, TruthMetric::balancer_first_choices_total, {host, backend.name, name});
            server.checks = meter(meters, TruthMetric::balancer_checks_total, {host, backend.name, name});
            server.up = meter(meters, TruthMetric::balancer_server_up, {host, backend.name, name});
            meter(meters, TruthMetric::balancer_healthy_servers_ejected_total, {host, backend.name, name});
            set(meters, server.up, may_take_traffic(p.balancer.farms[b].servers[s]) ? 1 : 0);
        }
    }
}

void tell_first_choice(Process& p, Stream& stream)
{
    if (stream.counted_first_choice || !stream.server) return;
    stream.counted_first_choice = true;
    p.farm(stream).servers[stream.server.index].last_first_choice = p.context.now;
    count(p.context.meters, p.balancer.backends[stream.backend].servers[stream.server.index].meters.first_choices);
}

void tell_response(Process& p, const Stream& stream, const Message& response, bool from_server)
{
    p.balancer.frontends[stream.frontend].bout += response.bytes;
    const std::uint32_t backend = backend_in_log(p, stream);
    if (backend != no_index) p.balancer.farms[backend].counters.bout += response.bytes;
    // Of answers in a server's place too, when it had been chosen.
    if (backend != no_index && stream.assigned && stream.server) p.balancer.farms[backend].servers[stream.server.index].counters.bout += response.bytes;
    tell_passed(p, stream.frontend, stream.backend, stream.backend != no_index && from_server ? stream.server : ServerId{}, response.status);
}

std::uint32_t backend_in_log(const Process& p, const Stream& stream) { return stream.backend != no_index ? stream.backend : p.frontend(stream).own_backend; }

void count_intercepted(Process& p, const Stream& stream)
{
    if (stream.backend == no_index || stream.backend == p.frontend(stream).own_backend) ++p.balancer.frontends[stream.frontend].intercepted;
}

void count_server_status(Process& p, std::uint32_t backend, ServerId server, std::int32_t status)
{
    if (server) count_class(p.balancer.farms[backend].servers[server.index].counters, status);
}

void tell_status(Process& p, std::uint32_t frontend, std::uint32_t backend, ServerId server, std::int32_t status)
{
    if (backend != no_index) count_server_status(p, backend, server, status);
    tell_passed(p, frontend, backend, server, status);
}

void tell_own_response(Process& p, SessionId id, std::int32_t status, Termination termination)
{
    count_class(p.balancer.frontends[p.balancer.sessions[id].frontend], status);
    count_response(p, p.balancer.own_responses, "", "", status);
    log_no_request(p, id, status, termination);
}

void tell_queue(Process& p, std::uint32_t backend)
{
    set(p.context.meters, p.balancer.backends[backend].meters.queue_length, static_cast<std::int64_t>(p.balancer.farms[backend].lines.waiting.size()));
}

void tell_end(Process& p, StreamId id, const Message& answer, Termination termination)
{
    const Stream& stream = p.balancer.streams[id];
    p.balancer.traffic.bytes_out += answer.bytes;
    if (stream.backend != no_index && p.backend(stream).mode == Mode::http) ++p.balancer.backends[stream.backend].traffic.requests;
    tell_times(p, stream);
    if (!stream.log.is_done) log_request(p, id, answer, termination);
}

void log_check(Process& p, const ServerPlace& place, const CheckState& check, std::string_view kind)
{
    if (!p.settings().backends[place.backend].check.logs_results) return;
    const bool backup = p.balancer.farms[place.backend].servers[place.server.index].backup;
    const std::string_view how = check.result == CheckResult::l7_conditional ? "conditionally succeeded" : passes(check.result) ? "succeeded" : "failed";
    log_event(p, place.backend, LogLevel::notice, fmt::format("{} check for {}server {} {}, reason: {}, status: {}.", kind, backup ? "backup " : "", name_of(p, place), how,
                                            reason_text(check, p.context.network.texts), health_text(check)));
}

void tell_check(Process& p, const ServerPlace& place, const Judgement& judgement)
{
    const CheckState& check = p.balancer.farms[place.backend].servers[place.server.index].check;
    if (judgement.reported) log_check(p, place, check, "Health");
    if (!judgement.counts_as_failure) return;
    record(p.context.journal, p.context.now, JournalKind::check_failed, place_name(p), {{"server", name_of(p, place)}, {"reason", reason_text(check, p.context.network.texts)}});
}

void tell_change(Process& p, const ServerPlace& place, const CheckState& by, bool up, std::int64_t requeued)
{
    const Farm& farm = p.balancer.farms[place.backend];
    const ServerState& server = farm.servers[place.server.index];
    const std::string left = what_is_left(farm, server, up, requeued);
    std::string reason = fmt::format("{}.{}", reason_text(by, p.context.network.texts), left);
    log_event(p, place.backend, up ? LogLevel::notice : LogLevel::alert, fmt::format("{} is {}{}", log_name(p, place), up ? "UP" : "DOWN", reason_in_log(p, place, by, left)));
    p.balancer.transitions.push_back({p.context.now, place.backend, place.server.index, up, std::move(reason)});
    set(p.context.meters, p.balancer.backends[place.backend].servers[place.server.index].meters.up, up ? 1 : 0);
    call_attention(p);
}

void tell_stopping(Process& p, const ServerPlace& place, bool stops, std::int64_t requeued)
{
    const Farm& farm = p.balancer.farms[place.backend];
    const ServerState& server = farm.servers[place.server.index];
    log_event(p, place.backend, LogLevel::notice, fmt::format("{} is {}{}", log_name(p, place), stops ? "stopping" : "UP", reason_in_log(p, place, server.check, what_is_left(farm, server, true, requeued))));
}

void tell_administrative(Process& p, const ServerPlace& place, const ServerState& before, std::int64_t requeued)
{
    const Farm& farm = p.balancer.farms[place.backend];
    const ServerState& server = farm.servers[place.server.index];
    const std::string name = log_name(p, place);
    const std::string_view now = server.state == Operational::stopped ? "DOWN" : "UP";
    const auto say = [&](std::string text, LogLevel level = LogLevel::notice) { log_event(p, place.backend, level, name + std::move(text)); };
    if (server.admin == Administrative::maintenance) {
        if (before.state == Operational::stopped) return say(" was DOWN and now enters maintenance.");
        const LogLevel level = before.admin == Administrative::drain ? LogLevel::notice : LogLevel::alert;
        return say(" is going DOWN for maintenance." + what_is_left(farm, server, false, requeued), level);
    }
    const bool drains = server.admin == Administrative::drain;
    if (before.admin == Administrative::maintenance) {
        say(fmt::format(" is {}/{} (leaving forced maintenance).", now, drains ? "DRAIN" : "READY"));
        tell_drained(p, place);
    } else if (drains) {
        say(" enters drain state." + what_is_left(farm, server, true, requeued));
    } else {
        say(fmt::format(" is {} (leaving forced drain).", now));
    }
}

void tell_by_command(Process& p, const ServerPlace& place, std::string_view by, std::int64_t requeued)
{
    const Farm& farm = p.balancer.farms[place.backend];
    const ServerState& server = farm.servers[place.server.index];
    if (server.admin == Administrative::maintenance) return;
    const bool down = server.state == Operational::stopped;
    const std::string_view now = down ? "DOWN" : server.state == Operational::stopping ? "stopping" : "UP";
    log_event(p, place.backend, down ? LogLevel::alert : LogLevel::notice, fmt::format("{} is {}, changed from {}.{}", log_name(p, place), now, by, what_is_left(farm, server, !down, requeued)));
    tell_drained(p, place);
}

void tell_drained(Process& p, const ServerPlace& place)
{
    const ServerState& server = p.balancer.farms[place.backend].servers[place.server.index];
    if (server.admin == Administrative::drain) log_event(p, place.backend, LogLevel::notice, fmt::format("{} remains in forced drain mode.", log_name(p, place)));
}

void tell_availability(Process& p, std::uint32_t backend)
{
    BackendState& state = p.balancer.backends[backend];
    const bool alone = usable_servers(p.balancer.farms[backend]) == 0;
    if (alone == state.alone) return;
    state.alone = alone;
    if (!alone) state.downtime = state.downtime + (p.context.now - state.last_change);
    state.last_change = p.context.now;
    if (alone) log_event(p, backend, LogLevel::emerg, fmt::format("backend {} has no server available!", p.settings().backends[backend].name));
    record(p.context.journal, p.context.now, alone ? JournalKind::backend_down : JournalKind::backend_up, place_name(p),
           {{"backend", p.settings().backends[backend].name}});
}

}  // namespace evenkeel::haproxy
