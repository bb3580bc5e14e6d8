#include "calc/figure.hpp"

#include "base/text.hpp"
#include "calc/sentences.hpp"

namespace evenkeel::calc {

void check_range(std::vector<Diagnostic>& diagnostics, std::string_view what, double value, double least, double most)
{
    if (value >= least && value <= most) return;
    diagnostics.push_back(say(Severity::error, says.out_of_range, {},
                              {{"what", what}, {"value", to_text(value)}, {"least", to_text(least)}, {"most", to_text(most)}}));
}

}  // namespace evenkeel::calc
