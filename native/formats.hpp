#pragma once
// --format text,json=FILE: what is printed, and what goes to files.

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "output.hpp"

namespace evenkeel::cli {

struct Format {
    std::string name;
    std::string file;       ///< empty: standard output ("-" means it too)
};

/// What a user wrote, held against the known names; the first is taken when nothing was written. At most one goes to standard
/// output, and the files can be written (asked here, before any work). Throws Failure (3).
std::vector<Format> read_formats(const std::vector<std::string>& written, std::span<const std::string_view> known);

/// Writes each: `text_of` makes the text of a format, with colours allowed only on standard output.
void write_formats(const std::vector<Format>& formats, Console& console,
                   const std::function<std::string(const std::string& name, bool to_terminal)>& text_of);

/// --journal FILE and its like: "-" is standard output.
void write_text(const std::string& file, std::string_view text, Console& console);

}  // namespace evenkeel::cli
