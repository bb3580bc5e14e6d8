#pragma once
// The browser lab over HTTP, for this machine: the site's folder, the labs as they are on disk now, and word of their changes.

#include <string>

#include "command.hpp"

namespace evenkeel::cli {

struct ServeSettings {
    std::string host = "127.0.0.1";     ///< an address in numbers, or localhost
    int port = 8080;                    ///< 0: any free one
    std::string site;                   ///< folder with index.html
};

/// Serves until SIGINT or SIGTERM. Throws Failure (3) when the address cannot be had.
///
/// GET and HEAD only. `/labs/index.json` and `/labs/ID.json` are made for each request; `/events` is a stream of server-sent
/// events "lab" with a lab's id, some half a second after a file of it has changed. Requests for other hosts' names are refused.
void serve_site(const ServeSettings& settings, const Shared& shared, Console& console);

}  // namespace evenkeel::cli
