// From lines to sections: modifiers, macros (.if), section words, text outside of any section.

#include <algorithm>
#include <iterator>

#include "config/haproxy/reader.hpp"
#include "config/haproxy/sentences.hpp"

namespace evenkeel::haproxy {

namespace {

constexpr std::string_view proxy_sections[] = {"listen", "frontend", "backend", "defaults"};
constexpr std::string_view other_sections[] = {"peers", "resolvers", "userlist", "mailers", "cache", "ring", "http-errors", "program", "log-forward", "fcgi-app", "namespace_list"};

/// Words that `no` and `default` may stand before.
constexpr std::string_view can_be_negated[] = {"option", "log", "busy-polling", "set-dumpable", "strict-limits", "insecure-fork-wanted", "numa-cpu-mapping"};

}  // namespace

void read_scope(Reader& reader, const RawLine& line)
{
    // Only names of programs may stand between the brackets; our answer is the same for all of them.
    const std::string_view text = line.text.substr(line.text.find('[') + 1);
    const Token at{"", static_cast<int>(line.text.find('[')) + 1};
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos || end == 0) return reader.fatal(at, sentence::scope_empty);
    if (const auto bad = invalid_character(text.substr(0, end))) return reader.fatal(at, sentence::scope_character, {{"character", std::string(1, *bad)}});
    std::size_t after = end + 1;
    while (after < text.size() && (text[after] == ' ' || text[after] == '\t' || text[after] == '\r')) ++after;
    if (after < text.size() && text[after] != '#') return reader.fatal(at, sentence::scope_after, {{"character", std::string(1, text[after])}});
}

void read_line(Reader& reader, const Words& given)
{
    Words words = given;
    reader.negated = words[0] == "no";
    reader.defaulted = words[0] == "default";
    // HAProxy moves the words to the left and, behind `default`, forgets to cut the last one.
    if (reader.negated || (reader.defaulted && words.size() > 1)) words = words.without_first(1);
    if (reader.defaulted && given.size() > 1) words = words.with_last_twice();
    if ((reader.negated || reader.defaulted) && !is_in(can_be_negated, words[0])) reader.fatal(given.token(0), sentence::negation_supported);
    const std::string& word = words[0];
    const bool begins_proxy = is_in(proxy_sections, word);
    const bool begins_other = is_in(other_sections, word);
    if (word == "global" || begins_proxy || begins_other) {
        reader.section = word;
        if (word == "global" && reader.has_non_global) reader.note(words.token(0), sentence::global_after_others);
        if (word != "global") reader.has_non_global = true;
    }
    if (reader.section.empty()) return reader.fatal(words.token(0), sentence::out_of_section, {{"word", word}});
    if (begins_proxy) return begin_proxy(reader, words);
    if (reader.section == "global") return read_global(reader, words);
    if (is_in(proxy_sections, reader.section)) return read_proxy_keyword(reader, words);
    read_other_section(reader, words);
}

}  // namespace evenkeel::haproxy
