#include "base/time.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace evenkeel;

TEST_CASE("a duration is read with its units, alone or in several parts", "[base]")
{
    CHECK(parse_duration("20ms") == 20_ms);
    CHECK(parse_duration("1.5s") == 1500_ms);
    CHECK(parse_duration("1h30m") == 90_min);
    CHECK(parse_duration("0.2ms") == 200_us);
    CHECK(parse_duration("0.000000001s") == 1_ns);
    CHECK(parse_duration("0") == Duration{});
    CHECK(parse_duration("-5s") == Duration{} - 5_s);
}

TEST_CASE("a number without a unit, an unknown unit and an endless duration are refused", "[base]")
{
    for (const char* text : {"", "5", "s", "1x", "1.s", "1 s", "99999999999d", "1h-5m", "300y", "--1s"}) {
        INFO(text);
        CHECK_FALSE(parse_duration(text));
    }
}

TEST_CASE("the text of a duration reads back as the same duration", "[base]")
{
    for (const Duration d : {1_ns, 999_ns, 1_us, 1500_us, 20_ms, 1500_ms, 59_s, 60_s, 61_s, 90_min, 86'400_s, 86'461_s, Duration{} - 5_s}) {
        INFO(to_text(d));
        CHECK(parse_duration(to_text(d)) == d);
    }
    CHECK(to_text(1500_ms) == "1.5s");
    CHECK(to_text(150_s) == "2m30s");
    CHECK(to_text(Duration{}) == "0s");
}

TEST_CASE("the clock of a run shows minutes, and hours only past the first", "[base]")
{
    CHECK(to_clock(Instant{} + 300_s) == "05:00.000");
    CHECK(to_clock(Instant{} + 3900_s + 7_ms) == "1:05:00.007");
}
