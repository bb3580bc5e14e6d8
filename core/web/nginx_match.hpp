#pragma once
// Which server block and which location a request belongs to.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "web/settings.hpp"

namespace evenkeel::nginx {

/// The path nginx searches by: arguments cut off, percent-decoded once, `.` and `..` resolved, slashes merged.
/// Empty: the request is bad (400), because it climbs above the root or decodes to nothing.
std::string normalised(std::string_view target);

/// The server block for a Host header among those that name this listening address: exact name, then the longest
/// `*.suffix`, then the longest `prefix.*`, then the default server (`default_server`, else the first in the file).
/// There must be at least one with this listen.
std::uint32_t find_server(std::span<const Server> servers, const Listen& bind, std::string_view host);

/// The location for a normalised path: `=` first, then the longest prefix; the server's own level always fits.
std::uint32_t find_location(const Server& server, std::string_view path);

/// True when `location /x/` with proxy_pass makes a request for exactly `/x` a redirect to `/x/`.
bool wants_slash(const Server& server, std::string_view path);

}  // namespace evenkeel::nginx
