#include "calc/sentences.hpp"

#include <array>

namespace evenkeel::calc {

std::span<const Sentence> calc_sentences()
{
    static constexpr std::array all{says.out_of_range, says.no_steady_state, says.needed_above_units, says.capacity_below_servers, says.switchover_of_pair};
    return all;
}

}  // namespace evenkeel::calc
