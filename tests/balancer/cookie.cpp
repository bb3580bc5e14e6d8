// Persistence by cookie, as recorded from HAProxy 2.6.12.

#include <catch2/catch_test_macros.hpp>

#include "balancer/cookie.hpp"
#include "balancer/farms.hpp"

namespace {

using namespace farms;

haproxy::Backend with_cookie(PersistenceCookie cookie)
{
    haproxy::Backend settings = backend(Algorithm::roundrobin, {1, 1});
    settings.servers[0].cookie = "c1";
    settings.cookie = std::move(cookie);
    return settings;
}

}  // namespace

TEST_CASE("a cookie finds the first server of its value that is not stopped", "[balancer]")
{
    const haproxy::Backend settings = with_cookie({"SRV", CookieMode::insert, true, false, false, "", {}});
    Farm made = make_farm(settings, 200);
    CHECK(find_cookie(settings, made.servers, "a=1; SRV=c1; b=2").server.index == 0);
    CHECK(find_cookie(settings, made.servers, "a=1; SRV=c1; b=2").header == "a=1; b=2");
    CHECK_FALSE(find_cookie(settings, made.servers, "SRV=zz").server);
    CHECK(find_cookie(settings, made.servers, "SRV=zz").header.empty());
    CHECK_FALSE(find_cookie(settings, made.servers, "SRV=").server);
    set_administrative(made, {0}, Administrative::drain, {});
    CHECK(find_cookie(settings, made.servers, "SRV=c1").server.index == 0);
    set_administrative(made, {0}, Administrative::maintenance, {});
    CHECK_FALSE(find_cookie(settings, made.servers, "SRV=c1").server);
}

TEST_CASE("prefix takes the server's part off what the application sees, and puts it on what the client sees", "[balancer]")
{
    const haproxy::Backend settings = with_cookie({"SID", CookieMode::prefix, false, false, false, "", {}});
    const Farm made = make_farm(settings, 200);
    CHECK(find_cookie(settings, made.servers, "z=1; SID=c1~abc; y=2").server.index == 0);
    CHECK(find_cookie(settings, made.servers, "z=1; SID=c1~abc; y=2").header == "z=1; SID=abc; y=2");
    CHECK(find_cookie(settings, made.servers, "SID=zz~abc").header == "SID=abc");
    CHECK(find_cookie(settings, made.servers, "SID=abc").header == "SID=abc");
    CHECK(answer_cookies(settings.cookie, &settings.servers[0], {false, false, {}, 0}, "SID=abc; path=/") == "SID=c1~abc; path=/");
    CHECK(answer_cookies(settings.cookie, &settings.servers[0], {false, false, {}, 0}, "").empty());
}

TEST_CASE("insert names the server to a client that did not come by its cookie", "[balancer]")
{
    const PersistenceCookie cookie{"SRV", CookieMode::insert, true, false, false, "; domain=.x.test; HttpOnly; Secure", {}};
    const haproxy::Backend settings = with_cookie(cookie);
    CHECK(answer_cookies(cookie, &settings.servers[0], {false, false, {}, 0}, "") == "SRV=c1; path=/; domain=.x.test; HttpOnly; Secure");
    CHECK(answer_cookies(cookie, &settings.servers[1], {false, false, {}, 0}, "") ==
          "SRV=; Expires=Thu, 01-Jan-1970 00:00:01 GMT; path=/; domain=.x.test; HttpOnly; Secure");
    CHECK(answer_cookies(cookie, &settings.servers[0], {true, false, {}, 0}, "SRV=other").empty());
    CHECK(answer_cookies(cookie, &settings.servers[0], {true, false, {}, 0}, "q=1; path=/") == "q=1; path=/");
}

TEST_CASE("rewrite, preserve, postonly and no mode at all", "[balancer]")
{
    const haproxy::Backend settings = with_cookie({});
    const Server* server = &settings.servers[0];
    CHECK(answer_cookies({"SID", CookieMode::rewrite, false, false, false, "", {}}, server, {true, false, {}, 0}, "SID=abc; path=/") == "SID=c1; path=/");
    CHECK(answer_cookies({"SID", CookieMode::insert, false, true, false, "", {}}, server, {false, false, {}, 0}, "SID=abc; path=/") == "SID=abc; path=/");
    CHECK(answer_cookies({"SID", CookieMode::insert, false, true, false, "", {}}, server, {false, false, {}, 0}, "") == "SID=c1; path=/");
    CHECK(answer_cookies({"SID", CookieMode::insert, false, false, false, "", {}}, server, {false, false, {}, 0}, "SID=abc; path=/") == "SID=c1; path=/");
    CHECK(answer_cookies({"SID", CookieMode::insert, false, false, true, "", {}}, server, {false, false, {}, 0}, "").empty());
    CHECK(answer_cookies({"SID", CookieMode::insert, false, false, true, "", {}}, server, {false, true, {}, 0}, "") == "SID=c1; path=/");
    CHECK(answer_cookies({"SID", CookieMode::passive, false, false, false, "", {}}, server, {true, false, {}, 0}, "SID=abc; path=/") == "SID=abc; path=/");
}
