// What HAProxy checks when the whole file is read and no line was refused: references, modes, timeouts, servers.

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "config/haproxy/actions.hpp"
#include "config/haproxy/reader.hpp"
#include "config/haproxy/sentences.hpp"

namespace evenkeel::haproxy {

std::vector<std::string_view> http_only_options(const Proxy& proxy);

namespace {

std::string_view mode_text(Mode mode) { return mode == Mode::http ? "http" : "tcp"; }


const Proxy* find_backend(const Reader& reader, std::string_view name)
{
    for (const Proxy& proxy : reader.proxies)
        if (proxy.name == name && proxy.has(is_backend)) return &proxy;
    return nullptr;
}
const Proxy* find_frontend(const Reader& reader, std::string_view name)
{
    for (const Proxy& proxy : reader.proxies)
        if (proxy.name == name && proxy.has(is_frontend)) return &proxy;
    return nullptr;
}

/// What TCP mode takes away, first part.
void check_no_http(Reader& reader, Proxy& proxy)
{
    if (proxy.cookie) reader.cross_warning(sentence::tcp_cookie, {{"kind", proxy.kind()}, {"name", proxy.name}});
    if (proxy.monitor_uri) reader.cross_warning(sentence::tcp_monitor_uri, {{"kind", proxy.kind()}, {"name", proxy.name}});
    const Algorithm algorithm = proxy.balance.algorithm;
    if (proxy.has(is_backend) && (algorithm == Algorithm::uri || algorithm == Algorithm::url_param || algorithm == Algorithm::hdr)) {
        reader.cross_warning(sentence::tcp_layer7_hash, {{"kind", proxy.kind()}, {"name", proxy.name}});
        proxy.balance.algorithm = Algorithm::roundrobin;
    }
    if (proxy.unique_id_format) reader.cross_warning_at(proxy.log_format_line, 0, sentence::tcp_http_log, {{"kind", proxy.kind()}, {"name", proxy.name}});
    const bool http_log = proxy.log_format == LogFormat::http || proxy.log_format == LogFormat::http_clf;
    if (http_log || proxy.log_format == LogFormat::https) {
        reader.cross_warning_at(proxy.log_format_line, 0, sentence::tcp_httplog, {{"option", http_log ? "httplog" : "httpslog"}, {"kind", proxy.kind()}, {"name", proxy.name}});
        proxy.log_format = LogFormat::tcp;
    }
}

void check_target(Reader& reader, const Proxy& proxy, const BackendReference& reference, bool is_default)
{
    const Proxy* target = find_backend(reader, reference.name);
    const std::string_view keyword = is_default ? "default_backend" : "use_backend";
    if (target == nullptr) return reader.cross_error(sentence::backend_not_found, {{"proxy", proxy.name}, {"keyword", keyword}, {"name", reference.name}});
    if (target == &proxy) return reader.cross_error(sentence::backend_loop, {{"proxy", proxy.name}, {"keyword", keyword}, {"name", reference.name}});
    if (target->mode != proxy.mode && !(proxy.mode == Mode::tcp && target->mode == Mode::http)) {
        const Sentence& which = is_default ? sentence::default_backend_mode : sentence::use_backend_mode;
        return reader.cross_error(which, {{"mode", mode_text(proxy.mode)}, {"kind", proxy.kind()}, {"name", proxy.name}, {"place", place(reader, proxy.line)},
                                          {"other_mode", mode_text(target->mode)}, {"other_kind", target->kind()}, {"other", target->name}, {"other_place", place(reader, target->line)}});
    }
    if (is_default && !proxy.servers.empty()) reader.cross_warning(sentence::default_backend_over_servers, {{"proxy", proxy.name}});
}

void check_health_rules(Reader& reader, Proxy& proxy)
{
    const std::string_view kind = proxy.kind();
    const bool is_asked_for = proxy.has(is_backend) ? proxy.check_protocol == CheckProtocol::http : proxy.check_protocol != CheckProtocol::none;
    if (proxy.http_check_rules_unused && !is_asked_for) reader.cross_warning(sentence::http_check_unused, {{"kind", kind}, {"name", proxy.name}});
    if (proxy.check_protocol == CheckProtocol::tcp_check || proxy.check_protocol == CheckProtocol::other) {
        if (proxy.checks.disable_on_404) reader.cross_warning(sentence::requires_httpchk, {{"what", "disable-on-404"}, {"kind", kind}, {"name", proxy.name}});
        if (proxy.http_check_send_state) reader.cross_warning(sentence::requires_httpchk, {{"what", "send-state"}, {"kind", kind}, {"name", proxy.name}});
    }
    if (proxy.check_protocol == CheckProtocol::external) {
        if (!reader.global.external_check) reader.cross_error(sentence::external_check_global, {{"proxy", proxy.name}});
        if (!proxy.external_check_command) reader.cross_error(sentence::external_check_command, {{"proxy", proxy.name}});
        if (!reader.global.insecure_fork) reader.cross_warning(sentence::external_check_fork, {{"proxy", proxy.name}});
    }
    if (proxy.email_alert && !(proxy.email_from && proxy.email_to && !proxy.email_mailers.empty())) reader.cross_warning(sentence::email_alert_incomplete, {{"kind", kind}, {"name", proxy.name}});
    if (proxy.external_check_command) {
        if (proxy.check_protocol != CheckProtocol::external) reader.cross_warning(sentence::requires_external_check, {{"what", "external-check command"}, {"kind", kind}, {"name", proxy.name}});
        if (!proxy.external_check_command_text.starts_with('/') && !proxy.external_check_path) reader.cross_error(sentence::external_check_slash, {{"proxy", proxy.name}});
    }
    if (proxy.external_check_path && proxy.check_protocol != CheckProtocol::external) reader.cross_warning(sentence::requires_external_check, {{"what", "external-check path"}, {"kind", kind}, {"name", proxy.name}});
}

const TableDraft* find_table(const Reader& reader, std::string_view name)
{
    for (const Proxy& proxy : reader.proxies)
        if (proxy.name == name && proxy.table.present) return &proxy.table;
    static const TableDraft of_peers{true, 0, "", "", {}};
    if (std::find(reader.tables_of_peers.begin(), reader.tables_of_peers.end(), name) != reader.tables_of_peers.end()) return &of_peers;
    return nullptr;
}

bool fits(SampleType type, const std::string& table)
{
    const SampleType wanted = table == "ip" ? SampleType::ipv4 : table == "ipv6" ? SampleType::ipv6 : table == "integer" ? SampleType::integer : table == "binary" ? SampleType::binary : SampleType::string;
    return table.empty() || can_cast(type, wanted);
}

void check_captures(Reader& reader, const Proxy& proxy)
{
    for (const auto& [keyword, id] : proxy.capture_ids) {
        const std::size_t declared = (keyword == "http-request" ? proxy.log.request_captures : proxy.log.response_captures).size();
        if (id < 0 || static_cast<std::size_t>(id) >= declared) reader.cross_error(sentence::capture_not_found, {{"proxy", proxy.name}, {"id", std::to_string(id)}, {"keyword", keyword}});
    }
}

void check_tables(Reader& reader, Proxy& proxy)
{
    for (const bool response : {false, true}) {
        for (const StickDraft& rule : proxy.stick_rules) {
            if (rule.store_response != response) continue;
            const TableDraft* table = find_table(reader, rule.table);
            if (table == nullptr) reader.cross_error(response ? sentence::store_table_not_found : sentence::stick_table_not_found, {{"proxy", proxy.name}, {"table", rule.table}});
            else if (!fits(rule.type, table->type)) reader.cross_error(sentence::table_type_mismatch, {{"proxy", proxy.name}, {"table", rule.table}});
        }
    }
    for (const bool content : {true, false})
        for (const TrackRule& rule : proxy.track_rules) {
            if (rule.content != content) continue;
            if (find_table(reader, rule.table) == nullptr)
                reader.cross_error(sentence::track_table_not_found, {{"proxy", proxy.name}, {"table", rule.table}, {"number", std::to_string(rule.number)}});
            if (!content || !proxy.has(is_frontend)) continue;
            if (rule.needs_content && !proxy.inspect_delay) reader.cross_warning(sentence::track_without_delay, {{"kind", proxy.kind()}, {"name", proxy.name}});
            if (!rule.needs_content && proxy.mode == Mode::http) reader.cross_warning(sentence::track_should_be_session, {{"kind", proxy.kind()}, {"name", proxy.name}});
        }
    if (proxy.table.peers.empty()) return;
    const auto& peers = reader.sections["peers"];
    const bool known = std::any_of(peers.begin(), peers.end(), [&](const NamedSection& s) { return s.name == proxy.table.peers; });
    if (!known) reader.cross_error(sentence::peers_not_found, {{"proxy", proxy.name}, {"name", proxy.table.peers}});
}

/// A section's own name stands in for an argument that is left out, if it is of that kind.
std::string own_problem(const Proxy& proxy, const LateArgument& late)
{
    const bool has = late.kind == "backend" ? proxy.has(is_backend) : proxy.has(is_frontend);
    return has ? "" : "proxy '" + proxy.name + "', referenced";
}

/// The words behind "unable to find" for an argument that resolves late; empty when it is there.
std::string late_problem(const Reader& reader, const Proxy& proxy, const LateArgument& late)
{
    const std::string name = late.name.empty() ? proxy.name : late.name;
    if (late.kind == "backend") return find_backend(reader, name) != nullptr ? "" : "unable to find backend '" + name + "'";
    if (late.kind == "frontend") return find_frontend(reader, name) != nullptr ? "" : "unable to find frontend '" + name + "'";
    if (late.kind == "table") return find_table(reader, name) != nullptr ? "" : "unable to find table '" + name + "'";
    if (late.kind == "regex") return "";
    if (late.kind == "user list") {
        const auto found = reader.sections.find("userlist");
        const bool known = found != reader.sections.end() && std::any_of(found->second.begin(), found->second.end(), [&](const NamedSection& s) { return s.name == late.name; });
        if (late.name.empty()) return "missing userlist name";
        return known ? "" : "unable to find userlist '" + late.name + "'";
    }
    if (late.name.empty()) return "missing server name";
    const std::size_t slash = late.name.rfind('/');
    const std::string server = slash == std::string::npos ? late.name : late.name.substr(slash + 1);
    const Proxy* owner = slash == std::string::npos ? &proxy : find_backend(reader, late.name.substr(0, slash));
    if (owner == nullptr) return "unable to find proxy '" + late.name.substr(0, slash) + "'";
    const bool known = std::any_of(owner->servers.begin(), owner->servers.end(), [&](const ServerDraft& s) { return s.server.name == server; });
    return known ? "" : "unable to find server '" + server + "' in proxy '" + owner->name + "',";
}

void check_late_arguments(Reader& reader, Proxy& proxy)
{
    struct Problem {
        const LateArgument* late;
        std::string text;
    };
    std::vector<Problem> problems;
    for (const LateArgument& late : proxy.late_arguments) {
        const bool own = late.name.empty() && (late.kind == "backend" || late.kind == "frontend");
        const Fault regex = late.kind == "regex" ? regex_fault({late.name, late.column}) : Fault{};
        const std::string problem = regex ? "error in regex '" + late.name + "'" : own ? own_problem(proxy, late) : late_problem(reader, proxy, late);
        if (problem.empty()) continue;
        const std::string converter = late.converter.empty() ? "" : "conversion keyword '" + late.converter + "' for ";
        const std::string keyword = late.context == "ACL keyword" ? "ACL keyword '" + late.keyword + "'" : "sample fetch keyword '" + late.keyword + "' " + std::string(late.context);
        const std::string in = late.context == "ACL keyword" ? " in proxy '" : " proxy '";
        const std::string link = own || regex || problem.starts_with("missing") ? " in arg " : " referenced in arg ";
        const std::string end = own ? "', has not " + late.kind + " capability." : regex ? "' : " + regex.text + "." : "'.";
        problems.push_back({&late, problem + link + std::to_string(late.position) + " of " + converter + keyword + in + proxy.name + end});
    }
    if (problems.empty()) return;
    if (problems.size() > 1) return reader.cross_error(sentence::late_arguments);
    reader.cross_error_at(problems[0].late->line, problems[0].late->column, sentence::late_argument, {{"message", problems[0].text}});
}

void check_timeouts(Reader& reader, const Proxy& proxy)
{
    const Timeouts& t = proxy.timeouts;
    const bool frontend = proxy.has(is_frontend) && t.client == unset;
    const bool server_missing = t.server == unset && (proxy.mode == Mode::http || t.tunnel == unset);
    const bool backend = proxy.has(is_backend) && !proxy.servers.empty() && (t.connect == unset || server_missing);
    if (frontend || backend) reader.cross_warning(sentence::missing_timeouts, {{"kind", proxy.kind()}, {"name", proxy.name}});
}

void check_servers(Reader& reader, Proxy& proxy)
{
    for (std::size_t i = 0; i < proxy.servers.size(); ++i) {
        const ServerDraft& server = proxy.servers[i];
        if (server.forced_id != 0) continue;
        for (std::size_t k = 0; k < i; ++k) {
            const ServerDraft& other = proxy.servers[k];
            if (other.forced_id != 0 || other.server.name != server.server.name) continue;
            reader.cross_error_at(server.line, server.server.at.column, sentence::same_server_name,
                                  {{"kind", proxy.kind()}, {"name", proxy.name}, {"server", server.server.name}, {"line", std::to_string(other.line)}});
            break;
        }
    }
    for (ServerDraft& server : proxy.servers) {
        const std::string who = "'server " + proxy.name + "/" + server.server.name + "' : ";
        if ((server.ssl || server.check_ssl || proxy.check_connects_by_tls) && !server.verify_none && !server.has_ca && !reader.global.ssl_verify_none)
            reader.cross_error_at(server.line, server.server.at.column, sentence::verify_without_ca, {{"who", who}});
        if (server.track.empty()) continue;
        const std::size_t slash = server.track.find('/');
        const std::string target_name = slash == std::string::npos ? server.track : server.track.substr(slash + 1);
        const Proxy* target_proxy = slash == std::string::npos ? &proxy : find_backend(reader, server.track.substr(0, slash));
        const auto complain = [&](const std::string& what) { reader.cross_error_at(server.line, server.track_column, sentence::track_problem, {{"who", who}, {"what", what}}); };
        if (target_proxy == nullptr) {
            complain("unable to find required proxy '" + server.track.substr(0, slash) + "' for tracking.");
            continue;
        }
        const auto target = std::find_if(target_proxy->servers.begin(), target_proxy->servers.end(), [&](const ServerDraft& s) { return s.server.name == target_name; });
        if (target == target_proxy->servers.end()) complain("unable to find required server '" + target_name + "' for tracking.");
        else if (!target->check && !target->agent && target->track.empty()) complain("unable to use " + target_proxy->name + "/" + target_name + " for tracking as it does not have any check nor agent enabled.");
    }
}

void check_logs(Reader& reader, const Proxy& proxy)
{
    if (proxy.has(is_frontend) && proxy.log_targets.empty() && proxy.log_format != LogFormat::none)
        reader.cross_warning(sentence::log_without_address, {{"kind", proxy.kind()}, {"name", proxy.name}});
}

/// What TCP mode takes away, second part.
void check_ignored_in_tcp(Reader& reader, const Proxy& proxy)
{
    const auto ignored = [&](const Sentence& which, std::string_view what) { reader.cross_warning(which, {{"what", what}, {"kind", proxy.kind()}, {"name", proxy.name}}); };
    if (proxy.statistics.on) ignored(sentence::tcp_statement_ignored, "stats");
    if (proxy.capture_cookie) ignored(sentence::tcp_statement_ignored, "capture");
    if (proxy.http_request.count > 0) ignored(sentence::tcp_rules_ignored, "http-request");
    if (proxy.http_response.count > 0) ignored(sentence::tcp_rules_ignored, "http-response");
    if (proxy.http_after_response.count > 0) ignored(sentence::tcp_rules_ignored, "http-after-response");
    if (proxy.redirects.count > 0) ignored(sentence::tcp_rules_ignored, "redirect");
    for (const std::string_view option : http_only_options(proxy)) ignored(sentence::tcp_option_ignored, option);
    for (const ServerDraft& server : proxy.servers) {
        if (server.redir) reader.cross_error(sentence::tcp_redirect_prefix, {{"kind", proxy.kind()}, {"name", proxy.name}});
        if (!server.server.cookie.empty()) reader.cross_warning(sentence::tcp_server_cookie, {{"kind", proxy.kind()}, {"name", proxy.name}, {"server", server.server.name}});
    }
}

void check_hash_expression(Reader& reader, Proxy& proxy)
{
    if (proxy.balance.algorithm != Algorithm::hash) return;
    const Words expression({{proxy.balance.argument, proxy.balance.at.column}}, proxy.balance.at.line, proxy.balance.at.column);
    std::size_t index = 0;
    Fault said;
    reader.late_context = "in server directive in";
    const auto sample = read_sample(reader, expression, index, said);
    const std::string where = place(reader, proxy.line);
    if (!sample) return reader.cross_error_at(proxy.line, 0, sentence::hash_expression, {{"kind", proxy.kind()}, {"name", proxy.name}, {"place", where}, {"expression", proxy.balance.argument}, {"why", said.text}});
    if ((sample->fetch->where & at_be_use_server) == 0)
        reader.cross_error_at(proxy.line, 0, sentence::hash_unavailable, {{"kind", proxy.kind()}, {"name", proxy.name}, {"place", where}, {"expression", proxy.balance.argument}, {"source", sources_text(sample->fetch->name)}});
    proxy.balance.sample = simulated_sample(reader, *sample).value_or(SampleExpression{});
}

void check_proxy(Reader& reader, Proxy& proxy)
{
    if (proxy.disabled) return;
    const std::uint32_t index = static_cast<std::uint32_t>(&proxy - reader.proxies.data());
    reader.current = index;
    reader.in_defaults = false;
    if (proxy.mode == Mode::tcp) check_no_http(reader, proxy);
    if (proxy.has(is_frontend) && proxy.binds.empty()) reader.cross_warning(sentence::no_bind, {{"kind", proxy.kind()}, {"name", proxy.name}});
    if (proxy.has(is_backend) && proxy.balance_given) {
        if (proxy.transparent) reader.cross_error(sentence::transparent_and_balance, {{"kind", proxy.kind()}, {"name", proxy.name}});
        else if (proxy.dispatch.port != 0) reader.cross_warning(sentence::dispatch_ignored, {{"kind", proxy.kind()}, {"name", proxy.name}});
    }
    check_health_rules(reader, proxy);
    if (proxy.default_backend) check_target(reader, proxy, *proxy.default_backend, true);
    for (BackendReference& reference : proxy.use_backend)
        if (read_backend_name(reader, reference) && !reference.dynamic) check_target(reader, proxy, reference, false);
    for (BackendReference& reference : proxy.use_server) {
        if (!read_server_name(reader, reference) || reference.dynamic) continue;
        const bool known = std::any_of(proxy.servers.begin(), proxy.servers.end(), [&](const ServerDraft& s) { return s.server.name == reference.name; });
        if (!known) reader.cross_error(sentence::use_server_not_found, {{"kind", proxy.kind()}, {"name", proxy.name}, {"server", reference.name}});
    }
    check_tables(reader, proxy);
    if (!proxy.email_mailers.empty()) {
        const auto& mailers = reader.sections["mailers"];
        const bool known = std::any_of(mailers.begin(), mailers.end(), [&](const NamedSection& s) { return s.name == proxy.email_mailers; });
        if (!known) reader.cross_error(sentence::mailers_not_found, {{"proxy", proxy.name}, {"name", proxy.email_mailers}});
    }
    if (proxy.statistics.on && proxy.statistics.rules.count > 0 && (!proxy.statistics.page.users.empty() || proxy.statistics.has_realm)) reader.cross_error(sentence::stats_auth_and_rules, {{"name", proxy.name}});
    if (proxy.log_format == LogFormat::custom) {
        Fault said;
        ReadFormat read;
        reader.line = proxy.log_format_line;
        if (proxy.has(is_frontend) && !read_log_format(reader, proxy.log_format_text, {proxy.log_format_text, 0}, at_log, "in log-format string in", said, &read))
            reader.cross_error_at(proxy.log_format_line, 0, sentence::log_format_fault, {{"why", said.text}});
        proxy.log.samples = std::move(read.format.samples);
    }
    if (proxy.error_log_format) {
        Fault said;
        ReadFormat read;
        reader.line = proxy.error_log_format_line;
        const std::string text = proxy.log.error.text;
        if (!read_log_format(reader, text, {text, 0}, at_fe_session, "in error-log-format string in", said, &read))
            reader.cross_error_at(proxy.error_log_format_line, 0, sentence::error_log_format_fault, {{"why", said.text}});
        proxy.log.error.samples = std::move(read.format.samples);
    }
    if (!proxy.log.unique_id.text.empty()) {
        Fault said;
        ReadFormat read;
        const std::string text = proxy.log.unique_id.text;
        reader.line = proxy.unique_id_line;
        if (read_log_format(reader, text, {text, 0}, at_fe_request, "in unique-id-format in", said, &read)) proxy.log.unique_id = read.format;
        else reader.cross_error_at(proxy.unique_id_line, 0, sentence::unique_id_format, {{"why", said.text}});
    }
    check_error_pages(reader, proxy);
    check_hash_expression(reader, proxy);
    check_late_arguments(reader, proxy);
    check_captures(reader, proxy);
    check_timeouts(reader, proxy);
    if (proxy.tcp_check_rules_unused && proxy.check_protocol != CheckProtocol::tcp_check) reader.cross_warning(sentence::tcp_check_unused, {{"kind", proxy.kind()}, {"name", proxy.name}});
    if (proxy.capture_length >= 64) reader.cross_warning(sentence::capture_truncated, {{"kind", proxy.kind()}, {"name", proxy.name}});
    if (proxy.load_state_global && !reader.global.server_state_file) reader.cross_warning(sentence::state_file_not_set, {{"name", proxy.name}});
    check_reply_sections(reader, proxy);
    check_servers(reader, proxy);
    check_logs(reader, proxy);
    if (proxy.mode == Mode::tcp) check_ignored_in_tcp(reader, proxy);
}

}  // namespace

void cross_check(Reader& reader)
{
    for (Proxy& proxy : reader.proxies) check_proxy(reader, proxy);
    for (const Proxy& proxy : reader.proxies)
        if (!proxy.disabled) check_certificates(reader, proxy);
    check_resolvers(reader);
    check_user_lists(reader);
    check_ports(reader);
    if (reader.refused) return;
    resolve_names(reader);
    if (reader.refused) return;
    const bool listens = std::any_of(reader.proxies.begin(), reader.proxies.end(), [](const Proxy& proxy) { return !proxy.disabled && !proxy.binds.empty(); });
    if (!listens) reader.cross_error(sentence::no_listener);
}

}  // namespace evenkeel::haproxy
