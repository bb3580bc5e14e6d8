#include "verify/theory.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "verify/theory_table.hpp"

namespace evenkeel {

namespace {

/// Tables of models that are not ours: limits of infinitely many servers, other hash functions, a prober on a grid, services
/// that share their processor. Guides show them.
constexpr std::array reference_tables{std::string_view{"power_of_d"},  std::string_view{"ring_imbalance"}, std::string_view{"maglev"},
                                      std::string_view{"ps_slowdown"}, std::string_view{"metastable"},     std::string_view{"health_detection"}};

void add(Outcome& outcome, const theory::Report& report)
{
    outcome.parts.push_back(line_of(report));
    if (report.passed() || outcome.verdict == Verdict::failed) return;
    outcome.verdict = Verdict::failed;
    outcome.message = report.way + ": " + (report.first_failure.empty() ? "nothing was compared" : report.first_failure);
}

}  // namespace

Outcome verify_theory(const nlohmann::json& record, const ForEach& for_each)
{
    const std::string table = theory::text_of(record, "table");
    if (std::find(reference_tables.begin(), reference_tables.end(), table) != reference_tables.end()) return {Verdict::reference_only, table, {}};
    const bool computed = theory::is_computed(table);
    const bool simulated = theory::is_simulated(table);
    if (!computed && !simulated) return {Verdict::not_built, table, "table '" + table + "'"};
    const auto rows = record.find("rows");
    if (rows == record.end() || !rows->is_array()) return {Verdict::failed, table, "the table has no rows"};

    Outcome outcome{Verdict::passed, table, {}};
    if (computed) add(outcome, theory::compare_computed(table, *rows));
    if (simulated) add(outcome, theory::compare_simulated(table, *rows, for_each));
    return outcome;
}

}  // namespace evenkeel
