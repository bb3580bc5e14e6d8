#include "config/haproxy/actions.hpp"

#include <algorithm>
#include <iterator>

#include "base/text.hpp"
#include "config/haproxy/sentences.hpp"

namespace evenkeel::haproxy {

namespace {

constexpr std::string_view request_words[] = {
    "wait-for-handshake", "ot-group", "set-log-level", "set-nice", "use-service", "sc-inc-gpc", "sc-inc-gpc0", "sc-inc-gpc1", "sc-set-gpt",
    "sc-set-gpt0", "send-spoe-group", "do-resolve", "cache-use", "add-acl", "add-header", "allow", "auth", "capture", "del-acl", "del-header",
    "del-map", "deny", "disable-l7-retry", "early-hint", "normalize-uri", "redirect", "reject", "replace-header", "replace-path",
    "replace-pathq", "replace-uri", "replace-value", "return", "set-header", "set-map", "set-method", "set-path", "set-pathq", "set-query",
    "set-uri", "strict-mode", "tarpit", "track-sc", "set-timeout", "wait-for-body", "set-var-fmt", "set-var", "unset-var", "set-dst",
    "set-dst-port", "set-mark", "set-src", "set-src-port", "set-tos", "silent-drop", "set-priority-class", "set-priority-offset",
};
constexpr std::string_view request_list =
    "'wait-for-handshake', 'ot-group', 'set-log-level', 'set-nice', 'use-service', 'sc-inc-gpc(*)', 'sc-inc-gpc0(*)', 'sc-inc-gpc1(*)', "
    "'sc-set-gpt(*)', 'sc-set-gpt0(*)', 'send-spoe-group', 'do-resolve(*)', 'cache-use', 'add-acl(*)', 'add-header', 'allow', 'auth', "
    "'capture', 'del-acl(*)', 'del-header', 'del-map(*)', 'deny', 'disable-l7-retry', 'early-hint', 'normalize-uri', 'redirect', 'reject', "
    "'replace-header', 'replace-path', 'replace-pathq', 'replace-uri', 'replace-value', 'return', 'set-header', 'set-map(*)', 'set-method', "
    "'set-path', 'set-pathq', 'set-query', 'set-uri', 'strict-mode', 'tarpit', 'track-sc(*)', 'set-timeout', 'wait-for-body', "
    "'set-var-fmt(*)', 'set-var(*)', 'unset-var(*)', 'set-dst', 'set-dst-port', 'set-mark', 'set-src', 'set-src-port', 'set-tos', "
    "'silent-drop', 'set-priority-class', 'set-priority-offset'";

constexpr std::string_view response_words[] = {
    "ot-group", "set-log-level", "set-nice", "sc-inc-gpc", "sc-inc-gpc0", "sc-inc-gpc1", "sc-set-gpt", "sc-set-gpt0", "send-spoe-group",
    "cache-store", "add-acl", "add-header", "allow", "capture", "del-acl", "del-header", "del-map", "deny", "redirect", "replace-header",
    "replace-value", "return", "set-header", "set-map", "set-status", "strict-mode", "track-sc", "wait-for-body", "set-var-fmt", "set-var",
    "unset-var", "set-mark", "set-tos", "silent-drop",
};
constexpr std::string_view response_list =
    "'ot-group', 'set-log-level', 'set-nice', 'sc-inc-gpc(*)', 'sc-inc-gpc0(*)', 'sc-inc-gpc1(*)', 'sc-set-gpt(*)', 'sc-set-gpt0(*)', "
    "'send-spoe-group', 'cache-store', 'add-acl(*)', 'add-header', 'allow', 'capture', 'del-acl(*)', 'del-header', 'del-map(*)', 'deny', "
    "'redirect', 'replace-header', 'replace-value', 'return', 'set-header', 'set-map(*)', 'set-status', 'strict-mode', 'track-sc(*)', "
    "'wait-for-body', 'set-var-fmt(*)', 'set-var(*)', 'unset-var(*)', 'set-mark', 'set-tos', 'silent-drop'";

constexpr std::string_view after_response_words[] = {
    "ot-group", "add-header", "allow", "capture", "del-header", "replace-header", "replace-value", "set-header", "set-status", "strict-mode",
    "set-var-fmt", "set-var", "unset-var",
};
constexpr std::string_view after_response_list =
    "'ot-group', 'add-header', 'allow', 'capture', 'del-header', 'replace-header', 'replace-value', 'set-header', 'set-status', 'strict-mode', "
    "'set-var-fmt(*)', 'set-var(*)', 'unset-var(*)'";

/// Words that take something in parentheses directly behind them.
constexpr std::string_view prefix_words[] = {
    "sc-inc-gpc", "sc-inc-gpc0", "sc-inc-gpc1", "sc-set-gpt", "sc-set-gpt0", "do-resolve", "add-acl", "del-acl", "del-map", "set-map",
    "track-sc", "set-var-fmt", "set-var", "unset-var",
};

bool has(std::span<const std::string_view> list, std::string_view word) { return std::find(list.begin(), list.end(), word) != list.end(); }

std::uint32_t places(const Proxy& proxy, bool response)
{
    const std::uint32_t frontend = response ? at_fe_response : at_fe_request;
    const std::uint32_t backend = response ? at_be_response : at_be_request;
    return proxy.has(is_frontend) || proxy.has(is_defaults) ? frontend : backend;
}

bool read_track(Reader& reader, const Words& words, std::size_t& index, ReadAction& read, Fault& said)
{
    const std::string number = words[1].substr(std::string_view{"track-sc"}.size());
    if (number.empty() || !std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; })) {
        said = fault(sentence::track_number, words.token(1).column, {{"word", number}});
        return false;
    }
    if (leading_integer(number) > 2) {
        said = fault(sentence::track_number_exceeds, words.token(1).column, {{"number", number}});
        return false;
    }
    const auto sample = read_sample(reader, words, index, said);
    if (!sample) return false;
    std::string table = reader.proxy().name;
    if (words[index] == "table") {
        if (!words.has(index + 1)) {
            said = fault(sentence::missing_table_name, words.token(index + 1).column);
            return false;
        }
        table = words[index + 1];
        index += 2;
    }
    reader.proxy().track_rules.push_back({table, static_cast<int>(leading_integer(number)), reader.line, false, false});
    read.rule = track_rule(reader, *sample, table, leading_integer(number));
    return true;
}

}  // namespace

