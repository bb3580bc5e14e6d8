// Health checks of a backend: option httpchk, http-check, tcp-check. What is sent and where to: check_send.cpp; what an
// answer must hold: check_expect.cpp.

#include <algorithm>

#include "balancer/check_talk.hpp"
#include "base/text.hpp"
#include "config/haproxy/check_rules.hpp"
#include "config/haproxy/sentences.hpp"

namespace evenkeel::haproxy {

namespace {

/// A section's rules of one kind. Its first own rule takes the place of all that its defaults section has.
std::vector<CheckRule>& own_rules(Proxy& proxy, bool http)
{
    CheckDraft::List& list = http ? proxy.checks.http : proxy.checks.tcp;
    if (list.is_inherited) list.rules.clear();
    list.is_inherited = false;
    return list.rules;
}

/// The first rule behind a connect at the beginning.
std::vector<CheckRule>::iterator first_behind_connect(std::vector<CheckRule>& rules)
{
    auto first = std::find_if(rules.begin(), rules.end(), is_talk);
    if (first != rules.end() && first->act == CheckAct::connect) first = std::find_if(first + 1, rules.end(), is_talk);
    return first;
}

/// The request of the one with what the other says besides.
void overwrite(CheckRule& rule, const CheckRule& by)
{
    if (!by.method.empty()) rule.method = by.method;
    if (!by.uri.text.empty()) rule.uri = by.uri;
    if (!by.version.empty()) rule.version = by.version;
    if (!by.headers.empty()) rule.headers = by.headers;
    if (!by.body.text.empty()) rule.body = by.body;
}

/// Header lines hidden behind the version: "HTTP/1.1\r\nHost:\ www".
std::vector<CheckHeader> hidden_headers(std::string_view text)
{
    std::vector<CheckHeader> headers;
    for (std::string_view line : split(text, '\n')) {
        line = trim(line);
        const std::size_t colon = line.find(':');
        if (colon != std::string_view::npos) headers.push_back({std::string(line.substr(0, colon)), constant(trim(line.substr(colon + 1)))});
    }
    return headers;
}

/// Steps as they are written, from 1: the request of `option httpchk` is none.
std::string step_number(const std::vector<CheckRule>& rules)
{
    return std::to_string(1 + std::count_if(rules.begin(), rules.end(), [](const CheckRule& rule) { return !rule.of_option; }));
}

/// What may stand behind what.
Fault check_order(const std::vector<CheckRule>& rules, const CheckRule& next, bool http, int column)
{
    const auto is_of_option = [](const CheckRule& rule) { return rule.of_option; };
    if (next.act == CheckAct::connect) {
        const auto first = std::find_if(rules.begin(), rules.end(), [&](const CheckRule& rule) { return is_talk(rule) && !is_of_option(rule); });
        if (first != rules.end() && first->act != CheckAct::connect) return fault(sentence::check_connect_first, column);
    }
    const auto last = std::find_if(rules.rbegin(), rules.rend(), is_talk);
    if (!http || !is_talk(next) || last == rules.rend() || last->of_option) return {};
    const auto missing = [&](std::string_view kind, std::string_view what) { return fault(sentence::check_rule_order, column, {{"kind", kind}, {"step", step_number(rules)}, {"missing", what}}); };
    if (next.act == CheckAct::send && last->act != CheckAct::connect) return missing("send", "connect");
    if (next.act == CheckAct::expect && last->act == CheckAct::connect) return missing("expect", "send");
    if (next.act == CheckAct::connect && last->act != CheckAct::expect) return missing("connect", "expect");
    return {};
}

/// The first request that is written takes what the option says and it does not.
void add_rule(std::vector<CheckRule>& rules, CheckRule rule, bool http)
{
    if (http && rule.act == CheckAct::send) {
        const auto first = first_behind_connect(rules);
        if (first != rules.end() && first->of_option) {
            CheckRule merged = *first;
            overwrite(merged, rule);
            merged.of_option = false;
            merged.comment = rule.comment;
            rules.erase(first);
            rule = std::move(merged);
        }
    }
    rules.push_back(std::move(rule));
}

/// HAProxy throws away all rules of the section when it refuses one, and so judges the next as the first.
void refuse(Reader& reader, const Words& words, std::vector<CheckRule>& rules, const Fault& said)
{
    rules.clear();
    reader.fatal(wrap(said, "'" + words[0] + " " + words[1] + "' : ", "."));
}

bool is_variable(std::string_view what) { return what.starts_with("set-var") || what.starts_with("unset-var"); }

}  // namespace

void read_httpchk_option(Reader& reader, const Words& words)
{
    ignored_without(reader, is_backend, words.token(1));
    if (too_many_arguments(reader, words, 3, 1)) return;
    Proxy& proxy = reader.proxy();
    proxy.check_protocol = CheckProtocol::http;
    proxy.http_check_rules_unused = false;
    proxy.checks.at = {reader.line, words.token(1).column};
    CheckRule request;
    request.act = CheckAct::send;
    request.of_option = true;
    if (words.has(2)) request.uri = constant(words[2]);
    if (words.has(3)) {
        request.method = words[2];
        request.uri = constant(words[3]);
    }
    if (words.has(4)) {
        const std::string& version = words[4];
        const std::size_t end = version.find('\r');
        request.version = version.substr(0, end);
        if (end != std::string::npos) {
            request.headers = hidden_headers(std::string_view(version).substr(end));
            reader.warn(words.token(4), sentence::httpchk_hidden_headers);
        }
    }
    std::vector<CheckRule>& rules = own_rules(proxy, true);
    const auto first = first_behind_connect(rules);
    if (first == rules.end() || first->act != CheckAct::send) rules.insert(first, std::move(request));
    else if (first->of_option) *first = std::move(request);
    else overwrite(*first, request);
}

void read_http_check(Reader& reader, const Words& words)
{
    if (!more_rules(reader, words.token(0))) return;
    ignored_without(reader, is_backend, words.token(0));
    Proxy& proxy = reader.proxy();
    const std::string& what = words[1];
    if (what == "disable-on-404") {
        if (!too_many_arguments(reader, words, 1)) proxy.checks.disable_on_404 = true;
        return;
    }
    if (what == "send-state") {
        if (!too_many_arguments(reader, words, 1)) proxy.http_check_send_state = true;
        return;
    }
    Fault said;
    CheckRule rule;
    rule.act = CheckAct::note;
    std::vector<CheckRule>& rules = own_rules(proxy, true);
    if (what == "send") said = read_http_check_send(reader, words, rule);
    else if (what == "expect") said = read_check_expect(reader, words, true, rule);
    else if (what == "connect") said = read_check_connect(reader, words, rule);
    else if (what == "comment") said = words.has(2) ? Fault{} : fault(sentence::comment_string, words.token(2).column);
    else if (is_variable(what)) said = read_check_variable(reader, words, rule);
    else {
        rules.clear();
        return reader.fatal(words.token(1), sentence::http_check_words, {{"keyword", words[0]}, {"word", what}});
    }
    // Only behind `option httpchk` does HAProxy look at the order.
    if (!said && proxy.check_protocol == CheckProtocol::http) said = check_order(rules, rule, true, words.token(1).column);
    if (said) return refuse(reader, words, rules, said);
    add_rule(rules, std::move(rule), true);
    if (proxy.check_protocol != CheckProtocol::http) proxy.http_check_rules_unused = true;
}

void read_tcp_check(Reader& reader, const Words& words)
{
    if (!more_rules(reader, words.token(0))) return;
    const bool ignored = ignored_without(reader, is_backend, words.token(0));
    Proxy& proxy = reader.proxy();
    const std::string& what = words[1];
    Fault said;
    CheckRule rule;
    rule.act = CheckAct::note;
    std::vector<CheckRule>& rules = own_rules(proxy, false);
    if (what == "connect") said = read_check_connect(reader, words, rule);
    else if (what == "expect") said = read_check_expect(reader, words, false, rule);
    else if (what == "send" || what == "send-lf" || what == "send-binary" || what == "send-binary-lf") said = read_tcp_check_send(reader, words, rule);
    else if (what == "comment") said = words.has(2) ? Fault{} : fault(sentence::comment_string, words.token(2).column);
    else if (is_variable(what)) said = read_check_variable(reader, words, rule);
    else {
        rules.clear();
        return reader.fatal(words.token(1), sentence::tcp_check_words, {{"keyword", words[0]}, {"word", what}});
    }
    if (!said) said = check_order(rules, rule, false, words.token(1).column);
    if (said) return refuse(reader, words, rules, said);
    // HAProxy prints a second message without text here.
    if (ignored) return reader.warn(words.token(0), sentence::null_message);
    add_rule(rules, std::move(rule), false);
    if (what != "comment") ++proxy.tcp_check_rules;
    if (proxy.check_protocol != CheckProtocol::tcp_check) proxy.tcp_check_rules_unused = true;
}

HealthCheck build_check(const Proxy& proxy)
{
    HealthCheck check;
    switch (proxy.check_protocol) {
    case CheckProtocol::http: {
        // The option's request goes behind a connection that is written.
        std::vector<CheckRule> rules = proxy.checks.http.rules;
        const auto first = std::find_if(rules.begin(), rules.end(), is_talk);
        const auto second = first == rules.end() ? first : std::find_if(first + 1, rules.end(), is_talk);
        if (second != rules.end() && first->of_option && second->act == CheckAct::connect) std::iter_swap(first, second);
        check = completed(CheckKind::http, std::move(rules));
        break;
    }
    case CheckProtocol::tcp_check: check = completed(CheckKind::tcp_check, proxy.checks.tcp.rules); break;
    case CheckProtocol::other: check = completed(CheckKind::protocol, proxy.checks.protocol); break;
    case CheckProtocol::none:
    case CheckProtocol::external: break;
    }
    check.disable_on_404 = proxy.checks.disable_on_404;
    check.logs_results = proxy.options.count("log-health-checks") != 0;
    check.sends_state = proxy.http_check_send_state;
    return check;
}

}  // namespace evenkeel::haproxy
