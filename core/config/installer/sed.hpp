#pragma once
// sed's script language, as GNU sed 4.9 has it: addresses, s, a, i, c, d, p, q, y, =, {…}.
//
// Differs: hold space, branches, N, r and w are not understood; nothing is run (no e).

#include <memory>
#include <optional>
#include <vector>

#include <re2/re2.h>

#include "config/installer/shell.hpp"

namespace evenkeel::installer {

struct SedAddress {
    enum class Kind : std::uint8_t { none, line, last, expression, step, further };
    Kind kind = Kind::none;
    std::int64_t number = 0;               ///< line; step: first; further: "+N"
    std::int64_t step = 0;
    std::shared_ptr<const RE2> expression; ///< none: the last one used
};

/// A piece of a replacement: letters, or what group number `group` matched.
struct SedPiece {
    Traced text;
    int group = -1;
};

struct SedCommand {
    SedAddress first;
    SedAddress second;
    bool negated = false;
    char letter = 0;
    Traced text;                           ///< a, i, c; y: letters, then as many for them
    std::shared_ptr<const RE2> expression; ///< s
    std::vector<SedPiece> replacement;
    bool everywhere = false;
    bool prints = false;
    std::int64_t which = 1;
    std::vector<SedCommand> block;
    // While it runs:
    bool inside = false;
    std::int64_t ends_at = 0;
};

/// Nothing when part of the script is not understood, or wrong.
std::optional<std::vector<SedCommand>> parse_sed(const Traced& script, bool extended);

/// The text as sed prints it.
Traced run_sed_script(Shell& shell, std::vector<SedCommand>& commands, const Traced& text, bool quiet, Offset at);

}  // namespace evenkeel::installer
