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

bool is_condition(std::string_view word) { return word == "if" || word == "unless"; }

HttpRule make(RuleAction action, std::string name, std::string value, std::int32_t status = 0)
{
    HttpRule rule;
    rule.action = action;
    rule.status = status;
    rule.name = std::move(name);
    rule.value = std::move(value);
    return rule;
}

/// HAProxy notes the line of the last format of a proxy, and later calls it the line of its log format.
void note_format(Reader& reader) { reader.proxy().log_format_line = reader.line; }

/// set-header, add-header NAME FORMAT.
bool read_header(Reader& reader, std::string_view keyword, const Words& words, std::size_t& index, ReadAction& read, Fault& said)
{
    const std::string action = words[1];
    if (!words.has(2) || !words.has(3)) {
        said = fault(sentence::expects_exactly_two, words.token(2).column);
        return false;
    }
    std::string constant;
    const bool response = keyword != "http-request";
    if (!read_log_format(reader, words[3], words.token(3), places(reader.proxy(), response), "in http-request expression in", true, said, &constant)) return false;
    note_format(reader);
    read.rule = make(action == "set-header" ? RuleAction::set_header : RuleAction::add_header, words[2], constant.empty() ? words[3] : constant);
    index = 4;
    return true;
}

/// Arguments of deny, tarpit and return: codes, types, contents, headers.
bool read_reply(Reader& reader, const Words& words, std::size_t& index, std::int32_t& status, std::string& headers, bool is_return, Fault& said)
{
    constexpr std::int64_t deny_codes[] = {200, 400, 401, 403, 404, 405, 407, 408, 410, 413, 421, 422, 425, 429, 500, 501, 502, 503, 504};
    bool content = false;
    while (words.has(index) && !is_condition(words[index])) {
        const std::string& word = words[index];
        const Token& value = words.token(index + 1);
        if (word == "status" || (word == "deny_status" && !is_return)) {
            if (value.text.empty()) {
                said = fault(sentence::status_expects, value.column, {{"keyword", "status"}});
                return false;
            }
            status = static_cast<std::int32_t>(std::clamp<std::int64_t>(leading_integer(value.text), -1, 99999));
            if (status < 200 || status > 599) {
                said = fault(sentence::status_unexpected, value.column, {{"word", value.text}});
                return false;
            }
            index += 2;
        } else if (word == "content-type" || word == "errorfiles" || word == "errorfile" || word == "file" || word == "lf-file" || word == "string" || word == "lf-string") {
            if (value.text.empty()) {
                said = fault(sentence::reply_value, value.column, {{"keyword", word}});
                return false;
            }
            if (word == "lf-string" && !read_log_format(reader, value.text, value, places(reader.proxy(), false), "in http-request expression in", true, said)) return false;
            content = true;
            index += 2;
        } else if (word == "hdr") {
            if (value.text.empty() || !words.has(index + 2)) {
                said = fault(sentence::reply_header, value.column);
                return false;
            }
            std::string constant;
            if (!read_log_format(reader, words[index + 2], words.token(index + 2), places(reader.proxy(), false), "in http-request expression in", true, said, &constant)) return false;
            headers += value.text + ": " + (constant.empty() ? words[index + 2] : constant) + "\n";
            content = true;
            index += 3;
        } else if (word == "default-errorfiles") {
            ++index;
        } else {
            break;
        }
    }
    const bool known = std::find(std::begin(deny_codes), std::end(deny_codes), status) != std::end(deny_codes);
    if (!is_return && !content && !known) {
        // HAProxy has no page for this status and takes its default instead.
        status = 403;
    }
    return true;
}

/// One argument that is a format or a word, for actions that are not simulated.
bool skip_arguments(Reader& reader, std::string_view keyword, const Words& words, std::size_t& index, std::size_t wanted, bool formats, Fault& said)
{
    for (std::size_t i = 0; i < wanted; ++i) {
        if (words.has(index + i) && !is_condition(words[index + i])) continue;
        said = fault(wanted == 1 ? sentence::expects_exactly_one : sentence::expects_exactly_two, words.token(index + i).column);
        return false;
    }
    if (formats && !read_log_format(reader, words[index + wanted - 1], words.token(index + wanted - 1), places(reader.proxy(), keyword != "http-request"), "in http-request expression in", true, said)) return false;
    if (formats) note_format(reader);
    index += wanted;
    return true;
}

bool read_set_var(Reader& reader, const Words& words, std::size_t& index, Fault& said)
{
    const std::string& action = words[1];
    const std::size_t open = action.find('(');
    const std::size_t close = action.rfind(')');
    const std::string name = open == std::string::npos || close == std::string::npos || close < open ? std::string{} : action.substr(open + 1, close - open - 1);
    if (name.empty()) {
        said = fault(sentence::variable_name_missing, words.token(1).column, {{"word", action}});
        return false;
    }
    if (action.starts_with("unset-var")) return true;
    if (action.starts_with("set-var-fmt")) return skip_arguments(reader, "http-request", words, index, 1, true, said);
    if (!read_sample(reader, words, index, said)) return false;
    return true;
}

bool read_track(Reader& reader, const Words& words, std::size_t& index, ReadAction& read, Fault& said)
{
    const std::string number = words[1].substr(std::string_view{"track-sc"}.size());
    if (number.empty() || !std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; })) {
        said = fault(sentence::track_number, words.token(1).column, {{"word", words[1]}});
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
    read.rule = track_rule(*sample, table, leading_integer(number));
    return true;
}

void skip_to_condition(const Words& words, std::size_t& index)
{
    while (words.has(index) && !is_condition(words[index])) ++index;
}

}  // namespace

