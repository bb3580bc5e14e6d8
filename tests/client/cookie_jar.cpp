// What a visitor keeps of Set-Cookie lines.

#include <catch2/catch_test_macros.hpp>

#include "client/cookie_jar.hpp"

using namespace evenkeel;

TEST_CASE("a cookie is given back as name=value", "[client]")
{
    CookieJar jar;
    CHECK(cookie_header(jar).empty());
    store(jar, "SERVERID=s1; path=/; HttpOnly");
    CHECK(cookie_header(jar) == "SERVERID=s1");
    store(jar, "cart=7\nlang = fr ; Secure\n");
    CHECK(cookie_header(jar) == "SERVERID=s1; cart=7; lang=fr");
}

TEST_CASE("a later value replaces an earlier one in its place", "[client]")
{
    CookieJar jar;
    store(jar, "a=1\nb=2\na=3");
    CHECK(cookie_header(jar) == "a=3; b=2");
}

TEST_CASE("Max-Age=0 deletes, and a line without '=' is no cookie", "[client]")
{
    CookieJar jar;
    store(jar, "a=1\nb=2");
    store(jar, "a=gone; max-age=0");
    store(jar, "b=3; Max-Age=60");
    store(jar, "nonsense");
    CHECK(cookie_header(jar) == "b=3");
}
