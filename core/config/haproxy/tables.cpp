// Stick tables, stick rules and tcp-request / tcp-response rules.

#include <algorithm>
#include <iterator>

#include "balancer/stick_table.hpp"
#include "base/text.hpp"
#include "config/haproxy/actions.hpp"
#include "config/haproxy/reader.hpp"
#include "config/haproxy/sentences.hpp"
#include "config/haproxy/stores.hpp"

namespace evenkeel::haproxy {

namespace {

/// A size of 32 bits: digits and k, m, g. HAProxy names the character at which it stops.
Fault read_size(const Token& value, std::int64_t& size)
{
    const std::string& text = value.text;
    const auto stops = [&](std::size_t at) { return fault(sentence::table_character, value.column, {{"character", std::string_view(text).substr(at, 1)}, {"keyword", "size"}}); };
    std::int64_t number = 0;
    std::size_t at = 0;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
        if (number > UINT32_MAX / 10 || number * 10 + (text[at] - '0') > UINT32_MAX) return stops(at);
        number = number * 10 + (text[at] - '0');
    }
    if (at < text.size()) {
        const char unit = text[at];
        const int shift = unit == 'k' || unit == 'K' ? 10 : unit == 'm' || unit == 'M' ? 20 : unit == 'g' || unit == 'G' ? 30 : 0;
        if (shift == 0 || number > std::int64_t{UINT32_MAX} >> shift) return stops(at);
        if (at + 1 < text.size()) return stops(at + 1);
        number <<= shift;
    }
    size = number;
    return {};
}

constexpr std::int64_t longest_key = 16'384;    // tune.bufsize

Fault read_table(Reader& reader, const Words& words, TableDraft& table)
{
    constexpr std::string_view types[] = {"ip", "ipv6", "integer", "string", "binary"};
    bool size = false;
    std::vector<std::string> enabled;
    for (std::size_t i = 1; words.has(i);) {
        const Token& word = words.token(i);
        const Token& value = words.token(i + 1);
        const bool takes = word.text == "size" || word.text == "peers" || word.text == "expire" || word.text == "type" || word.text == "store" || word.text == "srvkey";
        if (takes && value.text.empty() && word.text != "store") return fault(sentence::table_missing_argument, value.column, {{"keyword", word.text}});
        if (word.text == "size") {
            if (const Fault said = read_size(value, table.settings.size)) return said;
            size = table.settings.size != 0;
        } else if (word.text == "peers") {
            table.peers = value.text;
        } else if (word.text == "expire") {
            const ReadTime time = read_time(reader, value.text, "ms");
            if (time.fault == TimeFault::overflow) return fault(sentence::table_time_overflow, value.column, {{"value", value.text}, {"keyword", word.text}});
            if (time.fault == TimeFault::character) return fault(sentence::table_character, value.column, {{"character", std::string(1, time.character)}, {"keyword", word.text}});
            if (time.value > 0) table.settings.expire = milliseconds(time.value);
        } else if (word.text == "type") {
            if (!is_in(types, value.text)) return fault(sentence::table_type, value.column, {{"word", value.text}});
            table.type = value.text;
            table.settings.type = static_cast<KeyType>(std::find(std::begin(types), std::end(types), value.text) - std::begin(types));
            if ((table.type == "string" || table.type == "binary") && words[i + 2] == "len") {
                // A string's length is that of its memory, the final zero included, unless it is given.
                if (leading_integer(words[i + 3]) == 0) return fault(sentence::table_type, words.token(i + 3).column, {{"word", words[i + 3]}});
                table.settings.length = std::clamp<std::int64_t>(leading_integer(words[i + 3]), 1, longest_key);
                i += 2;
            }
        } else if (word.text == "store") {
            if (const Fault said = read_stores(reader, value, table.settings, enabled)) return said;
        } else if (word.text == "srvkey") {
            if (value.text != "name" && value.text != "addr") return fault(sentence::table_srvkey, value.column, {{"word", value.text}});
        } else if (word.text == "nopurge") {
            table.settings.nopurge = true;
        } else {
            return fault(sentence::table_argument, word.column, {{"word", word.text}});
        }
        i += takes ? 2 : 1;
    }
    if (!size) return fault(sentence::table_size, words.token(0).column);
    if (table.type.empty()) return fault(sentence::table_without_type, words.token(0).column);
    return {};
}

}  // namespace

