// Addresses as HAProxy writes them: "10.0.0.1:80", ":80", "*:80", "[::]:80", "::1:80", "/run/x.sock", "ipv4@…", names.

#include <algorithm>

#include "base/text.hpp"
#include "config/haproxy/reader.hpp"
#include "config/haproxy/sentences.hpp"

namespace evenkeel::haproxy {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

constexpr std::string_view prefixes[] = {"ipv4@", "ipv6@", "tcp4@", "tcp6@", "tcp@", "ip@", "udp4@", "udp6@", "udp@", "quic4@", "quic6@"};
constexpr std::string_view socket_prefixes[] = {"unix@", "uxst@", "uxdg@", "abns@", "fd@", "sockpair@"};

/// The numbers-and-dots forms that a C library takes for an address: "0", "127.1", "0x7f.1".
std::optional<Address> loose_ipv4(std::string_view text)
{
    const std::vector<std::string_view> parts = split(text, '.');
    if (text.empty() || parts.size() > 4) return std::nullopt;
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        std::string_view part = parts[i];
        if (part.empty()) return std::nullopt;
        std::uint64_t base = 10;
        if (part.size() > 1 && part[0] == '0') {
            base = part.size() > 2 && (part[1] == 'x' || part[1] == 'X') ? 16 : 8;
            part.remove_prefix(base == 16 ? 2 : 1);
        }
        std::uint64_t value = 0;
        for (const char c : part) {
            const int digit = is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : 99;
            if (digit >= static_cast<int>(base)) return std::nullopt;
            value = value * base + static_cast<std::uint64_t>(digit);
            if (value > 0xffff'ffffu) return std::nullopt;
        }
        const bool last = i + 1 == parts.size();
        const std::uint64_t width = last ? 8 * (5 - parts.size()) : 8;
        if (value >> width != 0) return std::nullopt;
        number = number << width | value;
    }
    return ipv4(static_cast<std::uint32_t>(number));
}

std::optional<Address> known_host(const Machine& machine, std::string_view name)
{
    if (equal_ignoring_case(name, "localhost")) return ipv4(0x7f00'0001);
    for (const auto& [host, address] : machine.hosts)
        if (equal_ignoring_case(host, name)) return address;
    return std::nullopt;
}

/// Addresses may hold variables of the environment, even outside quotes; here all of them are empty.
std::string without_variables(std::string_view text)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '$') {
            result += text[i];
            continue;
        }
        const bool brace = i + 1 < text.size() && text[i + 1] == '{';
        std::size_t end = i + (brace ? 2 : 1);
        const auto is_name = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; };
        while (end < text.size() && is_name(text[end])) ++end;
        if (brace && end < text.size() && text[end] == '}') ++end;
        i = end - 1;
    }
    return result;
}

/// A host part without port: any address, a literal, or what the machine's names give.
std::optional<Address> host_address(const Machine& machine, std::string_view host, bool may_resolve)
{
    if (host.empty() || host == "*") return ipv4(0);
    if (host.size() > 1 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    if (const auto literal = parse_address(host)) return literal;
    if (!may_resolve) return std::nullopt;
    if (const auto number = loose_ipv4(host)) return number;
    return known_host(machine, host);
}

}  // namespace

