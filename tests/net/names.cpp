// Names and how long they are believed.

#include <catch2/catch_test_macros.hpp>

#include "net/names.hpp"

using namespace evenkeel;

TEST_CASE("a cached name is believed for its time to live, but at least for the client's own lifetime", "[net]")
{
    Names names;
    const Address old_address = *parse_address("203.0.113.10");
    const Address new_address = *parse_address("203.0.113.20");
    names.records["www.shop.test"] = {{old_address}, 5_s};
    names.records["api.shop.test"] = {{old_address}, 600_s};
    NameCache cache;
    CHECK(resolve(names, cache, "www.shop.test", Instant{}, 60_s) == std::vector{old_address});
    CHECK(resolve(names, cache, "api.shop.test", Instant{}, 60_s) == std::vector{old_address});
    names.records["www.shop.test"].addresses = {new_address};
    names.records["api.shop.test"].addresses = {new_address};
    // Chromium: 60 s for a TTL of 5 s, the TTL above 60 s.
    CHECK(resolve(names, cache, "www.shop.test", Instant{} + 59_s, 60_s) == std::vector{old_address});
    CHECK(resolve(names, cache, "www.shop.test", Instant{} + 60_s, 60_s) == std::vector{new_address});
    CHECK(resolve(names, cache, "api.shop.test", Instant{} + 599_s, 60_s) == std::vector{old_address});
    CHECK(resolve(names, cache, "api.shop.test", Instant{} + 600_s, 60_s) == std::vector{new_address});
}

TEST_CASE("a name that does not exist is asked for each time", "[net]")
{
    Names names;
    NameCache cache;
    CHECK(resolve(names, cache, "www.shop.test", Instant{}, 60_s).empty());
    names.records["www.shop.test"] = {{*parse_address("203.0.113.10")}, 5_s};
    CHECK(resolve(names, cache, "www.shop.test", Instant{} + 1_s, 60_s).size() == 1);
}

TEST_CASE("several addresses keep the zone's order", "[net]")
{
    Names names;
    names.records["www.shop.test"] = {{*parse_address("203.0.113.20"), *parse_address("203.0.113.10")}, 5_s};
    NameCache cache;
    CHECK(to_text(resolve(names, cache, "www.shop.test", Instant{}, 60_s).front()) == "203.0.113.20");
}

TEST_CASE("a client may hold a name for its own time, whatever the zone says", "[net]")
{
    Names names;
    names.records["shop.test"] = {{ipv4(0x0a00'0001)}, 600_s};
    NameCache cache;
    CHECK(!is_fresh(cache, "shop.test", Instant{}));
    resolve(names, cache, "shop.test", Instant{}, 60_s, false);
    CHECK(is_fresh(cache, "shop.test", Instant{} + 59_s));
    CHECK(!is_fresh(cache, "shop.test", Instant{} + 60_s));
}