bool is_condition(std::string_view word) { return word == "if" || word == "unless"; }

HttpRule make_rule(RuleAction action, std::string name, Format value, std::int32_t status)
{
    HttpRule rule;
    rule.action = action;
    rule.status = status;
    rule.name = std::move(name);
    rule.value = std::move(value);
    return rule;
}

void note_format(Reader& reader) { reader.proxy().log_format_line = reader.line; }

bool read_format(Reader& reader, std::string_view keyword, const Token& at, ReadFormat& format, Fault& said)
{
    return read_log_format(reader, at.text, at, places(reader.proxy(), keyword != "http-request"), "in http-request expression in", said, &format);
}

void skip_to_condition(const Words& words, std::size_t& index)
{
    while (words.has(index) && !is_condition(words[index])) ++index;
}

std::optional<HttpRule> track_rule(const Reader& reader, const Sample& sample, const std::string& table, std::int64_t slot)
{
    auto key = simulated_sample(reader, sample);
    if (!key || table.find('/') != std::string::npos) return std::nullopt;
    HttpRule rule = make_rule(RuleAction::track, table);
    rule.key = std::move(*key);
    rule.slot = static_cast<std::uint32_t>(slot);
    return rule;
}

bool Actions::known(std::string_view word) const
{
    if (word.empty()) return false;
    if (has(suggestions, word) && !has(prefix_words, word)) return true;
    return std::any_of(std::begin(prefix_words), std::end(prefix_words), [&](std::string_view prefix) { return word.starts_with(prefix) && has(suggestions, prefix); });
}

