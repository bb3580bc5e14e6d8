#pragma once
// Birth-death chains: a number that goes up and down by one.

#include <cstddef>
#include <vector>

namespace evenkeel::calc {

/// The stationary probabilities of states 0 … last. `ratio(k)` is the rate from k - 1 up to k divided by that from k down to
/// k - 1: detailed balance gives p(k) = p(k - 1) · ratio(k). It must not grow with k, so that there is one most probable state:
/// the others are reckoned from there, where nothing overflows and only what is nothing beside it becomes 0.
/// Source: Kleinrock, Queueing Systems I, section 3.1.
template <class Ratio>
std::vector<double> stationary(std::size_t last, Ratio ratio)
{
    std::size_t peak = 0;
    while (peak < last && ratio(peak + 1) >= 1.0) ++peak;
    std::vector<double> states(last + 1, 0.0);
    states[peak] = 1.0;
    for (std::size_t k = peak; k > 0; --k) states[k - 1] = states[k] / ratio(k);
    for (std::size_t k = peak + 1; k <= last; ++k) states[k] = states[k - 1] * ratio(k);
    double sum = 0.0;
    for (const double weight : states) sum += weight;
    for (double& weight : states) weight /= sum;
    return states;
}

}  // namespace evenkeel::calc
