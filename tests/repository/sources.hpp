#pragma once

#include <string>
#include <string_view>
#include <vector>

/// One file of the repository, read whole. Its path is relative to the top folder and has forward slashes: "core/base/time.hpp".
struct SourceFile {
    std::string path;
    std::string text;
};

/// All files of the repository in the order of their paths, without what git does not keep (build, .deps, dist, node_modules).
const std::vector<SourceFile>& source_files();

/// Those whose path starts with `folder` (given with its last slash) and ends with one of the endings.
std::vector<SourceFile> source_files(std::string_view folder, std::vector<std::string_view> endings);

/// The one with this path, or null.
const SourceFile* source_file(std::string_view path);

/// The file's lines without their line ends.
std::vector<std::string_view> lines(const SourceFile& file);

/// "core/base/time.hpp:12", for a finding.
std::string place(const SourceFile& file, std::size_t line_index);
