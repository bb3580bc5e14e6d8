#pragma once
// What a haproxy.cfg may say and the balancer does not do yet.

#include <span>
#include <string>
#include <vector>

#include "balancer/settings.hpp"
#include "base/catalogue.hpp"
#include "base/diagnostic.hpp"

namespace evenkeel {

/// One warning for each setting that is read but has no effect, at the place where it was written: a lab that needs it must
/// not be built, and a recording that uses it is not built yet.
std::vector<Diagnostic> not_simulated(const haproxy::Settings& settings, const std::string& file);

/// The sentences behind it, for the catalogue.
std::span<const Sentence> balancer_sentences();

}  // namespace evenkeel
