#pragma once
// Addresses of both families, prefixes and endpoints.

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace evenkeel {

/// An IPv4 or IPv6 address. IPv4 is held as ::ffff:a.b.c.d (RFC 4291 section 2.5.5.2), `::` of either family is "any".
struct Address {
    std::array<std::uint8_t, 16> bytes{};

    friend constexpr std::strong_ordering operator<=>(const Address& a, const Address& b)
    {
        for (std::size_t i = 0; i < a.bytes.size(); ++i)
            if (a.bytes[i] != b.bytes[i]) return a.bytes[i] <=> b.bytes[i];
        return std::strong_ordering::equal;
    }
    friend constexpr bool operator==(const Address& a, const Address& b) { return a.bytes == b.bytes; }
};

bool is_ipv4(const Address& address);
bool is_any(const Address& address);
Address ipv4(std::uint32_t host_order);
/// The number of an IPv4 address in host order; 0 for IPv6.
std::uint32_t ipv4_number(const Address& address);
std::optional<Address> parse_address(std::string_view text);
/// Canonical text (RFC 5952 for IPv6).
std::string to_text(const Address& address);

/// A network prefix; length counts bits of the 128.
struct Prefix {
    Address address;
    std::int32_t length = 0;
    friend constexpr auto operator<=>(const Prefix&, const Prefix&) = default;
};
/// "10.0.0.0/8", "2001:db8::/32", or an address alone. Host bits may be set, as in HAProxy's and nft's files.
std::optional<Prefix> parse_prefix(std::string_view text);
bool contains(const Prefix& prefix, const Address& address);
std::string to_text(const Prefix& prefix);

/// An address and a port.
struct Endpoint {
    Address address;
    std::uint16_t port = 0;
    friend constexpr auto operator<=>(const Endpoint&, const Endpoint&) = default;
};
/// "10.0.1.11:80", "[2001:db8::1]:443".
std::string to_text(const Endpoint& endpoint);
std::optional<Endpoint> parse_endpoint(std::string_view text);

}  // namespace evenkeel
