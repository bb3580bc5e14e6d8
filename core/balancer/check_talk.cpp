#include "balancer/check_talk.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "balancer/http_text.hpp"
#include "balancer/regex.hpp"
#include "balancer/text_codes.hpp"
#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

/// How an expectation has fared; `wait`: more of the answer is needed.
struct Verdict {
    enum class Kind : std::uint8_t { wait, passes, fails } kind{};
    CheckOutcome outcome{};             ///< of fails
};

Verdict wait() { return {Verdict::Kind::wait}; }
Verdict passes() { return {Verdict::Kind::passes}; }
Verdict fails(CheckResult result, std::int32_t code, std::string info) { return {Verdict::Kind::fails, {result, code, std::move(info)}}; }

CheckResult or_usual(CheckResult given, CheckResult usual) { return given == CheckResult::unknown ? usual : given; }

std::string_view up_to(std::string_view text, std::string_view ends) { return text.substr(0, text.find_first_of(ends)); }

/// HAProxy's texts end at the first NUL.
std::string_view as_c(std::string_view text) { return up_to(text, std::string_view("\0", 1)); }

/// What a rule says in place of the usual words.
std::string words_of(const CheckWords& words, std::string_view heard)
{
    const std::string_view rest = heard.substr(std::min(words.from, heard.size()));
    switch (words.kind) {
    case CheckWords::Kind::usual: return {};
    case CheckWords::Kind::text: return words.text;
    case CheckWords::Kind::line: return std::string(trim(up_to(rest, "\r\n")));
    case CheckWords::Kind::rest: return std::string(as_c(rest));
    }
    return {};
}

/// Steps count as they are written.
std::size_t step_of(const HealthCheck& check, std::uint32_t rule)
{
    return rule + (check.rules.front().is_implicit ? 0 : 1);
}

/// "'+PONG'", "(regex)": what an expectation looked for.
std::string looked_for(const CheckRule& rule)
{
    switch (rule.pattern) {
    case CheckPattern::string: return fmt::format("'{}'", rule.text);
    case CheckPattern::string_format: return "(log-format string)";
    case CheckPattern::regex: return "(regex)";
    case CheckPattern::binary: return "(binary)";
    case CheckPattern::binary_format: return "(log-format binary)";
    case CheckPattern::binary_regex: return "(binary regex)";
    default: return "";
    }
}

/// "expect string '+PONG'": the rule that was waited for.
std::string told(const CheckRule& rule)
{
    if (rule.act == CheckAct::connect) return rule.port != 0 ? fmt::format("connect port {}", rule.port) : "connect";
    if (rule.act == CheckAct::send) return "send";
    switch (rule.pattern) {
    case CheckPattern::string: return fmt::format("expect string '{}'", rule.text);
    case CheckPattern::string_format: return "expect log-format string";
    case CheckPattern::regex: return "expect regex";
    case CheckPattern::binary: return fmt::format("expect binary '{}'", as_c(rule.text));
    case CheckPattern::binary_format: return "expect log-format binary";
    case CheckPattern::binary_regex: return "expect binary regex";
    default: return "expect";
    }
}

/// " at step 2 of tcp-check (expect regex) comment: 'greeting'": only of tcp-check's own rules.
std::string place_of(const HealthCheck& check, const CheckTalk& talk)
{
    if (check.kind != CheckKind::tcp_check) return {};
    const CheckRule& rule = check.rules[std::min<std::size_t>(talk.rule, check.rules.size() - 1)];
    const std::size_t step = step_of(check, talk.rule);
    if (step == 0) return " at initial connection step of tcp-check";
    return fmt::format(" at step {} of tcp-check ({}){}", step, told(rule), rule.comment.empty() ? "" : fmt::format(" comment: '{}'", rule.comment));
}

bool matches(const HeaderPattern& pattern, std::string_view text, bool ignore_case)
{
    const std::string own = ignore_case ? lower(pattern.text) : pattern.text;
    const std::string given = ignore_case ? lower(text) : std::string(text);
    switch (pattern.match) {
    case Match::begins: return given.starts_with(own);
    case Match::ends: return given.ends_with(own);
    case Match::contains: return given.find(own) != std::string::npos;
    case Match::regex: return matches_regex(text, pattern.text, ignore_case);
    default: return given == own;
    }
}

bool has_header(const CheckRule& rule, std::string_view headers)
{
    for (const std::string_view line : split(headers, '\n')) {
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos || !matches(rule.name, line.substr(0, colon), true)) continue;
        if (!rule.has_value) return true;
        const std::string_view whole = trim(line.substr(colon + 1));
        if (rule.pattern == CheckPattern::full_header) {
            if (matches(rule.value, whole, false)) return true;
            continue;
        }
        for (const std::string_view value : header_values(line, line.substr(0, colon)))
            if (matches(rule.value, value, false)) return true;
    }
    return false;
}