std::optional<HttpRule> track_rule(const Sample& sample, const std::string& table, std::int64_t slot)
{
    const SampleFetch fetch = sample_fetch(sample);
    if (fetch == SampleFetch::none || table.find('/') != std::string::npos) return std::nullopt;
    HttpRule rule = make(RuleAction::track, table, "");
    rule.key = {fetch, sample.arguments.empty() ? "" : sample.arguments[0]};
    rule.slot = static_cast<std::uint32_t>(slot);
    return rule;
}

std::optional<HttpRule> counter_rule(std::string_view action, std::string_view number)
{
    const std::size_t open = action.find('(');
    const std::string_view name = action.substr(0, open);
    const bool sets = name == "sc-set-gpt0";
    if (open == std::string_view::npos || (name != "sc-inc-gpc0" && name != "sc-inc-gpc1" && !sets)) return std::nullopt;
    const std::int64_t slot = leading_integer(action.substr(open + 1));
    const auto value = sets ? parse_integer(number) : std::optional<std::int64_t>(0);
    if (slot < 0 || slot >= tracked_slots || !value) return std::nullopt;
    HttpRule rule = make(sets ? RuleAction::set_gpt0 : name == "sc-inc-gpc0" ? RuleAction::increment_gpc0 : RuleAction::increment_gpc1, "", "");
    rule.slot = static_cast<std::uint32_t>(slot);
    rule.number = *value;
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
    std::int32_t code = 302;
    bool in_model = true;
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
            in_model = in_model && word.text == "ignore-empty";
        } else if (word.text == "code") {
            const std::int64_t number = leading_integer(value.text);
            if (number < 301 || number > 308 || (number > 303 && number < 307)) {
                said = fault(sentence::redirect_code, value.column, {{"code", value.text}});
                return false;
            }
            code = static_cast<std::int32_t>(number);
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
    std::string text = destination.text;
    if (formats && !(type == Type::prefix && text == "/")) {
        std::string constant;
        if (!read_log_format(reader, text, destination, places(reader.proxy(), response), "in redirect format string in", true, said, &constant)) return false;
        note_format(reader);
        if (!constant.empty()) text = constant;
    }
    const RuleAction action = type == Type::location ? RuleAction::redirect_location : type == Type::prefix ? RuleAction::redirect_prefix : RuleAction::redirect_scheme;
    if (in_model) read.rule = make(action, "", text, code);
    return true;
}

bool read_action(Reader& reader, std::string_view keyword, const Words& words, std::size_t& index, ReadAction& read, Fault& said)
{
    const std::string& action = words[1];
    const auto is = [&](std::initializer_list<std::string_view> names) { return std::find(names.begin(), names.end(), action) != names.end(); };
    if (is({"set-header", "add-header"})) return read_header(reader, keyword, words, index, read, said);
    if (is({"deny", "tarpit"})) {
        std::int32_t status = action == "deny" ? (keyword == "http-request" ? 403 : 502) : 500;
        std::string headers;
        read.is_final = true;
        if (!read_reply(reader, words, index, status, headers, false, said)) return false;
        read.rule = make(action == "deny" ? RuleAction::deny : RuleAction::tarpit, "", headers, status);
        return true;
    }
    if (action == "return") {
        std::int32_t status = 200;
        std::string headers;
        read.is_final = true;
        if (!read_reply(reader, words, index, status, headers, true, said)) return false;
        read.rule = make(RuleAction::return_status, "", headers, status);
        return true;
    }
    if (action == "redirect") {
        read.is_final = true;
        return read_redirect_action(reader, words, index, read, true, keyword == "http-response", said);
    }
    if (action == "del-header") {
        if (!words.has(index) || is_condition(words[index])) {
            said = fault(sentence::expects_at_least_one, words.token(index).column);
            return false;
        }
        read.rule = make(RuleAction::del_header, words[index], "");
        ++index;
        if (words[index] == "-m") {
            read.rule.reset();
            index += 2;
        }
        return true;
    }
    if (is({"allow", "reject", "silent-drop"})) {
        read.is_final = true;
        if (action != "silent-drop") read.rule = make(action == "allow" ? RuleAction::allow : RuleAction::reject, "", "");
        return true;
    }
    if (action == "disable-l7-retry") read.rule = make(RuleAction::disable_l7_retry, "", "");
    if (is({"wait-for-handshake", "disable-l7-retry"})) return true;
    if (action == "auth") {
        read.is_final = true;
        if (words[index] == "realm") {
            if (!words.has(index + 1)) {
                said = fault(sentence::missing_realm, words.token(index + 1).column);
                return false;
            }
            index += 2;
        }
        return true;
    }
    if (is({"set-method", "set-path", "set-pathq", "set-query", "set-uri"})) return skip_arguments(reader, keyword, words, index, 1, true, said);
    if (is({"replace-path", "replace-pathq", "replace-uri"})) return skip_arguments(reader, keyword, words, index, 2, true, said);
    if (action == "set-status" && words.has(index)) {
        const std::int64_t status = leading_integer(words[index]);
        if (status >= 100 && status <= 999) read.rule = make(RuleAction::set_status, "", "", static_cast<std::int32_t>(status));
    }
    if (const auto rule = counter_rule(action, words[index])) {
        read.rule = rule;
        index += rule->action == RuleAction::set_gpt0 ? 1u : 0u;
        return true;
    }
    if (is({"set-log-level", "set-nice", "set-tos", "set-mark", "set-status", "strict-mode", "use-service", "cache-use", "cache-store"}))
        return (index < words.size() ? skip_to_condition(words, index) : void()), true;
    if (action.starts_with("set-var") || action.starts_with("unset-var")) return read_set_var(reader, words, index, said);
    if (action.starts_with("track-sc")) return read_track(reader, words, index, read, said);
    skip_to_condition(words, index);
    return true;
}

}  // namespace evenkeel::haproxy
