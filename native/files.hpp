#pragma once
// Files and folders, read with care and written whole. The only place of the program that opens any.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "failure.hpp"

namespace evenkeel::cli {

/// What somebody handed in is read without following links; what the user of the command line names himself may be a link, a
/// pipe (`<(…)`) or "-" for standard input.
enum class Trust { named_by_user, handed_in };

struct ReadSettings {
    Trust trust = Trust::named_by_user;
    std::uint64_t most_bytes = 16u << 20;
    ExitCode code = ExitCode::wrong_use;    ///< of the Failure when it cannot be read
};

/// The bytes of one file. A file beyond `most_bytes` is not read into memory: its size is looked at first, and where there is
/// none (a pipe) reading stops there. Throws Failure.
std::string read_file(const std::string& path, const ReadSettings& settings = {});

enum class PathKind { nothing, file, folder, other };
/// What stands at a path, links followed.
PathKind kind_of(const std::string& path);

/// One file of a folder: its path below the folder, with forward slashes.
struct FoundFile {
    std::string path;
    std::string text;
};

struct FolderLimits {
    std::size_t most_files = 64;
    std::size_t most_depth = 8;
    std::uint64_t most_bytes_of_file = 256u << 10;
    std::uint64_t most_bytes = 1u << 20;
};

struct Folder {
    std::vector<FoundFile> files;            ///< in byte order of their paths
    std::vector<Diagnostic> diagnostics;     ///< links, devices, what is too large or cannot be read; such files are not in `files`
};

/// All files of a folder and of those in it. Hidden ones (.git, .DS_Store) are passed over. Nothing is opened that is not a
/// plain file. Throws Failure (3) when the folder itself is missing or is none.
Folder read_folder(const std::string& path, const FolderLimits& limits = {});

/// Writes a whole file: beside its place first, then moved there, so that there is either the old one or the new one. A
/// device or a pipe is written directly; "-" is not known here. Throws Failure: 3 when the place itself is wrong, 4 when
/// the disk is full or fails.
void write_file(const std::string& path, std::string_view bytes);

/// Whether write_file could begin: asked before long work, so that its result is not lost. Throws Failure (3).
void check_writable(const std::string& path);

/// Makes a folder with files: all of them or none. The folder must not exist, or be empty. Throws Failure.
void write_folder(const std::string& path, const std::vector<FoundFile>& files);

/// The names in a folder, in byte order; empty for none.
std::vector<std::string> names_in(const std::string& path);

/// The path without links and dots; empty when nothing is there.
std::string real_path(const std::string& path);

std::string join_path(std::string_view folder, std::string_view name);

}  // namespace evenkeel::cli