Actions actions_of(std::string_view keyword)
{
    if (keyword == "http-request") return {request_list, request_words, prefix_words};
    if (keyword == "http-response") return {response_list, response_words, prefix_words};
    return {after_response_list, after_response_words, prefix_words};
}

bool read_redirect_action(Reader& reader, const Words& words, std::size_t& index, ReadAction& read, bool formats, bool response, Fault& said)
{
    enum class Type : std::uint8_t { none, location, prefix, scheme } type = Type::none;
    Token destination;
    HttpRule rule = make_rule(RuleAction::redirect_location, "", {}, 302);
    for (; words.has(index); ++index) {
        const Token& word = words.token(index);
        const Token& value = words.token(index + 1);
        const bool takes_value = word.text == "location" || word.text == "prefix" || word.text == "scheme" || word.text == "set-cookie" || word.text == "clear-cookie" || word.text == "code";
        if (takes_value && value.text.empty()) {
            said = fault(sentence::missing_argument_for, word.column, {{"keyword", word.text}});
            return false;
        }
        if (word.text == "location" || word.text == "prefix" || word.text == "scheme") {
            type = word.text == "location" ? Type::location : word.text == "prefix" ? Type::prefix : Type::scheme;
            destination = value;
        } else if (word.text == "set-cookie" || word.text == "clear-cookie" || word.text == "drop-query" || word.text == "append-slash" || word.text == "ignore-empty") {
            // As HAProxy writes them, with a semicolon at the end.
            if (word.text == "set-cookie") rule.set_cookie = value.text + "; path=/;";
            else if (word.text == "clear-cookie") rule.set_cookie = value.text + "; path=/; Max-Age=0;";
            else if (word.text == "drop-query") rule.drop_query = true;
            else if (word.text == "append-slash") rule.append_slash = true;
            else rule.ignore_empty = true;
        } else if (word.text == "code") {
            const std::int64_t number = leading_integer(value.text);
            if (number < 301 || number > 308 || (number > 303 && number < 307)) {
                said = fault(sentence::redirect_code, value.column, {{"code", value.text}});
                return false;
            }
            rule.status = static_cast<std::int32_t>(number);
        } else if (is_condition(word.text)) {
            const auto condition = read_condition(reader, words, index, said);
            if (!condition) {
                said = wrap(said, "error in condition: ");
                return false;
            }
            read.condition = *condition;
            break;
        } else {
            said = fault(sentence::redirect_expects, word.column, {{"word", word.text}});
            return false;
        }
        if (takes_value) ++index;
    }
    read.took_condition = true;
    if (type == Type::none) {
        said = fault(sentence::redirect_type, words.token(index).column);
        return false;
    }
    if (response && type != Type::location) {
        said = fault(sentence::redirect_response_location, destination.column);
        return false;
    }
    ReadFormat target;
    target.format.text = destination.text;
    if (formats && !(type == Type::prefix && destination.text == "/")) {
        if (!read_log_format(reader, destination.text, destination, places(reader.proxy(), response), "in redirect format string in", said, &target)) return false;
        note_format(reader);
    }
    rule.action = type == Type::location ? RuleAction::redirect_location : type == Type::prefix ? RuleAction::redirect_prefix : RuleAction::redirect_scheme;
    rule.value = std::move(target.format);
    if (target.simulated) read.rule = std::move(rule);
    return true;
}

namespace {

/// Where a size of 64 bits is no longer one: digits, and k, m or g at their end. Nowhere: nothing.
std::optional<std::size_t> stop_of_size(std::string_view text)
{
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits == text.size()) return std::nullopt;
    const bool unit = std::string_view("kKmMgG").find(text[digits]) != std::string_view::npos;
    if (!unit) return digits;
    return digits + 1 == text.size() ? std::nullopt : std::optional(digits + 1);
}

