#pragma once
// The files that lie beside a balancer's configuration: maps, lists of patterns, error pages. A lab or a submission has them as
// HOST/NAME; on the host they are /etc/haproxy/NAME.

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "config/topology.hpp"

namespace evenkeel {

/// The configuration beside which a path is allowed, "lb-01/haproxy.cfg" for "lb-01/hosts.map": HOST/NAME, HOST/errors/NAME or
/// HOST/maps/NAME, where NAME ends in .map, .lst, .acl or .http and HOST runs a balancer. Empty: none.
std::string configuration_beside(const Topology& topology, std::string_view path);

/// Where a file of a host is in its own eyes: "/etc/haproxy/haproxy.cfg".
std::string path_on_host(std::string_view file);

/// The text of a host's file by the path that a program on it opens; a relative one begins in `folder`. Nothing where none is.
std::optional<std::string> open_on_host(const std::map<std::string, std::string>& files, std::string_view host, std::string_view path, std::string_view folder = "/");
/// And the path that it has in a lab, "lb-01/hosts.map"; empty: it lies elsewhere.
std::string lab_path(std::string_view host, std::string_view path, std::string_view folder = "/");

}  // namespace evenkeel
