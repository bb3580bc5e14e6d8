// `option NAME`, with `no` and `default` before it.

#include <algorithm>
#include <iterator>

#include "base/text.hpp"
#include "config/haproxy/check_rules.hpp"
#include "config/haproxy/reader.hpp"
#include "config/haproxy/sentences.hpp"

namespace evenkeel::haproxy {

namespace {

enum class Effect : std::uint8_t { modelled, none, lost };

struct Option {
    std::string_view name;
    unsigned capability;
    bool http_only;
    Effect effect;
};

/// Options that are on or off. In HAProxy's order, which its warnings about TCP mode follow.
constexpr Option flags[] = {
    {"abortonclose", is_backend, false, Effect::modelled},
    {"allbackups", is_backend, false, Effect::modelled},
    {"checkcache", is_backend, true, Effect::none},
    {"clitcpka", is_frontend, false, Effect::none},
    {"contstats", is_frontend, false, Effect::none},
    {"dontlognull", is_frontend, false, Effect::modelled},
    {"http-buffer-request", is_frontend | is_backend, true, Effect::none},
    {"http-ignore-probes", is_frontend, true, Effect::none},
    {"idle-close-on-response", is_frontend, true, Effect::none},
    {"prefer-last-server", is_backend, true, Effect::modelled},
    {"logasap", is_frontend, false, Effect::modelled},
    {"nolinger", is_frontend | is_backend, false, Effect::none},
    {"persist", is_backend, false, Effect::modelled},
    {"srvtcpka", is_backend, false, Effect::none},
    {"transparent", is_backend, false, Effect::lost},
    {"splice-request", is_frontend | is_backend, false, Effect::none},
    {"splice-response", is_frontend | is_backend, false, Effect::none},
    {"splice-auto", is_frontend | is_backend, false, Effect::none},
    {"accept-invalid-http-request", is_frontend, true, Effect::none},
    {"accept-invalid-http-response", is_backend, true, Effect::none},
    {"dontlog-normal", is_frontend, false, Effect::modelled},
    {"log-separate-errors", is_frontend, false, Effect::modelled},
    {"log-health-checks", is_backend, false, Effect::modelled},
    {"socket-stats", is_frontend, false, Effect::none},
    {"tcp-smart-accept", is_frontend, false, Effect::none},
    {"tcp-smart-connect", is_backend, false, Effect::none},
    {"independent-streams", is_frontend | is_backend, false, Effect::none},
    {"http-use-proxy-header", is_frontend, true, Effect::none},
    {"http-pretend-keepalive", is_backend, true, Effect::none},
    {"http-no-delay", is_frontend | is_backend, true, Effect::none},
    {"h1-case-adjust-bogus-client", is_frontend, false, Effect::none},
    {"h1-case-adjust-bogus-server", is_backend, false, Effect::none},
    {"disable-h2-upgrade", is_frontend, true, Effect::none},
};

constexpr std::string_view others[] = {
    "httpclose", "http-server-close", "http-keep-alive", "redispatch", "httplog", "tcplog", "tcpka", "httpchk", "ssl-hello-chk", "smtpchk",
    "pgsql-check", "redis-check", "mysql-check", "ldap-check", "spop-check", "tcp-check", "external-check", "forwardfor", "original-to",
};

void read_flag(Reader& reader, const Words& words, const Option& option)
{
    if (too_many_arguments(reader, words, 0, 1)) return;
    const Token name = words.token(1);
    if (ignored_without(reader, option.capability, name)) return;
    Proxy& proxy = reader.proxy();
    proxy.options.erase(name.text);
    proxy.no_options.erase(name.text);
    if (reader.negated) proxy.no_options.insert(name.text);
    else if (!reader.defaulted) proxy.options.insert(name.text);
    if (name.text == "transparent") proxy.transparent = !reader.negated && !reader.defaulted;
    const std::string what = "option " + name.text;
    if (option.effect == Effect::none) reader.note(words.token(0), sentence::no_effect, {{"what", what}});
    if (option.effect == Effect::lost && !reader.negated) reader.not_simulated(words.token(0), what, "the balancer behaves as without it");
}

std::string_view describe(LogFormat format)
{
    switch (format) {
    case LogFormat::http: return "option httplog";
    case LogFormat::http_clf: return "option httplog clf";
    case LogFormat::https: return "option httpslog";
    case LogFormat::tcp: return "option tcplog";
    default: return "log-format";
    }
}

/// httplog, httpslog, tcplog: one replaces the other.
void read_log_option(Reader& reader, const Words& words)
{
    const std::string& name = words[1];
    Proxy& proxy = reader.proxy();
    LogFormat format = name == "httplog" ? LogFormat::http : name == "tcplog" ? LogFormat::tcp : LogFormat::https;
    std::string shown = "option " + name;
    if (name == "httplog" && words.has(2)) {
        if (words[2] != "clf") return reader.fatal(words.token(2), sentence::httplog_clf, {{"keyword", name}});
        if (too_many_arguments(reader, words, 1, 1)) return;
        format = LogFormat::http_clf;
        shown += " clf";
    }
    // HAProxy names httplog when httpslog replaces something.
    if (name == "httpslog") shown = "option httplog";
    if (proxy.log_format != LogFormat::none && proxy.has(is_defaults))
        reader.warn(words.token(0), sentence::log_format_overrides, {{"new", shown}, {"old", describe(proxy.log_format)}});
    proxy.log_format = format;
    proxy.log_format_line = reader.line;
    if (name == "tcplog" && too_many_arguments(reader, words, 0, 1)) return;
    if (!proxy.has(is_defaults) && !proxy.has(is_frontend))
        return reader.warn(words.token(0), sentence::log_option_in_backend, {{"name", proxy.name}, {"option", name}});
}

void read_http_mode(Reader& reader, const Words& words, HttpMode mode)
{
    if (too_many_arguments(reader, words, 0, 1)) return;
    HttpMode& current = reader.proxy().http_mode;
    if (reader.defaulted) return reader.fatal(words.token(1), sentence::negation_of_option, {{"option", words[1]}});
    if (!reader.negated) current = mode;
    else if (current == mode) current = HttpMode::none;
}

void read_redispatch(Reader& reader, const Words& words)
{
    if (ignored_without(reader, is_backend, words.token(1))) return;
    std::int64_t& redispatch = reader.proxy().redispatch;
    if (reader.defaulted) redispatch = 0;
    else if (reader.negated) redispatch = 0;
    else redispatch = words.has(2) ? std::clamp<std::int64_t>(leading_integer(words[2]), INT32_MIN, INT32_MAX) : -1;
}

bool read_except(Reader& reader, const Words& words, std::size_t index, ForwardedHeader& header)
{
    const Token& value = words.token(index + 1);
    if (const auto prefix = parse_prefix(value.text)) {
        header.has_exception = true;
        header.except = *prefix;
        return true;
    }
    reader.fatal(value, sentence::except_expects, {{"option", words[1]}, {"keyword", words[index]}});
    return false;
}

void read_forwardfor(Reader& reader, const Words& words)
{
    const bool forward = words[1] == "forwardfor";
    // Each line says all of it.
    ForwardedHeader& header = forward ? reader.proxy().forwardfor : reader.proxy().originalto;
    header = {};
    header.name = forward ? "X-Forwarded-For" : "X-Original-To";
    reader.proxy().options.insert(words[1]);
    std::size_t index = 2;
    while (words.has(index)) {
        const std::string& word = words[index];
        if (word == "except") {
            if (!read_except(reader, words, index, header)) return;
            index += 2;
        } else if (word == "header") {
            if (!words.has(index + 1)) return reader.fatal(words.token(index + 1), sentence::header_expects, {{"option", words[1]}, {"keyword", word}});
            header.name = words[index + 1];
            index += 2;
        } else if (forward && word == "if-none") {
            header.if_none = true;
            ++index;
        } else {
            return reader.fatal(words.token(index), forward ? sentence::forwardfor_values : sentence::originalto_values, {{"option", words[1]}});
        }
    }
}

/// Checks of other protocols, accepted with their few arguments.
void read_other_check(Reader& reader, const Words& words)
{
    const Token& name = words.token(1);
    ignored_without(reader, is_backend, name);
    Proxy& proxy = reader.proxy();
    if (name.text == "tcp-check") {
        if (too_many_arguments(reader, words, 0, 1)) return;
        proxy.check_protocol = CheckProtocol::tcp_check;
        proxy.tcp_check_rules_unused = false;
        return;
    }
    if (name.text == "external-check") {
        if (too_many_arguments(reader, words, 0, 1)) return;
        proxy.check_protocol = CheckProtocol::external;
    } else {
        proxy.check_protocol = CheckProtocol::other;
        if ((name.text == "ssl-hello-chk" || name.text == "redis-check" || name.text == "ldap-check" || name.text == "spop-check") && too_many_arguments(reader, words, 0, 1)) return;
        if (name.text == "pgsql-check" && (words[2] != "user" || !words.has(3))) {
            const Sentence& why = words.has(2) ? (words[2] == "user" ? sentence::check_user_value : sentence::pgsql_user) : sentence::pgsql_user;
            return reader.fatal(words.token(2), why, {{"option", name.text}, {"keyword", words[2]}});
        }
        if (name.text == "mysql-check" && words.has(2)) {
            if (words[2] != "user") return reader.fatal(words.token(2), sentence::mysql_user, {{"option", name.text}, {"word", words[2]}});
            if (!words.has(3)) return reader.fatal(words.token(3), sentence::check_user_value, {{"option", name.text}, {"keyword", words[2]}});
            if (words.has(4) && words[4] != "post-41" && words[4] != "pre-41") return reader.fatal(words.token(4), sentence::mysql_version, {{"word", words[4]}});
        }
    }
    proxy.checks.protocol = rules_of_protocol(words);
    if (proxy.checks.protocol.empty()) reader.not_simulated(words.token(0), "option " + name.text, "the check succeeds when a connection does");
}

void read_restrict_names(Reader& reader, const Words& words)
{
    if (too_many_arguments(reader, words, 2)) return;
    if (!words.has(2)) return reader.fatal(words.token(2), sentence::restrict_names_missing, {{"option", words[1]}});
    if (words[2] != "preserve" && words[2] != "reject" && words[2] != "delete")
        return reader.fatal(words.token(2), sentence::restrict_names_invalid, {{"option", words[1]}, {"word", words[2]}});
    reader.note(words.token(0), sentence::no_effect, {{"what", "option " + words[1]}});
}

}  // namespace

bool read_option(Reader& reader, const Words& words)
{
    const Token& name = words.token(1);
    if (name.text.empty()) {
        reader.fatal(name, sentence::expects_option_name, {{"keyword", words[0]}});
        return true;
    }
    const auto flag = std::find_if(std::begin(flags), std::end(flags), [&](const Option& option) { return option.name == name.text; });
    if (flag != std::end(flags)) return read_flag(reader, words, *flag), true;
    if (name.text == "forceclose") return reader.fatal(name, sentence::option_forceclose, {{"option", name.text}}), true;
    if (name.text == "http-tunnel") return reader.fatal(name, sentence::option_http_tunnel, {{"option", name.text}}), true;
    if (name.text == "httpclose") return read_http_mode(reader, words, HttpMode::close), true;
    if (name.text == "http-server-close") return read_http_mode(reader, words, HttpMode::server_close), true;
    if (name.text == "http-keep-alive") return read_http_mode(reader, words, HttpMode::keep_alive), true;
    if (name.text == "redispatch") return read_redispatch(reader, words), true;
    if (name.text == "http_proxy") return reader.fatal(name, sentence::option_http_proxy, {{"option", name.text}}), true;
    if (reader.negated || reader.defaulted) return reader.fatal(name, sentence::negation_of_option, {{"option", name.text}}), true;
    if (name.text == "httplog" || name.text == "tcplog" || name.text == "httpslog") return read_log_option(reader, words), true;
    if (name.text == "tcpka") {
        if (!too_many_arguments(reader, words, 0, 1)) reader.note(words.token(0), sentence::no_effect, {{"what", "option tcpka"}});
        return true;
    }
    if (name.text == "httpchk") return read_httpchk_option(reader, words), true;
    constexpr std::string_view checks[] = {"ssl-hello-chk", "smtpchk", "pgsql-check", "redis-check", "mysql-check", "ldap-check", "spop-check", "tcp-check", "external-check"};
    if (std::find(std::begin(checks), std::end(checks), name.text) != std::end(checks)) return read_other_check(reader, words), true;
    if (name.text == "forwardfor" || name.text == "originalto") return read_forwardfor(reader, words), true;
    if (name.text == "http-restrict-req-hdr-names") return read_restrict_names(reader, words), true;
    std::vector<std::string_view> known;
    for (const Option& option : flags) known.push_back(option.name);
    const std::string_view best = best_match(name.text, {known, others});
    if (best.empty()) reader.fatal(name, sentence::unknown_option, {{"option", name.text}});
    else reader.fatal(name, sentence::unknown_option_maybe, {{"option", name.text}, {"best", best}});
    return true;
}

std::vector<std::string_view> http_only_options(const Proxy& proxy)
{
    std::vector<std::string_view> found;
    for (const std::string_view option : {"forwardfor", "originalto"})
        if (proxy.options.count(option) != 0) found.push_back(option);
    for (const Option& option : flags)
        if (option.http_only && proxy.has(option.capability) && proxy.options.count(option.name) != 0) found.push_back(option.name);
    return found;
}

}  // namespace evenkeel::haproxy
