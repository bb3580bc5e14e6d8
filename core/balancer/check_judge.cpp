// What an answer must hold: statuses, headers, texts. Source: HAProxy 2.6.12, recorded in tests/golden/haproxy-checks.

#include "balancer/check_judge.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "balancer/http_text.hpp"
#include "balancer/regex.hpp"
#include "balancer/text_codes.hpp"
#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

constexpr std::string_view empty_format = "log-format string evaluated to an empty string";

/// "'+PONG'", "(regex)": what an expectation looked for.
std::string looked_for(const CheckRule& rule)
{
    switch (rule.pattern) {
    case CheckPattern::string: return fmt::format("'{}'", rule.text.text);
    case CheckPattern::string_format: return "(log-format string)";
    case CheckPattern::regex: return "(regex)";
    case CheckPattern::binary: return "(binary)";
    case CheckPattern::binary_format: return "(log-format binary)";
    case CheckPattern::binary_regex: return "(binary regex)";
    default: return "";
    }
}

bool matches(Match match, const std::string& wanted, std::string_view text, bool ignore_case)
{
    const std::string own = ignore_case ? lower(wanted) : wanted;
    const std::string given = ignore_case ? lower(text) : std::string(text);
    switch (match) {
    case Match::begins: return given.starts_with(own);
    case Match::ends: return given.ends_with(own);
    case Match::contains: return given.find(own) != std::string::npos;
    case Match::regex: return matches_regex(text, wanted, ignore_case);
    default: return given == own;
    }
}

/// `name` and `value`: the patterns as they are at this moment.
bool has_header(const CheckRule& rule, std::string_view headers, const std::string& name, const std::string& value)
{
    for (const std::string_view line : split(headers, '\n')) {
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos || !matches(rule.name.match, name, line.substr(0, colon), true)) continue;
        if (!rule.has_value) return true;
        const std::string_view whole = trim(line.substr(colon + 1));
        if (rule.pattern == CheckPattern::full_header) {
            if (matches(rule.value.match, value, whole, false)) return true;
            continue;
        }
        for (const std::string_view each : header_values(line, line.substr(0, colon)))
            if (matches(rule.value.match, value, each, false)) return true;
    }
    return false;
}

bool has_status(const CheckRule& rule, std::int32_t status)
{
    if (rule.pattern == CheckPattern::status_regex) return matches_regex(fmt::format("{}", status), rule.text.text, false);
    return std::any_of(rule.statuses.begin(), rule.statuses.end(), [&](const auto& range) { return status >= range.first && status <= range.second; });
}

/// `wanted`: what is looked for, as it is at this moment.
bool has_content(const CheckRule& rule, const std::string& wanted, std::string_view text)
{
    if (rule.pattern == CheckPattern::regex) return matches_regex(text, wanted, false);
    if (rule.pattern == CheckPattern::binary_regex) return matches_regex(hex(text), wanted, false);
    return text.find(wanted) != std::string_view::npos;
}

/// A text that is shorter than what is looked for decides nothing yet.
bool is_too_short(const CheckRule& rule, std::string_view wanted, std::string_view text)
{
    const bool is_expression = rule.pattern == CheckPattern::regex || rule.pattern == CheckPattern::binary_regex;
    const std::size_t needed = is_expression ? 0 : wanted.size();
    return text.size() < std::max(needed, static_cast<std::size_t>(std::max<std::int64_t>(rule.least_bytes, 0)));
}

/// `is_all`: nothing will follow. Without min-recv what has not come yet may still come.
Verdict::Kind judge_content(const CheckRule& rule, const std::string& wanted, std::string_view text, bool is_all)
{
    if (is_too_short(rule, wanted, text) && !is_all) return Verdict::Kind::wait;
    const bool found = has_content(rule, wanted, text);
    if (!found && !is_all && rule.least_bytes < 0) return Verdict::Kind::wait;
    return found != rule.negated ? Verdict::Kind::passes : Verdict::Kind::fails;
}

/// What fails says its own words, or the usual ones; a comment follows both.
std::string explained(const Expectation& e, std::string usual)
{
    std::string text = e.rule.on_error ? rendered(*e.rule.on_error, e.view) : std::move(usual);
    if (!e.rule.comment.empty()) text += fmt::format(" comment: {}", e.rule.comment);
    return text;
}

/// What is looked for; a format that gives nothing, or no digits, fails without a look at the answer.
std::optional<std::string> wanted_now(const Expectation& e, Verdict& failed)
{
    const CheckRule& rule = e.rule;
    if (rule.pattern != CheckPattern::string_format && rule.pattern != CheckPattern::binary_format) return rule.text.text;
    std::optional<std::string> wanted = rule.pattern == CheckPattern::binary_format ? rendered_bytes(rule.text, e.view) : rendered(rule.text, e.view);
    if (wanted && !wanted->empty()) return wanted;
    failed = fails(CheckResult::l7_response, 0, wanted ? std::string(empty_format) : "Failed to parse hexastring resulting of eval of a log-format string");
    return std::nullopt;
}

