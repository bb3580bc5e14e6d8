// Values in words: one place for the browser, the command line and the reports.

#include <fmt/format.h>

#include "base/text.hpp"
#include "lab/explain.hpp"

namespace evenkeel {

namespace {

std::string with_decimals(double value, int decimals)
{
    std::string text = fmt::format("{:.{}f}", value, decimals);
    if (text.find('.') == std::string::npos) return text;
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
    return text == "-0" ? "0" : text;
}

std::string with_unit(std::string number, const std::string& unit) { return unit.empty() ? number : number + " " + unit; }

}  // namespace

std::string value_text(double value, const std::string& unit, double beside)
{
    const double factor = unit == "%" ? 100.0 : 1.0;
    const double shown = value * factor;
    if (!(shown > -1e15 && shown < 1e15)) return with_unit(to_text(shown), unit);
    const double size = shown < 0 ? -shown : shown;
    int decimals = size >= 100 && unit != "%" ? 1 : 2;
    if (size < 0.1 && size > 0) decimals = 4;
    std::string text = with_decimals(shown, decimals);
    while (value != beside && decimals < 8 && text == with_decimals(beside * factor, decimals)) text = with_decimals(shown, ++decimals);
    return with_unit(text, unit);
}

double needed_value(const Objective& objective) { return objective.points > 0 ? objective.full_at : objective.gate.threshold; }

std::string gate_text(const Gate& gate, const std::string& unit)
{
    if (gate.kind == Gate::Kind::none) return "";
    return fmt::format("{} {}", gate.kind == Gate::Kind::at_least ? "at least" : "at most", value_text(gate.threshold, unit));
}

std::string needed_text(const Objective& objective)
{
    if (objective.points == 0) return gate_text(objective.gate, objective.unit);
    return fmt::format("{} {}", objective.full_at < objective.zero_at ? "at most" : "at least", value_text(objective.full_at, objective.unit));
}

}  // namespace evenkeel
