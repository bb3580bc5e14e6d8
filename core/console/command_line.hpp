#pragma once
// A line as it is typed: words and pipes, quoted as in a shell. A small part of one, and the rest is refused.

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"

namespace evenkeel::console {

struct Word {
    std::string text;
    int column = 0;                 ///< in bytes, from 1
};
/// The first word is its name. Never empty.
using Command = std::vector<Word>;

/// The commands between the pipes; none for an empty line or a comment. `at` is the place of the line's first byte.
///
/// Words are parted by blanks; '…' keeps all as it is, "…" all but \" \\ and \`, a \ before anything else is that thing. A # that
/// begins a word begins a comment. Wildcards stay as they are: no file is there to fit them.
Parsed<std::vector<Command>> read_command_line(std::string_view line, const Location& at);

}  // namespace evenkeel::console
