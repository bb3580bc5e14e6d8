#include "config/haproxy/traps.hpp"

#include <algorithm>
#include <iterator>

#include "base/text.hpp"
#include "config/haproxy/sentences.hpp"

namespace evenkeel::haproxy {

namespace {

/// The mode a section runs in: its own, that of the defaults above it, or tcp.
std::string_view mode_of(const std::vector<OutlineSection>& sections, const OutlineSection& section)
{
    std::string_view mode = "tcp";
    for (const OutlineSection& each : sections) {
        const bool own = &each == &section;
        if (each.is("defaults")) mode = "tcp";
        if (each.is("defaults") || own)
            for (const Words& words : each.lines)
                if (words[0] == "mode") mode = words[1];
        if (own) break;
    }
    return mode;
}

void two_default_backends(const OutlineSection& section, const AddLint& add)
{
    const Words* last = nullptr;
    for (const Words& words : section.lines) {
        if (words[0] != "default_backend" || !words.has(1)) continue;
        if (last != nullptr && (*last)[1] != words[1]) add(words, 1, sentence::lint_two_default_backends, {{"name", (*last)[1]}, {"line", std::to_string(last->line())}});
        last = &words;
    }
}

void plain_on_443(const OutlineSection& section, const AddLint& add)
{
    for (const Words& words : section.lines)
        if (words[0] == "bind" && words[1].ends_with(":443") && find_word(words, "ssl", 2) == 0 && find_word(words, "crt", 2) == 0)
            add(words, 1, sentence::lint_plain_on_443, {{"address", words[1]}});
}

void plain_to_443(const OutlineSection& section, const AddLint& add)
{
    bool by_default = false;
    for (const Words& words : section.lines) {
        if (words[0] == "default-server" && find_word(words, "ssl") != 0) by_default = true;
        if (words[0] == "server" && words[2].ends_with(":443") && find_word(words, "ssl", 3) == 0 && !by_default)
            add(words, 2, sentence::lint_plain_to_443, {{"address", words[2]}});
    }
}

void open_statistics(const OutlineSection& section, const AddLint& add)
{
    const Words* shown = nullptr;
    std::string uri = "/haproxy?stats";
    bool guarded = false;
    bool only_here = false;
    for (const Words& words : section.lines) {
        if (words[0] == "bind") only_here = words[1].starts_with("127.") || words[1].starts_with("localhost");
        if (words[0] != "stats") continue;
        guarded = guarded || words[1] == "auth" || words[1] == "http-request";
        if (words[1] == "uri") uri = words[2];
        if (shown == nullptr && (words[1] == "enable" || words[1] == "uri")) shown = &words;
    }
    if (shown != nullptr && !guarded && !only_here && !section.is("global")) add(*shown, 0, sentence::lint_open_stats, {{"uri", uri}});
}

void weak_password(const OutlineSection& section, const AddLint& add)
{
    constexpr std::string_view weak[] = {"admin", "password", "pass", "haproxy", "root", "user", "test", "1234", "12345", "123456", "changeme", "secret", "stats"};
    for (const Words& words : section.lines) {
        if (words[0] != "stats" || words[1] != "auth") continue;
        const std::size_t colon = words[2].find(':');
        if (colon == std::string::npos) continue;
        const std::string user = lower(words[2].substr(0, colon));
        const std::string password = lower(words[2].substr(colon + 1));
        if (password.empty() || password == user || std::find(std::begin(weak), std::end(weak), password) != std::end(weak))
            add(words, 2, sentence::lint_weak_password, {{"password", words[2]}});
    }
}

/// Fetches that look into an HTTP request.
bool looks_at_request(std::string_view criterion)
{
    const std::string_view name = criterion.substr(0, criterion.find_first_of("(,"));
    constexpr std::string_view exact[] = {"path", "url", "base", "method", "query"};
    if (std::find(std::begin(exact), std::end(exact), name) != std::end(exact)) return true;
    return name.starts_with("path_") || name.starts_with("url_") || name.starts_with("hdr") || name.starts_with("req.hdr") || name.starts_with("base_");
}

/// `acl NAME path_beg …` and `use_backend … if { path … }` where nobody reads requests.
void request_in_tcp_mode(const OutlineSection& section, const AddLint& add)
{
    for (const Words& words : section.lines) {
        if (words[0] == "acl" && looks_at_request(words[2])) add(words, 2, sentence::lint_request_in_tcp_mode, {{"what", words[2]}});
        if (words[0] != "use_backend") continue;
        for (std::size_t i = 2; words.has(i); ++i)
            if (words[i] == "{" && looks_at_request(words[i + 1])) add(words, i + 1, sentence::lint_request_in_tcp_mode, {{"what", words[i + 1]}});
    }
}

}  // namespace

void find_traps(const std::vector<OutlineSection>& sections, const AddLint& add)
{
    for (const OutlineSection& section : sections) {
        if (section.listens()) two_default_backends(section, add);
        open_statistics(section, add);
        if (!section.is("global")) weak_password(section, add);
        if (!section.listens() && !section.serves()) continue;
        const std::string_view mode = mode_of(sections, section);
        if (mode == "http" && section.listens()) plain_on_443(section, add);
        if (mode == "http" && section.serves()) plain_to_443(section, add);
        if (mode == "tcp" && section.listens()) request_in_tcp_mode(section, add);
    }
}

}  // namespace evenkeel::haproxy
