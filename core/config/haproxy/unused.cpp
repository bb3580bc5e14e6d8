// Keywords that HAProxy has removed, and keywords that are fine and do nothing in the simulator.

#include <algorithm>
#include <iterator>

#include "base/text.hpp"
#include "config/haproxy/reader.hpp"
#include "config/haproxy/sentences.hpp"

namespace evenkeel::haproxy {

namespace {

struct Removed {
    std::string_view word;
    const Sentence* sentence;
};
constexpr Removed removed[] = {
    {"monitor-net", &sentence::removed_monitor_net},
    {"appsession", &sentence::removed_1_6},
    {"block", &sentence::removed_block},
    {"redispatch", &sentence::removed_redispatch},
    {"redisp", &sentence::removed_redispatch},
    {"grace", &sentence::removed_grace},
    {"usesrc", &sentence::usesrc_first},
    {"cliexp", &sentence::removed_reqrep},
    {"reqrep", &sentence::removed_reqrep},
    {"reqdel", &sentence::removed_reqdel},
    {"reqdeny", &sentence::removed_reqdeny},
    {"reqpass", &sentence::removed_reqpass},
    {"reqallow", &sentence::removed_reqallow},
    {"reqtarpit", &sentence::removed_reqtarpit},
    {"reqirep", &sentence::removed_reqirep},
    {"reqidel", &sentence::removed_reqdel},
    {"reqideny", &sentence::removed_reqideny},
    {"reqipass", &sentence::removed_reqipass},
    {"reqiallow", &sentence::removed_reqallow},
    {"reqitarpit", &sentence::removed_reqtarpit},
    {"reqadd", &sentence::removed_reqadd},
    {"srvexp", &sentence::removed_rsprep},
    {"rsprep", &sentence::removed_rsprep},
    {"rspdel", &sentence::removed_rspdel},
    {"rspdeny", &sentence::removed_rspdeny},
    {"rspirep", &sentence::removed_rsprep},
    {"rspidel", &sentence::removed_rspidel},
    {"rspideny", &sentence::removed_rspdeny},
    {"rspadd", &sentence::removed_rspadd},
};

void add_reason(RetryOn& retry_on, std::string_view word)
{
    const bool all = word == "all-retryable-errors";
    retry_on.connection_failure = retry_on.connection_failure || all || word == "conn-failure";
    retry_on.empty_response = retry_on.empty_response || all || word == "empty-response";
    retry_on.junk_response = retry_on.junk_response || all || word == "junk-response";
    retry_on.response_timeout = retry_on.response_timeout || all || word == "response-timeout";
    const auto add = [&](std::int64_t status) { retry_on.statuses.push_back(static_cast<std::int32_t>(status)); };
    if (all)
        for (const std::int64_t status : {500, 502, 503, 504}) add(status);
    else if (const auto status = parse_integer(word, 400, 599)) add(*status);
}

void read_retry_on(Reader& reader, const Words& words)
{
    constexpr std::string_view known[] = {"conn-failure", "empty-response", "response-timeout", "401", "403", "404", "408", "425", "500", "501", "502", "503", "504", "0rtt-rejected", "junk-response", "none", "all-retryable-errors"};
    if (!words.has(1)) return reader.fatal(words.token(1), sentence::retry_on_expects, {{"keyword", words[0]}});
    for (std::size_t i = 1; words.has(i); ++i)
        if (std::find(std::begin(known), std::end(known), words[i]) == std::end(known)) return reader.fatal(words.token(i), sentence::retry_on_unknown, {{"keyword", words[0]}, {"word", words[i]}});
    for (std::size_t i = 1; words.has(i); ++i)
        if (words[i] == "none" && words.has(2)) return reader.fatal(words.token(i), sentence::retry_on_none_alone);
    // Each line says all of it: what an earlier one (of a defaults section) named no longer counts.
    RetryOn& retry_on = reader.proxy().retry_on;
    retry_on = {};
    retry_on.connection_failure = false;
    for (std::size_t i = 1; words.has(i); ++i) add_reason(retry_on, words[i]);
}

/// declare capture request|response len N: a place for what rules capture.
void read_declare(Reader& reader, const Words& words)
{
    Proxy& proxy = reader.proxy();
    if (!proxy.has(is_frontend)) return reader.fatal(words.token(0), sentence::declare_only_frontend);
    if (words[1] != "capture") return reader.not_simulated(words.token(0), words[0], "the directive does nothing here");
    if (words[2] != "request" && words[2] != "response") return reader.fatal(words.token(2), sentence::declare_direction);
    if (words[3] != "len") return reader.fatal(words.token(3), sentence::declare_length);
    if (!words.has(4)) return reader.fatal(words.token(4), sentence::declare_number);
    std::size_t used = 0;
    const std::int64_t length = leading_integer(words[4], used);
    if (used != words[4].size()) return reader.fatal(words.token(4), sentence::declare_not_number);
    if (length <= 0) return reader.fatal(words.token(4), sentence::capture_rule_length);
    (words[2] == "request" ? proxy.log.request_captures : proxy.log.response_captures).push_back({"", std::min<std::int64_t>(length, 16'384)});
}

void read_format_line(Reader& reader, const Words& words)
{
    Proxy& proxy = reader.proxy();
    const std::string& keyword = words[0];
    if (!words.has(1)) return reader.fatal(words.token(1), sentence::format_argument, {{"keyword", keyword}});
    if (words.has(2) && keyword != "unique-id-header") return reader.fatal(words.token(2), sentence::format_one_argument, {{"keyword", keyword}});
    if (keyword == "log-format") {
        if (proxy.log_format != LogFormat::none && proxy.has(is_defaults)) {
            const std::string_view old = proxy.log_format == LogFormat::http ? "option httplog" : proxy.log_format == LogFormat::http_clf ? "option httplog clf" : proxy.log_format == LogFormat::tcp ? "option tcplog" : proxy.log_format == LogFormat::https ? "option httpslog" : "log-format";
            reader.warn(words.token(0), sentence::log_format_overrides, {{"new", "log-format"}, {"old", old}});
        }
        proxy.log_format = LogFormat::custom;
        proxy.log_format_line = reader.line;
        proxy.log_format_text = words[1];
    }
    if (keyword == "unique-id-format") {
        proxy.log.unique_id.text = words[1];
        proxy.unique_id_line = reader.line;
    }
    if (keyword == "error-log-format") {
        if (proxy.error_log_format && proxy.has(is_defaults)) reader.warn(words.token(0), sentence::log_format_overrides, {{"new", keyword}, {"old", keyword}});
        proxy.error_log_format = true;
        proxy.error_log_format_line = reader.line;
        proxy.log.error.text = words[1];
    }
    const bool log = keyword == "log-format" || keyword == "log-format-sd" || keyword == "error-log-format";
    if (log && !proxy.has(is_defaults) && !proxy.has(is_frontend)) return reader.warn(words.token(0), sentence::format_in_backend, {{"name", proxy.name}, {"keyword", keyword}});
    if (keyword == "unique-id-header") proxy.log.unique_id_header = words[1];
    if (keyword == "log-format-sd") reader.note(words.token(0), sentence::no_effect, {{"what", keyword}});
}

void read_capture(Reader& reader, const Words& words)
{
    ignored_without(reader, is_frontend, words.token(0));
    Proxy& proxy = reader.proxy();
    const bool cookie = words[1] == "cookie";
    const bool header = (words[1] == "request" || words[1] == "response") && words[2] == "header";
    if (!cookie && !header) return reader.fatal(words.token(1), sentence::capture_expects, {{"keyword", words[0]}});
    if (proxy.has(is_defaults)) return reader.fatal(words.token(0), sentence::not_in_defaults, {{"keyword", words[0] + " " + words[1]}});
    if (too_many_arguments(reader, words, 4, 1)) return;
    if (cookie) {
        if (!words.has(4)) return reader.fatal(words.token(4), sentence::capture_cookie, {{"keyword", words[0]}});
        proxy.capture_cookie = true;
        proxy.capture_length = leading_integer(words[4]);
        proxy.log.cookie_capture = {words[2], std::clamp<std::int64_t>(leading_integer(words.has(3) && words[3] == "len" ? words[4] : words[3]), 0, 63)};
    } else if (!words.has(3) || words[4] != "len" || !words.has(5)) {
        return reader.fatal(words.token(4), sentence::capture_header, {{"keyword", words[0]}, {"what", words[1]}});
    }
    proxy.request_captures = proxy.request_captures || header;
    if (header) {
        std::vector<HeaderCapture>& captures = words[1] == "request" ? proxy.log.request_captures : proxy.log.response_captures;
        captures.push_back({words[3], std::clamp<std::int64_t>(leading_integer(words[5]), 0, 16'384)});
    }
}

void read_email_alert(Reader& reader, const Words& words)
{
    Proxy& proxy = reader.proxy();
    const std::string& what = words[1];
    if (what.empty()) return reader.fatal(words.token(1), sentence::missing_after, {{"keyword", words[0]}});
    constexpr std::string_view syslog[] = {"emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"};
    if (what == "from") proxy.email_from = true;
    else if (what == "to") proxy.email_to = true;
    else if (what == "mailers") proxy.email_mailers = words[2];
    else if (what == "level") {
        if (std::find(std::begin(syslog), std::end(syslog), words[2]) == std::end(syslog)) return reader.fatal(words.token(2), sentence::email_level, {{"keyword", what}, {"word", words[2]}});
    } else if (what != "myhostname") return reader.fatal(words.token(1), sentence::email_unknown, {{"word", what}});
    proxy.email_alert = true;
    reader.note(words.token(0), sentence::no_effect, {{"what", words[0]}});
}

void read_dispatch(Reader& reader, const Words& words)
{
    if (refused_in_defaults(reader, words.token(0))) return;
    ignored_without(reader, is_backend, words.token(0));
    Fault said;
    const auto address = read_address(reader, words.token(1), port_allowed | port_mandatory | may_resolve, said);
    if (!address) return reader.fatal(wrap(said, "'dispatch' : "));
    if (too_many_arguments(reader, words, 1)) return;
    reader.proxy().dispatch = {address->address, static_cast<std::uint16_t>(address->port)};
}

void read_source(Reader& reader, const Words& words)
{
    ignored_without(reader, is_backend, words.token(0));
    if (!words.has(1)) return reader.fatal(words.token(1), sentence::source_expects);
    Fault said;
    if (!read_address(reader, words.token(1), port_allowed | may_resolve, said)) return reader.fatal(wrap(said, "'source " + words[1] + "' : "));
    for (std::size_t i = 2; words.has(i); i += 2)
        if (words[i] != "usesrc" && words[i] != "interface") return reader.fatal(words.token(i), sentence::source_keywords, {{"keyword", words[0]}});
    reader.note(words.token(0), sentence::no_effect, {{"what", words[0]}});
}

void read_persist(Reader& reader, const Words& words)
{
    if (!words.has(1)) return reader.fatal(words.token(1), sentence::persist_missing);
    if (!words[1].starts_with("rdp-cookie")) return reader.fatal(words.token(1), sentence::persist_unknown);
    reader.proxy().rdp_cookie = true;
    reader.not_simulated(words.token(0), "persist", "a visitor is not kept on its server");
}

void read_rate_limit(Reader& reader, const Words& words)
{
    if (words[1] != "sessions") return reader.fatal(words.token(1), sentence::rate_limit_sessions, {{"keyword", words[0]}, {"word", words[1]}});
    if (!words.has(2)) return reader.fatal(words.token(2), sentence::rate_limit_number, {{"keyword", words[0] + " " + words[1]}});
    std::size_t used = 0;
    const std::int64_t limit = leading_integer(words[2], used);
    if (used != words[2].size())
        return reader.fatal(words.token(2), sentence::rate_limit_character, {{"keyword", words[0] + " " + words[1]}, {"character", words[2].substr(used, 1)}, {"value", words[2]}});
    Proxy& proxy = reader.proxy();
    if (!proxy.has(is_frontend) && !proxy.has(is_defaults))
        return reader.warn(words.token(0), sentence::keyword_without_capability, {{"keyword", words[0] + " " + words[1]}, {"kind", proxy.kind()}, {"name", proxy.name}, {"needed", "frontend"}});
    proxy.session_rate_limit = std::clamp<std::int64_t>(limit, 0, INT32_MAX);
}

void read_external_check(Reader& reader, const Words& words)
{
    Proxy& proxy = reader.proxy();
    if (!words.has(1)) return reader.fatal(words.token(1), sentence::missing_after, {{"keyword", words[0]}});
    if (words[1] != "command" && words[1] != "path") return reader.fatal(words.token(1), sentence::external_check_values, {{"keyword", words[0]}, {"word", words[1]}});
    if (!words.has(2)) return reader.fatal(words.token(2), sentence::missing_after, {{"keyword", words[1]}});
    if (words[1] == "command") proxy.external_check_command = true, proxy.external_check_command_text = words[2];
    else proxy.external_check_path = true;
    reader.note(words.token(0), sentence::no_effect, {{"what", words[0]}});
}

void read_integer_keyword(Reader& reader, const Words& words, unsigned capability)
{
    (void)capability;
    if (!words.has(1)) return reader.fatal(words.token(1), sentence::expects_integer_value, {{"keyword", words[0]}});
    reader.note(words.token(0), sentence::no_effect, {{"what", words[0]}});
}

void read_keep_alive_queue(Reader& reader, const Words& words)
{
    Proxy& proxy = reader.proxy();
    const Token& value = words.token(1);
    if (value.text.empty()) return reader.fatal(value, sentence::keep_alive_queue_missing, {{"keyword", words[0]}});
    std::size_t used = 0;
    const std::int64_t most = leading_integer(value.text, used);
    if (used != value.text.size()) return reader.fatal(value, sentence::rate_limit_character, {{"keyword", words[0]}, {"character", value.text.substr(used, 1)}, {"value", value.text}});
    if (!proxy.has(is_backend) && !proxy.has(is_defaults))
        reader.warn(words.token(0), sentence::keyword_without_capability, {{"keyword", words[0]}, {"kind", proxy.kind()}, {"name", proxy.name}, {"needed", "backend"}});
    proxy.max_keep_alive_queue = most;
}

}  // namespace

bool read_removed(Reader& reader, const Words& words)
{
    const auto found = std::find_if(std::begin(removed), std::end(removed), [&](const Removed& r) { return r.word == words[0]; });
    if (found == std::end(removed)) return false;
    reader.fatal(words.token(0), *found->sentence, {{"keyword", words[0]}, {"condition", "{ src " + words[1] + " }"}});
    return true;
}

bool read_unused(Reader& reader, const Words& words)
{
    const std::string& keyword = words[0];
    if (read_error_page_line(reader, words)) return true;
    if (keyword == "retry-on") return read_retry_on(reader, words), true;
    if (keyword == "log-format" || keyword == "log-format-sd" || keyword == "error-log-format" || keyword == "unique-id-format" || keyword == "unique-id-header") return read_format_line(reader, words), true;
    if (keyword == "capture") return read_capture(reader, words), true;
    if (keyword == "email-alert") return read_email_alert(reader, words), true;
    if (keyword == "dispatch") return read_dispatch(reader, words), true;
    if (keyword == "source") return read_source(reader, words), true;
    if (keyword == "rate-limit") return read_rate_limit(reader, words), true;
    if (keyword == "persist") return read_persist(reader, words), true;
    if (keyword == "external-check") return read_external_check(reader, words), true;
    if (keyword == "max-keep-alive-queue") return read_keep_alive_queue(reader, words), true;
    if (keyword == "clitcpka-cnt" || keyword == "clitcpka-idle" || keyword == "clitcpka-intvl") return read_integer_keyword(reader, words, is_frontend), true;
    if (keyword == "srvtcpka-cnt" || keyword == "srvtcpka-idle" || keyword == "srvtcpka-intvl") return read_integer_keyword(reader, words, is_backend), true;
    if (keyword == "declare") return read_declare(reader, words), true;
    constexpr std::string_view accepted[] = {"compression", "filter", "use-fcgi-app"};
    if (std::find(std::begin(accepted), std::end(accepted), keyword) == std::end(accepted)) return false;
    reader.not_simulated(words.token(0), keyword, "the directive does nothing here");
    return true;
}

}  // namespace evenkeel::haproxy
