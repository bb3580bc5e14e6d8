#include <catch2/catch_test_macros.hpp>

#include "net/url.hpp"

using namespace evenkeel;

namespace {

/// Where a reference on http://shop.test/a/b?c leads, as text; "-" for nowhere.
std::string from_page(std::string_view reference)
{
    const std::optional<Url> url = resolve_reference({false, "shop.test", 80, "/a/b?c"}, reference);
    return url ? to_text(*url) : "-";
}

}  // namespace

TEST_CASE("an address has a scheme, a host, a port and a path", "[net]")
{
    const std::optional<Url> url = parse_url("HTTP://Shop.Test:8080/way?x=1#place");
    REQUIRE(url);
    CHECK(!url->secure);
    CHECK(url->host == "shop.test");
    CHECK(url->port == 8080);
    CHECK(url->path == "/way?x=1");
    CHECK(to_text(*url) == "http://shop.test:8080/way?x=1");
    CHECK(to_text(*parse_url("https://shop.test")) == "https://shop.test/");
    CHECK(to_text(*parse_url("http://[::1]:81?x")) == "http://[::1]:81/?x");
    CHECK(to_text(*parse_url("http://me:secret@shop.test/")) == "http://shop.test/");
}

TEST_CASE("what is no address of the web is none", "[net]")
{
    for (const char* text : {"", "/way", "shop.test", "ftp://shop.test/", "http:/way", "http://", "http://:80/", "http://shop.test:0/", "http://shop.test:65536/", "http://shop.test:x/", "http://[::1/"}) {
        INFO(text);
        CHECK(!parse_url(text));
    }
}

// RFC 3986 section 5.4, as far as the web uses it.
TEST_CASE("a reference is read from the page it stands on", "[net]")
{
    CHECK(from_page("/way") == "http://shop.test/way");
    CHECK(from_page("way") == "http://shop.test/a/way");
    CHECK(from_page("./way") == "http://shop.test/a/way");
    CHECK(from_page("../way") == "http://shop.test/way");
    CHECK(from_page("../../way") == "http://shop.test/way");
    CHECK(from_page("..") == "http://shop.test/");
    CHECK(from_page(".") == "http://shop.test/a/");
    CHECK(from_page("way/.") == "http://shop.test/a/way/");
    CHECK(from_page("?x=../y") == "http://shop.test/a/b?x=../y");
    CHECK(from_page("") == "http://shop.test/a/b?c");
    CHECK(from_page("#place") == "http://shop.test/a/b?c");
    CHECK(from_page("//other.test") == "http://other.test/");
    CHECK(from_page("https://shop.test/way") == "https://shop.test/way");
    CHECK(from_page("mailto:me@shop.test") == "-");
    CHECK(from_page("way?at=10:30") == "http://shop.test/a/way?at=10:30");
}
