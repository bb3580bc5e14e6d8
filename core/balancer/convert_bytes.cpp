#include "balancer/convert_bytes.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "balancer/fetch.hpp"
#include "balancer/hashes.hpp"
#include "balancer/text_codes.hpp"
#include "base/digest.hpp"
#include "base/xxhash.hpp"

namespace evenkeel::haproxy {

namespace {

constexpr std::size_t most_bytes = 16'384;

SampleValue hashed(const Converter& converter, std::string_view bytes, HashFunction function)
{
    const std::uint32_t hash = hash_of(bytes, function);
    return number_value(number_at(converter, 0) != 0 ? full_hash(hash) : hash);
}

/// be2dec, be2hex: pieces of so many bytes as numbers, most significant byte first, with a text between them. The last piece may be
/// shorter, unless those are left out.
SampleValue pieces_of_bytes(const Converter& converter, std::string_view bytes)
{
    const bool as_numbers = converter.conversion == Conversion::numbers_of_bytes;
    const auto size = static_cast<std::size_t>(std::clamp<std::int64_t>(number_at(converter, 1, 1), 1, as_numbers ? 8 : 16'384));
    const bool whole_only = number_at(converter, 2) != 0;
    std::string text;
    for (std::size_t at = 0; at < bytes.size() && text.size() < most_bytes; at += size) {
        const std::string_view piece = bytes.substr(at, size);
        if (whole_only && piece.size() < size) break;
        if (at > 0) text += text_at(converter, 0);
        if (!as_numbers) {
            text += hex(piece);
            continue;
        }
        std::uint64_t number = 0;
        for (const char c : piece) number = number << 8 | static_cast<unsigned char>(c);
        text += fmt::format("{}", number);
    }
    return text_value(text.substr(0, most_bytes));
}

/// hmac(DIGEST,KEY): a key is written in base 64, here or in a variable.
std::optional<SampleValue> authenticated(const Converter& converter, const std::string& bytes, const RequestView& view)
{
    const auto kind = digest_kind(text_at(converter, 0));
    std::string written(text_at(converter, 1));
    if (written.find('.') != std::string::npos) {
        const SampleValue* value = find_variable(view, written);
        if (value == nullptr) return {};
        written = text_of(*value);
    }
    const auto key = from_base64(written);
    if (!kind || !key) return {};
    return binary_value(hmac(*kind, *key, bytes));
}

DigestKind sha2_kind(std::int64_t bits) { return bits == 224 ? DigestKind::sha224 : bits == 384 ? DigestKind::sha384 : bits == 512 ? DigestKind::sha512 : DigestKind::sha256; }

}  // namespace

SampleValue binary_value(std::string bytes) { return {SampleKind::binary, 0, {}, std::move(bytes)}; }

std::optional<SampleValue> convert_bytes(const Converter& converter, const SampleValue& value, const RequestView& view)
{
    const std::string bytes = bytes_of(value);
    switch (converter.conversion) {
    case Conversion::hash_crc32: return hashed(converter, bytes, HashFunction::crc32);
    case Conversion::hash_djb2: return hashed(converter, bytes, HashFunction::djb2);
    case Conversion::hash_sdbm: return hashed(converter, bytes, HashFunction::sdbm);
    case Conversion::hash_wt6: return hashed(converter, bytes, HashFunction::wt6);
    case Conversion::hash_crc32c: {
        const std::uint32_t hash = crc32c(bytes);
        return number_value(number_at(converter, 0) != 0 ? full_hash(hash) : hash);
    }
    case Conversion::hash_xxh32: return number_value(xxh32(bytes, static_cast<std::uint32_t>(number_at(converter, 0))));
    case Conversion::hash_xxh64: return number_value(static_cast<std::int64_t>(xxh64(bytes, static_cast<std::uint64_t>(number_at(converter, 0)))));
    case Conversion::hash_xxh3: return number_value(static_cast<std::int64_t>(xxh3(bytes, static_cast<std::uint64_t>(number_at(converter, 0)))));
    case Conversion::sha1: return binary_value(digest(DigestKind::sha1, bytes));
    case Conversion::sha2: return binary_value(digest(sha2_kind(number_at(converter, 0, 256)), bytes));
    case Conversion::digest: {
        const auto kind = digest_kind(text_at(converter, 0));
        return kind ? std::optional(binary_value(digest(*kind, bytes))) : std::nullopt;
    }
    case Conversion::hmac: return authenticated(converter, bytes, view);
    case Conversion::numbers_of_bytes:
    case Conversion::hex_of_bytes: return pieces_of_bytes(converter, bytes);
    case Conversion::hex: return text_value(hex(bytes).substr(0, most_bytes));
    case Conversion::base64: return text_value(base64(bytes).substr(0, most_bytes));
    case Conversion::url_base64: return text_value(url_base64(bytes).substr(0, most_bytes));
    case Conversion::bytes: {
        const std::int64_t from = number_at(converter, 0);
        if (from < 0 || from >= static_cast<std::int64_t>(bytes.size())) return binary_value("");
        const std::int64_t count = number_at(converter, 1, static_cast<std::int64_t>(bytes.size()));
        return binary_value(bytes.substr(static_cast<std::size_t>(from), static_cast<std::size_t>(std::max<std::int64_t>(0, count))));
    }
    case Conversion::equals_secret: {
        const SampleValue* secret = find_variable(view, text_at(converter, 0));
        return secret == nullptr ? std::nullopt : std::optional(truth_value(bytes_of(*secret) == bytes));
    }
    default: return {};
    }
}

}  // namespace evenkeel::haproxy
