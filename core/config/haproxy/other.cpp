// Sections beside the proxies: their keywords are known, their names are checked. Of use here are http-errors alone.

#include <algorithm>
#include <iterator>

#include "base/crypt.hpp"
#include "base/text.hpp"
#include "config/haproxy/reader.hpp"
#include "config/haproxy/sentences.hpp"

namespace evenkeel::haproxy {

namespace {

constexpr std::size_t most_users = 10'000;

struct Section {
    std::string_view word;
    std::string_view shown;                       ///< as the message about an unknown keyword names it
    std::span<const std::string_view> keywords;
};

constexpr std::string_view peers[] = {"bind", "default-bind", "default-server", "server", "peer", "table", "disabled", "enabled", "log"};
constexpr std::string_view resolvers[] = {"nameserver", "parse-resolv-conf", "hold", "accepted_payload_size", "resolution_pool_size", "resolve_retries", "timeout"};
constexpr std::string_view userlist[] = {"group", "user"};
constexpr std::string_view mailers[] = {"mailer", "timeout"};
constexpr std::string_view cache[] = {"total-max-size", "max-age", "max-object-size", "process-vary", "max-secondary-entries"};
constexpr std::string_view ring[] = {"size", "backing-file", "server", "timeout", "format", "maxlen", "description", "default-server", "log-send-hostname", "log-tag"};
constexpr std::string_view http_errors[] = {"errorfile"};
constexpr std::string_view program[] = {"command", "user", "group", "option"};
constexpr std::string_view log_forward[] = {"bind", "dgram-bind", "log", "maxconn", "backlog", "timeout"};
constexpr std::string_view fcgi_app[] = {"docroot", "index", "path-info", "option", "pass-header", "set-param", "acl", "log-stderr", "no"};
constexpr std::string_view namespaces[] = {"namespace"};

const Section sections[] = {
    {"peers", "peers", peers},       {"resolvers", "resolvers", resolvers},       {"userlist", "users", userlist},        {"mailers", "mailers", mailers},
    {"cache", "cache", cache},       {"ring", "ring", ring},                      {"http-errors", "http-errors", http_errors}, {"program", "program", program},
    {"log-forward", "log-forward", log_forward}, {"fcgi-app", "fcgi-app", fcgi_app}, {"namespace_list", "namespace_list", namespaces},
};

void begin_section(Reader& reader, const Words& words)
{
    const Token& name = words.token(1);
    const std::string& kind = words[0];
    if (kind == "namespace_list") return;
    if (name.text.empty()) return reader.abort(name, kind == "program" ? sentence::proxy_without_name : sentence::section_without_name, {{"kind", kind}, {"keyword", kind}});
    if (const auto bad = invalid_character(name.text))
        return reader.abort(name, sentence::name_character, {{"character", std::string(1, *bad)}, {"keyword", kind}, {"name", name.text}});
    std::vector<NamedSection>& known = reader.sections[kind];
    if (kind == "http-errors" && reader.http_errors.contains(name.text)) {
        const auto first = std::find_if(known.begin(), known.end(), [&](const NamedSection& s) { return s.name == name.text; });
        return reader.abort(name, sentence::http_errors_twice, {{"name", name.text}, {"place", reader.file + ":" + std::to_string(first->line)}});
    }
    if (kind == "http-errors") reader.http_errors[name.text];
    const auto same = std::find_if(known.begin(), known.end(), [&](const NamedSection& s) { return s.name == name.text; });
    if (same != known.end() && (kind == "peers" || kind == "mailers" || kind == "resolvers")) {
        reader.fatal(name, sentence::section_same_name, {{"kind", kind}, {"name", name.text}, {"place", reader.file + ":" + std::to_string(same->line)}});
        return;
    }
    known.push_back({name.text, reader.line});
    if (kind == "userlist") reader.settings.user_lists.push_back({name.text, {}});
    else if (kind != "http-errors") reader.note(words.token(0), sentence::section_no_effect, {{"kind", kind}});
}

/// group NAME [users A,B].
void read_group(Reader& reader, const Words& words, UserList& list)
{
    if (reader.groups.count({list.name, words[1]}) != 0) return reader.warn(words.token(1), sentence::user_twice, {{"kind", "group"}, {"name", words[1]}, {"list", list.name}});
    if (words.has(2) && words[2] != "users") return reader.fatal(words.token(2), sentence::group_options);
    reader.groups.insert({list.name, words[1]});
    for (const std::string_view user : split(words[3], ','))
        if (!user.empty()) reader.members.push_back({list.name, words[1], std::string(user), false});
}

/// user NAME password|insecure-password WORD [groups A,B].
void read_user(Reader& reader, const Words& words, UserList& list)
{
    const bool twice = std::any_of(list.users.begin(), list.users.end(), [&](const User& user) { return user.name == words[1]; });
    if (twice) return reader.warn(words.token(1), sentence::user_twice, {{"kind", "user"}, {"name", words[1]}, {"list", list.name}});
    User user;
    user.name = words[1];
    for (std::size_t i = 2; words.has(i); i += 2) {
        const std::string& value = words[i + 1];
        if (words[i] == "password" || words[i] == "insecure-password") {
            user.password = value;
            user.is_plain = words[i] == "insecure-password";
            if (!user.is_plain && !is_known_crypt(value)) reader.not_simulated(words.token(i), "password", "nobody comes in by a password that is made by another method than $5$ and $6$");
        } else if (words[i] == "groups") {
            for (const std::string_view group : split(value, ',')) reader.members.push_back({list.name, std::string(group), user.name, true});
        } else {
            return reader.fatal(words.token(i), sentence::user_options);
        }
    }
    if (list.users.size() < most_users) list.users.push_back(std::move(user));
}

}  // namespace

void check_user_lists(Reader& reader)
{
    for (const Reader::Member& member : reader.members) {
        const auto list = std::find_if(reader.settings.user_lists.begin(), reader.settings.user_lists.end(), [&](const UserList& each) { return each.name == member.list; });
        const bool known_user = list != reader.settings.user_lists.end() && std::any_of(list->users.begin(), list->users.end(), [&](const User& user) { return user.name == member.user; });
        const std::initializer_list<Argument> names{{"list", member.list}, {"user", member.user}, {"group", member.group}};
        if (member.said_by_user && reader.groups.count({member.list, member.group}) == 0) return reader.cross_error(sentence::user_group_unknown, names);
        if (!member.said_by_user && !known_user) return reader.cross_error(sentence::group_user_unknown, names);
    }
}

void read_other_section(Reader& reader, const Words& words)
{
    if (words[0] == reader.section) return begin_section(reader, words);
    const auto section = std::find_if(std::begin(sections), std::end(sections), [&](const Section& s) { return s.word == reader.section; });
    if (section == std::end(sections)) return;
    if (std::find(section->keywords.begin(), section->keywords.end(), words[0]) != section->keywords.end()) {
        if (section->word == "http-errors") return read_http_errors_line(reader, words);
        if (section->word == "userlist" && !words.has(1)) return reader.fatal(words.token(1), sentence::user_expects_name, {{"keyword", words[0]}});
        if (section->word == "userlist") {
            if (reader.settings.user_lists.empty()) return;
            UserList& list = reader.settings.user_lists.back();
            return words[0] == "user" ? read_user(reader, words, list) : read_group(reader, words, list);
        }
        if (words[0] == "hold" && (!words.has(1) || !words.has(2))) {
            reader.fatal(words.token(1), sentence::hold_expects, {{"keyword", words[0]}});
            return reader.cross_error(sentence::hold_events);
        }
        if (section->word == "resolvers" && words[0] == "timeout" && words[1] != "retry" && words[1] != "resolve") {
            if (!words.has(1)) return reader.fatal(words.token(1), sentence::resolvers_timeout, {{"keyword", words[0]}});
            return reader.fatal(words.token(1), sentence::resolvers_timeout_got, {{"keyword", words[0]}, {"word", words[1]}});
        }
        if (words[0] == "resolve_retries" && !words.has(1)) return reader.fatal(words.token(1), sentence::expects_nb, {{"keyword", words[0]}});
        if (section->word == "peers" && words[0] == "table" && words.has(1) && !reader.sections["peers"].empty()) reader.tables_of_peers.push_back(reader.sections["peers"].back().name + "/" + words[1]);
        return;
    }
    if (section->word == "ring") return reader.fatal(words.token(0), sentence::unknown_statement, {{"word", words[0]}});
    if (section->word == "log-forward") return reader.abort(words.token(0), sentence::unknown_keyword_plain, {{"word", words[0]}, {"section", "log-forward"}});
    reader.fatal(words.token(0), sentence::unknown_keyword, {{"word", words[0]}, {"section", section->shown}});
}

}  // namespace evenkeel::haproxy
