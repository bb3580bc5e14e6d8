#pragma once
// Servers and locations out of the tree of an http block.

#include "config/nginx_syntax.hpp"
#include "web/settings.hpp"

namespace evenkeel {

/// Fills `settings.servers` from what stands in http {} (or in a site file).
void read_nginx_servers(const NginxNode& http, nginx::Settings& settings, NginxProblems& problems);

/// What a directive's search sees: the levels from the innermost outwards.
using NginxChain = std::vector<const NginxNode*>;

/// The directive that counts for the innermost level: its own, else the next level's outside; null if none has it.
const NginxNode* find_inherited(const NginxChain& chain, std::string_view name);

/// `location`, or with an empty chain head the server's own level: everything a request needs.
nginx::Location read_nginx_location(const NginxChain& chain, const NginxNode& http, NginxProblems& problems);

}  // namespace evenkeel
