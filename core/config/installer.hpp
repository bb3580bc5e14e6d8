#pragma once
// Takes a bash installer apart WITHOUT running it: the files it would write on a fresh Debian 12, as root, without arguments.
// Total: any bytes give an answer; nothing is run, no file is opened, nothing is thrown; work, depth and size are bounded.
//
// Differs: what depends on the network, on the output of programs or on the host's name is not made up. Where a condition cannot
// be known, both ways are gone, and what differs afterwards is unknown; a way that only leaves the script is taken for the one of a
// machine on which nothing works. Commands that install or start something are taken to succeed.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/catalogue.hpp"
#include "base/diagnostic.hpp"

namespace evenkeel::installer {

/// What a script may be at most.
inline constexpr std::size_t most_script_bytes = 256 * 1024;

/// A file that the script would write.
struct WrittenFile {
    std::string path;                      ///< absolute, as on the machine
    std::string text;
    bool known = true;                     ///< false: part of the text depends on what is not known; `text` is not to be used
    bool began_packaged = false;           ///< it begins with what Debian's package put there
    std::vector<std::uint32_t> from;       ///< a byte's offset in the script; at or above `no_place` it is not from there

    static constexpr std::uint32_t no_place = 0xffff'fffe;
};

struct Import {
    std::string script;                    ///< the name it was given
    std::vector<std::uint32_t> lines;      ///< offsets in the script at which its lines begin
    std::vector<WrittenFile> files;        ///< in byte order of their paths
    std::vector<Diagnostic> diagnostics;
};

Import read_installer(std::string_view text, std::string name);

/// Where the byte at `line`:`column` of a written file stands in the script; in the file itself, where Debian put it there.
Location place_in_script(const Import& import, const WrittenFile& file, int line, int column);
/// For each line of a written file the line of the script; 0 for those of the package.
std::vector<int> line_map(const Import& import, const WrittenFile& file);

/// What Debian's packages put where installers append. Empty for other paths.
std::string_view packaged_text(std::string_view path);

std::span<const Sentence> installer_sentences();

}  // namespace evenkeel::installer