bool has_status(const CheckRule& rule, std::int32_t status)
{
    if (rule.pattern == CheckPattern::status_regex) return matches_regex(fmt::format("{}", status), rule.text, false);
    return std::any_of(rule.statuses.begin(), rule.statuses.end(), [&](const auto& range) { return status >= range.first && status <= range.second; });
}

bool has_content(const CheckRule& rule, std::string_view text)
{
    if (rule.pattern == CheckPattern::regex) return matches_regex(text, rule.text, false);
    if (rule.pattern == CheckPattern::binary_regex) return matches_regex(hex(text), rule.text, false);
    return text.find(rule.text) != std::string_view::npos;
}

/// A text that is shorter than what is looked for decides nothing yet.
bool is_too_short(const CheckRule& rule, std::string_view text)
{
    const bool is_expression = rule.pattern == CheckPattern::regex || rule.pattern == CheckPattern::binary_regex;
    const std::size_t needed = is_expression ? 0 : rule.text.size();
    return text.size() < std::max(needed, static_cast<std::size_t>(std::max<std::int64_t>(rule.least_bytes, 0)));
}

/// `is_all`: nothing will follow. Without min-recv what has not come yet may still come.
Verdict::Kind judge_content(const CheckRule& rule, std::string_view text, bool is_all)
{
    if (is_too_short(rule, text) && !is_all) return Verdict::Kind::wait;
    const bool found = has_content(rule, text);
    if (!found && !is_all && rule.least_bytes < 0) return Verdict::Kind::wait;
    return found != rule.negated ? Verdict::Kind::passes : Verdict::Kind::fails;
}

/// What fails says its own words, or the usual ones; a comment follows both.
std::string explained(const CheckRule& rule, std::string_view heard, std::string usual)
{
    std::string text = rule.on_error.kind == CheckWords::Kind::usual ? std::move(usual) : words_of(rule.on_error, heard);
    if (!rule.comment.empty()) text += fmt::format(" comment: {}", rule.comment);
    return text;
}

Verdict judge_http(const HealthCheck& check, const CheckRule& rule, const CheckTalk& talk, const TextTable& texts, bool is_up)
{
    if (talk.is_broken || (!talk.has_head && talk.is_over)) return fails(CheckResult::l7_response, 0, {});
    if (!talk.has_head) return wait();
    if (check.disable_on_404 && talk.status == 404 && is_up) return passes();
    const std::string_view text = texts[talk.text];
    switch (rule.pattern) {
    case CheckPattern::status:
    case CheckPattern::status_regex:
    case CheckPattern::header:
    case CheckPattern::full_header: {
        const bool is_header = rule.pattern == CheckPattern::header || rule.pattern == CheckPattern::full_header;
        const bool found = is_header ? has_header(rule, texts[talk.headers]) : has_status(rule, talk.status);
        if (found != rule.negated) return passes();
        return fails(or_usual(rule.failed, CheckResult::l7_status), talk.status, explained(rule, text, std::string(texts[talk.reason])));
    }
    default: break;
    }
    const bool is_all = talk.is_whole || talk.is_over;
    const auto says = [&](std::string usual) { return fails(or_usual(rule.failed, CheckResult::l7_response), talk.status, explained(rule, text, std::move(usual))); };
    if (text.empty()) return is_all ? says("HTTP content check could not find a response body") : wait();
    switch (judge_content(rule, text, is_all)) {
    case Verdict::Kind::wait: return wait();
    case Verdict::Kind::passes: return passes();
    case Verdict::Kind::fails: break;
    }
    return says(rule.negated ? "HTTP check matched unwanted content" : "HTTP content check did not match");
}

/// A packet of a MySQL server: three bytes of length, a number, and a payload that begins with 0xff when it is an error.
Verdict judge_mysql(const CheckRule& rule, std::string_view text, bool is_over)
{
    constexpr std::size_t head = 4;
    std::size_t at = 0;
    for (std::size_t packet = 0;; ++packet) {
        if (text.size() < at + head) break;
        const auto byte = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(text[at + i])); };
        const std::size_t length = byte(0) | byte(1) << 8 | byte(2) << 16;
        if (length == 0 || text.size() < at + head + length) break;
        if (packet == rule.packet) {
            if (byte(head) != 0xff) return passes();
            const std::size_t number = length > 2 ? byte(head + 1) | byte(head + 2) << 8 : 0;
            return fails(CheckResult::l7_status, static_cast<std::int32_t>(number), std::string(text.substr(at + head, length).substr(std::min<std::size_t>(length, 3))));
        }
        at += head + length;
    }
    return is_over ? fails(CheckResult::l7_response, 0, {}) : wait();
}

