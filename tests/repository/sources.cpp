#include "repository/sources.hpp"

#include "source_folder.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace {

bool is_kept(const std::filesystem::path& folder)
{
    constexpr std::string_view not_kept[] = {".git", "build", ".deps", "dist", "node_modules", "__pycache__"};
    return std::find(std::begin(not_kept), std::end(not_kept), folder.filename().string()) == std::end(not_kept);
}

std::string read_whole(const std::filesystem::path& path)
{
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

std::vector<SourceFile> read_all(const std::filesystem::path& top)
{
    std::vector<SourceFile> files;
    auto each = std::filesystem::recursive_directory_iterator{top};
    for (; each != std::filesystem::recursive_directory_iterator{}; ++each) {
        if (each->is_directory() && !is_kept(each->path())) each.disable_recursion_pending();
        if (!each->is_regular_file() || !is_kept(each->path())) continue;
        files.push_back({each->path().lexically_relative(top).generic_string(), read_whole(each->path())});
    }
    const auto by_path = [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; };
    std::sort(files.begin(), files.end(), by_path);
    return files;
}

}  // namespace

const std::vector<SourceFile>& source_files()
{
    static const std::vector<SourceFile> files = read_all(source_folder());
    return files;
}

std::vector<SourceFile> source_files(std::string_view folder, std::vector<std::string_view> endings)
{
    std::vector<SourceFile> chosen;
    for (const SourceFile& file : source_files()) {
        if (!file.path.starts_with(folder)) continue;
        const auto matches = [&](std::string_view ending) { return file.path.ends_with(ending); };
        if (std::any_of(endings.begin(), endings.end(), matches)) chosen.push_back(file);
    }
    return chosen;
}

const SourceFile* source_file(std::string_view path)
{
    const std::vector<SourceFile>& files = source_files();
    const auto before = [](const SourceFile& file, std::string_view wanted) { return file.path < wanted; };
    const auto found = std::lower_bound(files.begin(), files.end(), path, before);
    return found != files.end() && found->path == path ? &*found : nullptr;
}

std::vector<std::string_view> lines(const SourceFile& file)
{
    std::vector<std::string_view> found;
    std::string_view rest = file.text;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        found.push_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return found;
}

std::string place(const SourceFile& file, std::size_t line_index)
{
    return file.path + ":" + std::to_string(line_index + 1);
}