void read_stick_table(Reader& reader, const Words& words)
{
    Proxy& proxy = reader.proxy();
    if (proxy.has(is_defaults)) return reader.fatal(words.token(0), sentence::table_in_defaults);
    for (const Proxy& other : reader.proxies) {
        if (!other.table.present || other.name != proxy.name) continue;
        return reader.fatal(words.token(0), sentence::table_conflict,
                            {{"name", proxy.name}, {"kind", other.kind()}, {"other", other.name}, {"place", reader.file + ":" + std::to_string(other.table.line)}});
    }
    TableDraft table;
    table.present = true;
    table.line = reader.line;
    if (const Fault said = read_table(reader, words, table)) return reader.fatal(wrap(said, "stick-table: "));
    table.settings.name = proxy.name;
    table.settings.at = {reader.line, words.token(0).column};
    if (!table.peers.empty()) reader.not_simulated(words.token(0), "peers", "the table is not shared with other balancers");
    proxy.table = table;
}

void read_stick(Reader& reader, const Words& words)
{
    if (refused_in_defaults(reader, words.token(0)) || ignored_without(reader, is_backend, words.token(0))) return;
    const std::string& how = words[1];
    if (how != "store" && how != "store-request" && how != "store-response" && how != "match" && how != "on")
        return reader.fatal(words.token(1), sentence::stick_expects, {{"keyword", words[0]}});
    if (!words.has(2)) return reader.fatal(words.token(2), sentence::stick_fetch, {{"keyword", words[0]}});
    StickDraft rule;
    rule.line = reader.line;
    rule.store_response = how == "store-response";
    reader.late_context = "in stick rule in";
    std::size_t index = 2;
    Fault said;
    const auto sample = read_sample(reader, words, index, said);
    if (!sample) return reader.fatal(wrap(said, "'stick': "));
    const std::uint32_t where = rule.store_response ? at_be_store : at_be_use_server;
    if ((sample->fetch->where & where) == 0) {
        const Sentence& why = rule.store_response ? sentence::stick_not_in_response : sentence::stick_not_in_request;
        return reader.fatal(words.token(2), why, {{"keyword", words[0]}, {"fetch", sample->fetch->name}, {"source", sources_text(sample->fetch->name)}});
    }
    rule.type = sample->type;
    rule.table = reader.proxy().name;
    if (words[index] == "table") {
        rule.table = words[index + 1];
        index += 2;
    }
    if (words[index] == "if" || words[index] == "unless") {
        const auto condition = read_condition(reader, words, index, said);
        if (!condition) return reader.fatal(wrap(said, "'stick': error detected while parsing sticking condition : ", "."));
        rule.condition = *condition;
    } else if (words.has(index)) {
        return reader.fatal(words.token(index), sentence::stick_unknown_keyword, {{"keyword", words[0]}, {"word", words[index]}});
    }
    warn_conflicts(reader, rule.condition, where, words.token(0));
    if (auto key = simulated_sample(reader, *sample); key && rule.table.find('/') == std::string::npos) {
        rule.rule.emplace();
        rule.rule->matches = how == "on" || how == "match";
        rule.rule->stores = how == "on" || how == "store" || how == "store-request";
        rule.rule->in_response = rule.store_response;
        rule.rule->key = std::move(*key);
        rule.rule->at = {reader.line, words.token(0).column};
    } else {
        reader.not_simulated(words.token(0), "stick " + how, "a visitor is not kept on its server");
    }
    reader.proxy().stick_rules.push_back(std::move(rule));
}