Verdict judge_tcp(const HealthCheck& check, const CheckRule& rule, const CheckTalk& talk, const TextTable& texts)
{
    const std::string_view text = texts[talk.text];
    const std::size_t step = step_of(check, talk.rule);
    if (text.empty()) return talk.is_over ? fails(or_usual(rule.failed, CheckResult::l7_response), 0, explained(rule, text, fmt::format("TCPCHK got an empty response at step {}", step))) : wait();
    if (rule.pattern == CheckPattern::mysql_packet) return judge_mysql(rule, text, talk.is_over);
    switch (judge_content(rule, text, talk.is_over)) {
    case Verdict::Kind::wait: return wait();
    case Verdict::Kind::passes: return passes();
    case Verdict::Kind::fails: break;
    }
    const std::int32_t code = rule.code_digits == 0 ? rule.code : static_cast<std::int32_t>(parse_integer(text.substr(0, rule.code_digits)).value_or(0));
    std::string usual;
    if (check.kind == CheckKind::tcp_check) usual = fmt::format("TCPCHK {} content {} at step {}", rule.negated ? "matched unwanted" : "did not match", looked_for(rule), step);
    return fails(or_usual(rule.failed, CheckResult::l7_response), code, explained(rule, text, std::move(usual)));
}

/// All rules have passed: the last one that does something says how.
CheckOutcome success(const HealthCheck& check, const CheckTalk& talk, const TextTable& texts)
{
    if (check.disable_on_404 && talk.has_head && talk.status == 404) return {CheckResult::l7_conditional, 404, {}};
    const auto last = std::find_if(check.rules.rbegin(), check.rules.rend(), [](const CheckRule& rule) { return rule.act != CheckAct::note; });
    const std::string usual = check.kind == CheckKind::tcp_check ? "(tcp-check)" : "";
    if (last == check.rules.rend() || last->act == CheckAct::connect) return {CheckResult::l4_ok, 0, last == check.rules.rend() || last->is_implicit ? "" : usual};
    if (last->act == CheckAct::send) return {CheckResult::l7_ok, talk.status, usual};
    const std::string_view text = texts[talk.text];
    const std::int32_t code = last->code_digits != 0 ? static_cast<std::int32_t>(parse_integer(text.substr(0, last->code_digits)).value_or(0)) : last->code != 0 ? last->code : talk.status;
    return {or_usual(last->passed, CheckResult::l7_ok), code, last->on_success.kind == CheckWords::Kind::usual ? usual : words_of(last->on_success, text)};
}

}  // namespace

void connected(CheckTalk& talk)
{
    const std::uint32_t next = talk.rule + 1;
    talk = {};
    talk.rule = next;
}

void sent(CheckTalk& talk)
{
    if (talk.is_read) return connected(talk);
    ++talk.rule;
}

CheckStep go_on(const HealthCheck& check, CheckTalk& talk, const TextTable& texts, bool is_up)
{
    for (; talk.rule < check.rules.size(); ++talk.rule) {
        const CheckRule& rule = check.rules[talk.rule];
        if (rule.act == CheckAct::connect) return {CheckDeed::connect, {}};
        if (rule.act == CheckAct::send) return {CheckDeed::send, {}};
        if (rule.act == CheckAct::note) continue;
        talk.is_read = true;
        Verdict verdict = check.kind == CheckKind::http ? judge_http(check, rule, talk, texts, is_up) : judge_tcp(check, rule, talk, texts);
        if (verdict.kind == Verdict::Kind::wait) return {CheckDeed::wait, {}};
        if (verdict.kind == Verdict::Kind::fails) return {CheckDeed::end, std::move(verdict.outcome)};
    }
    return {CheckDeed::end, success(check, talk, texts)};
}

CheckOutcome timed_out(const HealthCheck& check, const CheckTalk& talk, bool is_connected)
{
    if (!is_connected) return {CheckResult::l4_timeout, 0, place_of(check, talk)};
    const CheckRule& rule = check.rules[std::min<std::size_t>(talk.rule, check.rules.size() - 1)];
    return {or_usual(rule.timed_out, CheckResult::l7_timeout), 0, place_of(check, talk)};
}

CheckOutcome refused(const HealthCheck& check, const CheckTalk& talk) { return {CheckResult::l4_connection, 0, "Connection refused" + place_of(check, talk)}; }

CheckOutcome was_reset(const HealthCheck& check, const CheckTalk& talk) { return {CheckResult::socket_error, 0, "Connection reset by peer" + place_of(check, talk)}; }

HealthCheck completed(CheckKind kind, std::vector<CheckRule> rules)
{
    const auto has = [&](CheckAct act) { return std::any_of(rules.begin(), rules.end(), [&](const CheckRule& rule) { return rule.act == act; }); };
    if (!has(CheckAct::connect)) rules.insert(rules.begin(), CheckRule{});
    if (kind == CheckKind::http && !has(CheckAct::expect)) {
        CheckRule expect;
        expect.act = CheckAct::expect;
        expect.statuses.emplace_back(200, 399);
        rules.push_back(std::move(expect));
    }
    return {kind, std::move(rules), false};
}

HealthCheck usual_check(CheckKind kind)
{
    if (kind != CheckKind::http) return completed(kind, {});
    CheckRule send;
    send.act = CheckAct::send;
    return completed(kind, {send});
}

}  // namespace evenkeel::haproxy
