#pragma once
// Digests of bytes: MD5 (RFC 1321), SHA-1 and SHA-2 (FIPS 180-4), and HMAC (RFC 2104) over any of them. For fidelity to programs that
// use them, not for secrets: nothing here takes care of timing.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace evenkeel {

enum class DigestKind : std::uint8_t { md5, sha1, sha224, sha256, sha384, sha512 };

/// "sha256", in any case, with or without a hyphen behind "sha"; nothing for another name.
std::optional<DigestKind> digest_kind(std::string_view name);

/// 16 to 64 bytes.
std::string digest(DigestKind kind, std::string_view bytes);
std::string hmac(DigestKind kind, std::string_view key, std::string_view bytes);

}  // namespace evenkeel
