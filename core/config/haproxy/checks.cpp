// Health checks of a backend: option httpchk, http-check, tcp-check.

#include <algorithm>

#include <re2/re2.h>

#include "base/text.hpp"
#include "config/haproxy/reader.hpp"
#include "config/haproxy/sentences.hpp"

namespace evenkeel::haproxy {

namespace {

/// The value of a Host header hidden behind the version: "HTTP/1.1\r\nHost:\ www".
std::string hidden_host(std::string_view text)
{
    for (std::string_view line : split(text, '\n')) {
        line = trim(line);
        const std::size_t colon = line.find(':');
        if (colon != std::string_view::npos && equal_ignoring_case(trim(line.substr(0, colon)), "host")) return std::string(trim(line.substr(colon + 1)));
    }
    return "";
}

/// "200-399,404": ranges of codes.
Fault read_statuses(const Token& value, HealthCheck& check)
{
    check.status_least.clear();
    check.status_most.clear();
    std::string_view rest = value.text;
    while (true) {
        std::int64_t numbers[2] = {0, 0};
        for (int i = 0; i < 2; ++i) {
            std::size_t digits = 0;
            while (digits < rest.size() && rest[digits] >= '0' && rest[digits] <= '9') ++digits;
            numbers[i] = std::min<std::int64_t>(leading_integer(rest.substr(0, digits)), INT32_MAX);
            rest.remove_prefix(digits);
            if (i == 0 && !rest.starts_with('-')) {
                numbers[1] = numbers[0];
                break;
            }
            if (i == 0) rest.remove_prefix(1);
        }
        check.status_least.push_back(numbers[0]);
        check.status_most.push_back(numbers[1]);
        if (rest.empty()) return {};
        if (rest[0] != ',') return fault(sentence::status_list_character, value.column, {{"character", rest.substr(0, 1)}});
        rest.remove_prefix(1);
    }
}

Fault check_regex(const Token& value)
{
    RE2::Options quiet;
    quiet.set_log_errors(false);
    quiet.set_max_mem(1 << 20);
    const RE2 regex(value.text, quiet);
    if (regex.ok() || regex.error_code() == RE2::ErrorBadPerlOp || regex.error_code() == RE2::ErrorBadEscape) return {};
    const std::string_view why = regex.error_code() == RE2::ErrorMissingBracket ? "missing terminating ] for character class" : "missing closing parenthesis";
    return fault(sentence::regex_invalid, value.column, {{"regex", value.text}, {"why", why}, {"offset", std::to_string(value.text.size())}});
}

/// `http-check send meth M uri U ver V hdr N V body B`.
Fault read_send(Reader& reader, const Words& words, HealthCheck& check)
{
    for (std::size_t i = 2; words.has(i);) {
        const Token& word = words.token(i);
        const Token& value = words.token(i + 1);
        if (word.text == "hdr") {
            if (value.text.empty() || !words.has(i + 2)) return fault(sentence::check_header_expects, word.column);
            if (equal_ignoring_case(value.text, "host")) check.host = words[i + 2];
            i += 3;
            continue;
        }
        const bool known = word.text == "comment" || word.text == "meth" || word.text == "uri" || word.text == "uri-lf" || word.text == "ver" || word.text == "body" || word.text == "body-lf";
        if (!known) return fault(sentence::check_send_expects, word.column, {{"word", word.text}});
        if (value.text.empty()) return fault(sentence::check_string_argument, value.column, {{"keyword", word.text}});
        if (word.text == "meth") check.method = value.text;
        if (word.text == "uri") check.uri = value.text;
        if (word.text == "ver") check.version = value.text;
        if (word.text == "uri-lf" || word.text == "body-lf") reader.not_simulated(word, word.text, "the format is sent as it is written");
        i += 2;
    }
    return {};
}

/// `http-check expect [!] status LIST` and its relatives; not_in_model is set for what only HAProxy can look at.
Fault read_expect(Reader& reader, const Words& words, bool http, HealthCheck& check)
{
    bool negated = false;
    bool pattern = false;
    std::size_t i = 2;
    if (!words.has(i)) return fault(sentence::expect_pattern, words.token(i).column);
    while (words.has(i)) {
        Token word = words.token(i);
        bool inverse = false;
        while (word.text.starts_with('!')) {
            inverse = !inverse;
            word.text.erase(0, 1);
            if (word.text.empty()) word = words.token(++i);
        }
        const Token& value = words.token(i + 1);
        const auto is = [&](std::initializer_list<std::string_view> names) { return std::find(names.begin(), names.end(), word.text) != names.end(); };
        const bool common = is({"string", "rstring", "string-lf"});
        const bool only_http = is({"status", "rstatus", "hdr", "fhdr"});
        const bool only_tcp = is({"binary", "rbinary", "binary-lf"});
        if (common || (http ? only_http : only_tcp)) {
            if (pattern) return fault(sentence::expect_one_pattern, word.column);
            if (word.text == "hdr" || word.text == "fhdr") {
                if (value.text != "name" && value.text != "name-lf") return fault(sentence::expect_header_name, word.column, {{"keyword", word.text}});
                i += 3;
                if (words[i] == "-m") i += 2;
                if (words[i] == "value" || words[i] == "value-lf") i += words[i + 1] == "-m" ? 4 : 2;
                reader.not_simulated(word, "http-check expect " + word.text, "the check looks at the status alone");
            } else {
                if (value.text.empty()) return fault(sentence::expect_value, value.column, {{"keyword", word.text}});
                if (word.text == "status") {
                    if (const Fault said = read_statuses(value, check)) return said;
                    negated = inverse;
                } else {
                    if (is({"rstatus", "rstring", "rbinary"}))
                        if (const Fault said = check_regex(value)) return said;
                    reader.not_simulated(word, "expect " + word.text, "the check looks at the status alone");
                }
                i += 2;
            }
            pattern = true;
            check.expect_negated = negated;
        } else if (is({"comment", "min-recv", "ok-status", "error-status", "tout-status", "on-success", "on-error", "status-code"})) {
            if (value.text.empty()) return fault(sentence::check_string_argument, value.column, {{"keyword", word.text}});
            i += 2;
        } else {
            return fault(http ? sentence::expect_only_http : sentence::expect_only_tcp, word.column, {{"word", word.text}});
        }
    }
    if (!pattern) return fault(sentence::expect_pattern, words.token(i).column);
    return {};
}

Fault read_connect(Reader& reader, const Words& words, Proxy& proxy)
{
    constexpr std::string_view values[] = {"comment", "addr", "sni", "alpn", "proto"};
    constexpr std::string_view flags[] = {"default", "send-proxy", "via-socks4", "ssl", "linger"};
    for (std::size_t i = 2; words.has(i);) {
        const Token& word = words.token(i);
        const Token& value = words.token(i + 1);
        if (word.text == "port") {
            if (value.text.empty()) return fault(sentence::connect_port, value.column, {{"keyword", word.text}});
            const auto number = parse_integer(value.text);
            if (number && (*number < 1 || *number > 65535)) return fault(sentence::connect_port_range, value.column, {{"word", value.text}});
            proxy.check_connect_has_port = true;
            i += 2;
        } else if (std::find(std::begin(values), std::end(values), word.text) != std::end(values)) {
            if (value.text.empty()) return fault(sentence::check_string_argument, value.column, {{"keyword", word.text}});
            i += 2;
        } else if (std::find(std::begin(flags), std::end(flags), word.text) != std::end(flags)) {
            if (word.text == "ssl") proxy.check_connects_by_tls = true;
            ++i;
        } else {
            return fault(sentence::connect_expects, word.column, {{"word", word.text}});
        }
    }
    reader.not_simulated(words.token(1), words[0] + " connect", "the check connects as it would without the rule");
    return {};
}

void refuse(Reader& reader, const Words& words, const Fault& said)
{
    reader.fatal(wrap(said, "'" + words[0] + " " + words[1] + "' : ", "."));
}

}  // namespace

void read_httpchk_option(Reader& reader, const Words& words)
{
    ignored_without(reader, is_backend, words.token(1));
    if (too_many_arguments(reader, words, 3, 1)) return;
    Proxy& proxy = reader.proxy();
    HealthCheck& check = proxy.check;
    proxy.check_protocol = CheckProtocol::http;
    proxy.http_check_rules_unused = false;
    check.kind = CheckKind::http;
    check.at = {reader.line, words.token(1).column};
    if (!words.has(2)) return;
    if (!words.has(3)) {
        check.uri = words[2];
        return;
    }
    check.method = words[2];
    check.uri = words[3];
    if (!words.has(4)) return;
    const std::string& version = words[4];
    const std::size_t end = version.find('\r');
    check.version = version.substr(0, end);
    if (end == std::string::npos) return;
    check.host = hidden_host(version.substr(end));
    reader.warn(words.token(4), sentence::httpchk_hidden_headers);
}

void read_http_check(Reader& reader, const Words& words)
{
    ignored_without(reader, is_backend, words.token(0));
    Proxy& proxy = reader.proxy();
    const std::string& what = words[1];
    if (what == "disable-on-404") {
        if (!too_many_arguments(reader, words, 1)) proxy.check.disable_on_404 = true;
        return;
    }
    if (what == "send-state") {
        if (!too_many_arguments(reader, words, 1)) proxy.http_check_send_state = true, reader.note(words.token(0), sentence::no_effect, {{"what", "http-check send-state"}});
        return;
    }
    Fault said;
    if (what == "send") said = read_send(reader, words, proxy.check);
    else if (what == "expect") said = read_expect(reader, words, true, proxy.check);
    else if (what == "connect") said = read_connect(reader, words, proxy);
    else if (what == "comment") said = words.has(2) ? Fault{} : fault(sentence::comment_string, words.token(2).column);
    else if (!what.starts_with("set-var") && !what.starts_with("unset-var")) return reader.fatal(words.token(1), sentence::http_check_words, {{"keyword", words[0]}, {"word", what}});
    if (said) return refuse(reader, words, said);
    if (proxy.check_protocol != CheckProtocol::http) proxy.http_check_rules_unused = true;
}

void read_tcp_check(Reader& reader, const Words& words)
{
    const bool ignored = ignored_without(reader, is_backend, words.token(0));
    Proxy& proxy = reader.proxy();
    const std::string& what = words[1];
    Fault said;
    if (what == "connect") {
        said = read_connect(reader, words, proxy);
    } else if (what == "expect") {
        HealthCheck unused;
        said = read_expect(reader, words, false, unused);
    } else if (what == "send" || what == "send-lf" || what == "send-binary" || what == "send-binary-lf") {
        if (!words.has(2)) said = fault(sentence::tcp_send_string, words.token(2).column, {{"kind", what.starts_with("send-binary") ? "binary string" : "string"}, {"keyword", what}});
        const auto bad = what == "send-binary" ? words[2].find_first_not_of("0123456789abcdefABCDEF") : std::string::npos;
        if (bad != std::string::npos) said = fault(sentence::binary_digit, words.token(2).column, {{"word", words[2]}, {"character", words[2].substr(bad, 1)}});
        if (!said) reader.not_simulated(words.token(0), "tcp-check " + what, "the check succeeds when a connection does");
    } else if (what == "comment") {
        if (!words.has(2)) said = fault(sentence::comment_string, words.token(2).column);
    } else if (!what.starts_with("set-var") && !what.starts_with("unset-var")) {
        return reader.fatal(words.token(1), sentence::tcp_check_words, {{"keyword", words[0]}, {"word", what}});
    }
    if (said) return refuse(reader, words, said);
    // HAProxy prints a second message without text here.
    if (ignored) return reader.warn(words.token(0), sentence::null_message);
    if (what != "comment") ++proxy.tcp_check_rules;
    if (proxy.check_protocol != CheckProtocol::tcp_check) proxy.tcp_check_rules_unused = true;
}

}  // namespace evenkeel::haproxy
