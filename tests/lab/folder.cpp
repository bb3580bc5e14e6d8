#include "lab/folder.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <catch2/catch_test_macros.hpp>

#include "lab/lint.hpp"
#include "source_folder.hpp"

namespace fs = std::filesystem;

evenkeel::Files folder(std::string_view path)
{
    evenkeel::Files files;
    const fs::path root = source_folder() / path;
    if (!fs::exists(root)) return files;
    for (const fs::directory_entry& file : fs::recursive_directory_iterator(root)) {
        if (!file.is_regular_file()) continue;
        std::ifstream in(file.path(), std::ios::binary);
        files[file.path().lexically_relative(root).generic_string()] = std::string(std::istreambuf_iterator<char>(in), {});
    }
    return files;
}

std::vector<std::string> lab_ids()
{
    std::vector<std::string> ids;
    for (const fs::directory_entry& entry : fs::directory_iterator(source_folder() / "labs"))
        if (fs::exists(entry.path() / "lab.json")) ids.push_back(entry.path().filename().string());
    std::sort(ids.begin(), ids.end());
    return ids;
}

std::string small_lab() { return evenkeel::new_lab("99-small", "A small lab").at("lab.json"); }

evenkeel::Files small_lab_files() { return evenkeel::files_below(evenkeel::new_lab("99-small", "A small lab"), "files/"); }

std::string with(std::string text, std::string_view what, std::string_view by)
{
    const std::size_t at = text.find(what);
    INFO("looking for " << what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), by);
}