Verdict judge_status_or_header(const Expectation& e)
{
    const CheckRule& rule = e.rule;
    bool found = false;
    if (rule.pattern == CheckPattern::status || rule.pattern == CheckPattern::status_regex) {
        found = has_status(rule, e.talk.status);
    } else {
        const std::string name = rendered(rule.name.text, e.view);
        const std::string value = rendered(rule.value.text, e.view);
        if (name.empty() || (rule.has_value && value.empty())) return fails(CheckResult::l7_response, 0, std::string(empty_format));
        found = has_header(rule, e.texts[e.talk.headers], name, value);
    }
    if (found != rule.negated) return passes();
    return fails(or_usual(rule.failed, CheckResult::l7_status), code_of_rule(rule, e.view, e.talk.status), explained(e, std::string(e.texts[e.talk.reason])));
}

Verdict judge_http(const Expectation& e)
{
    const CheckTalk& talk = e.talk;
    if (talk.is_broken || (!talk.has_head && talk.is_over)) return fails(CheckResult::l7_response, 0, {});
    if (!talk.has_head) return wait();
    if (e.check.disable_on_404 && talk.status == 404 && e.is_up) return passes();
    const bool looks_at_head = e.rule.pattern == CheckPattern::status || e.rule.pattern == CheckPattern::status_regex || e.rule.pattern == CheckPattern::header || e.rule.pattern == CheckPattern::full_header;
    if (looks_at_head) return judge_status_or_header(e);
    const std::string_view text = e.texts[talk.text];
    const bool is_all = talk.is_whole || talk.is_over;
    const auto says = [&](std::string usual) { return fails(or_usual(e.rule.failed, CheckResult::l7_response), code_of_rule(e.rule, e.view, talk.status), explained(e, std::move(usual))); };
    if (text.empty()) return is_all ? says("HTTP content check could not find a response body") : wait();
    Verdict failed;
    const std::optional<std::string> wanted = wanted_now(e, failed);
    if (!wanted) return failed;
    switch (judge_content(e.rule, *wanted, text, is_all)) {
    case Verdict::Kind::wait: return wait();
    case Verdict::Kind::passes: return passes();
    case Verdict::Kind::fails: break;
    }
    return says(e.rule.negated ? "HTTP check matched unwanted content" : "HTTP content check did not match");
}

Verdict judge_tcp(const Expectation& e)
{
    const CheckRule& rule = e.rule;
    const CheckTalk& talk = e.talk;
    const std::string_view text = e.texts[talk.text];
    if (text.empty() && !talk.is_over) return wait();
    const std::string comment = rule.comment.empty() ? "" : fmt::format(" comment: '{}'", rule.comment);
    if (text.empty()) return fails(or_usual(rule.failed, CheckResult::l7_response), 0, fmt::format("TCPCHK got an empty response at step {}{}", e.step, comment));
    if (rule.pattern == CheckPattern::mysql_packet) return judge_mysql(rule.packet, text, talk.is_over);
    if (rule.pattern == CheckPattern::ldap_bind) return judge_ldap(text, talk.is_over);
    if (rule.pattern == CheckPattern::spop_hello) return judge_spop(text, talk.is_over);
    Verdict failed;
    const std::optional<std::string> wanted = wanted_now(e, failed);
    if (!wanted) return failed;
    switch (judge_content(rule, *wanted, text, talk.is_over)) {
    case Verdict::Kind::wait: return wait();
    case Verdict::Kind::passes: return passes();
    case Verdict::Kind::fails: break;
    }
    std::string usual;
    if (e.check.kind == CheckKind::tcp_check) usual = fmt::format("TCPCHK {} content {} at step {}", rule.negated ? "matched unwanted" : "did not match", looked_for(rule), e.step);
    return fails(or_usual(rule.failed, CheckResult::l7_response), code_of_rule(rule, e.view, 0), explained(e, std::move(usual)));
}

}  // namespace

std::int32_t code_of_rule(const CheckRule& rule, const RequestView& view, std::int32_t otherwise)
{
    const std::optional<SampleValue> value = rule.code ? sample_of(*rule.code, view) : std::nullopt;
    return value ? static_cast<std::int32_t>(number_of(*value).value_or(0)) : otherwise;
}

Verdict judge(const Expectation& expectation) { return expectation.check.kind == CheckKind::http ? judge_http(expectation) : judge_tcp(expectation); }

}  // namespace evenkeel::haproxy
