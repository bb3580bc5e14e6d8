#pragma once
// Values of nginx's directives: times, sizes, listens, upstream addresses.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "web/settings.hpp"

namespace evenkeel {

/// "60", "60s", "1h30m", "500ms": units in falling order, a bare number is seconds.
std::optional<Duration> parse_nginx_time(std::string_view text);
/// "8k", "1m", "2g", "512".
std::optional<std::int64_t> parse_nginx_size(std::string_view text);

enum class ListenProblem : std::uint8_t { none, invalid_port, unknown_host, unix_socket };
/// "80", "10.0.0.1", "*:8080", "[::]:80": address and port of a `listen`.
ListenProblem parse_listen(std::string_view text, nginx::Listen& listen);

enum class UpstreamProblem : std::uint8_t { none, invalid_port, no_host };
/// "HOST[:PORT][/URI]" after http://.
struct UpstreamUrl {
    std::string host;
    std::uint16_t port = 80;
    bool has_port = false;
    std::string uri;
    UpstreamProblem problem{};
};
UpstreamUrl parse_upstream(std::string_view text);

/// The address of a host that is written as one: a literal, localhost, or 0.0.0.0 (Linux connects to the host itself). Any for names.
Address literal_address(std::string_view host);

}  // namespace evenkeel
