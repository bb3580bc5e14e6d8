// crypt(3) against what libxcrypt 4.4.33 (Debian 12) makes of the same passwords.
#include "base/crypt.hpp"

#include <array>

#include <catch2/catch_test_macros.hpp>

using namespace evenkeel;

namespace {

struct Known {
    std::string_view password;
    std::string_view setting;
    std::string_view stored;
};
constexpr std::array<Known, 16> all_known{{
    {"secret", "$5$saltstring",
     "$5$saltstring$C3o4O1TC6aRHF4FI.QSZMXtHbaj2gSXr4sUc/3NcUi."},
    {"secret", "$6$saltstring",
     "$6$saltstring$AIsRs/Ee56G/tC8MEHhvReZTfx8u3rXXMl6eYrjCG9ibix19DxoMBLogdTET5Ukw9Sf7eZTITsuk0Ry5qulYz."},
    {"", "$5$saltstring",
     "$5$saltstring$FdNfA4gXqvCeO6iZs7G/.wwwoywYZqo0l1pwmfWaBA7"},
    {"", "$6$saltstring",
     "$6$saltstring$kyGrqt6gmjAdtFLPrflEFifSYLCWWq1pyx95SvqinLDy2UHmj0sTF0MSLMwxPFZc3tu5kQckI8fks0zOPda3n1"},
    {"secret", "$5$rounds=1000$toolongsaltstring",
     "$5$rounds=1000$toolongsaltstrin$i5dIbuNA1w5V5o5zQrzsmsWwZqu89635Vn2FTqeVMS0"},
    {"secret", "$6$rounds=1400$anotherlongsaltstring",
     "$6$rounds=1400$anotherlongsalts$Twf2eP6WMY29NT9yg1Nff0x6Ul/TWD9vkV2VVPyEX7uifmXI0FHGx3rX27ttfZtfB9phxv3003yyBPq3nGFb8."},
    {"Grüße", "$5$saltstring",
     "$5$saltstring$t6kWrFjGaygs2FjMSUOElTuuj0eYh3UAH38fWAUQGl2"},
    {"Grüße", "$6$saltstring",
     "$6$saltstring$dvMs6hEDM4m65xfrofu1FtaNZj0hf1UuMLcMdyJii77rWIUdrO0hzD7OuxcVIhqAHYEA.nKGg0MtMjnHF35vw."},
    {"a password of more than sixty-four characters, which is longer than a block of SHA-256 is", "$5$saltstring",
     "$5$saltstring$tXBh7MrqQtlxiJGjw3WvpdQTEoUdbgnKZKzg6uIkZAB"},
    {"a password of more than sixty-four characters, which is longer than a block of SHA-256 is", "$6$saltstring",
     "$6$saltstring$zlSX8OXm33qKlZ8XE.oxw2d1sH08NJelkO2TB5.H6GQrw2FkchKOmDkDEXSrccXjT.kK7cBdT5VQbVxnYwS/g1"},
    {"a", "$6$$",
     "$6$$ek/ucQg0IM8SQLyD2D66mpoW0vAF26eA0/pqoN95V.F0nZh1IFuENNo0OikacRkDBk5frNqziMYMdVVrQ0o.51"},
    {"a", "$5$abc$ignored",
     "$5$abc$HHlb8QMClR55.dRTU4JXNgHGkR1U6jlbNtlfDN528y0"},
    {"secret", "$6$rounds=5000$ab",
     "$6$rounds=5000$ab$2lDVylRMp48hlYZZFOCx/xnhJEsGPynJ17rt2um9Gb8wX6ygI4uDxg3Bg43pp/Hv397hwWfT8mciHws9eE4sR/"},
    {"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "$5$ab",
     "$5$ab$GoaEZQI80KMg2bJakFZIfMcyuLBy2EZhdd8WcjI8rI7"},
    {"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "$6$0123456789abcdef",
     "$6$0123456789abcdef$hmNE.PPROh2fRZoO4CdTMCwfayyElBe82a7IIN6INBHhK9cgTY7v75RHFxN7bRngOafwACIdMX/ZEBUOEQHVa1"},
    {"secret", "$5$rounds=20000$a",
     "$5$rounds=20000$a$7YkZOLLJDTP3wMAqFPbYjmlnu6vuAk9mK1XZSIxScg."},
}};

}  // namespace

TEST_CASE("passwords are crypted by SHA-256 and SHA-512 as the library does it", "[base]")
{
    for (const Known& known : all_known) {
        INFO(known.setting);
        CHECK(crypted(known.password, known.setting) == known.stored);
        CHECK(crypted(known.password, known.stored) == known.stored);
        CHECK(crypted(std::string(known.password) + "x", known.stored) != known.stored);
        CHECK(is_known_crypt(known.stored));
    }
}

TEST_CASE("other methods, wrong numbers of rounds and what would take too long are nobody's password", "[base]")
{
    for (const std::string_view setting : {"", "ab", "$1$abcdefgh$cHJi5PXp/ki/ktXzqlk6I1", "$2b$04$abcdefghijklmnopqrstuu", "$y$j9T$abc$", "$7$CU..../....2Q9", "$5", "$5$rounds=10$ab", "$5$rounds=0$ab",
                                           "$5$rounds=xx$ab", "$6$rounds=20001$ab", "$6$rounds=999999999999$ab", "$5$rounds=1000"}) {
        INFO(setting);
        CHECK_FALSE(crypted("secret", setting));
        CHECK_FALSE(is_known_crypt(setting));
    }
    CHECK_FALSE(crypted(std::string(257, 'x'), "$5$ab"));
}
