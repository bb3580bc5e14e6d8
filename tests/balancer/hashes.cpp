// What is hashed of a request, and how. Values of crc32 are zlib's; the other functions are held by the recordings.

#include <catch2/catch_test_macros.hpp>

#include "balancer/farms.hpp"
#include "balancer/hash_key.hpp"
#include "balancer/hashes.hpp"

namespace {

using namespace farms;

Balance balance_uri(std::int64_t length, std::int64_t depth, bool whole, bool path_only)
{
    Balance balance;
    balance.algorithm = Algorithm::uri;
    balance.uri_length = length;
    balance.uri_depth = depth;
    balance.uri_whole = whole;
    balance.uri_path_only = path_only;
    return balance;
}

}  // namespace

TEST_CASE("the hash functions give the well-known values", "[balancer]")
{
    CHECK(hash_of("123456789", HashFunction::crc32) == 0xcbf43926);
    CHECK(hash_of("", HashFunction::crc32) == 0);
    CHECK(crc32c("123456789") == 0xe3069283);      // RFC 3720's polynomial, the catalogue's check value
    CHECK(hash_of("", HashFunction::djb2) == 5381);
    CHECK(hash_of("a", HashFunction::djb2) == 5381 * 33 + 97);
    CHECK(hash_of("a", HashFunction::sdbm) == 97);
    CHECK(hash_of("ab", HashFunction::sdbm) == 98 + (97u << 6) + (97u << 16) - 97);
    CHECK(hash_of("", HashFunction::wt6) == (0xa53c965a ^ 0x5ca6953a));
}

TEST_CASE("balance uri hashes the target without its query, as far as len and depth let it", "[balancer]")
{
    CHECK(hashed_uri(balance_uri(0, 0, false, false), "/a/b/c?x=1") == "/a/b/c");
    CHECK(hashed_uri(balance_uri(0, 0, true, false), "/a/b/c?x=1") == "/a/b/c?x=1");
    CHECK(hashed_uri(balance_uri(3, 0, false, false), "/a/b/c") == "/a/");
    CHECK(hashed_uri(balance_uri(0, 1, false, false), "/a/b/c") == "/a");
    CHECK(hashed_uri(balance_uri(0, 2, false, false), "/a/b/c") == "/a/b");
    CHECK(hashed_uri(balance_uri(0, 0, false, false), "http://x.test/a") == "http://x.test/a");
    CHECK(hashed_uri(balance_uri(0, 0, true, true), "http://x.test/a?q") == "/a?q");
}

TEST_CASE("use_domain_only hashes what stands before the last dot", "[balancer]")
{
    CHECK(main_domain("www.example.org") == "example");
    CHECK(main_domain("example.org") == "example");
    CHECK(main_domain("a.b.c.d") == "c");
    CHECK(main_domain("localhost").empty());
    CHECK(main_domain(".org").empty());
}

TEST_CASE("url_param takes the first parameter of that very name", "[balancer]")
{
    CHECK(query_parameter("/a?uid=7&uid=8", "uid") == "7");
    CHECK(query_parameter("/a?myuid=7&uid=8", "uid") == "8");
    CHECK(query_parameter("/a?uid=", "uid") == "");
    CHECK_FALSE(query_parameter("/a?uid", "uid"));
    CHECK_FALSE(query_parameter("/uid=3", "uid"));
}

TEST_CASE("a form that was sent has its parameters from its beginning on, and no binary ones", "[balancer]")
{
    CHECK(form_parameter("uid=7&uid=8", "uid") == "7");
    CHECK(form_parameter("x=1&uid=a b", "uid") == "a b");
    CHECK(form_parameter("uid= 7", "uid") == "");
    CHECK_FALSE(form_parameter("uid=(7", "uid"));
    CHECK_FALSE(form_parameter("myuid=7", "uid"));
    CHECK(parameters_in("a=1;b=2&a=3", "a", '?') == std::vector<std::string_view>{"1", "3"});
}

TEST_CASE("a request without the header or the parameter has no key", "[balancer]")
{
    Balance balance;
    balance.algorithm = Algorithm::hdr;
    balance.argument = "X-Tenant";
    RequestView request;
    request.headers = "Host: a\nX-Tenant: \n";
    CHECK_FALSE(hash_key(balance, request));
    request.headers = "Host: a\nX-Tenant: one, two\n";
    CHECK(hash_key(balance, request) == hash_of("one", HashFunction::sdbm));
    balance.algorithm = Algorithm::hash;
    balance.sample.fetch = Fetch::header;
    balance.sample.argument = "x-tenant";
    CHECK(hash_key(balance, request) == hash_of("two", HashFunction::sdbm));
    balance.sample.fetch = Fetch::cookie;
    balance.sample.argument = "id";
    CHECK_FALSE(hash_key(balance, request));
    request.headers = "Cookie: a=1; id=7\n";
    CHECK(hash_key(balance, request) == hash_of("7", HashFunction::sdbm));
}

TEST_CASE("when a server leaves the ring, only its own keys move, and they come back with it", "[balancer]")
{
    haproxy::Backend settings = backend(Algorithm::uri, {1, 3, 2, 5});
    settings.balance.hash_type = HashType::consistent;
    Farm made = make_farm(settings, 200);
    std::vector<ServerId> before;
    const auto server_of = [&](std::uint32_t i) {
        Flow flow;
        flow.key = full_hash(i);
        return choose(made, flow).server;
    };
    for (std::uint32_t i = 0; i < 2000; ++i) before.push_back(server_of(i));
    set_stopped(made, {1}, {});
    std::size_t moved = 0;
    for (std::uint32_t i = 0; i < 2000; ++i) {
        const ServerId now = server_of(i);
        CHECK((before[i].index == 1 || now == before[i]));
        moved += now == before[i] ? 0 : 1;
    }
    CHECK(moved > 0);
    set_running(made, {1}, {});
    for (std::uint32_t i = 0; i < 2000; ++i) CHECK(server_of(i) == before[i]);
}
