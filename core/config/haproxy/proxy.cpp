// frontend, backend, listen, defaults: beginning a section, and its keywords one after the other.

#include <algorithm>

#include "base/text.hpp"
#include "config/haproxy/reader.hpp"
#include "config/haproxy/sentences.hpp"

namespace evenkeel::haproxy {

namespace {

bool has_rules(const Proxy& proxy)
{
    return proxy.http_request.count + proxy.http_response.count + proxy.http_after_response.count + proxy.tcp_connection_rules +
               proxy.tcp_session_rules + proxy.tcp_content_rules + proxy.tcp_response_rules > 0;
}

std::string_view kind_of_section(unsigned capabilities)
{
    if ((capabilities & is_defaults) != 0) return "defaults";
    if (capabilities == (is_frontend | is_backend)) return "proxy";
    return capabilities == is_frontend ? "frontend" : "backend";
}

const Proxy* same_name(const Reader& reader, std::string_view name, unsigned capabilities)
{
    const unsigned looked_for = (capabilities & is_frontend) != 0 ? is_frontend : is_backend;
    for (const Proxy& other : reader.proxies)
        if (other.name == name && other.has(looked_for)) return &other;
    return nullptr;
}

/// Which defaults section a new section starts from; nothing when the file names one that is not there.
std::optional<std::uint32_t> find_defaults(Reader& reader, const Words& words, std::size_t from, unsigned capabilities, std::string_view name)
{
    const bool anonymous = (capabilities & is_defaults) != 0;
    if (words[from] != "from") {
        if (anonymous) return 0;
        reader.defaults[reader.last_defaults].referenced_implicitly = true;
        return reader.last_defaults;
    }
    const Token& wanted = words.token(from + 1);
    std::vector<std::uint32_t> found;
    for (std::uint32_t i = 1; i < reader.defaults.size(); ++i)
        if (reader.defaults[i].name == wanted.text) found.push_back(i);
    const std::string_view kind = kind_of_section(capabilities);
    if (found.empty()) {
        reader.abort(wanted, sentence::defaults_not_found, {{"wanted", wanted.text}, {"kind", kind}, {"name", name}});
        return std::nullopt;
    }
    if (found.size() > 1) {
        const std::string first = reader.file + ":" + std::to_string(reader.defaults[found[0]].line);
        const std::string second = reader.file + ":" + std::to_string(reader.defaults[found[1]].line);
        reader.fatal(wanted, sentence::defaults_ambiguous, {{"wanted", wanted.text}, {"kind", kind}, {"name", name}, {"first", first}, {"second", second}});
    }
    if (const auto bad = invalid_character(wanted.text)) {
        const std::string place = reader.file + ":" + std::to_string(reader.defaults[found[0]].line);
        reader.fatal(wanted, sentence::defaults_name_character, {{"character", std::string(1, *bad)}, {"name", wanted.text}, {"place", place}});
    }
    reader.defaults[found[0]].referenced_explicitly = true;
    return found[0];
}

/// What each section copies of its defaults section, so that a file of many sections and many such lines stays bounded.
std::size_t inherited_rules(const Proxy& defaults)
{
    const StatisticsPage& page = defaults.statistics.page;
    return defaults.checks.http.rules.size() + defaults.checks.tcp.rules.size() + page.users.size() + page.scope.size();
}

/// A new proxy with what its defaults give it: HAProxy copies the settings that the section's kind can use.
Proxy inherit(const Proxy& defaults, std::uint32_t index, unsigned capabilities)
{
    Proxy proxy = defaults;
    proxy.capabilities = capabilities;
    proxy.defaults = index;
    proxy.forced_id = 0;
    proxy.statistics.is_own = false;
    proxy.referenced_explicitly = proxy.referenced_implicitly = false;
    proxy.rules_used_by = 0;
    for (RuleList* rules : {&proxy.http_request, &proxy.http_response, &proxy.http_after_response, &proxy.redirects}) *rules = {};
    proxy.tcp_connection_rules = proxy.tcp_session_rules = proxy.tcp_content_rules = proxy.tcp_response_rules = 0;
    proxy.acls.clear();
    proxy.acl_index.clear();
    proxy.late_arguments.clear();
    proxy.binds.clear();
    proxy.servers.clear();
    proxy.http_check_rules_unused = proxy.tcp_check_rules_unused = false;
    proxy.checks.http.is_inherited = proxy.checks.tcp.is_inherited = true;
    if ((capabilities & is_defaults) != 0) return proxy;
    if ((capabilities & is_frontend) == 0) {
        proxy.timeouts.client = proxy.timeouts.client_fin = unset;
        proxy.default_backend.reset();
        proxy.maxconn = 0;
        proxy.log_format = LogFormat::none;
        proxy.log = {};
        proxy.monitor_uri = false;
        proxy.monitored.clear();
        proxy.capture_cookie = false;
        proxy.capture_length = 0;
    }
    if ((capabilities & is_backend) == 0) {
        proxy.timeouts.connect = proxy.timeouts.server = proxy.timeouts.server_fin = proxy.timeouts.check = proxy.timeouts.queue = proxy.timeouts.tunnel = unset;
        proxy.balance = {};
        proxy.balance_given = false;
        proxy.cookie = false;
        proxy.checks = {};
        proxy.check_protocol = CheckProtocol::none;
        proxy.http_check_send_state = false;
        proxy.external_check_command = proxy.external_check_path = false;
        proxy.load_state_global = false;
        proxy.rdp_cookie = false;
    }
    return proxy;
}

/// A defaults section with rules may serve only sections of one kind.
void check_rules_of_defaults(Reader& reader, const Token& at, Proxy& defaults, unsigned capabilities)
{
    const std::string place = reader.file + ":" + std::to_string(defaults.line);
    if ((capabilities & is_defaults) != 0) return reader.abort(at, sentence::defaults_rules_in_defaults, {{"place", place}});
    if (capabilities == (is_frontend | is_backend)) return reader.abort(at, sentence::defaults_rules_in_listen);
    if (defaults.rules_used_by != 0 && defaults.rules_used_by != capabilities) return reader.abort(at, sentence::defaults_rules_in_both, {{"place", place}});
    if (capabilities == is_backend && defaults.tcp_connection_rules + defaults.tcp_session_rules > 0)
        return reader.abort(at, sentence::defaults_tcp_rules_in_backend, {{"place", place}});
    if (capabilities == is_frontend && defaults.tcp_response_rules > 0)
        return reader.abort(at, sentence::defaults_response_rules_in_frontend, {{"place", place}});
    defaults.rules_used_by = capabilities;
}

}  // namespace

void begin_proxy(Reader& reader, const Words& words)
{
    const Token& keyword = words.token(0);
    const Token& name = words.token(1);
    const unsigned capabilities = keyword.text == "listen"     ? is_frontend | is_backend
                                  : keyword.text == "frontend" ? static_cast<unsigned>(is_frontend)
                                  : keyword.text == "backend"  ? static_cast<unsigned>(is_backend)
                                                               : static_cast<unsigned>(is_defaults);
    const bool is_default = capabilities == is_defaults;
    reader.current = no_index;
    if (!is_default) {
        if (name.text.empty()) return reader.abort(keyword, sentence::proxy_without_name, {{"keyword", keyword.text}});
        if (const auto bad = invalid_character(name.text))
            reader.fatal(name, sentence::name_character, {{"character", std::string(1, *bad)}, {"keyword", keyword.text}, {"name", name.text}});
        if (const Proxy* other = same_name(reader, name.text, capabilities)) {
            const std::string place = reader.file + ":" + std::to_string(other->line);
            reader.fatal(name, sentence::same_name, {{"kind", kind_of_section(capabilities)}, {"name", name.text}, {"other_kind", other->kind()}, {"place", place}});
        }
        const bool wrong_tail = words.has(2) && (!words.has(3) || words[2] != "from");
        if (wrong_tail || too_many_arguments(reader, words, 3)) {
            // HAProxy says ALERT and goes on; the lines below are what it refuses, since they stand in no section.
            if ((capabilities & is_frontend) != 0) reader.alert(words.token(2), sentence::bind_keyword_for_addresses);
            return;
        }
    }
    const bool anonymous_from = is_default && name.text == "from" && words.has(2) && !words.has(3);
    const std::string_view own_name = anonymous_from ? std::string_view{} : std::string_view{name.text};
    const auto from = find_defaults(reader, words, anonymous_from ? 1 : 2, capabilities, own_name);
    if (!from) return;
    Proxy& defaults = reader.defaults[*from];
    if (defaults.referenced_explicitly && defaults.referenced_implicitly && *from != 0) {
        const std::string place = reader.file + ":" + std::to_string(defaults.line);
        reader.alert(keyword, sentence::defaults_mixed, {{"name", defaults.name}, {"place", place}});
    }
    if (reader.proxies.size() + reader.defaults.size() > most_proxies) return reader.abort(keyword, sentence::limit_proxies, {{"most", std::to_string(most_proxies)}});
    if (!more_rules(reader, keyword, inherited_rules(defaults))) return;
    Proxy proxy = inherit(defaults, *from, capabilities);
    proxy.name = own_name;
    proxy.line = words.line();
    proxy.name_column = name.text.empty() ? keyword.column : name.column;
    if (*from != 0 && has_rules(defaults)) check_rules_of_defaults(reader, keyword, defaults, capabilities);
    if ((capabilities & (is_backend | is_defaults)) != 0 && defaults.request_captures && *from != 0)
        reader.abort(keyword, sentence::defaults_captures, {{"place", reader.file + ":" + std::to_string(defaults.line)}});
    auto& list = is_default ? reader.defaults : reader.proxies;
    reader.current = static_cast<std::uint32_t>(list.size());
    reader.in_defaults = is_default;
    list.push_back(std::move(proxy));
    if (is_default) reader.last_defaults = reader.current;
}

namespace {

/// Keywords that HAProxy compares by hand, in its order: suggestions for mistyped words come from here too.
constexpr std::string_view plain_keywords[] = {
    "listen", "frontend", "backend", "defaults", "server", "default-server", "server-template", "bind", "monitor-net", "monitor-uri",
    "mode", "id", "description", "disabled", "enabled", "bind-process", "acl", "dynamic-cookie-key", "cookie", "email-alert", "persist",
    "appsession", "load-server-state-from-file", "server-state-file-name", "max-session-srv-conns", "capture", "retries", "http-request",
    "http-response", "http-after-response", "http-send-name-header", "block", "redirect", "use_backend", "use-server", "force-persist",
    "ignore-persist", "force-persist", "stick-table", "stick", "stats", "option", "default_backend", "http-reuse", "monitor",
    "transparent", "maxconn", "backlog", "fullconn", "dispatch", "balance", "hash-type", "hash-balance-factor", "unique-id-format",
    "unique-id-header", "log-format", "log-format-sd", "log-tag", "log", "source", "usesrc", "error-log-format",
};
constexpr std::string_view registered_keywords[] = {
    "clitcpka-cnt", "clitcpka-idle", "clitcpka-intvl", "clitimeout", "compression", "contimeout", "declare", "errorfile", "errorfiles",
    "errorloc", "errorloc302", "errorloc303", "external-check", "filter", "http-check", "http-error", "max-keep-alive-queue", "rate-limit",
    "retry-on", "srvtcpka-cnt", "srvtcpka-idle", "srvtcpka-intvl", "srvtimeout", "tcp-check", "tcp-request", "tcp-response", "timeout",
    "use-fcgi-app",
};

void read_mode(Reader& reader, const Words& words)
{
    if (too_many_arguments(reader, words, 1)) return;
    const Token& mode = words.token(1);
    if (mode.text == "http") reader.proxy().mode = Mode::http;
    else if (mode.text == "tcp") reader.proxy().mode = Mode::tcp;
    else if (mode.text == "health") reader.fatal(mode, sentence::mode_health);
    else reader.fatal(mode, sentence::unknown_mode, {{"mode", mode.text}});
}

void read_id(Reader& reader, const Words& words)
{
    if (refused_in_defaults(reader, words.token(0)) || too_many_arguments(reader, words, 1)) return;
    const Token& value = words.token(1);
    if (value.text.empty()) return reader.fatal(value, sentence::expects_integer, {{"keyword", words[0]}});
    const std::int64_t id = static_cast<std::int32_t>(leading_integer(value.text));
    reader.proxy().forced_id = id;
    if (id <= 0) return reader.fatal(value, sentence::custom_id_positive);
    for (const Proxy& other : reader.proxies) {
        if (&other == &reader.proxy() || other.forced_id != id) continue;
        const std::string place = reader.file + ":" + std::to_string(other.line);
        return reader.fatal(value, sentence::custom_id_used,
                            {{"kind", reader.proxy().kind()}, {"name", reader.proxy().name}, {"other_kind", other.kind()}, {"other", other.name}, {"place", place}});
    }
}

/// maxconn, backlog, fullconn: a number, badly written ones count as 0 as they do for C's atol.
void read_number(Reader& reader, const Words& words)
{
    const std::string& keyword = words[0];
    const unsigned capability = keyword == "fullconn" ? is_backend : is_frontend;
    const std::string_view hint = keyword == "maxconn" ? " Maybe you want 'fullconn' instead ?" : keyword == "fullconn" ? " Maybe you want 'maxconn' instead ?" : "";
    ignored_without(reader, capability, words.token(0), hint);
    const Token& value = words.token(1);
    if (value.text.empty()) return reader.fatal(value, sentence::expects_integer, {{"keyword", keyword}});
    const std::int64_t number = std::max<std::int64_t>(0, leading_integer(value.text));
    if (keyword == "maxconn") reader.proxy().maxconn = number;
    if (keyword == "fullconn") reader.proxy().fullconn = number;
    if (too_many_arguments(reader, words, 1)) return;
    if (keyword == "backlog") reader.note(words.token(0), sentence::no_effect, {{"what", keyword}});
}

void read_retries(Reader& reader, const Words& words)
{
    ignored_without(reader, is_backend, words.token(0));
    if (too_many_arguments(reader, words, 1)) return;
    if (!words.has(1)) return reader.fatal(words.token(1), sentence::retries_integer, {{"keyword", words[0]}});
    reader.proxy().retries = std::clamp<std::int64_t>(leading_integer(words[1]), 0, 1'000'000);
}

void read_default_backend(Reader& reader, const Words& words)
{
    ignored_without(reader, is_frontend, words.token(0));
    const Token& name = words.token(1);
    if (name.text.empty()) return reader.fatal(name, sentence::expects_backend_name, {{"keyword", words[0]}});
    reader.proxy().default_backend = BackendReference{name.text, reader.line, name.column, false, {}, {}};
    too_many_arguments(reader, words, 1);
}

void read_http_reuse(Reader& reader, const Words& words)
{
    ignored_without(reader, is_backend, words.token(0));
    constexpr std::string_view ways[] = {"never", "safe", "aggressive", "always"};
    const auto way = std::find(std::begin(ways), std::end(ways), words[1]);
    if (way == std::end(ways)) return reader.fatal(words.token(1), sentence::http_reuse_values, {{"keyword", words[0]}});
    if (too_many_arguments(reader, words, 0, 1)) return;
    reader.proxy().http_reuse = static_cast<HttpReuse>(way - std::begin(ways));
}

void read_monitor(Reader& reader, const Words& words)
{
    if (refused_in_defaults(reader, words.token(0))) return;
    ignored_without(reader, is_frontend, words.token(0));
    if (words[1] != "fail") return reader.fatal(words.token(1), sentence::monitor_fail_only, {{"keyword", words[0]}});
    if (words[2] != "if" && words[2] != "unless") return reader.fatal(words.token(2), sentence::requires_condition, {{"keyword", "monitor fail"}});
    warn_misplaced(reader, RuleKind::monitor, words.token(0), "monitor fail");
    Fault said;
    const auto condition = read_condition(reader, words, 2, said);
    if (!condition) return reader.fatal(wrap(said, "error detected while parsing a 'monitor fail' condition : ", "."));
    ++reader.proxy().monitor_fail;
    reader.proxy().monitor_conditions.push_back(*condition);
}

/// Keywords with one value that the simulator does not use: the value must be there, that is all.
bool read_simple(Reader& reader, const Words& words)
{
    const std::string& keyword = words[0];
    Proxy& proxy = reader.proxy();
    const auto effect = [&] { reader.note(words.token(0), sentence::no_effect, {{"what", keyword}}); };
    if (keyword == "disabled" || keyword == "enabled") {
        if (!too_many_arguments(reader, words, 0)) proxy.disabled = keyword == "disabled";
    } else if (keyword == "description") {
        if (refused_in_defaults(reader, words.token(0))) return true;
        if (!words.has(1)) {
            // HAProxy returns a value here that means every error at once, and stops.
            reader.abort(words.token(1), sentence::expects_string, {{"keyword", keyword}});
            return true;
        }
        effect();
    } else if (keyword == "monitor-uri") {
        ignored_without(reader, is_frontend, words.token(0));
        if (too_many_arguments(reader, words, 1)) return true;
        if (!words.has(1)) reader.fatal(words.token(1), sentence::expects_uri, {{"keyword", keyword}});
        else proxy.monitor_uri = true, proxy.monitored = words[1];
    } else if (keyword == "transparent") {
        proxy.transparent = true;
        if (!too_many_arguments(reader, words, 0)) effect();
    } else if (keyword == "bind-process") {
        reader.warn(words.token(0), sentence::bind_process, {{"keyword", keyword}});
    } else if (keyword == "dynamic-cookie-key") {
        ignored_without(reader, is_backend, words.token(0));
        if (!words.has(1)) reader.fatal(words.token(1), sentence::expects_secret_key, {{"keyword", keyword}});
        else proxy.dynamic_cookie_key = words[1];
    } else if (keyword == "http-send-name-header") {
        ignored_without(reader, is_backend, words.token(0));
        if (!words.has(1)) reader.fatal(words.token(1), sentence::requires_header_string, {{"keyword", keyword}});
        else proxy.name_header = words[1];
    } else if (keyword == "max-session-srv-conns") {
        ignored_without(reader, is_frontend, words.token(0));
        if (!words.has(1)) reader.fatal(words.token(1), sentence::max_session_number, {{"keyword", keyword}});
        else effect();
    } else if (keyword == "log-tag") {
        if (!words.has(1)) reader.fatal(words.token(1), sentence::log_tag_expects, {{"keyword", keyword}});
        else effect();
    } else if (keyword == "load-server-state-from-file") {
        ignored_without(reader, is_backend, words.token(0));
        if (words[1] != "global" && words[1] != "local" && words[1] != "none")
            reader.fatal(words.token(1), sentence::load_state_values, {{"keyword", keyword}, {"word", words[1]}});
        else proxy.load_state_global = words[1] == "global", effect();
    } else if (keyword == "server-state-file-name") {
        ignored_without(reader, is_backend, words.token(0));
        if (!too_many_arguments(reader, words, 1)) effect();
    } else {
        return false;
    }
    return true;
}

}  // namespace

void read_proxy_keyword(Reader& reader, const Words& words)
{
    const std::string& keyword = words[0];
    if (reader.current == no_index) return reader.fatal(words.token(0), sentence::listen_or_defaults_expected);
    if (keyword == "server" || keyword == "default-server" || keyword == "server-template") return read_server(reader, words);
    if (keyword == "bind") return read_bind(reader, words);
    if (keyword == "mode") return read_mode(reader, words);
    if (keyword == "id") return read_id(reader, words);
    if (keyword == "acl") return read_acl(reader, words);
    if (keyword == "cookie") return read_cookie(reader, words);
    if (keyword == "retries") return read_retries(reader, words);
    if (keyword == "http-request" || keyword == "http-response" || keyword == "http-after-response") return read_http_rule(reader, words);
    if (keyword == "redirect") return read_redirect(reader, words);
    if (keyword == "use_backend") return read_use_backend(reader, words);
    if (keyword == "use-server") return read_use_server(reader, words);
    if (keyword == "force-persist" || keyword == "ignore-persist") return read_persist_rule(reader, words);
    if (keyword == "stick-table") return read_stick_table(reader, words);
    if (keyword == "stick") return read_stick(reader, words);
    if (keyword == "stats") return read_stats(reader, words);
    if (keyword == "option") return void(read_option(reader, words));
    if (keyword == "default_backend") return read_default_backend(reader, words);
    if (keyword == "http-reuse") return read_http_reuse(reader, words);
    if (keyword == "monitor") return read_monitor(reader, words);
    if (keyword == "maxconn" || keyword == "backlog" || keyword == "fullconn") return read_number(reader, words);
    if (keyword == "balance") return read_balance(reader, words);
    if (keyword == "hash-type" || keyword == "hash-balance-factor") return read_hash_type(reader, words);
    if (keyword == "log") return read_log(reader, words);
    if (keyword == "timeout" || keyword == "clitimeout" || keyword == "srvtimeout" || keyword == "contimeout") return read_timeout(reader, words);
    if (keyword == "http-check") return read_http_check(reader, words);
    if (keyword == "tcp-check") return read_tcp_check(reader, words);
    if (keyword == "tcp-request" || keyword == "tcp-response") return read_tcp_rule(reader, words);
    if (read_simple(reader, words) || read_removed(reader, words) || read_unused(reader, words)) return;
    const std::string_view best = best_match(keyword, {registered_keywords, plain_keywords});
    if (best.empty()) return reader.fatal(words.token(0), sentence::unknown_keyword, {{"word", keyword}, {"section", reader.section}});
    reader.fatal(words.token(0), sentence::unknown_keyword_maybe, {{"word", keyword}, {"section", reader.section}, {"best", best}});
}

}  // namespace evenkeel::haproxy
