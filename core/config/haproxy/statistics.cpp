// `stats …` lines of a section. Texts recorded from 2.6.12.

#include <algorithm>

#include "config/haproxy/reader.hpp"
#include "config/haproxy/sentences.hpp"

namespace evenkeel::haproxy {

namespace {

bool is_name_of_node(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.'; });
}

/// stats auth USER:PASSWORD. The first line for a user counts.
void add_user(Reader& reader, StatisticsPage& page, std::string_view text)
{
    const std::size_t colon = text.find(':');
    const std::string name(text.substr(0, colon));
    if (std::any_of(page.users.begin(), page.users.end(), [&](const User& user) { return user.name == name; })) return reader.cross_warning(sentence::stats_user_twice, {{"name", name}});
    page.users.push_back({name, colon == std::string_view::npos ? std::string() : std::string(text.substr(colon + 1)), true, {}});
}

void read_admin(Reader& reader, const Words& words, StatisticsDraft& draft)
{
    if (reader.proxy().has(is_defaults)) return reader.fatal(words.token(0), sentence::not_in_defaults, {{"keyword", "stats admin"}});
    if (words[2] != "if" && words[2] != "unless") return reader.fatal(words.token(2), sentence::requires_condition, {{"keyword", "stats admin"}});
    Fault said;
    const auto condition = read_condition(reader, words, 2, said);
    if (!condition) return reader.fatal(wrap(said, "error detected while parsing a 'stats admin' rule : ", "."));
    warn_request_conflicts(reader, *condition, words.token(0));
    draft.admin.push_back(*condition);
    draft.on = true;
}

void read_refresh(Reader& reader, const Token& value, StatisticsDraft& draft)
{
    const ReadTime time = read_time(reader, value.text, "s");
    if (value.text.empty()) return reader.fatal(value, sentence::stats_refresh_missing);
    if (time.fault == TimeFault::overflow) return reader.fatal(value, sentence::stats_refresh_overflow, {{"value", value.text}});
    if (time.fault == TimeFault::character) return reader.fatal(value, sentence::stats_refresh_character, {{"character", std::string(1, time.character)}});
    draft.page.refresh_s = time.value;
    draft.on = true;
}

/// How the page for browsers looks.
void read_look(Reader& reader, const Words& words, StatisticsDraft& draft)
{
    const std::string& what = words[1];
    const Token& value = words.token(2);
    if (what == "show-node" && !is_name_of_node(value.text)) return reader.fatal(value, sentence::stats_node);
    if (what == "show-desc" && value.text.empty() && !reader.global.description) return reader.warn(words.token(1), sentence::stats_desc, {{"keyword", what}});
    draft.on = true;
    reader.note(words.token(0), sentence::no_effect, {{"what", "stats " + what}});
}

}  // namespace

void read_stats(Reader& reader, const Words& words)
{
    if (!more_rules(reader, words.token(0))) return;
    Proxy& proxy = reader.proxy();
    StatisticsDraft& draft = proxy.statistics;
    const std::string& what = words[1];
    const Token& value = words.token(2);
    // What a defaults section says counts as long as the section says nothing of its own.
    if (!proxy.has(is_defaults) && !draft.is_own) {
        draft = {};
        draft.is_own = true;
    }
    const auto needs = [&](const Sentence& why) {
        if (value.text.empty()) return reader.fatal(value, why), false;
        draft.on = true;
        return true;
    };
    if (what == "admin") return read_admin(reader, words, draft);
    if (what == "refresh") return read_refresh(reader, value, draft);
    if (what == "uri") {
        if (needs(sentence::stats_uri)) draft.page.uri = value.text;
    } else if (what == "realm") {
        if (needs(sentence::stats_realm)) draft.page.realm = value.text;
        draft.has_realm = true;
    } else if (what == "auth") {
        if (needs(sentence::stats_auth)) add_user(reader, draft.page, value.text);
    } else if (what == "scope") {
        if (needs(sentence::stats_scope)) draft.page.scope.push_back(value.text);
    } else if (what == "http-request") {
        if (proxy.has(is_defaults)) return reader.fatal(words.token(0), sentence::not_in_defaults, {{"keyword", "stats"}});
        draft.on = true;
        read_statistics_rule(reader, words);
    } else if (what == "enable") {
        draft.on = true;
    } else if (what == "hide-version" || what == "show-legends" || what == "show-modules" || what == "show-node" || what == "show-desc") {
        read_look(reader, words, draft);
    } else {
        const std::string_view kind = what.empty() ? "missing keyword in" : "unknown stats parameter";
        reader.fatal(words.token(1), sentence::stats_parameters, {{"kind", kind}, {"word", what.empty() ? words[0] : what}});
    }
}

}  // namespace evenkeel::haproxy
