#include <fstream>
#include <sstream>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include "base/text.hpp"
#include "meter/truth.hpp"
#include "source_folder.hpp"

using namespace evenkeel;

namespace {

std::string page_row(const TruthRow& row)
{
    std::string labels;
    for (const std::string_view label : split(row.labels, ' ')) labels += (labels.empty() ? "`" : ", `") + std::string(label) + "`";
    return "| `" + std::string(row.name) + "` | " + labels + " | " + (row.unit == TruthUnit::seconds ? "seconds" : "count") + " | " +
           (row.kind == TruthKind::gauge ? "gauge" : "counter") + " | " + std::string(row.meaning) + " |\n";
}

}  // namespace

TEST_CASE("the reference page of truth metrics says what the table says", "[meter]")
{
    std::ifstream file(source_folder() / "docs" / "truth-metrics.md");
    std::stringstream page;
    page << file.rdbuf();
    for (const TruthRow& row : truth_table()) {
        INFO(page_row(row));
        CHECK(page.str().find(page_row(row)) != std::string::npos);
    }
}