std::optional<ReadAddress> read_address(Reader& reader, const Token& token, unsigned wanted, Fault& said)
{
    const std::string expanded = without_variables(token.text);
    std::string_view text = expanded;
    if (text.empty()) {
        said = fault(sentence::address_empty, token.column, {{"address", text}});
        return std::nullopt;
    }
    if (text.starts_with("fd@") || text.starts_with("sockpair@")) {
        const std::string_view number = text.substr(text.find('@') + 1);
        const bool is_number = !number.empty() && std::all_of(number.begin(), number.end(), is_digit);
        const Sentence& why = is_number ? sentence::descriptor_unusable : sentence::descriptor_not_a_number;
        said = fault(why, token.column, {{"number", number}, {"address", token.text}});
        return std::nullopt;
    }
    for (const std::string_view transport : {std::string_view{"stream+"}, std::string_view{"dgram+"}})
        if (text.starts_with(transport)) text.remove_prefix(transport.size());
    ReadAddress result;
    const bool socket = std::any_of(std::begin(socket_prefixes), std::end(socket_prefixes), [&](std::string_view p) { return text.starts_with(p); });
    if (socket || text.front() == '/') {
        const std::size_t path = socket ? text.find('@') + 1 : 0;
        if (text.size() - path > 97) {
            said = fault(sentence::socket_path_too_long, token.column, {{"path", token.text}});
            return std::nullopt;
        }
        result.unix_socket = true;
        return result;
    }
    std::string_view family;
    for (const std::string_view prefix : prefixes) {
        if (!text.starts_with(prefix)) continue;
        family = prefix;
        text.remove_prefix(prefix.size());
        break;
    }
    if (family.starts_with("quic")) {
        said = fault(sentence::quic_not_built, token.column, {{"family", family == "quic6@" ? "10" : "2"}, {"address", token.text}});
        return std::nullopt;
    }
    if (family.starts_with("udp")) {
        said = fault(sentence::datagram_not_acceptable, token.column, {{"address", token.text}});
        return std::nullopt;
    }
    std::size_t end = text.size();
    while (end > 0 && text[end - 1] != ']' && text[end - 1] != ':') --end;
    std::string_view host = text;
    std::string_view port;
    if (end > 0 && text[end - 1] == ':') {
        host = text.substr(0, end - 1);
        port = text.substr(end);
    }
    if (!port.empty() && is_digit(port[0])) {
        const std::size_t dash = port.find('-');
        if (dash != std::string_view::npos && (wanted & port_range) == 0) {
            said = fault(sentence::port_range_not_permitted, token.column, {{"address", token.text}});
            return std::nullopt;
        }
        const std::string_view first = port.substr(0, dash);
        const std::string_view last = dash == std::string_view::npos ? first : port.substr(dash + 1);
        result.port = leading_integer(first);
        result.last_port = leading_integer(last);
        const std::int64_t least = (wanted & port_mandatory) != 0 ? 1 : 0;
        if (result.port < least || result.port > 65535) {
            said = fault(sentence::invalid_port, token.column, {{"port", first}});
            return std::nullopt;
        }
        if (result.last_port < least || result.last_port > 65535) {
            said = fault(sentence::invalid_port, token.column, {{"port", last}});
            return std::nullopt;
        }
        if (result.port > result.last_port) {
            said = fault(sentence::invalid_port_range, token.column,
                         {{"first", std::to_string(result.port)}, {"last", std::to_string(result.last_port)}});
            return std::nullopt;
        }
        result.has_port = true;
    } else if (!port.empty() && (port[0] == '-' || port[0] == '+')) {
        if ((wanted & port_offset) == 0) {
            said = fault(sentence::port_offset_not_permitted, token.column, {{"address", token.text}});
            return std::nullopt;
        }
        result.port = leading_integer(port.substr(1)) * (port[0] == '-' ? -1 : 1);
        result.last_port = result.port;
        result.offset = true;
    } else if (!port.empty()) {
        said = fault(sentence::invalid_port_character, token.column, {{"character", port.substr(0, 1)}, {"port", port}, {"address", token.text}});
        return std::nullopt;
    } else if ((wanted & port_mandatory) != 0) {
        said = fault(sentence::missing_port, token.column, {{"address", token.text}});
        return std::nullopt;
    }
    const bool may = (wanted & may_resolve) != 0 && (wanted & name_waits) == 0;
    const bool wants_ipv4 = family.ends_with("4@");
    const bool wants_ipv6 = family.ends_with("6@");
    std::optional<Address> address = host_address(*reader.machine, host, may);
    if (address && wants_ipv6 && (host.empty() || host == "*")) address = Address{};
    if (address && ((wants_ipv4 && !is_ipv4(*address)) || (wants_ipv6 && is_ipv4(*address)))) address.reset();
    if (address) {
        result.address = *address;
        return result;
    }
    if ((wanted & name_waits) != 0) {
        if (const auto number = loose_ipv4(host)) {
            result.address = *number;
            return result;
        }
        result.name = host;
        return result;
    }
    said = fault(sentence::invalid_address, token.column, {{"host", host}, {"address", token.text}});
    return std::nullopt;
}

}  // namespace evenkeel::haproxy
