// What the runtime API shows beside `show stat`. Compared with 2.6.12's own answers (tests/golden/haproxy-api).
// Differs: figures of the machine (memory, tasks, file descriptors) are 0; `show sess` says less of a session.

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "balancer/show.hpp"
#include "balancer/typed_fields.hpp"

namespace evenkeel::haproxy {

namespace {

constexpr std::string_view state_header =
    "# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight srv_time_since_last_change srv_check_status "
    "srv_check_result srv_check_health srv_check_state srv_agent_state bk_f_forced_id srv_f_forced_id srv_fqdn srv_port srvrecord srv_use_ssl "
    "srv_check_port srv_check_addr srv_agent_addr srv_agent_port";
constexpr std::string_view connections_header =
    "# bkname/svname bkid/svid addr port - purge_delay used_cur used_max need_est unsafe_nb safe_nb idle_lim idle_cur idle_per_thr[1]";
constexpr std::int64_t purge_delay_ms = 5000;

/// HAProxy's own numbers of its enumerations, as the state file has them.
std::int64_t number_of(CheckResult result)
{
    constexpr std::array<std::int64_t, 15> numbers{0, 1, 5, 6, 7, 8, 9, 10, 11, 15, 16, 12, 4, 13, 17};
    return numbers[static_cast<std::size_t>(result)];
}
constexpr std::int64_t initializing = 1;

std::int64_t outcome_of(const CheckState& check)
{
    if (!check.enabled || check.result == CheckResult::unknown || check.result == CheckResult::initializing) return 0;
    if (check.result == CheckResult::l7_conditional) return 4;
    return passes(check.result) ? 3 : 2;
}

std::int64_t administrative_bits(const Server& settings, const ServerState& server)
{
    std::int64_t bits = 0;
    if (server.admin == Administrative::maintenance) bits |= 1;
    if (settings.disabled) bits |= 4;       // for good: `ready` does not take it back
    if (server.admin == Administrative::drain) bits |= 8;
    if (server.inherited == Administrative::maintenance) bits |= 2;
    if (server.inherited == Administrative::drain) bits |= 16;
    return bits;
}

std::int64_t check_bits(bool configured, const CheckState& check, bool paused)
{
    return (check.under_way ? 1 : 0) | (configured ? 2 : 0) | (check.enabled ? 4 : 0) | (paused ? 8 : 0);
}

std::string state_line(const Process& p, const ProxyRow& proxy, std::uint32_t index)
{
    const Server& settings = p.settings().backends[proxy.backend].servers[index];
    const ServerState& server = p.balancer.farms[proxy.backend].servers[index];
    // A pause that the file began, of a check that there is not, ends with nothing.
    const bool away = server.admin == Administrative::maintenance || server.inherited == Administrative::maintenance;
    const bool paused = server.check.enabled ? away : settings.disabled;
    const std::int64_t agent = settings.agent_check ? 16 | check_bits(true, server.agent, false) : 0;
    const auto address = [](const Address& each) { return is_any(each) ? "-" : to_text(each); };
    return fmt::format("{} {} {} {} {} {} {} {} {} {} {} {} {} {} {} 0 {} {} {} - 0 {} {} {} {}\n", proxy.id, proxy.name, settings.id, settings.name,
                       to_text(settings.address), static_cast<int>(server.state), administrative_bits(settings, server), server.weight_user,
                       server.weight_initial, (p.context.now - server.last_change).ns / ns_per_s,
                       server.check.enabled ? number_of(server.check.result) : initializing, outcome_of(server.check),
                       server.check.health, check_bits(settings.check, server.check, paused), agent, settings.id_is_given ? 1 : 0, settings.host_name.empty() ? "-" : settings.host_name, settings.port,
                       settings.check_port, address(settings.check_address), address(settings.agent_address), settings.agent_port);
}

/// The backend that a command names, or all; none: there is no such backend.
template <class Line>
std::string for_servers(const Process& p, std::string_view wanted, std::string text, Line&& line)
{
    bool found = wanted.empty();
    for (const ProxyRow& proxy : proxies_of(p.settings())) {
        if (proxy.backend == no_index || (!wanted.empty() && proxy.name != wanted)) continue;
        found = true;
        for (std::uint32_t s = 0; s < p.settings().backends[proxy.backend].servers.size(); ++s) text += line(proxy, s);
    }
    return found ? text + "\n" : "Can't find backend.\n\n";
}

std::string session_line(const Process& p, const Session& session, std::uint32_t number)
{
    const std::string_view frontend = p.settings().frontends[session.frontend].name;
    std::string_view backend = "<NONE>";
    std::string_view server = "<none>";
    if (session.stream) {
        const Stream& stream = p.balancer.streams[session.stream];
        if (stream.backend != no_index) backend = p.backend(stream).name;
        if (stream.backend != no_index && stream.server) server = p.backend(stream).servers[stream.server.index].name;
    }
    return fmt::format("0x{:012x}: proto={} src={}:{} fe={} be={} srv={} age={}s\n", number + 1, is_ipv4(session.source.address) ? "tcpv4" : "tcpv6",
                       to_text(session.source.address), session.source.port, frontend, backend, server,
                       (p.context.now - session.accepted).ns / ns_per_s);
}

/// What has no value of its own is 0.
struct Value : ShownField {
    Value(std::string_view figure, std::string text = "0") : ShownField{figure, std::move(text)} {}
};

/// Thousandths or millionths as a decimal number without zeros at its end.
std::string fraction(std::int64_t parts, std::int64_t of)
{
    std::string text = fmt::format("{}.{:0{}}", parts / of, parts % of, of == 1000 ? 3 : 6);
    text.resize(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return text;
}

/// `float`: what is measured over a second, and moments.
void set_fractions(const Process& p, std::vector<ShownField>& fields)
{
    constexpr std::int64_t microsecond = 1000;
    const ProcessTraffic& traffic = p.balancer.traffic;
    const auto rate = [&](const Rate& each) { return fraction(static_cast<std::int64_t>(event_milliseconds(each.events, rate_period, p.context.now)), 1000); };
    const std::pair<std::string_view, std::string> fractions[] = {
        {"Uptime_sec", fraction((p.context.now - traffic.started).ns / microsecond, 1'000'000)},
        {"ConnRate", rate(traffic.connections)}, {"SessRate", rate(traffic.sessions)}, {"SslRate", "0"}, {"SslFrontendKeyRate", "0"},
        {"SslFrontendSessionReuse_pct", "0"}, {"SslBackendKeyRate", "0"}, {"CompressBpsIn", "0"}, {"CompressBpsOut", "0"},
        {"Start_time_sec", fraction(traffic.started.ns / microsecond, 1'000'000)},
    };
    for (ShownField& field : fields)
        for (const auto& [name, value] : fractions)
            if (name == field.name) field.value = value, field.is_fraction = true;
}

std::vector<ShownField> figures_of(const Process& p)
{
    const ProcessTraffic& traffic = p.balancer.traffic;
    const Instant now = p.context.now;
    const std::int64_t up = (now - traffic.started).ns / ns_per_s;
    const auto number = [](auto value) { return fmt::format("{}", value); };
    const Network& network = p.context.network;
    const std::string& host = network.hosts[network.services[p.balancer.service.index].host.index].name;
    const std::string limit = number(maxconn_of(p));
    const std::string hard = traffic.most_connections != 0 ? number(traffic.most_connections) : limit;
    std::size_t listeners = 0;
    for (const FrontendState& frontend : p.balancer.frontends) listeners += frontend.listeners.size();
    const std::vector<Value> figures{
        {"Name", "HAProxy"}, {"Version", "2.6.12-1+deb12u4"}, {"Release_date", "2026/10/17"}, {"Nbthread", "1"}, {"Nbproc", "1"}, {"Process_num", "1"},
        {"Pid", "1"}, {"Uptime", fmt::format("{}d {}h{:02}m{:02}s", up / 86'400, up / 3600 % 24, up / 60 % 60, up % 60)}, {"Uptime_sec", number(up)},
        {"Memmax_MB"}, {"PoolAlloc_MB"}, {"PoolUsed_MB"}, {"PoolFailed"}, {"Ulimit-n"}, {"Maxsock"}, {"Maxconn", limit}, {"Hard_maxconn", hard},
        {"CurrConns", number(p.balancer.sessions.size())}, {"CumConns", number(traffic.all_connections)}, {"CumReq", number(traffic.all_requests)},
        {"MaxSslConns"}, {"CurrSslConns"}, {"CumSslConns"}, {"Maxpipes"}, {"PipesUsed"}, {"PipesFree"},
        {"ConnRate", number(rate_now(traffic.connections, now))}, {"ConnRateLimit", number(p.settings().connection_rate)}, {"MaxConnRate", number(traffic.connections.most)},
        {"SessRate", number(rate_now(traffic.sessions, now))}, {"SessRateLimit", number(p.settings().session_rate)}, {"MaxSessRate", number(traffic.sessions.most)}, {"SslRate"},
        {"SslRateLimit", number(p.settings().tls_rate)}, {"MaxSslRate"}, {"SslFrontendKeyRate"}, {"SslFrontendMaxKeyRate"}, {"SslFrontendSessionReuse_pct"}, {"SslBackendKeyRate"},
        {"SslBackendMaxKeyRate"}, {"SslCacheLookups"}, {"SslCacheMisses"}, {"CompressBpsIn"}, {"CompressBpsOut"}, {"CompressBpsRateLim", number(p.settings().compression_rate)}, {"Tasks"},
        {"Run_queue"}, {"Idle_pct", "100"}, {"node", host}, {"Stopping", p.balancer.accepting ? "0" : "1"}, {"Jobs", number(p.balancer.sessions.size() + listeners)},
        {"Unstoppable Jobs"}, {"Listeners", number(listeners)}, {"ActivePeers"}, {"ConnectedPeers"}, {"DroppedLogs"}, {"BusyPolling"}, {"FailedResolutions"},
        {"TotalBytesOut", number(traffic.bytes_out)}, {"TotalSplicdedBytesOut"}, {"BytesOutRate"}, {"DebugCommandsIssued"}, {"CumRecvLogs"},
        {"Build info", "2.6.12-1+deb12u4"}, {"Memmax_bytes"}, {"PoolAlloc_bytes"}, {"PoolUsed_bytes"}, {"Start_time_sec", number(traffic.started.ns / ns_per_s)},
        {"Tainted"},
    };
    return {figures.begin(), figures.end()};
}

}  // namespace

std::string show_servers_state(Process& p, Words words)
{
    return for_servers(p, word_at(words, 3), fmt::format("1\n{}\n", state_header), [&](const ProxyRow& proxy, std::uint32_t s) { return state_line(p, proxy, s); });
}

std::string show_servers_conn(Process& p, Words words)
{
    const auto line = [&](const ProxyRow& proxy, std::uint32_t s) {
        const Server& settings = p.settings().backends[proxy.backend].servers[s];
        const IdlePool& pool = p.balancer.backends[proxy.backend].servers[s].pool;
        return fmt::format("{}/{} {}/{} {} {} - {} {} {} {} {} {} -1 {} {}\n", proxy.name, settings.name, proxy.id, settings.id, to_text(settings.address),
                           settings.port, purge_delay_ms, pool.used, pool.used_most, pool.needed, pool.idle.size(), pool.safe.size(), waiting_in(pool), waiting_in(pool));
    };
    return for_servers(p, word_at(words, 3), fmt::format("{}\n", connections_header), line);
}

std::string show_backend(Process& p, Words)
{
    std::string text = "# name\n";
    for (const ProxyRow& proxy : proxies_of(p.settings()))
        if (proxy.backend != no_index) text += fmt::format("{}\n", proxy.name);
    return text + "\n";
}

std::string show_info(Process& p, Words words)
{
    const Shown shown = shown_as(words);
    std::vector<ShownField> fields = figures_of(p);
    if (shown.in_fractions) set_fractions(p, fields);
    return process_text(fields, shown) + "\n";
}

std::string show_sessions(Process& p, Words)
{
    std::string text;
    const auto& slots = p.balancer.sessions.slots;
    for (std::uint32_t i = 0; i < slots.size(); ++i)
        if (slots[i].used) text += session_line(p, slots[i].thing, i);
    return text + "\n";
}

std::vector<ProxyRow> proxies_of(const Settings& settings)
{
    struct Found {
        std::int32_t line = 0;
        ProxyRow row;
    };
    std::vector<Found> all;
    for (std::uint32_t f = 0; f < settings.frontends.size(); ++f) all.push_back({settings.frontends[f].at.line, {settings.frontends[f].name, 0, f, no_index}});
    for (std::uint32_t b = 0; b < settings.backends.size(); ++b) {
        const Backend& backend = settings.backends[b];
        const auto same = std::find_if(all.begin(), all.end(), [&](const Found& each) { return each.line != 0 && each.line == backend.at.line; });
        if (same != all.end()) same->row.backend = b;
        else all.push_back({backend.at.line, {backend.name, 0, no_index, b}});
    }
    std::stable_sort(all.begin(), all.end(), [](const Found& a, const Found& b) { return a.line < b.line; });
    std::vector<ProxyRow> rows;
    for (Found& each : all) {
        // Settings that no file has been read for have no ids.
        const std::uint32_t given = each.row.frontend != no_index ? settings.frontends[each.row.frontend].id : settings.backends[each.row.backend].id;
        each.row.id = given != 0 ? given : static_cast<std::int64_t>(rows.size()) + 2;
        rows.push_back(each.row);
    }
    return rows;
}

std::int64_t maxconn_of(const Process& p)
{
    constexpr std::int64_t usual = 262'121;     // what the real one reckons from Debian's limit of 524,288 open files
    return p.settings().maxconn != 0 ? p.settings().maxconn : usual;
}

std::string endpoint_text(const Server& server) { return fmt::format("{}:{}", to_text(server.address), server.port); }

std::int64_t shown_weight(const Farm& farm, const ServerState& server)
{
    constexpr std::int64_t scale = 16;
    return weights_are_dynamic(farm.scheduler) ? (server.weight_effective + scale - 1) / scale : server.weight_effective * farm.weight_divisor;
}

std::int64_t backend_weight(const Farm& farm)
{
    ServerState whole;
    whole.weight_effective = view_of(farm).total_weight;
    return shown_weight(farm, whole);
}

std::int64_t percent_of(const ServerState& server)
{
    return server.slowstart_s == 0 ? 100 : std::max<std::int64_t>(1, 100 * server.slow_s / server.slowstart_s);
}

}  // namespace evenkeel::haproxy
