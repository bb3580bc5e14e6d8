// Sections that the simulator has no use for: their keywords are known, their names are checked.

#include <algorithm>
#include <iterator>

#include "base/text.hpp"
#include "config/haproxy/reader.hpp"
#include "config/haproxy/sentences.hpp"

namespace evenkeel::haproxy {

namespace {

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
    const auto same = std::find_if(known.begin(), known.end(), [&](const NamedSection& s) { return s.name == name.text; });
    if (same != known.end() && (kind == "peers" || kind == "mailers" || kind == "resolvers")) {
        reader.fatal(name, sentence::section_same_name, {{"kind", kind}, {"name", name.text}, {"place", reader.file + ":" + std::to_string(same->line)}});
        return;
    }
    known.push_back({name.text, reader.line});
    reader.note(words.token(0), sentence::section_no_effect, {{"kind", kind}});
}

}  // namespace

void read_other_section(Reader& reader, const Words& words)
{
    if (words[0] == reader.section) return begin_section(reader, words);
    const auto section = std::find_if(std::begin(sections), std::end(sections), [&](const Section& s) { return s.word == reader.section; });
    if (section == std::end(sections)) return;
    if (std::find(section->keywords.begin(), section->keywords.end(), words[0]) != section->keywords.end()) {
        if (section->word == "userlist" && !words.has(1)) return reader.fatal(words.token(1), sentence::user_expects_name, {{"keyword", words[0]}});
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
