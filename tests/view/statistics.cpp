// HAProxy's statistics page from `show stat`, beside a page recorded from HAProxy.
#include "view/statistics.hpp"

#include <fstream>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "source_folder.hpp"
#include "view/desks.hpp"
#include "view/inspect.hpp"

using namespace evenkeel;
using namespace evenkeel::view;
using Json = nlohmann::json;

namespace {

Json recorded() { return Json::parse(std::ifstream(source_folder() / "tests" / "golden" / "haproxy-stats-page" / "page.json")); }

}  // namespace

TEST_CASE("the statistics page has the real one's columns and cells", "[view][statistics]")
{
    const Json real = recorded();
    const std::vector<ProxyStatistics> ours = statistics_of(real["show_stat"].get<std::string>());
    REQUIRE(ours.size() == real["tables"].size());
    for (std::size_t p = 0; p < ours.size(); ++p) {
        const Json& table = real["tables"][p];
        CHECK(ours[p].proxy == table[0][0]);
        std::vector<std::string> groups{""};
        std::vector<std::string> columns;
        for (const ColumnGroup& group : statistics_columns()) {
            groups.push_back(group.title);
            groups.resize(groups.size() + group.columns.size() - 1);
            columns.insert(columns.end(), group.columns.begin(), group.columns.end());
        }
        CHECK(groups == table[1]);
        CHECK(columns == table[2]);
        REQUIRE(ours[p].rows.size() == table.size() - 3);
        for (std::size_t r = 0; r < ours[p].rows.size(); ++r) CHECK(ours[p].rows[r] == table[r + 3]);
    }
}

TEST_CASE("what is no answer to show stat has no statistics", "[view][statistics]")
{
    CHECK(statistics_of("").empty());
    CHECK(statistics_of("No such proxy.\n\n").empty());
    CHECK(statistics_of("# pxname,svname\n\n,,,\n").size() == 1);
}

TEST_CASE("times are told as HAProxy tells them: the two largest units", "[view][statistics]")
{
    CHECK(human_time(-1) == "0s");
    CHECK(human_time(59) == "59s");
    CHECK(human_time(60) == "1m");
    CHECK(human_time(66) == "1m6s");
    CHECK(human_time(3605) == "1h5s");
    CHECK(human_time(90'061) == "1d1h");
}

TEST_CASE("the inspector of a balancer is its statistics page", "[view][statistics]")
{
    view::Session session = open_lab_07();
    go_to(session, Instant{} + 5_s);
    const Inspection found = inspect(session, "lb-01");
    REQUIRE(found.tables.size() == 2);
    CHECK(found.tables[0].title == "www");
    const InspectorTable& table = found.tables[1];
    CHECK(table.columns[1].title == "Server");
    CHECK(table.columns.back().title == "Warnings");
    REQUIRE(table.rows.size() >= 3);
    CHECK(table.rows[0][0] == "web-01");
    CHECK(table.rows[0][1] == "no check");
    CHECK(table.rows.back()[1] == "5s UP");
    CHECK(table.rows.back()[0] == "Backend");
}