/// wait-for-body time T [at-least N]. Requests and answers come whole here, so it never waits.
bool read_wait_for_body(Reader& reader, const Words& words, std::size_t& index, ReadAction& read, Fault& said)
{
    bool has_time = false;
    read.is_idle = true;
    for (; words[index] == "time" || words[index] == "at-least"; index += 2) {
        const Token& value = words.token(index + 1);
        const bool is_time = words[index] == "time";
        if (value.text.empty()) return said = fault(sentence::missing_argument_for, value.column, {{"keyword", words[index]}}), false;
        if (is_time) {
            const ReadTime time = read_time(reader, value.text, "ms");
            if (time.fault == TimeFault::overflow) return said = fault(sentence::wait_for_body_overflow, value.column), false;
            if (time.fault == TimeFault::character) return said = fault(sentence::wait_for_body_character, value.column, {{"character", std::string(1, time.character)}}), false;
        } else if (const auto stop = stop_of_size(value.text)) {
            return said = fault(sentence::wait_for_body_character, value.column, {{"character", value.text.substr(*stop, 1)}}), false;
        }
        has_time = has_time || is_time;
    }
    if (!has_time) said = fault(sentence::wait_for_body_expects, words.token(1).column);
    return has_time;
}

}  // namespace

bool read_action(Reader& reader, std::string_view keyword, const Words& words, std::size_t& index, ReadAction& read, Fault& said)
{
    const std::string& action = words[1];
    const auto is = [&](std::initializer_list<std::string_view> names) { return std::find(names.begin(), names.end(), action) != names.end(); };
    if (const auto done = read_rewrite(reader, keyword, words, index, read, said)) return *done;
    if (const auto done = read_pattern_action(reader, keyword, words, index, read, said)) return *done;
    if (action == "deny") return read_reply(reader, keyword, words, index, keyword == "http-request" ? 403 : 502, RuleAction::deny, read, said);
    if (action == "tarpit") return read_reply(reader, keyword, words, index, 500, RuleAction::tarpit, read, said);
    if (action == "return") return read_reply(reader, keyword, words, index, 200, RuleAction::return_status, read, said);
    if (action == "redirect") {
        read.is_final = true;
        return read_redirect_action(reader, words, index, read, true, keyword == "http-response", said);
    }
    if (is({"allow", "reject", "silent-drop"})) {
        read.is_final = true;
        read.rule = make_rule(action == "allow" ? RuleAction::allow : action == "reject" ? RuleAction::reject : RuleAction::silent_drop);
        return true;
    }
    if (action == "wait-for-body") return read_wait_for_body(reader, words, index, read, said);
    if (action == "disable-l7-retry") read.rule = make_rule(RuleAction::disable_l7_retry);
    if (is({"wait-for-handshake", "disable-l7-retry"})) return true;
    if (action == "auth") {
        read.is_final = true;
        read.rule = make_rule(RuleAction::authenticate);
        if (words[index] == "realm") {
            if (!words.has(index + 1)) {
                said = fault(sentence::missing_realm, words.token(index + 1).column);
                return false;
            }
            read.rule->name = words[index + 1];
            index += 2;
        }
        return true;
    }
    if (const auto done = read_small(words, index, read, said)) return *done;
    if (const auto done = read_expression_action(reader, words.token(1), words, index, places(reader.proxy(), keyword != "http-request"), said)) return *done;
    if (const auto done = read_counter_action(reader, words.token(1), words, index, places(reader.proxy(), keyword != "http-request"), read, said)) return *done;
    if (action.starts_with("set-var") || action.starts_with("unset-var")) return read_variable(reader, words.token(1), words, index, places(reader.proxy(), keyword != "http-request"), read, said);
    if (action.starts_with("track-sc")) return read_track(reader, words, index, read, said);
    skip_to_condition(words, index);
    return true;
}

}  // namespace evenkeel::haproxy
