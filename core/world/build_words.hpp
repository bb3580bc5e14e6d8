#pragma once
// Why a site cannot become a world, each sentence once.

#include "base/catalogue.hpp"

namespace evenkeel::words {

inline constexpr Sentence no_configuration{"EK-NET-0001", "no configuration '{file}'", "", "A host's service names a file that is neither among the lab's files nor in the submission."};
inline constexpr Sentence server_unresolved{"EK-NET-0002", "'server {server}' : could not resolve address '{name}'.", "", "HAProxy resolves the names of its servers once, at start, and does not start when one has no address. Known are the site's hosts and its `names`."};
inline constexpr Sentence upstream_unresolved{"EK-NET-0003", "host not found in upstream \"{name}\"", "", "nginx resolves the host of a proxy_pass once, at start, and does not start when it has no address. Known are the site's hosts and its `names`."};

inline constexpr Sentence needs_packets{"EK-NET-0004", "{what} cannot be simulated at the level of detail \"requests\"", "write \"detail\": \"packets\" in the topology, or remove it", "At this level requests and answers are single messages without connections: there is nothing that could be lost, time out or be tried again."};
inline constexpr Sentence no_effect{"EK-NET-0005", "{what}: no effect at the level of detail \"requests\"", "", "At this level requests and answers are single messages without connections, nothing fails, and no check is made."};

inline constexpr Sentence all[] = {no_configuration, server_unresolved, upstream_unresolved, needs_packets, no_effect};

}  // namespace evenkeel::words
