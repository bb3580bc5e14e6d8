#include "calc/availability.hpp"

#include <algorithm>
#include <cmath>

#include "calc/birth_death.hpp"
#include "calc/sentences.hpp"

namespace evenkeel::calc {

namespace {

constexpr double units_most = 1000;
constexpr double hours_least = 1e-9;
constexpr double hours_most = 1e12;

Uptime uptime_of(double available, double unavailable) { return {available, unavailable, unavailable * minutes_per_year}; }

std::vector<Diagnostic> problems_of(const RedundancyQuestion& question)
{
    std::vector<Diagnostic> problems;
    check_range(problems, "the number of units", static_cast<double>(question.units), 1, units_most);
    check_range(problems, "the number of needed units", static_cast<double>(question.needed), 1, units_most);
    check_range(problems, "the mean time between failures", question.mtbf_h, hours_least, hours_most);
    check_range(problems, "the mean time to repair", question.mttr_h, 0, hours_most);
    if (problems.empty() && question.needed > question.units)
        problems.push_back(say(Severity::error, says.needed_above_units, {},
                               {{"needed", std::to_string(question.needed)}, {"units", std::to_string(question.units)}}));
    return problems;
}

/// Probabilities of 0 … units working ones. Units are added one by one: sums of positive numbers lose no digits.
std::vector<double> working_units(std::int64_t units, double available, double unavailable)
{
    std::vector<double> states(static_cast<std::size_t>(units) + 1, 0.0);
    states[0] = 1.0;
    for (std::size_t unit = 1; unit < states.size(); ++unit) {
        for (std::size_t working = unit; working > 0; --working) states[working] = states[working] * unavailable + states[working - 1] * available;
        states[0] *= unavailable;
    }
    return states;
}

/// The pair of which one suffices, weights relative to "both work".
Uptime pair_with_coverage(double failures_per_repair, double crews, double success)
{
    const double covered = 2.0 * failures_per_repair * success;
    const double both_failed = covered * failures_per_repair / std::min(2.0, crews);
    const double uncovered = 2.0 * failures_per_repair * (1.0 - success);
    const double sum = 1.0 + covered + both_failed + uncovered;
    return uptime_of((1.0 + covered) / sum, (both_failed + uncovered) / sum);
}

/// 1 - (1 - a)^count, as the share of time that all are down.
double all_down(double availability, std::int64_t count)
{
    double down = 1.0;
    for (std::int64_t i = 0; i < count; ++i) down *= 1.0 - availability;
    return down;
}

/// Down when any of the parts is: 1 - product of (1 - u), without losing digits.
double any_down(std::initializer_list<double> parts)
{
    double down = 0.0;
    for (const double part : parts) down += part - down * part;
    return down;
}

}  // namespace

Parsed<Redundancy> redundancy(const RedundancyQuestion& question)
{
    Parsed<Redundancy> answer{{}, problems_of(question)};
    if (!answer.diagnostics.empty()) return answer;
    const double available = question.mtbf_h / (question.mtbf_h + question.mttr_h);
    const double unavailable = question.mttr_h / (question.mtbf_h + question.mttr_h);
    const std::vector<double> states = working_units(question.units, available, unavailable);
    double up = 0;
    double down = 0;
    for (std::size_t working = 0; working < states.size(); ++working)
        (working < static_cast<std::size_t>(question.needed) ? down : up) += states[working];
    answer.config = {available, uptime_of(up, down)};
    return answer;
}

Parsed<Uptime> repair_chain(const RepairQuestion& question)
{
    const RedundancyQuestion& structure = question.structure;
    Parsed<Uptime> answer{{}, problems_of(structure)};
    check_range(answer.diagnostics, "the number of repair crews", static_cast<double>(question.repair_crews), 1, units_most);
    check_range(answer.diagnostics, "the success of the switchover", question.switchover_success, 0, 1);
    const bool is_pair = structure.units == 2 && structure.needed == 1;
    if (answer.diagnostics.empty() && question.switchover_success < 1.0 && !is_pair)
        answer.diagnostics.push_back(say(Severity::error, says.switchover_of_pair, {}));
    if (!answer.diagnostics.empty()) return answer;

    const double failures_per_repair = structure.mttr_h / structure.mtbf_h;
    const auto crews = static_cast<double>(question.repair_crews);
    if (is_pair) {
        answer.config = pair_with_coverage(failures_per_repair, crews, question.switchover_success);
        return answer;
    }
    const auto units = static_cast<std::size_t>(structure.units);
    const std::vector<double> failed = stationary(units, [&](std::size_t j) {
        return static_cast<double>(units - j + 1) * failures_per_repair / std::min(static_cast<double>(j), crews);
    });
    const std::size_t bearable = units - static_cast<std::size_t>(structure.needed);
    double up = 0;
    double down = 0;
    for (std::size_t j = 0; j < failed.size(); ++j) (j > bearable ? down : up) += failed[j];
    answer.config = uptime_of(up, down);
    return answer;
}

Parsed<Tiers> tiers(const TiersQuestion& question)
{
    Parsed<Tiers> answer;
    check_range(answer.diagnostics, "the number of load balancers", static_cast<double>(question.load_balancers), 1, units_most);
    check_range(answer.diagnostics, "the number of application servers", static_cast<double>(question.app_servers), 1, units_most);
    check_range(answer.diagnostics, "the number of databases", static_cast<double>(question.databases), 1, units_most);
    check_range(answer.diagnostics, "the availability of a load balancer", question.a_load_balancer, 0, 1);
    check_range(answer.diagnostics, "the availability of an application server", question.a_app_server, 0, 1);
    check_range(answer.diagnostics, "the availability of a database", question.a_database, 0, 1);
    check_range(answer.diagnostics, "the availability of the switch", question.a_switch, 0, 1);
    if (!answer.diagnostics.empty()) return answer;

    const bool primary_has_stand_in = question.automatic_promotion && question.databases > 1;
    const double front = any_down({all_down(question.a_load_balancer, question.load_balancers), all_down(question.a_app_server, question.app_servers),
                                   1.0 - question.a_switch});
    const double writes = any_down({front, all_down(question.a_database, primary_has_stand_in ? question.databases : 1)});
    const double reads = any_down({front, all_down(question.a_database, question.databases)});
    Tiers& tiers = answer.config;
    tiers.availability_of_writes = 1.0 - writes;
    tiers.availability_of_reads = 1.0 - reads;
    tiers.downtime_min_per_year_writes = writes * minutes_per_year;
    const auto add = [&](bool is_single, std::string_view name) {
        if (is_single) tiers.single_points_of_failure.push_back(name);
    };
    add(question.load_balancers == 1, "load_balancer");
    add(question.app_servers == 1, "app_server");
    add(!primary_has_stand_in, "db_primary_for_writes");
    add(question.databases == 1, "db_for_reads");
    add(true, "switch");
    return answer;
}

Figures figures_of(const Uptime& uptime)
{
    return {{"availability", uptime.availability, "availability"},
            {"unavailability", uptime.unavailability, "unavailability"},
            {"downtime_min_per_year", uptime.downtime_min_per_year, "minutes down in a year"}};
}

Figures figures_of(const Redundancy& redundancy)
{
    Figures figures = figures_of(redundancy.whole);
    figures.insert(figures.begin(), {"unit_availability", redundancy.unit_availability, "availability of one unit"});
    return figures;
}

Figures figures_of(const Tiers& tiers)
{
    return {{"availability_of_writes", tiers.availability_of_writes, "availability of writes"},
            {"availability_of_reads", tiers.availability_of_reads, "availability of reads"},
            {"downtime_min_per_year_writes", tiers.downtime_min_per_year_writes, "minutes in a year without writes"}};
}

}  // namespace evenkeel::calc
