#include <catch2/catch_test_macros.hpp>

#include "promql/calendar.hpp"
#include "promql/stores.hpp"

using namespace evenkeel;
using namespace evenkeel::promql;
using evenkeel::promql::testing::answer;
using evenkeel::promql::testing::load;

namespace {

std::string value_of_expression(std::string_view expression)
{
    static const SeriesStore nothing;
    return answer(nothing, expression, 1'000);
}

SeriesStore histogram(const std::vector<std::pair<std::string, double>>& buckets)
{
    SeriesStore store;
    for (const auto& [le, count] : buckets) load(store, {{"__name__", "h_bucket"}, {"le", le}, {"job", "a"}}, {count});
    return store;
}

}  // namespace

TEST_CASE("functions of one number have their special cases", "[promql][functions]")
{
    CHECK(value_of_expression("round(vector(2.5))") == "{} 3");
    CHECK(value_of_expression("round(vector(-2.5))") == "{} -2");
    CHECK(value_of_expression("round(vector(7), 5)") == "{} 5");
    CHECK(value_of_expression("round(vector(0.35), 0.1)") == "{} 0.4");
    CHECK(value_of_expression("sgn(vector(-0.1))") == "{} -1");
    CHECK(value_of_expression("sgn(vector(NaN))") == "{} NaN");
    CHECK(value_of_expression("clamp(vector(NaN), 0, 1)") == "{} NaN");
    CHECK(value_of_expression("clamp(vector(5), 1, 0)").empty());
    CHECK(value_of_expression("clamp_max(vector(5), NaN)") == "{} NaN");
    CHECK(value_of_expression("ln(vector(0))") == "{} -Inf");
    CHECK(value_of_expression("log2(vector(8)) + log10(vector(1000))") == "{} 6");
    CHECK(value_of_expression("sqrt(vector(-1))") == "{} NaN");
    CHECK(value_of_expression("deg(vector(pi()))") == "{} 180");
    CHECK(value_of_expression("rad(vector(180)) - pi()") == "{} 0");
    CHECK(value_of_expression("round(sin(vector(pi() / 2)) + cos(vector(0)) + tan(vector(0)), 0.001)") == "{} 2");
    CHECK(value_of_expression("atan(vector(1)) * 4 - pi()") == "{} 0");
    CHECK(value_of_expression("acosh(cosh(vector(1)))") == "{} 1");
    CHECK(value_of_expression("5 % -3") == "2");
    CHECK(value_of_expression("-5 % 0") == "NaN");
    CHECK(value_of_expression("2 ^ 0.5 ^ 2 ^ -1 > bool 1") == "1");
}

TEST_CASE("the calendar is UTC's, leap years and times before 1970 included", "[promql][functions]")
{
    CHECK(value_of_expression("year(vector(951782400))") == "{} 2000");  // 2000-02-29
    CHECK(value_of_expression("month(vector(951782400))") == "{} 2");
    CHECK(value_of_expression("day_of_month(vector(951782400))") == "{} 29");
    CHECK(value_of_expression("day_of_week(vector(951782400))") == "{} 2");
    CHECK(value_of_expression("day_of_year(vector(951782400))") == "{} 60");
    CHECK(value_of_expression("days_in_month(vector(951782400))") == "{} 29");
    CHECK(value_of_expression("days_in_month(vector(-2203977600))") == "{} 28");  // 1900 had no 29 February
    CHECK(value_of_expression("year(vector(-1))") == "{} 1969");
    CHECK(value_of_expression("hour(vector(-1))") == "{} 23");
    CHECK(value_of_expression("minute()") == "{} 16");
    CHECK(value_of_expression("day_of_week()") == "{} 4");
}

TEST_CASE("every day of four centuries follows the one before", "[promql][functions]")
{
    CalendarTime before = calendar_time(-86'400.0);
    for (int day = 0; day < 146'097; ++day) {
        const CalendarTime now = calendar_time(day * 86'400.0);
        REQUIRE(now.day_of_week == (before.day_of_week + 1) % 7);
        if (now.day == 1) {
            REQUIRE(before.day == before.days_in_month);
            REQUIRE(now.month == before.month % 12 + 1);
        } else {
            REQUIRE(now.day == before.day + 1);
            REQUIRE(now.month == before.month);
        }
        before = now;
    }
    CHECK(before.year == 2369);
}

TEST_CASE("label_replace writes groups into a label when the whole value matches", "[promql][functions]")
{
    SeriesStore store;
    load(store, {{"__name__", "up"}, {"instance", "web-01:80"}}, {1});
    const auto replaced = [&](std::string_view arguments) {
        return answer(store, "label_replace(up, " + std::string(arguments) + ")", 0);
    };
    CHECK(replaced(R"~("host", "$1", "instance", "(.*):(.*)")~") == "up{host=\"web-01\", instance=\"web-01:80\"} 1");
    CHECK(replaced(R"~("host", "${2}x$1", "instance", "(.*):(.*)")~") == "up{host=\"80xweb-01\", instance=\"web-01:80\"} 1");
    CHECK(replaced(R"~("host", "$1x", "instance", "(.*):(.*)")~") == "up{instance=\"web-01:80\"} 1");  // a group named 1x
    CHECK(replaced(R"~("host", "$$$", "instance", "(.*):(.*)")~") == "up{host=\"$$\", instance=\"web-01:80\"} 1");
    CHECK(replaced(R"~("host", "$name", "instance", "(?P<name>.*):.*")~") == "up{host=\"web-01\", instance=\"web-01:80\"} 1");
    CHECK(replaced(R"~("host", "x", "instance", "web")~") == "up{instance=\"web-01:80\"} 1");
    CHECK(replaced(R"~("host", "x", "nosuch", "")~") == "up{host=\"x\", instance=\"web-01:80\"} 1");
    CHECK(replaced(R"~("instance", "", "instance", ".*")~") == "up 1");
    CHECK(replaced(R"~("__name__", "down", "instance", ".*")~") == "down{instance=\"web-01:80\"} 1");
    CHECK(replaced(R"~("", "x", "instance", ".*")~") == "error: invalid destination label name in label_replace(): ");
    CHECK(replaced(R"~("x", "x", "instance", "(")~") == "error: invalid regular expression in label_replace(): (");
}

TEST_CASE("label_join joins the values of labels, missing ones empty", "[promql][functions]")
{
    SeriesStore store;
    load(store, {{"__name__", "up"}, {"a", "1"}, {"b", "2"}}, {1});
    CHECK(answer(store, R"~(label_join(up, "c", "-", "a", "x", "b"))~", 0) == "up{a=\"1\", b=\"2\", c=\"1--2\"} 1");
    CHECK(answer(store, R"~(label_join(up, "a", "-"))~", 0) == "up{b=\"2\"} 1");
    CHECK(answer(store, R"~(label_join(up, "c", "-", ""))~", 0) == "error: invalid source label name in label_join(): ");
}

TEST_CASE("sort orders by value with NaN at the end, and the answer keeps that order", "[promql][functions]")
{
    SeriesStore store;
    load(store, {{"__name__", "x"}, {"n", "a"}}, {2});
    load(store, {{"__name__", "x"}, {"n", "b"}}, {std::nan("")});
    load(store, {{"__name__", "x"}, {"n", "c"}}, {1});
    CHECK(answer(store, "sort(x)", 0) == "x{n=\"c\"} 1; x{n=\"a\"} 2; x{n=\"b\"} NaN");
    CHECK(answer(store, "sort_desc(x)", 0) == "x{n=\"a\"} 2; x{n=\"c\"} 1; x{n=\"b\"} NaN");
    CHECK(answer(store, "sort(x) + 0", 0) == "{n=\"a\"} 2; {n=\"b\"} NaN; {n=\"c\"} 1");
}

TEST_CASE("scalar, vector and timestamp convert", "[promql][functions]")
{
    SeriesStore store;
    load(store, {{"__name__", "x"}, {"n", "a"}}, {2});
    CHECK(answer(store, "scalar(x)", 7) == "2");
    CHECK(answer(store, "scalar(nosuch)", 7) == "NaN");
    CHECK(answer(store, "timestamp(x)", 7) == "{n=\"a\"} 0");
    CHECK(answer(store, "timestamp(x + 0)", 7) == "{n=\"a\"} 7");
    CHECK(answer(store, "timestamp((x offset 2s))", 7) == "{n=\"a\"} 0");
    CHECK(answer(store, "timestamp(timestamp(x))", 7) == "{n=\"a\"} 7");
}

TEST_CASE("histogram_quantile is linear within a bucket and needs +Inf", "[promql][functions]")
{
    const SeriesStore store = histogram({{"0.1", 10}, {"0.5", 30}, {"1.0", 30}, {"1", 10}, {"+Inf", 50}, {"x", 7}});
    CHECK(answer(store, "histogram_quantile(0.4, h_bucket)", 0) == "{job=\"a\"} 0.30000000000000004");
    CHECK(answer(store, "histogram_quantile(0.99, h_bucket)", 0) == "{job=\"a\"} 1");
    CHECK(answer(histogram({{"1", 1}, {"2", 2}}), "histogram_quantile(0.5, h_bucket)", 0) == "{job=\"a\"} NaN");
    CHECK(answer(histogram({{"+Inf", 2}}), "histogram_quantile(0.5, h_bucket)", 0) == "{job=\"a\"} NaN");
    CHECK(answer(histogram({{"1", 0}, {"+Inf", 0}}), "histogram_quantile(0.5, h_bucket)", 0) == "{job=\"a\"} NaN");
    CHECK(answer(histogram({{"-1", 5}, {"+Inf", 10}}), "histogram_quantile(0.2, h_bucket)", 0) == "{job=\"a\"} -1");
    CHECK(answer(histogram({{"1", 10}, {"2", 5}, {"3", 20}, {"+Inf", 20}}), "histogram_quantile(0.75, h_bucket)", 0) ==
          "{job=\"a\"} 2.5");
}

TEST_CASE("histogram_fraction counts between two bounds; inside the first bucket 3.5 gives NaN", "[promql][functions]")
{
    const SeriesStore store = histogram({{"1", 1}, {"2", 3}, {"3", 6}, {"+Inf", 100}});
    CHECK(answer(store, "histogram_fraction(1, 1.5, h_bucket)", 0) == "{job=\"a\"} 0.01");
    CHECK(answer(store, "histogram_fraction(-Inf, 3, h_bucket)", 0) == "{job=\"a\"} 0.06");
    CHECK(answer(store, "histogram_fraction(2, 1, h_bucket)", 0) == "{job=\"a\"} 0");
    CHECK(answer(store, "histogram_fraction(0, 1.5, h_bucket)", 0) == "{job=\"a\"} NaN");
}

TEST_CASE("functions of native histograms give nothing for plain samples, as in Prometheus", "[promql][functions]")
{
    SeriesStore store;
    load(store, {{"__name__", "x"}}, {2});
    for (const char* name : {"avg", "count", "sum", "stddev", "stdvar"})
        CHECK(answer(store, "histogram_" + std::string(name) + "(x)", 0).empty());
}
