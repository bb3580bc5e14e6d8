// The decisions of `evenkeel serve` that need no connection.
#include "native/program.hpp"
#include "serve/lab_watch.hpp"
#include "serve/own_names.hpp"
#include "serve/site_file.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>

using namespace evenkeel::cli;

TEST_CASE("own names have the port, and at port 80 need none", "[serve]")
{
    CHECK(own_names({"127.0.0.1", 8080}, "127.0.0.1") == std::vector<std::string>{"127.0.0.1:8080", "localhost:8080", "[::1]:8080"});
    CHECK(is_own_name("[fe80::1]:8080", {"::", 8080}, "fe80::1"));
    CHECK(is_own_name("localhost", {"127.0.0.1", 80}, ""));
    CHECK(is_own_name("localhost:80", {"127.0.0.1", 80}, ""));
    CHECK_FALSE(is_own_name("", {"127.0.0.1", 80}, ""));
    CHECK_FALSE(is_own_name(":8080", {"127.0.0.1", 8080}, ""));
    CHECK_FALSE(is_own_name("localhost:8080.", {"127.0.0.1", 8080}, ""));
    CHECK_FALSE(is_own_name("localhost:08080", {"127.0.0.1", 8080}, ""));
}

TEST_CASE("a request's path is a file below the site, or none", "[serve]")
{
    CHECK(site_path("/") == "index.html");
    CHECK(site_path("/vendor/marked.js") == "vendor/marked.js");
    CHECK(site_path("/a/") == "a/index.html");
    CHECK(site_path("/a b.js") == "a b.js");
    for (const char* path : {"", "x", "/..", "/../x", "/a/../b", "/a/..", "//", "//x", "/a//b", "/.", "/.git/config", "/a/.b", "/a\\b", "/a\nb", "/\x7f"}) {
        INFO(path);
        CHECK(site_path(path) == std::nullopt);
    }
    CHECK(site_path(std::string_view("/a\0b", 4)) == std::nullopt);
}

TEST_CASE("every kind of file that the site has has its type", "[serve]")
{
    for (const char* name : {"index.html", "style.css", "page.js", "lab.wasm", "index.json", "icon.svg", "inter.woff2", "inter.ttf", "page.webmanifest", "fmt.txt"}) {
        INFO(name);
        CHECK(content_type_of(name) != "application/octet-stream");
    }
    CHECK(content_type_of("x.exe") == "application/octet-stream");
}

TEST_CASE("any change of a lab's files is seen, and of that lab only", "[serve]")
{
    const TestFolder folder;
    folder.file("01-a/lab.json", "{}");
    folder.file("01-a/files/lb-01/haproxy.cfg", "global\n");
    folder.file("02-b/lab.json", "{}");
    const std::vector<LabPlace> labs{{"01-a", folder / "01-a"}, {"02-b", folder / "02-b"}};
    LabStamps before = stamp_labs(labs);
    const auto changed = [&] {
        LabStamps now = stamp_labs(labs);
        std::vector<std::string> ids = changed_labs(before, now);
        before = std::move(now);
        return ids;
    };
    const std::vector<std::string> first{"01-a"};
    CHECK(changed().empty());
    folder.file("01-a/files/lb-01/haproxy.cfg", "defaults\n    mode http\n");
    CHECK(changed() == first);
    std::filesystem::last_write_time(folder / "01-a/lab.json", std::filesystem::file_time_type::clock::now() + std::chrono::seconds(5));
    CHECK(changed() == first);
    folder.file("01-a/guide.md", "");
    CHECK(changed() == first);
    std::filesystem::rename(folder / "01-a/guide.md", folder / "01-a/guide.fr.md");
    CHECK(changed() == first);
    std::filesystem::remove(folder / "01-a/guide.fr.md");
    CHECK(changed() == first);
    folder.file("01-a/.guide.md.swp", "an editor's");
    CHECK(changed().empty());
    CHECK(changed_labs({{"01-a", 1}, {"02-b", 2}}, {{"02-b", 2}, {"03-c", 3}}) == std::vector<std::string>{"01-a", "03-c"});
}
