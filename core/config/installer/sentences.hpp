#pragma once
// Every sentence about shell scripts, by name: `sentence::unknown_value`. The table is sentences.def beside this file.

#include "base/catalogue.hpp"

namespace evenkeel::installer::sentence {

inline constexpr std::string_view why_bound =
    "A script is data of unknown origin: what is done with it is bounded in work, depth and size. No configuration of a course "
    "comes near these bounds.";
inline constexpr std::string_view why_syntax =
    "bash reads a script line by line and runs each complete command before it reads the next. At a syntax error it stops: what "
    "stands before it was done, the rest never is.";
inline constexpr std::string_view why_unknown =
    "The script is taken apart without running it, as a fresh Debian 12 would see it, by root and without arguments. What depends "
    "on the network, on other programs' output or on the host's name is not known then, so no text is made up.";

#define SENTENCE(name, id, text, repair, explanation) inline constexpr Sentence name{id, text, repair, explanation};
#include "config/installer/sentences.def"
#undef SENTENCE

}  // namespace evenkeel::installer::sentence
