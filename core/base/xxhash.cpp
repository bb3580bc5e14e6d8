#include "base/xxhash.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>

namespace evenkeel {

namespace {

using Bytes = std::string_view;

constexpr std::array<std::uint32_t, 5> primes32{0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f, 0x165667b1};
constexpr std::array<std::uint64_t, 5> primes64{0x9e3779b185ebca87, 0xc2b2ae3d27d4eb4f, 0x165667b19e3779f9, 0x85ebca77c2b2ae63, 0x27d4eb2f165667c5};

std::uint64_t byte_at(Bytes bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }
/// Numbers stand with their lowest byte first.
std::uint32_t word32(Bytes bytes, std::size_t at)
{
    return static_cast<std::uint32_t>(byte_at(bytes, at) | byte_at(bytes, at + 1) << 8 | byte_at(bytes, at + 2) << 16 | byte_at(bytes, at + 3) << 24);
}
std::uint64_t word64(Bytes bytes, std::size_t at) { return word32(bytes, at) | static_cast<std::uint64_t>(word32(bytes, at + 4)) << 32; }

std::uint32_t round32(std::uint32_t lane, std::uint32_t word) { return std::rotl(lane + word * primes32[1], 13) * primes32[0]; }
std::uint64_t round64(std::uint64_t lane, std::uint64_t word) { return std::rotl(lane + word * primes64[1], 31) * primes64[0]; }

std::uint64_t mixed64(std::uint64_t hash)
{
    hash = (hash ^ hash >> 33) * primes64[1];
    hash = (hash ^ hash >> 29) * primes64[2];
    return hash ^ hash >> 32;
}

// ---- XXH3

/// What the specification calls the default secret: 192 bytes, eight to a number.
constexpr std::array<std::uint64_t, 24> secret_words{
    0xbe4ba423396cfeb8, 0x1cad21f72c81017c, 0xdb979083e96dd4de, 0x1f67b3b7a4a44072, 0x78e5c0cc4ee679cb, 0x2172ffcc7dd05a82,
    0x8e2443f7744608b8, 0x4c263a81e69035e0, 0xcb00c391bb52283c, 0xa32e531b8b65d088, 0x4ef90da297486471, 0xd8acdea946ef1938,
    0x3f349ce33f76faa8, 0x1d4f0bc7c7bbdcf9, 0x3159b4cd4be0518a, 0x647378d9c97e9fc8, 0xc3ebd33483acc5ea, 0xeb6313faffa081c5,
    0x49daf0b751dd0d17, 0x9e68d429265516d3, 0xfca1477d58be162b, 0xce31d07ad1b8f88f, 0x280416958f3acb45, 0x7e404bbbcafbd7af,
};
constexpr std::size_t secret_size = 192;
using Secret = std::array<char, secret_size>;

void put64(Secret& secret, std::size_t at, std::uint64_t value)
{
    for (std::size_t i = 0; i < 8; ++i) secret[at + i] = static_cast<char>(value >> (8 * i) & 0xff);
}

/// The secret; of a seed, with that added to and taken from its halves in turn.
Secret secret_of(std::uint64_t seed)
{
    Secret secret{};
    for (std::size_t i = 0; i < secret_words.size(); ++i) put64(secret, 8 * i, secret_words[i] + (i % 2 == 0 ? seed : 0 - seed));
    return secret;
}

struct Product {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
};

/// 64 times 64 bits, by halves.
Product product_of(std::uint64_t a, std::uint64_t b)
{
    const std::uint64_t half = 0xffff'ffff;
    const std::uint64_t low = (a & half) * (b & half);
    const std::uint64_t cross_a = (a >> 32) * (b & half);
    const std::uint64_t cross_b = (a & half) * (b >> 32);
    const std::uint64_t middle = (low >> 32) + (cross_a & half) + cross_b;
    return {(low & half) | middle << 32, (a >> 32) * (b >> 32) + (cross_a >> 32) + (middle >> 32)};
}

std::uint64_t folded(std::uint64_t a, std::uint64_t b)
{
    const Product product = product_of(a, b);
    return product.low ^ product.high;
}

std::uint64_t avalanche(std::uint64_t hash)
{
    hash = (hash ^ hash >> 37) * 0x165667919e3779f9;
    return hash ^ hash >> 32;
}

std::uint64_t swapped(std::uint64_t word)
{
    std::uint64_t result = 0;
    for (int i = 0; i < 8; ++i) result = result << 8 | (word >> (8 * i) & 0xff);
    return result;
}

std::uint64_t mix16(Bytes bytes, std::size_t at, Bytes secret, std::size_t of, std::uint64_t seed)
{
    return folded(word64(bytes, at) ^ (word64(secret, of) + seed), word64(bytes, at + 8) ^ (word64(secret, of + 8) - seed));
}

std::uint64_t up_to_16(Bytes bytes, Bytes secret, std::uint64_t seed)
{
    const std::size_t size = bytes.size();
    if (size > 8) {
        const std::uint64_t low = word64(bytes, 0) ^ ((word64(secret, 24) ^ word64(secret, 32)) + seed);
        const std::uint64_t high = word64(bytes, size - 8) ^ ((word64(secret, 40) ^ word64(secret, 48)) - seed);
        return avalanche(size + swapped(low) + high + folded(low, high));
    }
    if (size >= 4) {
        const std::uint64_t turned = seed ^ swapped(seed & 0xffff'ffff);
        const std::uint64_t both = word32(bytes, size - 4) + (static_cast<std::uint64_t>(word32(bytes, 0)) << 32);
        std::uint64_t hash = both ^ ((word64(secret, 8) ^ word64(secret, 16)) - turned);
        hash ^= std::rotl(hash, 49) ^ std::rotl(hash, 24);
        hash *= 0x9fb21c651e98df25;
        hash ^= (hash >> 35) + size;
        hash *= 0x9fb21c651e98df25;
        return hash ^ hash >> 28;
    }
    if (size > 0) {
        const std::uint64_t packed = byte_at(bytes, 0) << 16 | byte_at(bytes, size / 2) << 24 | byte_at(bytes, size - 1) | static_cast<std::uint64_t>(size) << 8;
        return mixed64(packed ^ ((word32(secret, 0) ^ word32(secret, 4)) + seed));
    }
    return mixed64(seed ^ word64(secret, 56) ^ word64(secret, 64));
}

std::uint64_t up_to_128(Bytes bytes, Bytes secret, std::uint64_t seed)
{
    const std::size_t size = bytes.size();
    std::uint64_t sum = size * primes64[0];
    for (std::size_t i = (size - 1) / 32 + 1; i-- > 0;) {
        sum += mix16(bytes, 16 * i, secret, 32 * i, seed);
        sum += mix16(bytes, size - 16 * (i + 1), secret, 32 * i + 16, seed);
    }
    return avalanche(sum);
}

std::uint64_t up_to_240(Bytes bytes, Bytes secret, std::uint64_t seed)
{
    const std::size_t size = bytes.size();
    std::uint64_t sum = size * primes64[0];
    for (std::size_t i = 0; i < 8; ++i) sum += mix16(bytes, 16 * i, secret, 16 * i, seed);
    sum = avalanche(sum);
    for (std::size_t i = 8; i < size / 16; ++i) sum += mix16(bytes, 16 * i, secret, 16 * (i - 8) + 3, seed);
    return avalanche(sum + mix16(bytes, size - 16, secret, 136 - 17, seed));
}

using Lanes = std::array<std::uint64_t, 8>;

void accumulate(Lanes& lanes, Bytes bytes, std::size_t at, Bytes secret, std::size_t of)
{
    for (std::size_t i = 0; i < 8; ++i) {
        const std::uint64_t word = word64(bytes, at + 8 * i);
        const std::uint64_t keyed = word ^ word64(secret, of + 8 * i);
        lanes[i ^ 1] += word;
        lanes[i] += (keyed & 0xffff'ffff) * (keyed >> 32);
    }
}

std::uint64_t longer(Bytes bytes, Bytes secret)
{
    constexpr std::size_t stripe = 64;
    constexpr std::size_t stripes_in_block = (secret_size - stripe) / 8;
    Lanes lanes{primes32[2], primes64[0], primes64[1], primes64[2], primes64[3], primes32[1], primes64[4], primes32[0]};
    const std::size_t stripes = (bytes.size() - 1) / stripe;
    for (std::size_t n = 0; n < stripes; ++n) {
        accumulate(lanes, bytes, n * stripe, secret, n % stripes_in_block * 8);
        if (n % stripes_in_block != stripes_in_block - 1) continue;
        for (std::size_t i = 0; i < 8; ++i) lanes[i] = (lanes[i] ^ lanes[i] >> 47 ^ word64(secret, secret_size - stripe + 8 * i)) * primes32[0];
    }
    accumulate(lanes, bytes, bytes.size() - stripe, secret, secret_size - stripe - 7);
    std::uint64_t sum = bytes.size() * primes64[0];
    for (std::size_t i = 0; i < 4; ++i) sum += folded(lanes[2 * i] ^ word64(secret, 11 + 16 * i), lanes[2 * i + 1] ^ word64(secret, 19 + 16 * i));
    return avalanche(sum);
}

}  // namespace

std::uint32_t xxh32(Bytes bytes, std::uint32_t seed)
{
    std::uint32_t hash = seed + primes32[4];
    std::size_t at = 0;
    if (bytes.size() >= 16) {
        std::array<std::uint32_t, 4> lanes{seed + primes32[0] + primes32[1], seed + primes32[1], seed, seed - primes32[0]};
        for (; at + 16 <= bytes.size(); at += 16)
            for (std::size_t i = 0; i < 4; ++i) lanes[i] = round32(lanes[i], word32(bytes, at + 4 * i));
        hash = std::rotl(lanes[0], 1) + std::rotl(lanes[1], 7) + std::rotl(lanes[2], 12) + std::rotl(lanes[3], 18);
    }
    hash += static_cast<std::uint32_t>(bytes.size());
    for (; at + 4 <= bytes.size(); at += 4) hash = std::rotl(hash + word32(bytes, at) * primes32[2], 17) * primes32[3];
    for (; at < bytes.size(); ++at) hash = std::rotl(hash + static_cast<std::uint32_t>(byte_at(bytes, at)) * primes32[4], 11) * primes32[0];
    hash = (hash ^ hash >> 15) * primes32[1];
    hash = (hash ^ hash >> 13) * primes32[2];
    return hash ^ hash >> 16;
}

std::uint64_t xxh64(Bytes bytes, std::uint64_t seed)
{
    std::uint64_t hash = seed + primes64[4];
    std::size_t at = 0;
    if (bytes.size() >= 32) {
        std::array<std::uint64_t, 4> lanes{seed + primes64[0] + primes64[1], seed + primes64[1], seed, seed - primes64[0]};
        for (; at + 32 <= bytes.size(); at += 32)
            for (std::size_t i = 0; i < 4; ++i) lanes[i] = round64(lanes[i], word64(bytes, at + 8 * i));
        hash = std::rotl(lanes[0], 1) + std::rotl(lanes[1], 7) + std::rotl(lanes[2], 12) + std::rotl(lanes[3], 18);
        for (const std::uint64_t lane : lanes) hash = (hash ^ round64(0, lane)) * primes64[0] + primes64[3];
    }
    hash += bytes.size();
    for (; at + 8 <= bytes.size(); at += 8) hash = std::rotl(hash ^ round64(0, word64(bytes, at)), 27) * primes64[0] + primes64[3];
    if (at + 4 <= bytes.size()) {
        hash = std::rotl(hash ^ word32(bytes, at) * primes64[0], 23) * primes64[1] + primes64[2];
        at += 4;
    }
    for (; at < bytes.size(); ++at) hash = std::rotl(hash ^ byte_at(bytes, at) * primes64[4], 11) * primes64[0];
    return mixed64(hash);
}

std::uint64_t xxh3(Bytes bytes, std::uint64_t seed)
{
    const Secret plain = secret_of(0);
    const Bytes secret(plain.data(), plain.size());
    if (bytes.size() <= 16) return up_to_16(bytes, secret, seed);
    if (bytes.size() <= 128) return up_to_128(bytes, secret, seed);
    if (bytes.size() <= 240) return up_to_240(bytes, secret, seed);
    const Secret seeded = secret_of(seed);
    return longer(bytes, Bytes(seeded.data(), seeded.size()));
}

}  // namespace evenkeel
