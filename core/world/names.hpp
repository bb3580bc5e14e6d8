#pragma once
// Names in configuration files: looked up once, when a program starts or reads its file, by HAProxy for its servers and by nginx
// for the host of a proxy_pass. A name without an address keeps it from starting, and from taking a new file.

#include <memory>
#include <string>
#include <vector>

#include "base/catalogue.hpp"
#include "balancer/settings.hpp"
#include "net/network.hpp"
#include "web/settings.hpp"
#include "world/action.hpp"

namespace evenkeel {

/// Settings with their names looked up by `asker`, and what was not found (words::server_unresolved, words::upstream_unresolved),
/// at its line of `file`. Settings without names are the ones given.
Parsed<std::shared_ptr<const haproxy::Settings>> with_addresses(std::shared_ptr<const haproxy::Settings> settings, const Network& network, HostId asker,
                                                                const std::string& file);
Parsed<std::shared_ptr<const nginx::Settings>> with_addresses(std::shared_ptr<const nginx::Settings> settings, const Network& network, HostId asker,
                                                              const std::string& file);
/// A reload, likewise; without settings, and told why it is refused, when a name has no address.
Reload with_addresses(Reload reload, const Network& network, HostId asker);

}  // namespace evenkeel