namespace {

constexpr std::string_view connection_list =
    "'sc-inc-gpc(*)', 'sc-inc-gpc0(*)', 'sc-inc-gpc1(*)', 'sc-set-gpt(*)', 'sc-set-gpt0(*)', 'set-var-fmt(*)', 'set-var(*)', 'unset-var(*)', "
    "'set-dst', 'set-dst-port', 'set-mark', 'set-src', 'set-src-port', 'set-tos', 'silent-drop'";
constexpr std::string_view content_list =
    "'ot-group', 'set-log-level', 'set-nice', 'switch-mode', 'use-service', 'sc-inc-gpc(*)', 'sc-inc-gpc0(*)', 'sc-inc-gpc1(*)', 'sc-set-gpt(*)', "
    "'sc-set-gpt0(*)', 'send-spoe-group', 'do-resolve(*)', 'set-var-fmt(*)', 'set-var(*)', 'unset-var(*)', 'set-src', 'set-src-port', 'set-dst', "
    "'set-dst-port', 'set-mark', 'set-tos', 'silent-drop', 'set-priority-class', 'set-priority-offset'";
constexpr std::string_view answer_list =
    "'ot-group', 'set-log-level', 'set-nice', 'sc-inc-gpc(*)', 'sc-inc-gpc0(*)', 'sc-inc-gpc1(*)', 'sc-set-gpt(*)', 'sc-set-gpt0(*)', "
    "'send-spoe-group', 'set-var-fmt(*)', 'set-var(*)', 'unset-var(*)', 'set-mark', 'set-tos', 'silent-drop'";
constexpr std::string_view plain_actions[] = {"accept", "reject", "capture", "expect-proxy", "expect-netscaler-cip", "set-dst", "set-dst-port", "set-mark", "set-src", "set-src-port", "set-tos", "silent-drop"};
constexpr std::string_view content_actions[] = {"set-log-level", "set-nice", "set-priority-class", "set-priority-offset", "send-spoe-group", "switch-mode", "use-service", "ot-group", "close"};
constexpr std::string_view prefix_actions[] = {"sc-inc-gpc", "sc-set-gpt", "set-var", "unset-var", "do-resolve", "track-sc"};

bool known_action(std::string_view word, bool content)
{
    if (is_in(plain_actions, word) || (content && is_in(content_actions, word))) return true;
    return std::any_of(std::begin(prefix_actions), std::end(prefix_actions), [&](std::string_view prefix) { return word.starts_with(prefix); });
}

void read_inspect_delay(Reader& reader, const Words& words)
{
    const std::string owner = std::string(reader.proxy().kind()) + " '" + reader.proxy().name + "'";
    const Token& value = words.token(2);
    if (value.text.empty()) return reader.fatal(value, sentence::inspect_delay, {{"keyword", words[0]}, {"owner", owner}, {"why", ""}});
    const ReadTime time = read_time(reader, value.text, "ms");
    if (time.fault == TimeFault::character) {
        const std::string why = " (unexpected character '" + std::string(1, time.character) + "')";
        return reader.fatal(value, sentence::inspect_delay, {{"keyword", words[0]}, {"owner", owner}, {"why", why}});
    }
    if (time.fault == TimeFault::overflow) {
        const std::string why = " (timer overflow in '" + value.text + "', maximum value is 2147483647 ms or ~24.8 days)";
        return reader.fatal(value, sentence::inspect_delay, {{"keyword", words[0]}, {"owner", owner}, {"why", why}});
    }
    Proxy& proxy = reader.proxy();
    if (words[0] == "tcp-response" && !proxy.has(is_backend) && !proxy.has(is_defaults)) return reader.fatal(words.token(0), sentence::tcp_response_delay);
    proxy.inspect_delay = true;
    (words[0] == "tcp-response" ? proxy.response_inspect_delay : proxy.request_inspect_delay) = time.value == 0 ? unset : milliseconds(time.value);
}

Fault read_track_number(Reader& reader, const Words& words, std::size_t& index, std::uint32_t where, std::optional<HttpRule>& rule)
{
    const std::string number = words[2].substr(std::string_view{"track-sc"}.size());
    if (number.empty() || number.find_first_not_of("0123456789") != std::string::npos) return fault(sentence::track_number, words.token(2).column, {{"word", number}});
    if (leading_integer(number) > 2) return fault(sentence::track_number_exceeds, words.token(2).column, {{"number", number}});
    Fault said;
    index = 3;
    reader.late_context = "in tracking rule in";
    const auto sample = read_sample(reader, words, index, said);
    if (!sample) return said;
    if (said = fault_of_place(*sample, where, words[3], words.token(3).column); said) return said;
    std::string table = reader.proxy().name;
    if (words[index] == "table") {
        table = words[index + 1];
        index += 2;
    }
    reader.proxy().track_rules.push_back({table, static_cast<int>(leading_integer(number)), reader.line, words[1] == "content", (sample->fetch->where & at_fe_session) == 0});
    rule = track_rule(reader, *sample, table, leading_integer(number));
    return {};
}

/// expect-proxy layer4 and expect-netscaler-cip layer4, of connections; capture EXPR len N, of contents.
Fault read_early_action(Reader& reader, const Words& words, const std::string& rule, const std::string& owner, std::uint32_t where, std::size_t& index)
{
    const Token& action = words.token(2);
    const Token& value = words.token(3);
    const bool captures = action.text == "capture";
    if (captures ? words[1] != "content" : words[1] != "connection")
        return fault(sentence::tcp_not_allowed, action.column, {{"action", action.text}, {"word", value.text}, {"rule", rule}, {"owner", owner}});
    if (!captures) {
        if (value.text != "layer4") return fault(sentence::tcp_only_layer4, value.column, {{"rule", rule}, {"action", action.text}, {"owner", owner}, {"word", value.text}});
        ++index;
        return {};
    }
    const std::string prefix = "'" + rule + " capture' : ";
    const auto refuse = [&](const Sentence& sentence, const Token& at, std::initializer_list<Argument> arguments = {}) { return wrap(fault(sentence, at.column, arguments), prefix); };
    if (!reader.proxy().has(is_frontend)) return refuse(sentence::lacks_capability, action, {{"name", reader.proxy().name}, {"capability", "frontend"}});
    Fault said;
    const auto sample = read_sample(reader, words, index, said);
    if (!sample) return wrap(said, prefix);
    if (said = fault_of_place(*sample, where, value.text, value.column); said) return wrap(said, prefix);
    if (words[index] != "len") return refuse(sentence::tcp_capture_length, words.token(index));
    if (leading_integer(words[index + 1]) <= 0) return refuse(sentence::capture_rule_length, words.token(index + 1));
    index += 2;
    return {};
}

struct Level {
    std::string_view name;
    std::uint32_t frontend;
    std::uint32_t backend;
    int Proxy::*count;
    RuleKind kind;
    RuleList Proxy::*rules;
};
constexpr Level levels[] = {
    {"connection", at_fe_connection, at_fe_connection, &Proxy::tcp_connection_rules, RuleKind::tcp_connection, &Proxy::connection_rules},
    {"session", at_fe_session, at_fe_session, &Proxy::tcp_session_rules, RuleKind::tcp_session, &Proxy::session_rules},
    {"content", at_fe_content, at_be_content, &Proxy::tcp_content_rules, RuleKind::tcp_content, &Proxy::content_rules},
};

std::uint32_t where_of(const Proxy& proxy, const Level& level) { return proxy.has(is_frontend) ? level.frontend : level.backend; }

}  // namespace

