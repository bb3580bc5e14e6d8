#pragma once
// Addresses of the web: an absolute one in its parts, and what a reference in an answer (Location) means where it was found.
// Source: RFC 3986 sections 5.2 and 5.3; fragments stay with the client and are dropped.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace evenkeel {

struct Url {
    bool secure = false;            ///< https
    std::string host;               ///< a name or an address, without brackets
    std::uint16_t port = 80;
    std::string path = "/";         ///< with the query
};

/// None for another scheme, no host, or a port that is no number from 1 to 65,535.
std::optional<Url> parse_url(std::string_view text);
/// The same for what `reference` means on the page at `base`: absolute, "//host/path", "/path", "name", "?query", "../name".
std::optional<Url> resolve_reference(const Url& base, std::string_view reference);
/// "http://host/path"; the port is told when it is not the scheme's.
std::string to_text(const Url& url);

}  // namespace evenkeel
