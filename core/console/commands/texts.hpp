#pragma once
// What makes text, and what text goes through.

#include "console/commands/list.hpp"

namespace evenkeel::console {

extern const Filter echo, print_formatted;
extern const Filter cut, grep, head, tail, word_count;

}  // namespace evenkeel::console
