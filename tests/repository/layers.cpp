#include "repository/sources.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>

namespace {

/// A layer includes itself and layers of a lower rank. Layers of one rank never include each other: the services meet through
/// messages and ids, and what two of them need moves to a lower rank.
const std::map<std::string_view, int> rank_of_layer = {
    {"base", 0},      {"calc", 1},   {"sim", 1},      {"meter", 2},    {"promql", 3},  {"net", 4},                        //
    {"client", 5},    {"firewall", 5}, {"balancer", 5}, {"vrrp", 5},  {"web", 5},                        //
    {"database", 5},  {"failover", 5}, {"monitor", 5},                                                   //
    {"config", 6},    {"world", 7},  {"console", 8},  {"workload", 8}, {"lab", 9},  {"verify", 9},  {"view", 10},                    //
};
constexpr int rank_of_faces = 11;

std::string_view up_to_slash(std::string_view path)
{
    return path.substr(0, std::min(path.find('/'), path.size()));
}

/// "base/time.hpp" of `#include "base/time.hpp"`; nothing for other lines and for <angle brackets>.
std::optional<std::string_view> included(std::string_view line)
{
    constexpr std::string_view start = "#include \"";
    if (!line.starts_with(start)) return std::nullopt;
    line.remove_prefix(start.size());
    return line.substr(0, line.find('"'));
}

std::optional<std::string_view> included_system_header(std::string_view line)
{
    constexpr std::string_view start = "#include <";
    if (!line.starts_with(start)) return std::nullopt;
    line.remove_prefix(start.size());
    return line.substr(0, line.find('>'));
}

int rank_of(std::string_view layer)
{
    const auto found = rank_of_layer.find(layer);
    INFO("core/" << layer << " is no known layer: give it a rank in tests/repository/layers.cpp");
    REQUIRE(found != rank_of_layer.end());
    return found->second;
}

bool may_include(std::string_view layer, std::string_view other)
{
    return layer == other || rank_of(other) < rank_of(layer);
}

std::vector<SourceFile> cpp_files(std::string_view folder)
{
    return source_files(folder, {".hpp", ".cpp"});
}

}  // namespace

TEST_CASE("a layer of core includes only itself and the layers to its left", "[repository]")
{
    for (const SourceFile& file : cpp_files("core/")) {
        const std::string_view below_core = std::string_view{file.path}.substr(std::string_view{"core/"}.size());
        if (below_core.find('/') == std::string_view::npos) continue;  // core/version.hpp belongs to no layer
        const std::string_view layer = up_to_slash(below_core);
        const auto all = lines(file);
        for (std::size_t i = 0; i < all.size(); ++i) {
            const auto header = included(all[i]);
            if (!header || header->find('/') == std::string_view::npos) continue;
            INFO(place(file, i) << " includes " << *header);
            CHECK(may_include(layer, up_to_slash(*header)));
        }
    }
}

TEST_CASE("core writes whole paths: a header of another folder is never found by chance", "[repository]")
{
    for (const SourceFile& file : cpp_files("core/")) {
        const auto all = lines(file);
        for (std::size_t i = 0; i < all.size(); ++i) {
            const auto header = included(all[i]);
            if (!header) continue;
            INFO(place(file, i) << " includes " << *header << ", and there is no core/" << *header);
            CHECK(source_file("core/" + std::string{*header}) != nullptr);
        }
    }
}

TEST_CASE("core has no input, output, clock, threads, locale or chance of the machine's", "[repository]")
{
    constexpr std::string_view forbidden[] = {
        "iostream", "fstream", "filesystem", "chrono",   "ctime",  "time.h",   "thread",    "mutex",    "future",
        "locale",   "random",  "unistd.h",   "stdlib.h", "CLI/CLI.hpp", "SDL.h", "imgui.h", "fmt/os.h", "fmt/chrono.h",
    };
    for (const SourceFile& file : cpp_files("core/")) {
        const auto all = lines(file);
        for (std::size_t i = 0; i < all.size(); ++i) {
            const auto header = included_system_header(all[i]);
            if (!header) continue;
            INFO(place(file, i) << " includes <" << *header << ">");
            CHECK(std::find(std::begin(forbidden), std::end(forbidden), *header) == std::end(forbidden));
        }
    }
}

TEST_CASE("the faces include core and themselves, never each other", "[repository]")
{
    const auto check = [](std::string_view face, std::string_view other) {
        for (const SourceFile& file : cpp_files(face)) {
            const auto all = lines(file);
            for (std::size_t i = 0; i < all.size(); ++i) {
                const auto header = included(all[i]);
                if (!header) continue;
                INFO(place(file, i) << " includes " << *header);
                CHECK(header->find(other) == std::string_view::npos);
                CHECK(header->find("../") == std::string_view::npos);
            }
        }
    };
    check("native/", "wasm/");
    check("wasm/", "native/");
    for (const auto& [layer, rank] : rank_of_layer) CHECK(rank < rank_of_faces);
}
