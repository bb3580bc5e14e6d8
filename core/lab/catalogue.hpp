#pragma once
// All sentences of core in one list, for `evenkeel explain EK-…`, SARIF rules, translation and tests.

#include <span>
#include <string_view>
#include <vector>

#include "base/catalogue.hpp"

namespace evenkeel {

/// Those of this layer: EK-LAB, EK-SUB, EK-GRD, EK-PAG.
std::span<const Sentence> lab_sentences();

/// The tables of all layers, ordered by id.
const std::vector<Sentence>& all_sentences();

/// The sentence with an id, in any case of letters; nothing if there is none.
const Sentence* find_sentence(std::string_view id);

}  // namespace evenkeel
