// Tables whose columns are closed formulas: the calculators of `evenkeel calc` against each row.

#include <algorithm>
#include <array>
#include <span>

#include <fmt/format.h>

#include "base/text.hpp"
#include "calc/availability.hpp"
#include "calc/capacity.hpp"
#include "calc/failover.hpp"
#include "calc/retry.hpp"
#include "verify/theory_table.hpp"

namespace evenkeel::theory {

namespace {

using nlohmann::json;

constexpr double relative_tolerance = 1e-9;
constexpr double counts_as_zero = 1e-290;

/// What a calculator gives for a row: an object of columns, or why there is no answer.
struct Answer {
    json columns = json::object();
    std::vector<Diagnostic> problems;
};

template <class Result>
Answer answer_of(const Parsed<Result>& result)
{
    Answer answer{json::object(), result.diagnostics};
    if (!answer.problems.empty()) return answer;
    for (const calc::Figure& figure : calc::figures_of(result.config)) answer.columns[figure.name] = figure.value;
    return answer;
}

Answer mmc(const json& row) { return answer_of(calc::queue({count_of(row, "servers"), number_of(row, "rho")})); }

Answer mmck(const json& row)
{
    return answer_of(calc::bounded_queue({count_of(row, "servers"), count_of(row, "capacity"), number_of(row, "rho")}));
}

calc::RedundancyQuestion structure_of(const json& row)
{
    return {count_of(row, "k"), count_of(row, "n"), number_of(row, "mtbf_h"), number_of(row, "mttr_h")};
}

Answer k_of_n(const json& row) { return answer_of(calc::redundancy(structure_of(row))); }

Answer repair_chain(const json& row)
{
    return answer_of(calc::repair_chain({structure_of(row), count_of(row, "repair_crews"), number_of(row, "switchover_success")}));
}

Answer tiers(const json& row)
{
    calc::TiersQuestion question{count_of(row, "load_balancers"), count_of(row, "app_servers"), count_of(row, "databases"), false,
                                 number_of(row, "a_lb"),          number_of(row, "a_app"),      number_of(row, "a_db"),     number_of(row, "a_switch")};
    const auto promotion = row.find("automatic_promotion");
    question.automatic_promotion = promotion != row.end() && promotion->is_boolean() && promotion->get<bool>();
    const Parsed<calc::Tiers> result = calc::tiers(question);
    Answer answer = answer_of(result);
    answer.columns["single_points_of_failure"] = result.config.single_points_of_failure;
    return answer;
}

Answer retry(const json& row) { return answer_of(calc::retry({number_of(row, "failure_probability"), count_of(row, "retries")})); }

Answer failover(const json& row)
{
    return answer_of(calc::failover({number_of(row, "writes_per_s"), number_of(row, "replication_delay_s"), number_of(row, "detect_and_promote_s")}));
}

/// THE list: a table, its calculator, and the columns that ask (all others are compared).
struct Computed {
    std::string_view table;
    Answer (*answer)(const json& row);
    std::array<std::string_view, 8> asked;
};
constexpr std::array computed{
    Computed{"mmc", mmc, {"servers", "rho"}},
    Computed{"mmck", mmck, {"servers", "capacity", "rho"}},
    Computed{"k_of_n", k_of_n, {"structure", "k", "n", "mtbf_h", "mttr_h"}},
    Computed{"repair_chain", repair_chain, {"n", "k", "repair_crews", "switchover_success", "mtbf_h", "mttr_h"}},
    Computed{"tiers", tiers, {"load_balancers", "app_servers", "databases", "automatic_promotion", "a_lb", "a_app", "a_db", "a_switch"}},
    Computed{"retry_amplification", retry, {"failure_probability", "retries"}},
    Computed{"failover_loss", failover, {"writes_per_s", "replication_delay_s", "detect_and_promote_s"}},
};

const Computed* find_computed(std::string_view table)
{
    const auto found = std::find_if(computed.begin(), computed.end(), [&](const Computed& each) { return each.table == table; });
    return found == computed.end() ? nullptr : &*found;
}

/// Numbers as they count: relative to the expected one, 0 when equal. NaN where the values are of different kinds.
double deviation(const json& expected, const json& got)
{
    if (!expected.is_number() || !got.is_number()) return expected == got ? 0.0 : std::nan("");
    const double e = std::fabs(expected.get<double>()) < counts_as_zero ? 0.0 : expected.get<double>();
    const double g = std::fabs(got.get<double>()) < counts_as_zero ? 0.0 : got.get<double>();
    return e == g ? 0.0 : std::fabs((g - e) / e);
}

}  // namespace

bool is_computed(std::string_view table) { return find_computed(table) != nullptr; }

Report compare_computed(std::string_view table, const json& rows)
{
    Report report;
    report.way = "computed";
    report.rows = rows.size();
    const Computed* one = find_computed(table);
    double largest = 0.0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const json& row = rows[i];
        const auto fail = [&](const std::string& why) {
            if (report.first_failure.empty()) report.first_failure = fmt::format("{}: {}", row_name(i, row), why);
        };
        if (!row.is_object()) {
            fail("is no row");
            continue;
        }
        const Answer answer = one->answer(row);
        ++report.rows_compared;
        if (!answer.problems.empty()) fail(to_text(answer.problems.front()));
        for (const auto& [column, expected] : row.items()) {
            if (std::find(one->asked.begin(), one->asked.end(), column) != one->asked.end()) continue;
            ++report.values;
            const auto got = answer.columns.find(column);
            const double off = got == answer.columns.end() ? std::nan("") : deviation(expected, *got);
            if (off <= relative_tolerance) ++report.values_passed;
            else fail(fmt::format("{}: expected {}, got {}", column, expected.dump(), got == answer.columns.end() ? "nothing" : got->dump()));
            largest = std::max(largest, off);
        }
    }
    report.largest = fmt::format("largest relative deviation {:.1e}", largest);
    return report;
}

}  // namespace evenkeel::theory
