#pragma once
// What every calculator shares: its answer as named figures, and the check of its question.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"

namespace evenkeel::calc {

/// One number of an answer, by the name that tables and programs know it by.
struct Figure {
    std::string_view name;          ///< "mean_wait"
    double value = 0.0;
    std::string_view words;         ///< for people: "mean wait"
};
using Figures = std::vector<Figure>;

/// Says where a number lies outside of [least, most]; NaN lies outside of everything.
void check_range(std::vector<Diagnostic>& diagnostics, std::string_view what, double value, double least, double most);

/// The greatest count that a question may hold: more would take seconds.
inline constexpr double count_most = 1'000'000;

/// Minutes of a year of 365.25 days.
inline constexpr double minutes_per_year = 525'960;

}  // namespace evenkeel::calc
