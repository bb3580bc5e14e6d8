#pragma once
// What a haproxy.cfg may say and the balancer does not do yet.

#include <span>
#include <string>
#include <vector>

#include "balancer/settings.hpp"
#include "base/catalogue.hpp"
#include "base/diagnostic.hpp"

namespace evenkeel::haproxy {

/// One warning for each setting that is read but has no effect, at the place where it was written: a lab that needs it must
/// not be built, and a recording that uses it is not built yet.
std::vector<Diagnostic> not_simulated(const Settings& settings, const std::string& file);

/// The sentences behind it, for the catalogue.
/// What the runtime API says to a command that it does not have.
std::string not_simulated_command(std::string_view command);

std::span<const Sentence> not_simulated_sentences();

}  // namespace evenkeel::haproxy
