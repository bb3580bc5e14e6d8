// http-request, http-response, http-after-response, redirect, use_backend, use-server, force-persist; warnings about order.

#include <algorithm>

#include "base/text.hpp"
#include "config/haproxy/actions.hpp"
#include "config/haproxy/reader.hpp"
#include "config/haproxy/sentences.hpp"

namespace evenkeel::haproxy {

void warn_misplaced(Reader& reader, RuleKind kind, const Token& at, std::string_view shown)
{
    const Proxy& proxy = reader.proxy();
    struct Later {
        RuleKind after;
        bool present;
        std::string_view article;
        std::string_view name;
    };
    const Later order[] = {
        {RuleKind::tcp_connection, proxy.tcp_session_rules > 0, "a", "tcp-request session"},
        {RuleKind::tcp_session, proxy.tcp_content_rules > 0, "a", "tcp-request content"},
        {RuleKind::tcp_content, proxy.monitor_fail > 0, "a", "monitor fail"},
        {RuleKind::monitor, proxy.http_request.count > 0, "an", "http-request"},
        {RuleKind::http_request, proxy.redirects.count > 0, "a", "redirect"},
        {RuleKind::redirect, !proxy.use_backend.empty(), "a", "use_backend"},
        {RuleKind::redirect, !proxy.use_server.empty(), "a", "use-server"},
    };
    for (const Later& later : order) {
        if (later.after < kind || !later.present) continue;
        return reader.warn(at, sentence::rule_placed_after, {{"rule", shown}, {"article", later.article}, {"other", later.name}});
    }
}

namespace {

/// Actions on answers that the simulator has.
bool is_in_answers(const HttpRule& rule, std::string_view keyword)
{
    switch (rule.action) {
    case RuleAction::set_header:
    case RuleAction::add_header:
    case RuleAction::del_header:
    case RuleAction::replace_header:
    case RuleAction::replace_value:
    case RuleAction::set_variable:
    case RuleAction::set_variable_format:
    case RuleAction::unset_variable:
    case RuleAction::capture:
    case RuleAction::set_status:
    case RuleAction::set_map:
    case RuleAction::del_map:
    case RuleAction::add_acl:
    case RuleAction::del_acl:
    case RuleAction::allow: return true;
    case RuleAction::deny:
    case RuleAction::silent_drop:
    case RuleAction::set_log_level:
    case RuleAction::return_status:
    case RuleAction::redirect_location:
    case RuleAction::increment_counter:
    case RuleAction::set_tag: return keyword == "http-response";
    case RuleAction::redirect_scheme:
    case RuleAction::redirect_prefix:
    case RuleAction::reject:
    case RuleAction::tarpit:
    case RuleAction::close_server:
    case RuleAction::track:
    case RuleAction::authenticate:
    case RuleAction::set_method:
    case RuleAction::set_path:
    case RuleAction::set_path_and_query:
    case RuleAction::set_query:
    case RuleAction::set_uri:
    case RuleAction::replace_path:
    case RuleAction::replace_path_and_query:
    case RuleAction::replace_uri:
    case RuleAction::disable_l7_retry: return false;
    }
    return false;
}

/// Of `stats http-request`: the others are read and do nothing there.
bool can_guard_statistics(const HttpRule& rule)
{
    return rule.action == RuleAction::allow || rule.action == RuleAction::deny || rule.action == RuleAction::authenticate;
}

std::uint32_t here(const Proxy& proxy, std::uint32_t frontend, std::uint32_t backend)
{
    const bool defaults = proxy.has(is_defaults);
    return (defaults || proxy.has(is_frontend) ? frontend : 0u) | (defaults || proxy.has(is_backend) ? backend : 0u);
}

/// A line of http-request, http-response or http-after-response, for a list of such; `of_statistics`: for the section's page.
void read_rule_into(Reader& reader, const Words& words, RuleList& list, bool of_statistics)
{
    const Token& keyword = words.token(0);
    const Token& action = words.token(1);
    const Actions actions = actions_of(keyword.text);
    ReadAction read;
    std::size_t index = 2;
    if (!actions.known(action.text)) {
        const std::string_view best = best_match(action.text, {actions.suggestions}, actions.prefixes);
        const std::string hint = best.empty() ? std::string{} : " Did you mean '" + std::string(best) + "' maybe ?";
        return reader.abort(action, sentence::http_rule_expects,
                            {{"keyword", keyword.text}, {"actions", actions.listed}, {"word", action.text}, {"missing", action.text.empty() ? " (missing argument)" : ""}, {"hint", hint}});
    }
    Fault said;
    if (!read_action(reader, keyword.text, words, index, read, said)) {
        if (!said) return;
        return reader.abort(wrap(said, "error detected in " + std::string(reader.proxy().kind()) + " '" + reader.proxy().name + "' while parsing '" + keyword.text + " " + action.text + "' rule : ", "."));
    }
    ReadCondition condition;
    if (words[index] == "if" || words[index] == "unless") {
        const auto found = read_condition(reader, words, index, said);
        if (!found) return reader.abort(wrap(said, "error detected while parsing an '" + keyword.text + " " + action.text + "' condition : ", "."));
        condition = *found;
    } else if (!read.took_condition && words.has(index)) {
        return reader.abort(words.token(index), sentence::http_rule_condition, {{"keyword", keyword.text}, {"action", action.text}, {"word", words[index]}});
    }
    if (read.took_condition) condition = read.condition;
    if (keyword.text == "http-request" && !of_statistics) warn_misplaced(reader, RuleKind::http_request, keyword, keyword.text);
    const bool response = keyword.text != "http-request";
    warn_conflicts(reader, condition, here(reader.proxy(), response ? at_fe_response : at_fe_request, response ? at_be_response : at_be_request), keyword);
    ++list.count;
    list.last_is_final = (read.is_final || of_statistics) && !condition.present;
    if (read.is_idle) return reader.note(action, sentence::no_effect, {{"what", keyword.text + " " + action.text}});
    const bool is_kept = read.rule && (!of_statistics || can_guard_statistics(*read.rule)) && (!response || is_in_answers(*read.rule, keyword.text));
    if (!is_kept) {
        reader.not_simulated(action, keyword.text + " " + action.text, "the rule does nothing");
        return;
    }
    read.rule->at = {reader.line, keyword.column};
    list.rules.push_back(*read.rule);
    list.conditions.push_back(std::move(condition));
}

}  // namespace

bool more_rules(Reader& reader, const Token& at, std::size_t count)
{
    reader.rules += count;
    if (reader.rules <= most_rules) return true;
    reader.abort(at, sentence::limit_rules, {{"most", std::to_string(most_rules)}});
    return false;
}

void read_http_rule(Reader& reader, const Words& words)
{
    const Token& keyword = words.token(0);
    if (refused_in_anonymous_defaults(reader, keyword) || !more_rules(reader, keyword)) return;
    RuleList& list = keyword.text == "http-request" ? reader.proxy().http_request : keyword.text == "http-response" ? reader.proxy().http_response : reader.proxy().http_after_response;
    if (list.count > 0 && list.last_is_final) reader.warn(words.token(1), sentence::previous_action_final, {{"keyword", keyword.text}});
    read_rule_into(reader, words, list, false);
}

void read_statistics_rule(Reader& reader, const Words& words)
{
    if (!more_rules(reader, words.token(0))) return;
    RuleList& list = reader.proxy().statistics.rules;
    if (list.count > 0 && list.last_is_final) reader.warn(words.token(1), sentence::stats_rule_final, {{"keyword", words[0]}});
    read_rule_into(reader, words.without_first(1), list, true);
}

void warn_request_conflicts(Reader& reader, const ReadCondition& condition, const Token& at)
{
    warn_conflicts(reader, condition, here(reader.proxy(), at_fe_request, at_be_request), at);
}

void read_redirect(Reader& reader, const Words& words)
{
    if (refused_in_defaults(reader, words.token(0)) || !more_rules(reader, words.token(0))) return;
    Fault said;
    std::size_t index = 1;
    ReadAction read;
    if (!read_redirect_action(reader, words, index, read, false, false, said))
        return reader.fatal(wrap(said, "error detected in " + std::string(reader.proxy().kind()) + " '" + reader.proxy().name + "' while parsing redirect rule : ", "."));
    RuleList& list = reader.proxy().redirects;
    ++list.count;
    warn_misplaced(reader, RuleKind::redirect, words.token(0), "redirect");
    warn_conflicts(reader, read.condition, here(reader.proxy(), at_fe_request, at_be_request), words.token(0));
    if (!read.rule) return reader.not_simulated(words.token(0), "redirect", "the rule does nothing");
    read.rule->at = {reader.line, words.token(0).column};
    list.rules.push_back(*read.rule);
    list.conditions.push_back(std::move(read.condition));
}

void read_use_backend(Reader& reader, const Words& words)
{
    const Token& keyword = words.token(0);
    const Token& name = words.token(1);
    if (refused_in_defaults(reader, keyword) || !more_rules(reader, keyword)) return;
    ignored_without(reader, is_frontend, keyword);
    if (name.text.empty()) return reader.fatal(name, sentence::expects_backend_name, {{"keyword", keyword.text}});
    BackendReference reference{name.text, reader.line, name.column, false, {}, {}};
    if (words[2] == "if" || words[2] == "unless") {
        Fault said;
        const auto condition = read_condition(reader, words, 2, said);
        if (!condition) return reader.fatal(wrap(said, "error detected while parsing switching rule : ", "."));
        warn_conflicts(reader, *condition, at_fe_use_backend, keyword);
        reference.condition = *condition;
    } else if (words.has(2)) {
        return reader.fatal(words.token(2), sentence::switching_rule_keyword, {{"word", words[2]}});
    }
    reader.proxy().use_backend.push_back(std::move(reference));
}

void read_use_server(Reader& reader, const Words& words)
{
    const Token& keyword = words.token(0);
    const Token& name = words.token(1);
    if (refused_in_defaults(reader, keyword) || !more_rules(reader, keyword)) return;
    ignored_without(reader, is_backend, keyword);
    if (name.text.empty()) return reader.fatal(name, sentence::expects_server_name, {{"keyword", keyword.text}});
    if (words[2] != "if" && words[2] != "unless") return reader.fatal(words.token(2), sentence::requires_condition, {{"keyword", keyword.text}});
    Fault said;
    const auto condition = read_condition(reader, words, 2, said);
    if (!condition) return reader.fatal(wrap(said, "error detected while parsing switching rule : ", "."));
    warn_conflicts(reader, *condition, at_be_use_server, keyword);
    reader.proxy().use_server.push_back({name.text, reader.line, name.column, false, *condition, {}});
}

namespace {

/// Names in rules, each of which may be a format that names another one for each request.
struct RuleNames {
    std::uint32_t where;
    std::string_view context;
    const Sentence& wrong;
    std::string_view keyword;
    std::string_view lost;
};
const RuleNames use_backend_names{at_fe_request, "in use_backend expression in", sentence::use_backend_format, "use_backend ", "its requests go to the default backend"};
const RuleNames use_server_names{at_be_use_server, "in use-server expression in", sentence::use_server_format, "use-server ", "the next rule or the balance algorithm chooses the server"};

/// False: it cannot be read.
bool read_name(Reader& reader, BackendReference& reference, const RuleNames& names)
{
    Fault said;
    ReadFormat name;
    const Token at{reference.name, reference.column};
    reader.line = reference.line;
    if (!read_log_format(reader, reference.name, at, names.where, names.context, said, &name)) {
        reader.cross_error_at(reference.line, reference.column, names.wrong, {{"name", reference.name}, {"why", said.text}});
        return false;
    }
    reference.dynamic = name.format.varies;
    reference.format = std::move(name.format);
    if (reference.dynamic && !name.simulated) reader.not_simulated(at, std::string(names.keyword) + reference.name, names.lost);
    return true;
}

}  // namespace

bool read_backend_name(Reader& reader, BackendReference& reference) { return read_name(reader, reference, use_backend_names); }
bool read_server_name(Reader& reader, BackendReference& reference) { return read_name(reader, reference, use_server_names); }

void read_persist_rule(Reader& reader, const Words& words)
{
    const Token& keyword = words.token(0);
    if (refused_in_defaults(reader, keyword)) return;
    ignored_without(reader, is_backend, keyword);
    if (words[1] != "if" && words[1] != "unless") return reader.fatal(words.token(1), sentence::requires_condition, {{"keyword", keyword.text}});
    Fault said;
    const auto condition = read_condition(reader, words, 1, said);
    if (!condition) return reader.fatal(wrap(said, "error detected while parsing a '" + keyword.text + "' rule : ", "."));
    warn_conflicts(reader, *condition, at_be_content, keyword);
    reader.proxy().persist_rules.push_back({keyword.text == "force-persist", reader.line, keyword.column, *condition});
}

}  // namespace evenkeel::haproxy
