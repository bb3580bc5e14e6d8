#include "net/address.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "base/text.hpp"

namespace evenkeel {

namespace {

std::optional<std::uint32_t> parse_ipv4(std::string_view text)
{
    const std::vector<std::string_view> parts = split(text, '.');
    if (parts.size() != 4) return std::nullopt;
    std::uint32_t number = 0;
    for (const std::string_view part : parts) {
        const std::optional<std::int64_t> byte = part.size() <= 3 ? parse_integer(part, 0, 255) : std::nullopt;
        if (!byte || part[0] == '-') return std::nullopt;
        number = number << 8 | static_cast<std::uint32_t>(*byte);
    }
    return number;
}

std::optional<std::uint32_t> parse_group(std::string_view text)
{
    if (text.empty() || text.size() > 4) return std::nullopt;
    std::uint32_t group = 0;
    for (const char c : text) {
        const char d = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
        if (!((d >= '0' && d <= '9') || (d >= 'a' && d <= 'f'))) return std::nullopt;
        group = group * 16 + static_cast<std::uint32_t>(d <= '9' ? d - '0' : d - 'a' + 10);
    }
    return group;
}

/// Groups between colons; the last may be an IPv4 address and counts as two.
std::optional<std::vector<std::uint32_t>> parse_groups(std::string_view text)
{
    std::vector<std::uint32_t> groups;
    if (text.empty()) return groups;
    const std::vector<std::string_view> parts = split(text, ':');
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i + 1 == parts.size() && parts[i].find('.') != std::string_view::npos) {
            const std::optional<std::uint32_t> number = parse_ipv4(parts[i]);
            if (!number) return std::nullopt;
            groups.push_back(*number >> 16);
            groups.push_back(*number & 0xffff);
            continue;
        }
        const std::optional<std::uint32_t> group = parse_group(parts[i]);
        if (!group) return std::nullopt;
        groups.push_back(*group);
    }
    return groups;
}

std::optional<Address> parse_ipv6(std::string_view text)
{
    const std::size_t gap = text.find("::");
    const std::optional<std::vector<std::uint32_t>> left = parse_groups(gap == std::string_view::npos ? text : text.substr(0, gap));
    const std::optional<std::vector<std::uint32_t>> right = parse_groups(gap == std::string_view::npos ? "" : text.substr(gap + 2));
    if (!left || !right) return std::nullopt;
    const std::size_t given = left->size() + right->size();
    if (gap == std::string_view::npos ? given != 8 : given > 7) return std::nullopt;
    std::vector<std::uint32_t> groups = *left;
    groups.resize(8 - right->size());
    groups.insert(groups.end(), right->begin(), right->end());
    Address address;
    for (std::size_t i = 0; i < 8; ++i) {
        address.bytes[2 * i] = static_cast<std::uint8_t>(groups[i] >> 8);
        address.bytes[2 * i + 1] = static_cast<std::uint8_t>(groups[i] & 0xff);
    }
    return address;
}

std::string ipv6_text(const Address& address)
{
    std::array<std::uint32_t, 8> groups{};
    for (std::size_t i = 0; i < 8; ++i) groups[i] = static_cast<std::uint32_t>(address.bytes[2 * i] << 8 | address.bytes[2 * i + 1]);
    std::size_t longest = 0;
    std::size_t longest_at = 8;
    for (std::size_t i = 0; i < 8;) {
        std::size_t end = i;
        while (end < 8 && groups[end] == 0) ++end;
        if (end - i > longest && end - i >= 2) {
            longest = end - i;
            longest_at = i;
        }
        i = end == i ? i + 1 : end;
    }
    std::string text;
    for (std::size_t i = 0; i < 8; ++i) {
        if (i == longest_at) {
            text += "::";
            i += longest - 1;
            continue;
        }
        if (!text.empty() && text.back() != ':') text += ':';
        text += fmt::format("{:x}", groups[i]);
    }
    return text;
}

}  // namespace

bool is_ipv4(const Address& address)
{
    const auto zero = [](std::uint8_t byte) { return byte == 0; };
    return std::all_of(address.bytes.begin(), address.bytes.begin() + 10, zero) && address.bytes[10] == 0xff && address.bytes[11] == 0xff;
}

bool is_any(const Address& address) { return address == Address{} || address == ipv4(0); }

Address ipv4(std::uint32_t host_order)
{
    Address address;
    address.bytes[10] = address.bytes[11] = 0xff;
    for (std::size_t i = 0; i < 4; ++i) address.bytes[12 + i] = static_cast<std::uint8_t>(host_order >> (24 - 8 * i));
    return address;
}

std::uint32_t ipv4_number(const Address& address)
{
    if (!is_ipv4(address)) return 0;
    std::uint32_t number = 0;
    for (std::size_t i = 12; i < 16; ++i) number = number << 8 | address.bytes[i];
    return number;
}

std::optional<Address> parse_address(std::string_view text)
{
    if (text.find(':') != std::string_view::npos) return parse_ipv6(text);
    const std::optional<std::uint32_t> number = parse_ipv4(text);
    if (!number) return std::nullopt;
    return ipv4(*number);
}

std::string to_text(const Address& address)
{
    if (!is_ipv4(address)) return ipv6_text(address);
    return fmt::format("{}.{}.{}.{}", address.bytes[12], address.bytes[13], address.bytes[14], address.bytes[15]);
}

std::optional<Prefix> parse_prefix(std::string_view text)
{
    const std::size_t slash = text.find('/');
    const std::optional<Address> address = parse_address(text.substr(0, slash));
    if (!address) return std::nullopt;
    const std::int32_t most = is_ipv4(*address) ? 32 : 128;
    if (slash == std::string_view::npos) return Prefix{*address, 128};
    const std::optional<std::int64_t> length = parse_integer(text.substr(slash + 1), 0, most);
    if (!length) return std::nullopt;
    return Prefix{*address, 128 - most + static_cast<std::int32_t>(*length)};
}

bool contains(const Prefix& prefix, const Address& address)
{
    for (std::int32_t bit = 0; bit < prefix.length; bit += 8) {
        const auto byte = static_cast<std::size_t>(bit / 8);
        const int kept = std::min(8, prefix.length - bit);
        const auto mask = static_cast<std::uint8_t>(0xff << (8 - kept));
        if ((prefix.address.bytes[byte] & mask) != (address.bytes[byte] & mask)) return false;
    }
    return true;
}

std::string to_text(const Prefix& prefix)
{
    const std::int32_t skipped = is_ipv4(prefix.address) ? 96 : 0;
    return fmt::format("{}/{}", to_text(prefix.address), prefix.length - skipped);
}

std::string to_text(const Endpoint& endpoint)
{
    return is_ipv4(endpoint.address) ? fmt::format("{}:{}", to_text(endpoint.address), endpoint.port)
                                     : fmt::format("[{}]:{}", to_text(endpoint.address), endpoint.port);
}

std::optional<Endpoint> parse_endpoint(std::string_view text)
{
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    std::string_view host = text.substr(0, colon);
    const std::optional<std::int64_t> port = parse_integer(text.substr(colon + 1), 0, 65535);
    if (!port) return std::nullopt;
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    else if (host.find(':') != std::string_view::npos) return std::nullopt;
    const std::optional<Address> address = parse_address(host);
    if (!address) return std::nullopt;
    return Endpoint{*address, static_cast<std::uint16_t>(*port)};
}

}  // namespace evenkeel
