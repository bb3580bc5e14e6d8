#pragma once
// What the comparisons of a theory table share: reading its rows, and counting what was compared.

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "verify/outcome.hpp"
#include "verify/theory_run.hpp"

namespace evenkeel::theory {

/// The number of a column; NaN where there is none, which no comparison and no calculator accepts.
double number_of(const nlohmann::json& row, std::string_view column);
/// As above for whole numbers; -1 where there is none.
std::int64_t count_of(const nlohmann::json& row, std::string_view column);
std::string text_of(const nlohmann::json& row, std::string_view column);

/// How one comparison of a table went.
struct Report {
    std::string way;                        ///< "computed", "simulated"
    std::size_t rows = 0;                   ///< of the table
    std::size_t rows_compared = 0;
    std::size_t values = 0;                 ///< compared
    std::size_t values_passed = 0;
    std::vector<std::pair<std::string, std::size_t>> not_run;     ///< why, how many rows
    std::string largest;                    ///< the largest deviation, in words; empty: none to tell
    std::string first_failure;

    bool passed() const { return first_failure.empty() && values_passed == values && values > 0; }
};

void count_not_run(Report& report, const std::string& why);
/// "row 7 {"servers": 2}": how a failure names its row.
std::string row_name(std::size_t index, const nlohmann::json& row);
/// "computed: 89 of 89 rows, 890 of 890 values passed; largest deviation …; not run: 12 rows (…)".
std::string line_of(const Report& report);

/// Whether a calculator answers a table.
bool is_computed(std::string_view table);
/// Every column of every row against the calculator's answer to the row's question.
Report compare_computed(std::string_view table, const nlohmann::json& rows);

/// Whether a run measures columns of a table.
bool is_simulated(std::string_view table);
/// A world of its own for each row that settles soon enough, with the row's place as its seed.
Report compare_simulated(std::string_view table, const nlohmann::json& rows, const ForEach& for_each = one_by_one, const RunLength& length = {});

}  // namespace evenkeel::theory
