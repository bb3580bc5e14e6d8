#include "repository/sources.hpp"

#include <catch2/catch_test_macros.hpp>

namespace {

std::string_view trim(std::string_view text)
{
    const std::size_t start = text.find_first_not_of(" -");
    return start == std::string_view::npos ? std::string_view{} : text.substr(start);
}

bool is_a_script_of_ours(std::string_view command)
{
    const std::string_view program = command.substr(0, command.find(' '));
    return source_file(program) != nullptr && (program.starts_with("script/") || program.starts_with(".ci/"));
}

}  // namespace

TEST_CASE("a workflow only runs scripts of ours, so that anybody can run what it runs", "[repository]")
{
    for (const SourceFile& file : source_files(".github/workflows/", {".yml", ".yaml"})) {
        const auto all = lines(file);
        for (std::size_t i = 0; i < all.size(); ++i) {
            const std::string_view line = trim(all[i]);
            if (!line.starts_with("run:")) continue;
            INFO(place(file, i) << ": " << line);
            CHECK(is_a_script_of_ours(trim(line.substr(4))));
        }
    }
}

TEST_CASE("a workflow's jobs run in a Debian container", "[repository]")
{
    for (const SourceFile& file : source_files(".github/workflows/", {".yml", ".yaml"})) {
        std::size_t jobs = 0;
        std::size_t containers = 0;
        for (const std::string_view line : lines(file)) {
            jobs += trim(line).starts_with("runs-on:");
            containers += trim(line).starts_with("container: debian:") || trim(line).starts_with("container: ${{ matrix.debian }}");
        }
        INFO(file.path);
        CHECK(jobs > 0);
        CHECK(jobs == containers);
    }
}
