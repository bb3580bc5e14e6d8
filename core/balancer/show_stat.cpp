// `show stat`: a line for each frontend, server and backend, with all columns of HAProxy 2.6. Compared with 2.6.12's own answers
// (tests/golden/haproxy-api). Differs: columns of TLS, HTTP/1 and HTTP/2 are 0.

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "balancer/not_simulated.hpp"
#include "balancer/runtime_api.hpp"
#include "balancer/show.hpp"
#include "balancer/typed_fields.hpp"
#include "base/text.hpp"
#include "net/http_words.hpp"

namespace evenkeel::haproxy {

namespace {

/// Bits of the second argument of `show stat IID TYPE SID`.
constexpr std::int64_t type_frontend = 1;
constexpr std::int64_t type_backend = 2;
constexpr std::int64_t type_server = 4;

/// What a line says; a column that is not named is empty.
struct Row {
    std::map<std::string_view, std::string> columns;

    void set(std::string_view column, std::string_view text) { columns[column] = text; }
    void set(std::string_view column, std::int64_t number) { columns[column] = fmt::format("{}", number); }
};

std::string csv_of(const Row& row)
{
    std::string text;
    for (const FieldKind& column : stat_columns()) {
        if (const auto found = row.columns.find(column.name); found != row.columns.end()) text += found->second;
        text += ',';
    }
    return text + "\n";
}

std::string csv_header()
{
    std::string text = "# ";
    for (const FieldKind& column : stat_columns()) text.append(column.name).append(",");
    return text + "\n";
}

std::string text_of(const Row& row, const ShownObject& object, const Shown& shown)
{
    if (shown.as == ShownAs::text) return csv_of(row);
    std::vector<ShownField> fields;
    for (const FieldKind& column : stat_columns())
        if (const auto found = row.columns.find(column.name); found != row.columns.end()) fields.push_back({column.name, found->second});
    return object_text(object, fields, shown);
}

std::int64_t seconds_since(Instant then, Instant now) { return (now - then).ns / ns_per_s; }

/// Columns of protocols that are not modelled; servers have those of TLS alone.
void set_modules(Row& row, bool all)
{
    row.set("-", "-");
    bool past = false;
    for (const FieldKind& column : stat_columns()) {
        if (past && (all || column.name.starts_with("ssl_"))) row.set(column.name, 0);
        past = past || column.name == "-";
    }
}

template <class Counters>
void set_answers(Row& row, const Counters& counters)
{
    row.set("hrsp_1xx", counters.hrsp_1xx);
    row.set("hrsp_2xx", counters.hrsp_2xx);
    row.set("hrsp_3xx", counters.hrsp_3xx);
    row.set("hrsp_4xx", counters.hrsp_4xx);
    row.set("hrsp_5xx", counters.hrsp_5xx);
    row.set("hrsp_other", 0);
}

void set_names(Row& row, const ProxyRow& proxy, std::string_view name, Mode mode)
{
    row.set("pxname", proxy.name);
    row.set("svname", name);
    row.set("pid", 1);
    row.set("iid", proxy.id);
    row.set("mode", mode == Mode::http ? "http" : "tcp");
}

Row frontend_row(const Process& p, const ProxyRow& proxy)
{
    const Frontend& settings = p.settings().frontends[proxy.frontend];
    const FrontendState& state = p.balancer.frontends[proxy.frontend];
    const bool http = settings.mode == Mode::http;
    const Instant now = p.context.now;
    Row row;
    set_names(row, proxy, "FRONTEND", settings.mode);
    row.set("status", state.shut ? "STOP" : state.disabled ? "PAUSED" : p.balancer.accepting ? "OPEN" : "STOP");
    row.set("sid", 0);
    row.set("type", 0);
    row.set("scur", state.scur);
    row.set("smax", state.smax);
    row.set("slim", settings.maxconn != 0 ? settings.maxconn : maxconn_of(p));
    row.set("stot", state.stot);
    row.set("bin", state.bin);
    row.set("bout", state.bout);
    row.set("dreq", state.dreq);
    row.set("dresp", state.dresp);
    row.set("ereq", state.ereq);
    row.set("rate", rate_now(state.session_rate, now));
    row.set("rate_lim", 0);
    row.set("rate_max", state.session_rate.most);
    row.set("conn_rate", rate_now(state.connection_rate, now));
    row.set("conn_rate_max", state.connection_rate.most);
    row.set("conn_tot", state.connections);
    row.set("dcon", state.dcon);
    row.set("dses", state.dses);
    for (const std::string_view column : {"comp_in", "comp_out", "comp_byp", "comp_rsp", "eint"}) row.set(column, 0);
    row.set("wrew", 0);
    row.set("req_rate", rate_now(state.request_rate, now));
    row.set("req_rate_max", state.request_rate.most);
    row.set("req_tot", http ? state.req_tot : 0);
    if (http) {
        set_answers(row, state);
        row.set("intercepted", state.intercepted);
        row.set("cache_lookups", 0);
        row.set("cache_hits", 0);
    }
    set_modules(row, true);
    return row;
}

void set_times(Row& row, const Traffic& traffic, std::int64_t count)
{
    row.set("qtime", mean_of(traffic.queue, count));
    row.set("ctime", mean_of(traffic.connect, count));
    row.set("rtime", mean_of(traffic.response, count));
    row.set("ttime", mean_of(traffic.total, count));
    row.set("qtime_max", traffic.queue.most);
    row.set("ctime_max", traffic.connect.most);
    row.set("rtime_max", traffic.response.most);
    row.set("ttime_max", traffic.total.most);
}

void set_traffic(Row& row, const Traffic& traffic, Instant now)
{
    row.set("rate", rate_now(traffic.sessions, now));
    row.set("rate_max", traffic.sessions.most);
    row.set("connect", traffic.connections);
    row.set("reuse", traffic.reused);
    row.set("lastsess", traffic.last_session.ns < 0 ? -1 : seconds_since(traffic.last_session, now));
    row.set("wrew", 0);
    row.set("eint", 0);
}

void set_check(Row& row, const CheckState& check, const ServerState& server, const TextTable& texts)
{
    row.set("chkfail", server.counters.chkfail);
    row.set("chkdown", server.counters.chkdown);
    if (server.admin == Administrative::maintenance || server.inherited == Administrative::maintenance) return;
    row.set("check_status", (check.under_way && check.number > 1 ? "* " : "") + std::string(code_of(check.result)));
    if (has_code(check.result)) row.set("check_code", static_cast<std::uint32_t>(check.code));
    row.set("check_duration", check.duration.ns / ns_per_ms);
    row.set("check_desc", description_of(check.result));
    row.set("last_chk", std::string(texts[check.info]));
    row.set("check_rise", check.rise);
    row.set("check_fall", check.fall);
    row.set("check_health", check.health);
}

void set_agent(Row& row, const CheckState& agent, const TextTable& texts)
{
    row.set("agent_status", code_of(agent.result));
    if (has_code(agent.result)) row.set("agent_code", static_cast<std::uint32_t>(agent.code));
    row.set("last_agt", std::string(texts[agent.info]));
    row.set("agent_duration", agent.duration.ns / ns_per_ms);
    row.set("agent_desc", description_of(agent.result));
    row.set("agent_rise", agent.rise);
    row.set("agent_fall", agent.fall);
    row.set("agent_health", agent.health);
}

void set_counters(Row& row, const ServerCounters& counters)
{
    row.set("scur", counters.scur);
    row.set("smax", counters.smax);
    row.set("stot", counters.stot);
    row.set("bin", counters.bin);
    row.set("bout", counters.bout);
    row.set("dresp", counters.dresp);
    row.set("econ", counters.econ);
    row.set("eresp", counters.eresp);
    row.set("wretr", counters.wretr);
    row.set("wredis", counters.wredis);
    row.set("lbtot", counters.lbtot);
    row.set("cli_abrt", counters.cli_abrt);
    row.set("srv_abrt", counters.srv_abrt);
}

void set_state(Row& row, const Process& p, const ProxyRow& proxy, const Server& settings, std::uint32_t index)
{
    const ServerState& server = p.balancer.farms[proxy.backend].servers[index];
    row.set("status", status_column(p.balancer, proxy.backend, index));
    row.set("weight", shown_weight(p.balancer.farms[proxy.backend], server));
    row.set("uweight", server.weight_user);
    row.set("act", server.backup ? 0 : 1);
    row.set("bck", server.backup ? 1 : 0);
    row.set("lastchg", seconds_since(server.last_change, p.context.now));
    if (server.check.enabled) row.set("downtime", total_downtime(server, p.context.now).ns / ns_per_s);
    if (server.maxqueue != 0) row.set("qlimit", server.maxqueue);
    if (server.maxconn != 0) row.set("slim", server.maxconn);
    if (server.state == Operational::starting && may_take_traffic(server)) row.set("throttle", fmt::format("{}%", percent_of(server)));
    if (settings.observe != Observe::none) row.set("hanafail", server.counters.hanafail);
    if (server.check.enabled) set_check(row, server.check, server, p.context.network.texts);
    if (server.agent.enabled) set_agent(row, server.agent, p.context.network.texts);
    if (settings.tracked_backend == no_index) return;
    const Backend& tracked = p.settings().backends[settings.tracked_backend];
    row.set("tracked", fmt::format("{}/{}", tracked.name, tracked.servers[settings.tracked_server].name));
}

Row server_row(const Process& p, const ProxyRow& proxy, std::uint32_t index)
{
    const Backend& backend = p.settings().backends[proxy.backend];
    const Server& settings = backend.servers[index];
    const ServerState& server = p.balancer.farms[proxy.backend].servers[index];
    const ServerSide& side = p.balancer.backends[proxy.backend].servers[index];
    const bool http = backend.mode == Mode::http;
    Row row;
    set_names(row, proxy, settings.name, backend.mode);
    row.set("sid", settings.id);
    row.set("type", 2);
    row.set("qcur", server.queued);
    row.set("qmax", server.counters.qmax);
    set_counters(row, server.counters);
    set_state(row, p, proxy, settings, index);
    set_traffic(row, side.traffic, p.context.now);
    set_times(row, side.traffic, http ? side.traffic.requests : server.counters.lbtot);
    row.set("addr", endpoint_text(settings));
    if (http) {
        set_answers(row, server.counters);
        row.set("req_tot", side.traffic.requests);
        if (!settings.cookie.empty()) row.set("cookie", settings.cookie);
    }
    row.set("srv_icur", waiting_in(side.pool));
    row.set("idle_conn_cur", static_cast<std::int64_t>(side.pool.idle.size()));
    row.set("safe_conn_cur", static_cast<std::int64_t>(side.pool.safe.size()));
    row.set("used_conn_cur", side.pool.used);
    row.set("need_conn_est", side.pool.needed);
    set_modules(row, false);
    return row;
}

/// `hides`: servers are left out, so it says how many are up.
void set_farm(Row& row, const Process& p, const ProxyRow& proxy, bool hides)
{
    const Farm& farm = p.balancer.farms[proxy.backend];
    const BackendState& state = p.balancer.backends[proxy.backend];
    const FarmCounters& counters = farm.counters;
    const bool down = !farm.servers.empty() && usable_servers(farm) == 0;
    row.set("qcur", farm.lines.backend.length);
    row.set("qmax", counters.qmax);
    row.set("scur", counters.scur);
    row.set("smax", counters.smax);
    row.set("slim", farm.fullconn);
    row.set("stot", counters.stot);
    row.set("bin", counters.bin);
    row.set("bout", counters.bout);
    row.set("dreq", counters.dreq);
    row.set("dresp", counters.dresp);
    row.set("econ", counters.econ);
    row.set("eresp", counters.eresp);
    row.set("wretr", counters.wretr);
    row.set("wredis", counters.wredis);
    const auto up = std::count_if(farm.servers.begin(), farm.servers.end(), [](const ServerState& server) { return server.state != Operational::stopped; });
    row.set("status", fmt::format("{}{}", down ? "DOWN" : "UP", hides ? fmt::format(" ({}/{})", up, farm.servers.size()) : ""));
    row.set("weight", backend_weight(farm));
    row.set("uweight", backend_weight(farm));
    row.set("act", farm.active_servers);
    row.set("bck", farm.backup_servers);
    row.set("chkdown", counters.chkdown);
    row.set("lastchg", seconds_since(state.last_change, p.context.now));
    const Duration ongoing = state.alone ? p.context.now - state.last_change : Duration{};
    if (!farm.servers.empty()) row.set("downtime", (state.downtime + ongoing).ns / ns_per_s);
    row.set("lbtot", counters.lbtot);
    row.set("cli_abrt", counters.cli_abrt);
    row.set("srv_abrt", counters.srv_abrt);
}

Row backend_row(const Process& p, const ProxyRow& proxy, bool hides)
{
    const Backend& settings = p.settings().backends[proxy.backend];
    const Traffic& traffic = p.balancer.backends[proxy.backend].traffic;
    Row row;
    set_names(row, proxy, "BACKEND", settings.mode);
    row.set("sid", 0);
    row.set("type", 1);
    set_farm(row, p, proxy, hides);
    set_traffic(row, traffic, p.context.now);
    const bool http = settings.mode == Mode::http;
    set_times(row, traffic, http ? traffic.requests : p.balancer.farms[proxy.backend].counters.lbtot);
    row.set("algo", settings.dispatch.port != 0 ? "none" : to_word(settings.balance.algorithm));
    for (const std::string_view column : {"comp_in", "comp_out", "comp_byp", "comp_rsp", "agg_server_status", "agg_server_check_status", "agg_check_status"}) row.set(column, 0);
    if (http) {
        set_answers(row, p.balancer.farms[proxy.backend].counters);
        row.set("req_tot", traffic.requests);
        row.set("cache_lookups", 0);
        row.set("cache_hits", 0);
        if (!settings.cookie.name.empty()) row.set("cookie", settings.cookie.name);
    }
    set_modules(row, true);
    return row;
}

/// show stat [domain proxy] [IID TYPE SID] [desc|json|no-maint|typed|up]…
struct Wanted {
    std::int64_t proxy = -1;
    std::int64_t types = -1;
    std::int64_t server = -1;
    Shown shown;
    bool hides_maintenance = false;
    bool hides_down = false;
};

/// Nothing: there is no such proxy.
std::optional<Wanted> read(Words words, std::span<const ProxyRow> proxies)
{
    Wanted wanted;
    Words options = words.subspan(std::min<std::size_t>(2, words.size()));
    if (word_at(options, 0) == "domain") options = options.subspan(2);
    if (options.size() >= 3) {
        const auto named = std::find_if(proxies.begin(), proxies.end(), [&](const ProxyRow& proxy) { return proxy.name == options[0]; });
        wanted.proxy = named != proxies.end() ? named->id : parse_integer(options[0]).value_or(0);
        if (wanted.proxy == 0) return std::nullopt;
        wanted.types = parse_integer(options[1]).value_or(0);
        wanted.server = parse_integer(options[2]).value_or(0);
        options = options.subspan(3);
    }
    wanted.shown = shown_as(options);
    for (const std::string_view option : options) {
        wanted.hides_maintenance = wanted.hides_maintenance || option == "no-maint";
        wanted.hides_down = wanted.hides_down || option == "up";
    }
    return wanted;
}

bool is_hidden(const ServerState& server, const Wanted& wanted)
{
    const bool maintenance = server.admin == Administrative::maintenance || server.inherited == Administrative::maintenance;
    // One whose checks pass again, though not often enough yet, is shown.
    const bool rises = server.check.enabled && server.check.health > 0;
    if (wanted.hides_down && (maintenance || (server.state == Operational::stopped && !rises))) return true;
    return wanted.hides_maintenance && maintenance;
}

}  // namespace

std::string show_stat(Process& p, Words words)
{
    if (word_at(words, 2) == "domain" && word_at(words, 3) == "resolvers") return not_simulated_command("show stat domain resolvers") + "\n\n";
    if (word_at(words, 2) == "domain" && word_at(words, 3) != "proxy") return "Invalid statistics domain.\n\n";
    const std::vector<ProxyRow> proxies = proxies_of(p.settings());
    const auto wanted = read(words, proxies);
    if (!wanted) return "No such proxy.\n\n";
    const bool hides = wanted->hides_down || wanted->hides_maintenance;
    std::string rows;
    const auto add = [&](const std::string& row) { rows += (wanted->shown.as == ShownAs::json && !rows.empty() ? "," : "") + row; };
    for (const ProxyRow& proxy : proxies) {
        if (wanted->proxy > 0 && proxy.id != wanted->proxy) continue;
        if (proxy.frontend != no_index && (wanted->types & type_frontend) != 0) add(text_of(frontend_row(p, proxy), {'F', proxy.id, 0}, wanted->shown));
        if (proxy.backend == no_index) continue;
        const Backend& backend = p.settings().backends[proxy.backend];
        for (std::uint32_t s = 0; s < backend.servers.size() && (wanted->types & type_server) != 0; ++s)
            if ((wanted->server <= 0 || backend.servers[s].id == wanted->server) && !is_hidden(p.balancer.farms[proxy.backend].servers[s], *wanted))
                add(text_of(server_row(p, proxy, s), {'S', proxy.id, backend.servers[s].id}, wanted->shown));
        if ((wanted->types & type_backend) != 0) add(text_of(backend_row(p, proxy, hides), {'B', proxy.id, 0}, wanted->shown));
    }
    if (wanted->shown.as == ShownAs::json) return fmt::format("[{}]\n\n", rows);
    return fmt::format("{}{}\n", wanted->shown.as == ShownAs::text ? csv_header() : std::string{}, rows);
}

}  // namespace evenkeel::haproxy