void read_tcp_rule(Reader& reader, const Words& words)
{
    Proxy& proxy = reader.proxy();
    const std::string& keyword = words[0];
    const bool response = keyword == "tcp-response";
    const std::string owner = std::string(proxy.kind()) + " '" + proxy.name + "'";
    if (!words.has(1)) return reader.fatal(words.token(1), sentence::tcp_missing, {{"keyword", keyword}, {"owner", owner}});
    if (words[1] == "inspect-delay") return read_inspect_delay(reader, words);
    const auto level = std::find_if(std::begin(levels), std::end(levels), [&](const Level& l) { return l.name == words[1]; });
    if (level == std::end(levels) || (response && words[1] != "content")) {
        const std::string_view list = response ? "'inspect-delay' or 'content'" : "'inspect-delay', 'connection', or 'content'";
        return reader.fatal(words.token(1), sentence::tcp_levels, {{"keyword", keyword}, {"list", list}, {"owner", owner}, {"word", words[1]}});
    }
    const std::string rule = keyword + " " + words[1];
    if (proxy.has(is_defaults) && proxy.name.empty()) return reader.fatal(words.token(0), sentence::tcp_anonymous_defaults, {{"keyword", keyword}, {"level", words[1]}});
    if (response && !proxy.has(is_backend) && !proxy.has(is_defaults)) return reader.fatal(words.token(0), sentence::tcp_only_backend, {{"rule", rule}});
    if (!response && level->kind != RuleKind::tcp_content && !proxy.has(is_frontend) && !proxy.has(is_defaults))
        return reader.fatal(words.token(0), sentence::tcp_not_frontend, {{"rule", rule}, {"kind", proxy.kind()}, {"name", proxy.name}});
    const Token& action = words.token(2);
    if (!known_action(action.text, words[1] == "content")) {
        return reader.fatal(action, response ? sentence::tcp_response_actions : sentence::tcp_actions, {{"rule", rule}, {"list", response ? answer_list : words[1] == "content" ? content_list : connection_list}, {"owner", owner}, {"word", action.text}});
    }
    const std::uint32_t where = response ? at_be_response_content : where_of(proxy, *level);
    std::size_t index = 3;
    std::optional<HttpRule> modelled;
    if (action.text.starts_with("track-sc")) {
        if (const Fault said = read_track_number(reader, words, index, where, modelled)) return reader.fatal(wrap(said, "'" + rule + " " + action.text + "' : "));
    } else if (action.text == "accept" || action.text == "reject") {
        modelled.emplace();
        modelled->action = action.text == "accept" ? RuleAction::allow : RuleAction::reject;
    } else if (action.text == "silent-drop" || action.text == "close") {
        modelled.emplace();
        modelled->action = action.text == "close" ? RuleAction::close_server : RuleAction::silent_drop;
    } else if (action.text.starts_with("sc-")) {
        Fault said;
        ReadAction read;
        if (!read_counter_action(reader, action, words, index, where, read, said).value_or(true)) return reader.fatal(said);
        modelled = read.rule;
    } else if (action.text.starts_with("set-var") || action.text.starts_with("unset-var")) {
        Fault said;
        ReadAction read;
        if (!read_variable(reader, action, words, index, where, read, said)) return reader.fatal(said);
        const bool early = words[1] != "content";
        if (read.rule && (!early || read.rule->action != RuleAction::set_variable_format)) modelled = read.rule;
    } else if (action.text.starts_with("expect-") || action.text == "capture") {
        if (const Fault said = read_early_action(reader, words, rule, owner, where, index)) return reader.fatal(said);
    } else if (Fault said; const auto done = read_expression_action(reader, action, words, index, where, said)) {
        if (!*done) return said ? reader.fatal(said) : void();
    } else {
        while (words.has(index) && words[index] != "if" && words[index] != "unless") ++index;
    }
    ReadCondition condition;
    if (words[index] == "if" || words[index] == "unless") {
        Fault said;
        const auto read = read_condition(reader, words, index, said);
        if (!read) return reader.fatal(wrap(said, "'" + rule + " " + action.text + "' : error detected in " + owner + " while parsing '" + words[index] + "' condition : "));
        condition = *read;
    } else if (words.has(index)) {
        return reader.fatal(words.token(index), sentence::tcp_condition, {{"rule", rule}, {"action", action.text}, {"owner", owner}, {"word", words[index]}});
    }
    if (!response) warn_misplaced(reader, level->kind, words.token(0), keyword);
    for (const auto& suite : condition.any)
        for (const AclTerm& term : suite) {
            if ((term.where & where) != 0) continue;
            const std::string places = places_text(where);
            if (term.name.empty()) reader.warn(words.token(0), sentence::tcp_anonymous_never, {{"rule", rule}, {"keyword", term.anonymous.keyword}, {"places", places}});
            else reader.warn(words.token(0), sentence::tcp_acl_never, {{"name", term.name}, {"rule", rule}, {"places", places}});
            break;
        }
    ++(response ? proxy.tcp_response_rules : proxy.*(level->count));
    if (!modelled) return reader.not_simulated(words.token(0), rule, "the rule does nothing");
    modelled->at = {reader.line, words.token(0).column};
    RuleList& list = response ? proxy.answer_content_rules : proxy.*(level->rules);
    list.rules.push_back(*modelled);
    list.conditions.push_back(std::move(condition));
}

}  // namespace evenkeel::haproxy
