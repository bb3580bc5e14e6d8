#include "base/digest.hpp"

#include <array>
#include <bit>
#include <cstddef>

#include "base/text.hpp"

namespace evenkeel {

namespace {

/// The text, a one, zeros, and its length in bits at the end of a block.
std::string padded(std::string_view bytes, std::size_t block, std::size_t length_bytes, bool big_endian)
{
    std::string all(bytes);
    all += '\x80';
    while (all.size() % block != block - length_bytes) all += '\0';
    const std::uint64_t bits = static_cast<std::uint64_t>(bytes.size()) * 8;
    for (std::size_t i = 0; i < length_bytes; ++i) {
        const std::size_t shift = 8 * (big_endian ? length_bytes - 1 - i : i);
        all += static_cast<char>(shift < 64 ? bits >> shift & 0xff : 0);
    }
    return all;
}

template <class Word>
Word big_endian_at(std::string_view text, std::size_t at)
{
    Word word = 0;
    for (std::size_t i = 0; i < sizeof(Word); ++i) word = static_cast<Word>(word << 8 | static_cast<unsigned char>(text[at + i]));
    return word;
}

template <class Word>
void append_big_endian(std::string& text, Word word)
{
    for (std::size_t i = sizeof(Word); i-- > 0;) text += static_cast<char>(word >> (8 * i) & 0xff);
}

constexpr std::uint32_t swapped(std::uint32_t word) { return word >> 24 | (word >> 8 & 0xff00) | (word << 8 & 0xff0000) | word << 24; }

/// The first bits behind the point of |sin(i + 1)|, as RFC 1321 lists them.
constexpr std::array<std::uint32_t, 64> md5_sines{
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501, 0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122,
    0xfd987193, 0xa679438e, 0x49b40821, 0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8, 0x21e1cde6, 0xc33707d6,
    0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a, 0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60,
    0xbebfbc70, 0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665, 0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039,
    0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1, 0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
};

std::string md5(std::string_view bytes)
{
    constexpr int turns[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
    std::array<std::uint32_t, 4> state{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
    const std::string all = padded(bytes, 64, 8, false);
    for (std::size_t block = 0; block < all.size(); block += 64) {
        auto [a, b, c, d] = state;
        for (std::size_t i = 0; i < 64; ++i) {
            const std::size_t round = i / 16;
            const std::uint32_t mixed = round == 0 ? (b & c) | (~b & d) : round == 1 ? (d & b) | (~d & c) : round == 2 ? b ^ c ^ d : c ^ (b | ~d);
            const std::size_t word = (round == 0 ? i : round == 1 ? 5 * i + 1 : round == 2 ? 3 * i + 5 : 7 * i) % 16;
            const std::uint32_t sum = a + mixed + md5_sines[i] + swapped(big_endian_at<std::uint32_t>(all, block + 4 * word));
            a = d;
            d = c;
            c = b;
            b += std::rotl(sum, turns[round][i % 4]);
        }
        state = {state[0] + a, state[1] + b, state[2] + c, state[3] + d};
    }
    std::string result;
    for (const std::uint32_t word : state) append_big_endian(result, swapped(word));
    return result;
}

std::string sha1(std::string_view bytes)
{
    std::array<std::uint32_t, 5> state{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
    const std::string all = padded(bytes, 64, 8, true);
    for (std::size_t block = 0; block < all.size(); block += 64) {
        std::array<std::uint32_t, 80> w{};
        for (std::size_t i = 0; i < 16; ++i) w[i] = big_endian_at<std::uint32_t>(all, block + 4 * i);
        for (std::size_t i = 16; i < 80; ++i) w[i] = std::rotl(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
        auto [a, b, c, d, e] = state;
        for (std::size_t i = 0; i < 80; ++i) {
            const std::uint32_t mixed = i < 20 ? (b & c) | (~b & d) : i < 40 || i >= 60 ? b ^ c ^ d : (b & c) | (b & d) | (c & d);
            constexpr std::uint32_t constants[] = {0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6};
            const std::uint32_t next = std::rotl(a, 5) + mixed + e + constants[i / 20] + w[i];
            e = d;
            d = c;
            c = std::rotl(b, 30);
            b = a;
            a = next;
        }
        state = {state[0] + a, state[1] + b, state[2] + c, state[3] + d, state[4] + e};
    }
    std::string result;
    for (const std::uint32_t word : state) append_big_endian(result, word);
    return result;
}

/// The first 64 bits behind the point of the cube roots of the first 80 primes; SHA-256 takes the upper halves of 64 of them.
constexpr std::array<std::uint64_t, 80> cube_roots{
    0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc, 0x3956c25bf348b538, 0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118,
    0xd807aa98a3030242, 0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2, 0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235, 0xc19bf174cf692694,
    0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65, 0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
    0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4, 0xc6e00bf33da88fc2, 0xd5a79147930aa725, 0x06ca6351e003826f, 0x142929670a0e6e70,
    0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df, 0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
    0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30, 0xd192e819d6ef5218, 0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8,
    0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8, 0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3,
    0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec, 0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b,
    0xca273eceea26619c, 0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178, 0x06f067aa72176fba, 0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
    0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc, 0x431d67c49c100d4c, 0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817,
};

/// What SHA-2 turns its words by: Σ0, Σ1, σ0, σ1.
template <class Word>
struct Turns;
template <>
struct Turns<std::uint32_t> {
    static constexpr int big0[] = {2, 13, 22}, big1[] = {6, 11, 25}, small0[] = {7, 18, 3}, small1[] = {17, 19, 10};
    static constexpr std::size_t rounds = 64;
};
template <>
struct Turns<std::uint64_t> {
    static constexpr int big0[] = {28, 34, 39}, big1[] = {14, 18, 41}, small0[] = {1, 8, 7}, small1[] = {19, 61, 6};
    static constexpr std::size_t rounds = 80;
};

template <class Word>
Word turned(Word word, const int (&by)[3]) { return std::rotr(word, by[0]) ^ std::rotr(word, by[1]) ^ std::rotr(word, by[2]); }
template <class Word>
Word turned_and_shifted(Word word, const int (&by)[3]) { return std::rotr(word, by[0]) ^ std::rotr(word, by[1]) ^ (word >> by[2]); }

template <class Word>
std::string sha2(std::array<Word, 8> state, std::string_view bytes, std::size_t length)
{
    using T = Turns<Word>;
    constexpr std::size_t size = sizeof(Word);
    const std::string all = padded(bytes, 16 * size, 2 * size, true);
    for (std::size_t block = 0; block < all.size(); block += 16 * size) {
        std::array<Word, T::rounds> w{};
        for (std::size_t i = 0; i < 16; ++i) w[i] = big_endian_at<Word>(all, block + size * i);
        for (std::size_t i = 16; i < T::rounds; ++i) w[i] = turned_and_shifted(w[i - 2], T::small1) + w[i - 7] + turned_and_shifted(w[i - 15], T::small0) + w[i - 16];
        auto [a, b, c, d, e, f, g, h] = state;
        for (std::size_t i = 0; i < T::rounds; ++i) {
            const auto constant = static_cast<Word>(cube_roots[i] >> (64 - 8 * size));
            const Word first = h + turned(e, T::big1) + ((e & f) ^ (~e & g)) + constant + w[i];
            const Word second = turned(a, T::big0) + ((a & b) ^ (a & c) ^ (b & c));
            h = g;
            g = f;
            f = e;
            e = d + first;
            d = c;
            c = b;
            b = a;
            a = first + second;
        }
        state = {state[0] + a, state[1] + b, state[2] + c, state[3] + d, state[4] + e, state[5] + f, state[6] + g, state[7] + h};
    }
    std::string result;
    for (const Word word : state) append_big_endian(result, word);
    return result.substr(0, length);
}

constexpr std::array<std::uint32_t, 8> sha224_start{0xc1059ed8, 0x367cd507, 0x3070dd17, 0xf70e5939, 0xffc00b31, 0x68581511, 0x64f98fa7, 0xbefa4fa4};
constexpr std::array<std::uint32_t, 8> sha256_start{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
constexpr std::array<std::uint64_t, 8> sha384_start{0xcbbb9d5dc1059ed8, 0x629a292a367cd507, 0x9159015a3070dd17, 0x152fecd8f70e5939,
                                                    0x67332667ffc00b31, 0x8eb44a8768581511, 0xdb0c2e0d64f98fa7, 0x47b5481dbefa4fa4};
constexpr std::array<std::uint64_t, 8> sha512_start{0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
                                                    0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};

}  // namespace

std::optional<DigestKind> digest_kind(std::string_view name)
{
    std::string wanted = lower(name);
    if (wanted.starts_with("sha-")) wanted.erase(3, 1);
    constexpr std::string_view names[] = {"md5", "sha1", "sha224", "sha256", "sha384", "sha512"};
    for (std::size_t i = 0; i < std::size(names); ++i)
        if (names[i] == wanted) return static_cast<DigestKind>(i);
    return {};
}

std::string digest(DigestKind kind, std::string_view bytes)
{
    switch (kind) {
    case DigestKind::md5: return md5(bytes);
    case DigestKind::sha1: return sha1(bytes);
    case DigestKind::sha224: return sha2(sha224_start, bytes, 28);
    case DigestKind::sha256: return sha2(sha256_start, bytes, 32);
    case DigestKind::sha384: return sha2(sha384_start, bytes, 48);
    case DigestKind::sha512: break;
    }
    return sha2(sha512_start, bytes, 64);
}

std::string hmac(DigestKind kind, std::string_view key, std::string_view bytes)
{
    const std::size_t block = kind == DigestKind::sha384 || kind == DigestKind::sha512 ? 128 : 64;
    std::string inner = key.size() > block ? digest(kind, key) : std::string(key);
    inner.resize(block, '\0');
    std::string outer = inner;
    for (char& c : inner) c = static_cast<char>(c ^ 0x36);
    for (char& c : outer) c = static_cast<char>(c ^ 0x5c);
    return digest(kind, outer + digest(kind, inner + std::string(bytes)));
}

}  // namespace evenkeel
