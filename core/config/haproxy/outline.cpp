#include "config/haproxy/outline.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/text.hpp"

namespace evenkeel::haproxy {

namespace {

constexpr std::string_view section_words[] = {"global", "defaults", "frontend", "backend", "listen", "peers", "resolvers", "userlist", "mailers", "cache", "ring", "http-errors", "program", "log-forward", "fcgi-app"};

bool is_section_word(std::string_view word) { return std::find(std::begin(section_words), std::end(section_words), word) != std::end(section_words); }

}  // namespace

std::span<const std::string_view> outline_section_words() { return section_words; }

std::vector<OutlineSection> outline(std::string_view text, std::string_view file)
{
    std::vector<OutlineSection> sections;
    for (const RawLine& raw : split_lines(text)) {
        LexedLine line = lex(raw, file, "");
        if (line.fault != LineFault::none || line.words[0].empty()) continue;
        if (is_section_word(line.words[0])) sections.push_back({std::move(line.words), {}});
        else if (!sections.empty()) sections.back().lines.push_back(std::move(line.words));
    }
    return sections;
}

std::size_t find_word(const Words& words, std::string_view wanted, std::size_t from)
{
    for (std::size_t i = from; words.has(i); ++i)
        if (words[i] == wanted) return i;
    return 0;
}

bool is_shell_prompt(std::string_view line)
{
    line = trim(line);
    const std::size_t at = line.find('@');
    const std::size_t end = line.find_first_of("$#");
    if (at == std::string_view::npos || at == 0 || end == std::string_view::npos || end < at) return false;
    const std::string_view prompt = line.substr(0, end);
    const bool ends = end + 1 == line.size() || line[end + 1] == ' ';
    if (line[0] == '[') return ends && prompt.back() == ']';
    return ends && prompt.find(':') != std::string_view::npos && prompt.find_first_of(" \t\"'") == std::string_view::npos;
}

}  // namespace evenkeel::haproxy
