#include "repository/sources.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <sstream>

namespace {

constexpr std::size_t longest = 400;

/// Whether a CMakeLists.txt of the file's folder or of one above names it, as CMake would find it from there.
bool is_listed(std::string_view path)
{
    for (std::size_t slash = path.rfind('/'); slash != std::string_view::npos; slash = path.rfind('/', slash - 1)) {
        const SourceFile* list = source_file(std::string{path.substr(0, slash)} + "/CMakeLists.txt");
        if (list != nullptr) {
            std::istringstream words{list->text};
            const std::string name{path.substr(slash + 1)};
            for (std::string word; words >> word;) {
                if (word == name || word == name + ")") return true;
            }
        }
        if (slash == 0) break;
    }
    return false;
}

/// Paths allowed to be long: the first word of each line of long_files.txt; the rest of the line says why.
bool may_be_long(std::string_view path)
{
    const SourceFile* list = source_file("tests/repository/long_files.txt");
    REQUIRE(list != nullptr);
    for (const std::string_view line : lines(*list)) {
        if (line.substr(0, line.find(' ')) == path) return true;
    }
    return false;
}

}  // namespace

TEST_CASE("every source file is named in a CMakeLists.txt", "[repository]")
{
    for (const std::string_view folder : {"core/", "native/", "wasm/", "tests/"}) {
        for (const SourceFile& file : source_files(folder, {".cpp"})) {
            INFO(file.path << " is compiled by nobody");
            CHECK(is_listed(file.path));
        }
    }
}

TEST_CASE("a file has one concept and fits in 400 lines, or says why not", "[repository]")
{
    for (const std::string_view folder : {"core/", "native/", "wasm/"}) {
        for (const SourceFile& file : source_files(folder, {".hpp", ".cpp"})) {
            const std::size_t length = lines(file).size();
            INFO(file.path << " has " << length << " lines: split it, or name it in tests/repository/long_files.txt with the reason");
            CHECK((length <= longest || may_be_long(file.path)));
        }
    }
}

TEST_CASE("long_files.txt names only files which are long, each with a reason", "[repository]")
{
    for (const std::string_view line : lines(*source_file("tests/repository/long_files.txt"))) {
        if (line.empty() || line.starts_with('#')) continue;
        INFO(line);
        const SourceFile* file = source_file(line.substr(0, line.find(' ')));
        REQUIRE(file != nullptr);
        CHECK(lines(*file).size() > longest);
        CHECK(line.find(' ') != std::string_view::npos);
    }
}

TEST_CASE("no file names a folder of a developer's machine or a host of a package registry", "[repository]")
{
    // Written in two parts, or this file would be the first to be found.
    const std::string forbidden[] = {
        std::string{"/work"} + "/",         std::string{"deb."} + "debian.org",      std::string{"security."} + "debian.org",
        std::string{"snapshot."} + "debian.org", std::string{"registry."} + "npmjs.org", std::string{"pypi"} + ".org",
        std::string{"crates"} + ".io",      std::string{"proxy."} + "golang.org",    std::string{"rubygems"} + ".org",
        std::string{"ghcr"} + ".io",        std::string{"docker"} + ".io",
    };
    for (const SourceFile& file : source_files()) {
        for (const std::string& words : forbidden) {
            if (file.text.find(words) == std::string::npos) continue;
            const auto all = lines(file);
            const auto has = [&](std::string_view line) { return line.find(words) != std::string_view::npos; };
            const auto line = std::find_if(all.begin(), all.end(), has) - all.begin();
            FAIL_CHECK(place(file, static_cast<std::size_t>(line)) << " says " << words);
        }
    }
}
