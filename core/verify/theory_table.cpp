#include "verify/theory_table.hpp"

#include <fmt/format.h>

namespace evenkeel::theory {

namespace {

const nlohmann::json* find(const nlohmann::json& row, std::string_view column)
{
    if (!row.is_object()) return nullptr;
    const auto found = row.find(column);
    return found == row.end() ? nullptr : &*found;
}

}  // namespace

double number_of(const nlohmann::json& row, std::string_view column)
{
    const nlohmann::json* value = find(row, column);
    return value != nullptr && value->is_number() ? value->get<double>() : std::nan("");
}

std::int64_t count_of(const nlohmann::json& row, std::string_view column)
{
    const double number = number_of(row, column);
    return number >= 0 && number <= 1e15 && number == std::floor(number) ? static_cast<std::int64_t>(number) : -1;
}

std::string text_of(const nlohmann::json& row, std::string_view column)
{
    const nlohmann::json* value = find(row, column);
    return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

void count_not_run(Report& report, const std::string& why)
{
    for (auto& [reason, count] : report.not_run)
        if (reason == why) {
            ++count;
            return;
        }
    report.not_run.emplace_back(why, 1);
}

std::string row_name(std::size_t index, const nlohmann::json& row) { return fmt::format("row {} {}", index + 1, row.dump()); }

std::string line_of(const Report& report)
{
    std::string line = fmt::format("{}: {} of {} rows compared, {} of {} values passed", report.way, report.rows_compared, report.rows, report.values_passed,
                                   report.values);
    if (!report.largest.empty()) line += "; " + report.largest;
    for (const auto& [why, count] : report.not_run) line += fmt::format("; not run: {} row{}: {}", count, count == 1 ? "" : "s", why);
    return line;
}

}  // namespace evenkeel::theory
