// Digests give what their standards print: RFC 1321, FIPS 180-4 (and its examples), RFC 2202 and RFC 4231.
#include "base/digest.hpp"

#include <catch2/catch_test_macros.hpp>
#include <fmt/format.h>

using namespace evenkeel;

namespace {

std::string digits(std::string_view bytes)
{
    std::string text;
    for (const char c : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(c));
    return text;
}

constexpr std::string_view two_blocks = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";

}  // namespace

TEST_CASE("digests of the standards' own messages are the standards' values", "[base]")
{
    CHECK(digits(digest(DigestKind::md5, "")) == "d41d8cd98f00b204e9800998ecf8427e");
    CHECK(digits(digest(DigestKind::md5, "12345678901234567890123456789012345678901234567890123456789012345678901234567890")) == "57edf4a22be3c955ac49da2e2107b67a");
    CHECK(digits(digest(DigestKind::sha1, "abc")) == "a9993e364706816aba3e25717850c26c9cd0d89d");
    CHECK(digits(digest(DigestKind::sha1, two_blocks)) == "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
    CHECK(digits(digest(DigestKind::sha224, "abc")) == "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7");
    CHECK(digits(digest(DigestKind::sha256, two_blocks)) == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    CHECK(digits(digest(DigestKind::sha384, "abc")) == "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7");
    CHECK(digits(digest(DigestKind::sha512, "abc")) ==
          "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
}

TEST_CASE("a message of any length round a block's end is padded right", "[base]")
{
    CHECK(digits(digest(DigestKind::sha256, std::string(1'000'000, 'a'))) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    CHECK(digits(digest(DigestKind::sha1, std::string(1'000'000, 'a'))) == "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
}

TEST_CASE("keyed digests are those of the RFCs, also with a key longer than a block", "[base]")
{
    CHECK(digits(hmac(DigestKind::md5, "Jefe", "what do ya want for nothing?")) == "750c783e6ab0b503eaa86e310a5db738");
    CHECK(digits(hmac(DigestKind::sha1, "Jefe", "what do ya want for nothing?")) == "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
    CHECK(digits(hmac(DigestKind::sha256, "Jefe", "what do ya want for nothing?")) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    CHECK(digits(hmac(DigestKind::sha256, std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")) ==
          "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    CHECK(digits(hmac(DigestKind::sha512, "Jefe", "what do ya want for nothing?")) ==
          "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737");
}

TEST_CASE("a digest is known by its name in any case, and by no other", "[base]")
{
    CHECK(digest_kind("SHA256") == DigestKind::sha256);
    CHECK(digest_kind("sha-1") == DigestKind::sha1);
    CHECK_FALSE(digest_kind("sha255"));
    CHECK_FALSE(digest_kind(""));
}
