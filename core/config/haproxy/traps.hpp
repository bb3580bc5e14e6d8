#pragma once
// Traps that one section alone shows: what HAProxy takes without a word and does otherwise than was meant.

#include <functional>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "base/catalogue.hpp"
#include "config/haproxy/outline.hpp"

namespace evenkeel::haproxy {

using AddLint = std::function<void(const Words& words, std::size_t at, const Sentence& sentence, std::initializer_list<Argument> arguments)>;

void find_traps(const std::vector<OutlineSection>& sections, const AddLint& add);

}  // namespace evenkeel::haproxy
