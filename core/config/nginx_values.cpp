#include "config/nginx_values.hpp"

#include <array>

#include "base/text.hpp"

namespace evenkeel {

namespace {

struct Unit {
    std::string_view name;
    std::int64_t ns;
};
constexpr std::array<Unit, 8> units{{{"y", 365 * 86'400 * ns_per_s}, {"M", 30 * 86'400 * ns_per_s}, {"w", 7 * 86'400 * ns_per_s}, {"d", 86'400 * ns_per_s},
                                     {"h", 3'600 * ns_per_s}, {"m", 60 * ns_per_s}, {"s", ns_per_s}, {"ms", ns_per_ms}}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::optional<std::uint16_t> parse_port(std::string_view text)
{
    const auto port = parse_integer(text, 1, 65535);
    if (!port) return {};
    return static_cast<std::uint16_t>(*port);
}

}  // namespace

std::optional<Duration> parse_nginx_time(std::string_view text)
{
    if (text.empty()) return {};
    std::int64_t total = 0;
    std::size_t next_unit = 0;
    while (!text.empty()) {
        std::size_t digits = 0;
        while (digits < text.size() && is_digit(text[digits])) ++digits;
        std::size_t end = digits;
        while (end < text.size() && is_letter(text[end])) ++end;
        const auto number = parse_integer(text.substr(0, digits), 0, 1'000'000'000);
        const std::string_view name = end == digits ? std::string_view("s") : text.substr(digits, end - digits);
        std::size_t unit = next_unit;
        while (unit < units.size() && units[unit].name != name) ++unit;
        if (!number || unit == units.size() || *number > INT64_MAX / 4 / units[unit].ns) return {};
        total += *number * units[unit].ns;
        if (total > INT64_MAX / 4) return {};
        if (end == digits && end != text.size()) return {};
        next_unit = unit + 1;
        text.remove_prefix(end);
        while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    }
    return Duration{total};
}

std::optional<std::int64_t> parse_nginx_size(std::string_view text)
{
    if (text.empty()) return {};
    std::int64_t factor = 1;
    switch (text.back()) {
    case 'k': case 'K': factor = 1'024; break;
    case 'm': case 'M': factor = 1'048'576; break;
    case 'g': case 'G': factor = 1'073'741'824; break;
    default: break;
    }
    const auto number = parse_integer(factor == 1 ? text : text.substr(0, text.size() - 1), 0, INT64_MAX / factor);
    if (!number) return {};
    return *number * factor;
}

ListenProblem parse_listen(std::string_view text, nginx::Listen& listen)
{
    if (text.starts_with("unix:")) return ListenProblem::unix_socket;
    std::string_view host = text;
    std::string_view port;
    const std::size_t bracket = text.find(']');
    const std::size_t colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
    if (colon != std::string_view::npos) {
        host = text.substr(0, colon);
        port = text.substr(colon + 1);
    } else if (!text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos) {
        host = {};
        port = text;
    }
    listen.port = 80;
    if (colon != std::string_view::npos || !port.empty()) {
        const auto number = parse_port(port);
        if (!number) return ListenProblem::invalid_port;
        listen.port = *number;
    }
    if (host.empty() || host == "*") return ListenProblem::none;
    if (host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    const std::optional<Address> address = host == "localhost" ? parse_address("127.0.0.1") : parse_address(host);
    if (!address) return ListenProblem::unknown_host;
    if (!is_any(*address)) listen.address = *address;
    return ListenProblem::none;
}

UpstreamUrl parse_upstream(std::string_view text)
{
    UpstreamUrl url;
    const std::size_t slash = text.find_first_of("/?");
    if (slash != std::string_view::npos) url.uri = text.substr(slash);
    std::string_view host = text.substr(0, slash);
    const std::size_t bracket = host.find(']');
    const std::size_t colon = host.find(':', bracket == std::string_view::npos ? 0 : bracket);
    if (colon != std::string_view::npos) {
        const auto port = parse_port(host.substr(colon + 1));
        if (!port) url.problem = UpstreamProblem::invalid_port;
        else url.port = *port;
        url.has_port = true;
        host = host.substr(0, colon);
    }
    if (host.empty()) url.problem = UpstreamProblem::no_host;
    url.host = host;
    return url;
}

Address literal_address(std::string_view host)
{
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    if (equal_ignoring_case(host, "localhost")) return *parse_address("127.0.0.1");
    const auto address = parse_address(host);
    if (!address) return {};
    return is_any(*address) ? *parse_address("127.0.0.1") : *address;
}

}  // namespace evenkeel
