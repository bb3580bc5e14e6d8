#pragma once
// Hidden runs strike another of several alike hosts: an answer that is tuned to the public run fails.

#include <cstdint>
#include <map>
#include <string>

#include "config/topology.hpp"
#include "world/action.hpp"

namespace evenkeel {

/// Who plays whose role: each host of a group of alike ones takes the role of one of them.
using Roles = std::map<std::string, std::string>;

/// Hosts are alike when they have the same cores, sit on the same networks with the same links, and run the same services
/// with the same settings (their own files). The permutation is drawn from the seed; a host without its like keeps its role.
Roles permuted_roles(const Topology& topology, std::uint64_t seed);

/// The action with its hosts exchanged.
Action with_roles(Action action, const Roles& roles);

}  // namespace evenkeel
