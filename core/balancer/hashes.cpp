#include "balancer/hashes.hpp"

#include <array>
#include <bit>

namespace evenkeel::haproxy {

namespace {

std::uint32_t sdbm(std::string_view text)
{
    std::uint32_t hash = 0;
    for (const char c : text) hash = static_cast<std::uint8_t>(c) + (hash << 6) + (hash << 16) - hash;
    return hash;
}

std::uint32_t djb2(std::string_view text)
{
    std::uint32_t hash = 5381;
    for (const char c : text) hash = hash * 33 + static_cast<std::uint8_t>(c);
    return hash;
}

/// Two words that turn each other round, by amounts that follow from both.
std::uint32_t wt6(std::string_view text)
{
    std::uint32_t h0 = 0xa53c965a;
    std::uint32_t h1 = 0x5ca6953a;
    int s0 = 6;
    int s1 = 18;
    for (const char c : text) {
        const auto byte = static_cast<std::uint8_t>(c);
        h0 = ~(h0 ^ byte);
        h1 = ~(h1 + byte);
        const std::uint32_t turned = std::rotl(h1, s0);
        h1 = std::rotl(h0, s1);
        h0 = turned;
        const std::uint32_t mixed = ((h0 >> 16) ^ h1) & 0xffff;
        s0 = static_cast<int>(mixed & 31);
        s1 = static_cast<int>(mixed >> 11);
    }
    return h0 ^ h1;
}

template <std::uint32_t polynomial>
constexpr std::array<std::uint32_t, 256> crc_table = [] {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit) value = (value & 1) != 0 ? (value >> 1) ^ polynomial : value >> 1;
        table[i] = value;
    }
    return table;
}();

template <std::uint32_t polynomial>
std::uint32_t crc(std::string_view text)
{
    std::uint32_t crc = ~0u;
    for (const char c : text) crc = crc_table<polynomial>[(crc ^ static_cast<std::uint8_t>(c)) & 0xff] ^ (crc >> 8);
    return ~crc;
}

}  // namespace

std::uint32_t hash_of(std::string_view text, HashFunction function)
{
    switch (function) {
    case HashFunction::djb2: return djb2(text);
    case HashFunction::wt6: return wt6(text);
    case HashFunction::crc32: return crc<0xedb88320>(text);
    case HashFunction::sdbm: break;
    }
    return sdbm(text);
}

std::uint32_t crc32c(std::string_view text) { return crc<0x82f63b78>(text); }

std::uint32_t full_hash(std::uint32_t a)
{
    a = (a + 0x7ed55d16u) + (a << 12);
    a = (a ^ 0xc761c23cu) ^ (a >> 19);
    a = (a + 0x165667b1u) + (a << 5);
    a = (a + 0xd3a2646cu) ^ (a << 9);
    a = (a + 0xfd7046c5u) + (a << 3);
    a = (a ^ 0xb55a4f09u) ^ (a >> 16);
    return a * 3221225473u;
}

}  // namespace evenkeel::haproxy
