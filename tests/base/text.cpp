#include "base/text.hpp"

#include <array>

#include <catch2/catch_test_macros.hpp>

#include "base/catalogue.hpp"

using namespace evenkeel;

TEST_CASE("a whole number must be all of the text and lie in its range", "[base]")
{
    CHECK(parse_integer("42") == 42);
    CHECK(parse_integer("-7") == -7);
    CHECK_FALSE(parse_integer(""));
    CHECK_FALSE(parse_integer("4x"));
    CHECK_FALSE(parse_integer("+4"));
    CHECK_FALSE(parse_integer("257", 0, 256));
    CHECK_FALSE(parse_integer("99999999999999999999"));
}

TEST_CASE("the text of a number reads back as the same number", "[base]")
{
    for (const double number : {0.1, 1.0, -2.5, 1e21, 1.0 / 3.0, 5e-324, 1.7976931348623157e308}) {
        INFO(to_text(number));
        CHECK(parse_number(to_text(number)) == number);
    }
    CHECK_FALSE(parse_number("nan"));
    CHECK_FALSE(parse_number("0x10"));
    CHECK_FALSE(parse_number("1e"));
}

TEST_CASE("a slip of the pen finds the word that was meant, a foreign word finds none", "[base]")
{
    constexpr std::array<std::string_view, 4> words{"leastconn", "roundrobin", "source", "first"};
    CHECK(nearest_word("lestconn", words) == "leastconn");
    CHECK(nearest_word("roundrobbin", words) == "roundrobin");
    CHECK(nearest_word("fisrt", words) == "first");
    CHECK_FALSE(nearest_word("bananas", words));
}

TEST_CASE("text of unknown origin is made safe to print", "[base]")
{
    CHECK(printable("plain, naïve, 日本") == "plain, naïve, 日本");
    CHECK(printable("\x1b[31mred") == "\\x1b[31mred");
    CHECK(printable("a\xff""b") == "a\\xffb");
    CHECK(printable("a\xe2\x80\xae""b") == "a\\xe2\\x80\\xaeb");  // right-to-left override
    CHECK(printable("abcdef", 3) == "abc…");
}

TEST_CASE("the first byte that is not valid UTF-8 is found", "[base]")
{
    CHECK_FALSE(first_invalid_utf8("naïve"));
    CHECK(first_invalid_utf8("ab\x80") == 2u);
    CHECK(first_invalid_utf8("\xc0\xaf") == 0u);        // overlong
    CHECK(first_invalid_utf8("\xed\xa0\x80") == 0u);    // surrogate
    CHECK(first_invalid_utf8("a\xe2\x82") == 1u);       // cut off
}

TEST_CASE("a sentence takes its named arguments and keeps what is not given", "[base]")
{
    CHECK(fill("unknown keyword '{keyword}' in '{section}'", {{"keyword", "x"}}) == "unknown keyword 'x' in '{section}'");
    CHECK(fill("{a}{a}", {{"a", "{a}"}}) == "{a}{a}");
}
