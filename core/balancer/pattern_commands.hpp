#pragma once
// Commands about maps and acls. For balancer/*.cpp only.

#include <string>
#include <string_view>

#include "balancer/convert.hpp"
#include "balancer/patterns.hpp"
#include "balancer/show.hpp"

namespace evenkeel::haproxy {

bool is_pattern_command(Words words);
/// `payload`: the lines behind a command that ends in "<<".
std::string run_pattern_command(Process& p, Words words, std::string_view payload, bool has_payload);

}  // namespace evenkeel::haproxy
