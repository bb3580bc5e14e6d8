#pragma once
// A haproxy.cfg as it is written: sections, their lines, their words. For what we say about texts that HAProxy may refuse.

#include <span>
#include <string_view>
#include <vector>

#include "config/haproxy/lexer.hpp"
#include "config/token.hpp"

namespace evenkeel::haproxy {

struct OutlineSection {
    Words head;
    std::vector<Words> lines;
    bool is(std::string_view word) const { return head[0] == word; }
    bool listens() const { return is("frontend") || is("listen"); }
    bool serves() const { return is("backend") || is("listen"); }
};

/// Words that begin a section.
std::span<const std::string_view> outline_section_words();

std::vector<OutlineSection> outline(std::string_view text, std::string_view file);

/// The place of a word behind `from`; 0 when it is not there.
std::size_t find_word(const Words& words, std::string_view wanted, std::size_t from = 1);

/// "admin@lb-01:~$ …", "[root@lb-01 etc]# …": what a shell writes before a command.
bool is_shell_prompt(std::string_view line);

}  // namespace evenkeel::haproxy
