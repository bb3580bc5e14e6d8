// From what was read to what the balancer runs: references become indices, defaults are already merged.

#include <algorithm>

#include <fmt/format.h>

#include "balancer/cookie.hpp"
#include "base/text.hpp"
#include "config/haproxy/reader.hpp"
#include "config/haproxy/sentences.hpp"

namespace evenkeel::haproxy {

namespace {

std::uint32_t backend_index(const Reader& reader, std::string_view name)
{
    std::uint32_t index = 0;
    for (const Proxy& proxy : reader.proxies) {
        if (!proxy.has(is_backend) || proxy.disabled) continue;
        if (proxy.name == name) return index;
        ++index;
    }
    return no_index;
}

/// The condition for the simulator, within the budget of the whole file.
std::optional<Condition> within_budget(Reader& reader, const Proxy& proxy, const ReadCondition& read, std::size_t& budget)
{
    if (budget == 0) return std::nullopt;
    auto condition = simulated(proxy, read);
    std::size_t terms = 0;
    if (condition)
        for (const auto& all : condition->any)
            for (const Term& term : all) terms += term.any_of.size();
    if (terms < budget) {
        budget -= terms;
        return condition;
    }
    budget = 0;
    reader.cross_error(sentence::limit_conditions, {{"most", std::to_string(most_condition_terms)}});
    return std::nullopt;
}

std::uint32_t table_index(const Reader& reader, std::string_view name)
{
    const std::vector<StickTableSettings>& tables = reader.settings.tables;
    const auto found = std::find_if(tables.begin(), tables.end(), [&](const StickTableSettings& table) { return table.name == name; });
    return found == tables.end() ? no_index : static_cast<std::uint32_t>(found - tables.begin());
}

std::vector<HttpRule> build_rules(Reader& reader, const Proxy& proxy, const RuleList& list, std::size_t& budget)
{
    std::vector<HttpRule> rules;
    for (std::size_t i = 0; i < list.rules.size(); ++i) {
        const auto condition = within_budget(reader, proxy, list.conditions[i], budget);
        if (!condition) continue;
        HttpRule rule = list.rules[i];
        rule.condition = *condition;
        if (rule.action == RuleAction::track) rule.table = table_index(reader, rule.name);
        const bool replies = rule.action == RuleAction::deny || rule.action == RuleAction::tarpit || rule.action == RuleAction::return_status;
        if (replies && !rule.expression.empty()) rule.page = page_of_section(reader, rule.expression, rule.status);
        if (changes_patterns(rule.action)) rule.table = patterns_named(reader, rule.name);
        if (rule.action != RuleAction::track || rule.table != no_index) rules.push_back(std::move(rule));
    }
    return rules;
}

std::vector<Condition> build_conditions(Reader& reader, const Proxy& proxy, const std::vector<ReadCondition>& read, std::size_t& budget)
{
    std::vector<Condition> conditions;
    for (const ReadCondition& each : read)
        if (const auto condition = within_budget(reader, proxy, each, budget)) conditions.push_back(*condition);
    return conditions;
}

std::shared_ptr<const StatisticsPage> build_statistics(Reader& reader, const Proxy& proxy, std::size_t& budget)
{
    if (!proxy.statistics.on) return nullptr;
    auto page = std::make_shared<StatisticsPage>(proxy.statistics.page);
    std::replace(page->scope.begin(), page->scope.end(), std::string("."), proxy.name);
    page->rules = build_rules(reader, proxy, proxy.statistics.rules, budget);
    page->admin = build_conditions(reader, proxy, proxy.statistics.admin, budget);
    return page;
}

RequestRules build_request_rules(Reader& reader, const Proxy& proxy, std::size_t& budget)
{
    RequestRules request;
    request.rules = build_rules(reader, proxy, proxy.http_request, budget);
    request.statistics = build_statistics(reader, proxy, budget);
    request.redirects = build_rules(reader, proxy, proxy.redirects, budget);
    return request;
}

std::vector<StickRule> build_stick_rules(Reader& reader, const Proxy& proxy, std::size_t& budget)
{
    std::vector<StickRule> rules;
    for (const StickDraft& draft : proxy.stick_rules) {
        if (!draft.rule) continue;
        const auto condition = within_budget(reader, proxy, draft.condition, budget);
        const std::uint32_t table = table_index(reader, draft.table);
        if (!condition || table == no_index) continue;
        rules.push_back(*draft.rule);
        rules.back().condition = *condition;
        rules.back().table = table;
    }
    return rules;
}

/// force-persist, ignore-persist and use-server.
void build_persistence(Reader& reader, const Proxy& proxy, Backend& backend, std::size_t& budget)
{
    for (const PersistDraft& draft : proxy.persist_rules)
        if (const auto condition = within_budget(reader, proxy, draft.condition, budget)) backend.persist_rules.push_back({draft.forces, *condition, {draft.line, draft.column}});
    for (const BackendReference& draft : proxy.use_server) {
        const auto named = std::find_if(proxy.servers.begin(), proxy.servers.end(), [&](const ServerDraft& server) { return server.server.name == draft.name; });
        if (named == proxy.servers.end() && !draft.dynamic) continue;
        const auto condition = within_budget(reader, proxy, draft.condition, budget);
        const std::uint32_t server = draft.dynamic ? no_index : static_cast<std::uint32_t>(named - proxy.servers.begin());
        if (condition) backend.use_server.push_back({server, draft.dynamic ? draft.format : Format{}, *condition, {draft.line, draft.column}});
    }
}

/// Who belongs to which group of a userlist.
void build_groups(Reader& reader)
{
    for (const Reader::Member& member : reader.members)
        for (UserList& list : reader.settings.user_lists)
            for (User& user : list.users)
                if (list.name == member.list && user.name == member.user) user.groups.push_back(member.group);
}

void build_tables(Reader& reader)
{
    for (const Proxy& proxy : reader.proxies)
        if (!proxy.disabled && proxy.table.present) reader.settings.tables.push_back(proxy.table.settings);
}

/// Ids as HAProxy numbers servers: given ones stay, the others take the lowest free number not below a running one.
void number_servers(std::vector<ServerDraft>& servers)
{
    std::set<std::int64_t> used;
    for (const ServerDraft& server : servers)
        if (server.forced_id != 0) used.insert(server.forced_id);
    std::int64_t next = 1;
    for (ServerDraft& server : servers) {
        if (server.forced_id == 0) {
            while (used.count(next) != 0) ++next;
            used.insert(next);
            server.server.id = static_cast<std::uint32_t>(next);
        } else {
            server.server.id = static_cast<std::uint32_t>(server.forced_id);
            server.server.id_is_given = true;
        }
        ++next;
    }
}

/// The standard formats, as HAProxy has them.
std::string log_format_of(const Proxy& proxy)
{
    constexpr std::string_view http = "%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc %ac/%fc/%bc/%sc/%rc %sq/%bq %hr %hs %{+Q}r";
    switch (proxy.log_format) {
    case LogFormat::none: return {};
    case LogFormat::http: return std::string(http);
    case LogFormat::http_clf:
        return "%{+Q}o %{-Q}ci - - [%trg] %r %ST %B \"\" \"\" %cp %ms %ft %b %s %TR %Tw %Tc %Tr %Ta %tsc %ac %fc %bc %sc %rc %sq %bq %CC %CS %hrl %hsl";
    case LogFormat::https:
        return std::string(http) + " %[fc_err]/%[ssl_fc_err,hex]/%[ssl_c_err]/%[ssl_c_ca_err]/%[ssl_fc_is_resumed] %[ssl_fc_sni]/%sslv/%sslc";
    case LogFormat::tcp: return "%ci:%cp [%t] %ft %b/%s %Tw/%Tc/%Tt %B %ts %ac/%fc/%bc/%sc/%rc %sq/%bq";
    case LogFormat::custom: return proxy.log_format_text;
    }
    return {};
}

LogSettings build_log(const Proxy& proxy)
{
    LogSettings log = proxy.log;
    log.targets = proxy.log_targets;
    log.format = log_format_of(proxy);
    log.as_soon_as_possible = proxy.options.count("logasap") != 0;
    log.skips_null = proxy.options.count("dontlognull") != 0;
    log.skips_normal = proxy.options.count("dontlog-normal") != 0;
    log.raises_errors = proxy.options.count("log-separate-errors") != 0;
    return log;
}

/// Given ids stay; the others take the lowest free number from `next` on.
std::vector<std::uint32_t> numbers_for(const std::vector<std::int64_t>& given, std::int64_t next)
{
    std::set<std::int64_t> used(given.begin(), given.end());
    std::vector<std::uint32_t> numbers;
    for (const std::int64_t each : given) {
        if (each == 0)
            while (!used.insert(next).second) ++next;
        numbers.push_back(static_cast<std::uint32_t>(each == 0 ? next++ : each));
    }
    return numbers;
}

/// What a frontend listens on.
std::vector<Bind> build_binds(const Proxy& proxy)
{
    std::vector<Bind> binds;
    std::vector<std::int64_t> given;
    for (const BindDraft& draft : proxy.binds)
        for (std::size_t i = 0; i < draft.addresses.size(); ++i) {
            if (draft.addresses[i].port == 0) continue;
            binds.push_back(draft.addresses[i]);
            binds.back().name = draft.name;
            binds.back().maxconn = draft.maxconn;
            given.push_back(i == 0 ? draft.id : 0);
        }
    const std::vector<std::uint32_t> numbers = numbers_for(given, 1);
    for (std::size_t i = 0; i < binds.size(); ++i) binds[i].id = numbers[i];
    return binds;
}

Frontend build_frontend(Reader& reader, const Proxy& proxy, std::uint32_t own_backend, std::size_t& budget)
{
    Frontend frontend;
    frontend.name = proxy.name;
    frontend.mode = proxy.mode;
    frontend.binds = build_binds(proxy);
    frontend.timeouts = proxy.timeouts;
    frontend.maxconn = proxy.maxconn;
    frontend.forwardfor = proxy.forwardfor;
    frontend.originalto = proxy.originalto;
    frontend.http_server_close = proxy.http_mode == HttpMode::server_close;
    frontend.httpclose = proxy.http_mode == HttpMode::close;
    frontend.connection_rules = build_rules(reader, proxy, proxy.connection_rules, budget);
    frontend.session_rules = build_rules(reader, proxy, proxy.session_rules, budget);
    frontend.content_rules = build_rules(reader, proxy, proxy.content_rules, budget);
    frontend.inspect_delay = proxy.request_inspect_delay;
    if (proxy.mode == Mode::http) {
        frontend.request = build_request_rules(reader, proxy, budget);
        frontend.response_rules = build_rules(reader, proxy, proxy.http_response, budget);
        frontend.after_response_rules = build_rules(reader, proxy, proxy.http_after_response, budget);
    }
    for (const BackendReference& reference : proxy.use_backend) {
        const auto condition = within_budget(reader, proxy, reference.condition, budget);
        const std::uint32_t backend = reference.dynamic ? no_index : backend_index(reader, reference.name);
        if (!condition || (backend == no_index && !reference.dynamic)) continue;
        frontend.use_backend.push_back({*condition, backend, reference.dynamic ? reference.format : Format{}, {reference.line, reference.column}});
    }
    frontend.error_pages = build_error_pages(reader, proxy);
    frontend.monitor_uri = proxy.monitored;
    frontend.session_rate_limit = proxy.session_rate_limit;
    frontend.monitor_fail = build_conditions(reader, proxy, proxy.monitor_conditions, budget);
    frontend.default_backend = proxy.default_backend ? backend_index(reader, proxy.default_backend->name) : own_backend;
    frontend.own_backend = own_backend;
    frontend.log = build_log(proxy);
    frontend.at = {proxy.line, proxy.name_column};
    return frontend;
}

/// `track [BACKEND/]SERVER`, which the cross checks have found.
void find_tracked(const Reader& reader, const Proxy& proxy, std::string_view track, Server& server)
{
    if (track.empty()) return;
    const std::size_t slash = track.find('/');
    const std::string_view backend = slash == std::string_view::npos ? std::string_view(proxy.name) : track.substr(0, slash);
    const std::string_view name = slash == std::string_view::npos ? track : track.substr(slash + 1);
    for (const Proxy& other : reader.proxies) {
        if (!other.has(is_backend) || other.disabled || other.name != backend) continue;
        for (std::size_t i = 0; i < other.servers.size(); ++i) {
            if (other.servers[i].server.name != name) continue;
            server.tracked_backend = backend_index(reader, backend);
            server.tracked_server = static_cast<std::uint32_t>(i);
        }
    }
}

Backend build_backend(Reader& reader, Proxy& proxy, std::size_t& budget)
{
    Backend backend;
    backend.name = proxy.name;
    backend.mode = proxy.mode;
    backend.balance = proxy.balance;
    backend.balance.hash_balance_factor = proxy.hash_balance_factor;
    if (proxy.cookie && proxy.mode == Mode::http) backend.cookie = proxy.persistence;
    backend.cookie.dynamic_key = proxy.dynamic_cookie_key;
    backend.timeouts = proxy.timeouts;
    backend.retries = proxy.retries;
    backend.redispatch = proxy.redispatch;
    backend.retry_on = proxy.retry_on;
    backend.forwardfor = proxy.forwardfor;
    backend.originalto = proxy.originalto;
    if (!proxy.balance_given) backend.dispatch = proxy.dispatch;
    backend.max_keep_alive_queue = proxy.max_keep_alive_queue;
    backend.http_server_close = proxy.http_mode == HttpMode::server_close;
    backend.httpclose = proxy.http_mode == HttpMode::close;
    backend.abortonclose = proxy.options.count("abortonclose") != 0;
    backend.allbackups = proxy.options.count("allbackups") != 0;
    backend.fullconn = proxy.fullconn;
    backend.http_reuse = proxy.http_reuse;
    backend.prefer_last_server = proxy.options.count("prefer-last-server") != 0;
    backend.inspect_delay = proxy.request_inspect_delay;
    backend.response_inspect_delay = proxy.response_inspect_delay;
    backend.answer_content_rules = build_rules(reader, proxy, proxy.answer_content_rules, budget);
    backend.log_targets = proxy.log_targets;
    backend.check = build_check(proxy);
    if (proxy.check_protocol == CheckProtocol::http) backend.check_at = proxy.checks.at;
    // The rules of a listen section run once, in its frontend.
    if (!proxy.has(is_frontend)) {
        backend.content_rules = build_rules(reader, proxy, proxy.content_rules, budget);
        if (proxy.mode == Mode::http) {
            backend.request = build_request_rules(reader, proxy, budget);
            backend.response_rules = build_rules(reader, proxy, proxy.http_response, budget);
            backend.after_response_rules = build_rules(reader, proxy, proxy.http_after_response, budget);
        }
    }
    backend.error_pages = build_error_pages(reader, proxy);
    backend.name_header = proxy.name_header;
    backend.persist = proxy.options.count("persist") != 0;
    build_persistence(reader, proxy, backend, budget);
    backend.stick_rules = build_stick_rules(reader, proxy, budget);
    number_servers(proxy.servers);
    for (const ServerDraft& draft : proxy.servers) {
        Server server = draft.server;
        server.check = draft.check;
        server.agent_check = draft.agent;
        find_tracked(reader, proxy, draft.track, server);
        for (const auto& [name, address] : reader.machine->hosts) {
            if (server.host_name.empty() || !equal_ignoring_case(name, server.host_name)) continue;
            server.address = address;
        }
        if (equal_ignoring_case(server.host_name, "localhost")) server.address = ipv4(0x7f00'0001);
        server.has_own_cookie = !server.cookie.empty();
        if (server.minconn > server.maxconn) server.maxconn = std::max(server.maxconn, server.minconn);
        backend.servers.push_back(std::move(server));
    }
    make_dynamic_cookies(backend);
    backend.at = {proxy.line, proxy.name_column};
    return backend;
}

}  // namespace

void build_settings(Reader& reader)
{
    Settings& settings = reader.settings;
    std::size_t budget = most_condition_terms;
    settings.maxconn = reader.global.maxconn;
    settings.spread_checks = std::clamp<std::int64_t>(reader.global.spread_checks, 0, 50);
    build_tables(reader);
    build_patterns(reader);
    build_groups(reader);
    std::vector<std::int64_t> given;
    for (const Proxy& proxy : reader.proxies) given.push_back(proxy.forced_id);
    const std::vector<std::uint32_t> numbers = numbers_for(given, 2);       // the process has proxies of its own
    for (std::size_t i = 0; i < reader.proxies.size(); ++i) {
        Proxy& proxy = reader.proxies[i];
        if (proxy.disabled) continue;
        if (proxy.has(is_frontend)) {
            const std::uint32_t own = proxy.has(is_backend) ? backend_index(reader, proxy.name) : no_index;
            settings.frontends.push_back(build_frontend(reader, proxy, own, budget));
            settings.frontends.back().id = numbers[i];
        }
        if (!proxy.has(is_backend)) continue;
        settings.backends.push_back(build_backend(reader, proxy, budget));
        settings.backends.back().id = numbers[i];
    }
}

}  // namespace evenkeel::haproxy
