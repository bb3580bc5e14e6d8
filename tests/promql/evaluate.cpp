#include "promql/evaluate.hpp"

#include <catch2/catch_test_macros.hpp>

#include "promql/stores.hpp"

using namespace evenkeel;
using namespace evenkeel::promql;
using evenkeel::promql::testing::answer;
using evenkeel::promql::testing::load;

namespace {

/// A counter that grows by 3 each 15 s and another that is reset, a gauge with NaN and infinity.
SeriesStore example()
{
    SeriesStore store;
    std::vector<double> steady;
    for (int i = 0; i < 41; ++i) steady.push_back(3.0 * i);
    load(store, {{"__name__", "requests_total"}, {"job", "web"}, {"code", "200"}}, steady);
    load(store, {{"__name__", "requests_total"}, {"job", "web"}, {"code", "500"}}, {0, 1, 2, 0, 1, 2, 3, 4, 5});
    load(store, {{"__name__", "temperature"}, {"room", "a"}}, {20, 21, 22});
    load(store, {{"__name__", "temperature"}, {"room", "b"}}, {std::nan(""), std::nan(""), std::nan("")});
    load(store, {{"__name__", "temperature"}, {"room", "c"}}, {-5, -5, -HUGE_VAL});
    load(store, {{"__name__", "room_owner"}, {"room", "a"}, {"owner", "ann"}}, {1, 1, 1});
    return store;
}

}  // namespace

TEST_CASE("a scalar, a text and a range vector are answers too", "[promql]")
{
    const SeriesStore store = example();
    CHECK(answer(store, "2 * 3 + time()", 30) == "36");
    CHECK(answer(store, "\"text\"", 30) == "text");
    CHECK(answer(store, "(\"text\")", 30) == "text");
    CHECK(answer(store, "temperature{room=\"a\"}[30s]", 30) == "temperature{room=\"a\"} [21@15000 22@30000]");
    CHECK(answer(store, "nosuch", 30).empty());
}

TEST_CASE("a series is found for five minutes after its last sample, not at the fifth", "[promql]")
{
    const SeriesStore store = example();
    CHECK(answer(store, "temperature{room=\"a\"}", 329) == "temperature{room=\"a\"} 22");
    CHECK(answer(store, "temperature{room=\"a\"}", 330).empty());
    EvaluationSettings short_sighted;
    short_sighted.look_back = 10_s;
    CHECK(answer(store, "temperature{room=\"a\"}", 40, short_sighted).empty());
    CHECK(answer(store, "temperature{room=\"a\"}", 39, short_sighted) == "temperature{room=\"a\"} 22");
}

TEST_CASE("regular expressions match the whole value, and a missing label is empty", "[promql]")
{
    const SeriesStore store = example();
    CHECK(answer(store, "count(temperature{room=~\"a|b\"})", 30) == "{} 2");
    CHECK(answer(store, "count(temperature{room=~\"\"})", 30).empty());
    CHECK(answer(store, "count({__name__=~\"temp.*\", owner=\"\"})", 30) == "{} 3");
    CHECK(answer(store, "count({__name__=~\".+\", owner!=\"\"})", 30) == "{} 1");
}

TEST_CASE("arithmetic drops the metric's name, a filter keeps it, bool drops it", "[promql]")
{
    const SeriesStore store = example();
    CHECK(answer(store, "temperature{room=\"a\"} + 1", 30) == "{room=\"a\"} 23");
    CHECK(answer(store, "temperature{room=\"a\"} > 1", 30) == "temperature{room=\"a\"} 22");
    CHECK(answer(store, "1 < temperature{room=\"a\"}", 30) == "temperature{room=\"a\"} 22");
    CHECK(answer(store, "temperature{room=\"a\"} > bool 30", 30) == "{room=\"a\"} 0");
    CHECK(answer(store, "+temperature{room=\"a\"}", 30) == "temperature{room=\"a\"} 22");
    CHECK(answer(store, "-temperature{room=\"a\"}", 30) == "{room=\"a\"} -22");
    CHECK(answer(store, "last_over_time(temperature{room=\"a\"}[1m])", 30) == "temperature{room=\"a\"} 22");
}

TEST_CASE("series that become equal when their names are dropped are an error, not a sum", "[promql]")
{
    SeriesStore store;
    load(store, {{"__name__", "a"}, {"job", "x"}}, {1});
    load(store, {{"__name__", "b"}, {"job", "x"}}, {2});
    const std::string duplicate = "error: vector cannot contain metrics with the same labelset";
    CHECK(answer(store, "-{job=\"x\"}", 0) == duplicate);
    CHECK(answer(store, "{job=\"x\"} * 2", 0) == duplicate);
    CHECK(answer(store, "abs({job=\"x\"})", 0) == duplicate);
    CHECK(answer(store, "count_over_time({job=\"x\"}[1m])", 0) == duplicate);
    CHECK(answer(store, "{job=\"x\"} > 0", 0) == "a{job=\"x\"} 1; b{job=\"x\"} 2");
    CHECK(answer(store, "label_replace(a, \"job\", \"\", \"\", \"\") or b", 0) == "a 1; b{job=\"x\"} 2");
    CHECK(answer(store, "label_replace({job=\"x\"}, \"__name__\", \"c\", \"\", \"\")", 0) == duplicate);
}

TEST_CASE("vectors match one to one on their labels, or as on, ignoring and group say", "[promql]")
{
    const SeriesStore store = example();
    CHECK(answer(store, "temperature * on(room) room_owner", 30) == "{room=\"a\"} 22");
    CHECK(answer(store, "temperature * on(room) group_left(owner) room_owner", 30) == "{owner=\"ann\", room=\"a\"} 22");
    CHECK(answer(store, "room_owner * ignoring(owner) temperature", 30) == "{room=\"a\"} 22");
    CHECK(answer(store, "room_owner > on(room) group_right temperature", 30).empty());
    CHECK(answer(store, "temperature > on(room) group_left(owner) room_owner", 30) ==
          "temperature{owner=\"ann\", room=\"a\"} 22");
    CHECK(answer(store, "temperature > on(room) room_owner", 30) == "{room=\"a\"} 22");
    CHECK(answer(store, "temperature + on() room_owner", 30) ==
          "error: multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)");
    CHECK(
        answer(store, "room_owner + on() temperature", 30) ==
        "error: found duplicate series for the match group {} on the right hand-side of the operation: [temperature{room=\"b\"}, "
        "temperature{room=\"a\"}];many-to-many matching not allowed: matching labels must be unique on one side");
    CHECK(answer(store, "requests_total * on() group_left(room) temperature{room=\"a\"}", 30).find("room=\"a\"} 132") !=
          std::string::npos);
    CHECK(answer(store, "label_replace(requests_total, \"code\", \"\", \"code\", \".*\") + on(job) group_left vector(1)", 30) ==
          "error: vector cannot contain metrics with the same labelset");
}

TEST_CASE("aggregation of nothing is nothing; topk keeps order and labels", "[promql]")
{
    const SeriesStore store = example();
    CHECK(answer(store, "sum(nosuch)", 30).empty());
    CHECK(answer(store, "count(nosuch) or vector(0)", 30) == "{} 0");
    CHECK(answer(store, "topk(3, temperature)", 30) ==
          "temperature{room=\"a\"} 22; temperature{room=\"c\"} -Inf; temperature{room=\"b\"} NaN");
    CHECK(answer(store, "bottomk(2, temperature)", 30) == "temperature{room=\"c\"} -Inf; temperature{room=\"a\"} 22");
    CHECK(answer(store, "topk(NaN, temperature)", 30) == "error: Parameter value is NaN");
    CHECK(answer(store, "topk(1e20, temperature)", 30) == "error: Scalar value 1e+20 overflows int64");
    CHECK(answer(store, "topk(-1e20, temperature)", 30).empty());
    CHECK(answer(store, "count_values(\"t\", temperature)", 15) == "{t=\"-5\"} 1; {t=\"21\"} 1; {t=\"NaN\"} 1");
    CHECK(answer(store, "count_values(\"\", temperature)", 15) == "error: invalid label name \"\"");
    CHECK(answer(store, "count_values without(room) (\"t\", temperature)", 15) == "{t=\"-5\"} 1; {t=\"21\"} 1; {t=\"NaN\"} 1");
    CHECK(answer(store, "quantile(-1, temperature)", 15) == "{} -Inf");
    CHECK(answer(store, "quantile(2, temperature)", 15) == "{} +Inf");
    CHECK(answer(store, "stddev(temperature{room=\"a\"})", 15) == "{} 0");
    CHECK(answer(store, "stddev(temperature)", 30) == "{} NaN");
    CHECK(answer(store, "group(temperature)", 30) == "{} 1");
    CHECK(answer(store, "sum by (__name__) (temperature{room=\"a\"})", 30) == "temperature 22");
    CHECK(answer(store, "sum without (room) (temperature{room=\"a\"})", 30) == "{} 22");
}

TEST_CASE("a mean whose sum overflows is computed all the same", "[promql]")
{
    SeriesStore store;
    for (const char* name : {"a", "b", "c"}) load(store, {{"__name__", "big"}, {"n", name}}, {1.7e308, 1.7e308});
    CHECK(answer(store, "sum(big)", 0) == "{} +Inf");
    CHECK(answer(store, "avg(big) / 1.7e308", 0) == "{} 1");
    CHECK(answer(store, "avg(avg_over_time(big[1m])) / 1.7e308", 15) == "{} 1");
}

TEST_CASE("rate and its relatives follow Prometheus' extrapolation", "[promql]")
{
    const SeriesStore store = example();
    CHECK(answer(store, "increase(requests_total{code=\"200\"}[1m])", 300) == "{code=\"200\", job=\"web\"} 12");
    CHECK(answer(store, "irate(requests_total{code=\"200\"}[1m])", 300) == "{code=\"200\", job=\"web\"} 0.2");
    CHECK(answer(store, "resets(requests_total{code=\"500\"}[10m])", 300) == "{code=\"500\", job=\"web\"} 1");
    CHECK(answer(store, "changes(requests_total{code=\"500\"}[10m])", 300) == "{code=\"500\", job=\"web\"} 8");
    CHECK(answer(store, "rate(requests_total[15s])", 300).empty());
    CHECK(answer(store, "deriv(requests_total{code=\"200\"}[1m])", 300) == "{code=\"200\", job=\"web\"} 0.2");
    CHECK(answer(store, "predict_linear(requests_total{code=\"200\"}[1m], 300)", 300) == "{code=\"200\", job=\"web\"} 120");
    CHECK(answer(store, "deriv(temperature{room=\"c\"}[1m])", 15) == "{room=\"c\"} 0");
    CHECK(answer(store, "changes(temperature{room=\"b\"}[1m])", 30) == "{room=\"b\"} 0");
    CHECK(answer(store, "max_over_time(temperature[1m])", 30) == "{room=\"a\"} 22; {room=\"b\"} NaN; {room=\"c\"} -5");
    CHECK(answer(store, "quantile_over_time(0.5, temperature{room=\"a\"}[1m])", 30) == "{room=\"a\"} 21");
}

TEST_CASE("absent names what the selector fixes", "[promql]")
{
    const SeriesStore store = example();
    CHECK(answer(store, "absent(temperature)", 30).empty());
    CHECK(answer(store, "absent((nosuch{a=\"1\", b=~\"x\", c!=\"\", d=\"1\", d=\"2\"}))", 30) == "{a=\"1\"} 1");
    CHECK(answer(store, "absent_over_time(nosuch{a=\"1\"}[5m])", 30) == "{a=\"1\"} 1");
    CHECK(answer(store, "absent_over_time(sum(nosuch)[5m:])", 30) == "{} 1");
    CHECK(answer(store, "absent(nosuch > 1)", 30) == "{} 1");
}

TEST_CASE("subqueries read at multiples of their step since the epoch", "[promql]")
{
    const SeriesStore store = example();
    CHECK(answer(store, "requests_total{code=\"200\"}[1m:20s]", 305) ==
          "requests_total{code=\"200\", job=\"web\"} [51@260000 54@280000 60@300000]");
    CHECK(answer(store, "requests_total{code=\"200\"}[1m:20s] offset 1m", 305) ==
          "requests_total{code=\"200\", job=\"web\"} [39@200000 42@220000 48@240000]");
    CHECK(answer(store, "requests_total{code=\"200\"}[1m:20s] @ 100", 305) ==
          "requests_total{code=\"200\", job=\"web\"} [12@60000 15@80000 18@100000]");
    CHECK(answer(store, "count_over_time(time()[1m:])", 305).find("subquery is only allowed on instant vector") !=
          std::string::npos);
    CHECK(answer(store, "count_over_time(vector(1)[10m:])", 305) == "{} 10");
    CHECK(answer(store, "max_over_time(timestamp(requests_total{code=\"200\"})[1m:20s])", 305) ==
          "{code=\"200\", job=\"web\"} 300");
    CHECK(answer(store, "max_over_time(vector(1)[1m:100us])", 305).find("parse error") != std::string::npos);
    CHECK(answer(store, "max_over_time(vector(1)[1m:0.0001])", 305) == "error: subquery step is shorter than a millisecond");
}

TEST_CASE("a time before the epoch is a time like another", "[promql]")
{
    SeriesStore store;
    const SeriesId id = find_or_add(store, {{"__name__", "x"}});
    append(store, id, std::int64_t{-90'000}, 1.0);
    CHECK(answer(store, "x", -60) == "x 1");
    CHECK(answer(store, "x @ -90", 1'000'000) == "x 1");
    CHECK(answer(store, "x offset -60s", -150) == "x 1");
    CHECK(answer(store, "count_over_time(x[2m:30s])", -60) == "{} 2");
}

TEST_CASE("@ start() and end() are the whole query's, also inside a subquery", "[promql]")
{
    const SeriesStore store = example();
    const Parsed<Query> parsed = parse("requests_total{code=\"200\"} @ end() - requests_total{code=\"200\"} @ start()");
    const Evaluation chart = evaluate_range(parsed.config, store, Instant{} + 60_s, Instant{} + 120_s, 30_s);
    CHECK(promql::testing::to_text(chart) == "{code=\"200\", job=\"web\"} [12@60000 12@90000 12@120000]");
    CHECK(answer(store, "sum_over_time((requests_total{code=\"200\"} @ end())[1m:30s])", 120) ==
          "{code=\"200\", job=\"web\"} 48");
}

TEST_CASE("a range evaluation has one curve a label set, and a scalar one curve without labels", "[promql]")
{
    const SeriesStore store = example();
    const auto chart = [&](std::string_view expression) {
        return promql::testing::to_text(
            evaluate_range(parse(expression).config, store, Instant{} + 15_s, Instant{} + 45_s, 15_s));
    };
    CHECK(chart("temperature > 21") == "temperature{room=\"a\"} [22@30000 22@45000]");
    CHECK(chart("time()") == "{} [15@15000 30@30000 45@45000]");
    CHECK(chart("temperature[1m]") ==
          "error: invalid expression type range vector for range query, must be scalar or instant vector");
}

TEST_CASE("the first instant with a result is found", "[promql]")
{
    const SeriesStore store = example();
    const FirstResult first =
        first_result(parse("requests_total{code=\"200\"} >= 30").config, store, Instant{}, Instant{} + 300_s, 1_s);
    CHECK(first.found);
    CHECK(first.at == Instant{} + 150_s);
    CHECK_FALSE(first_result(parse("requests_total > 1e9").config, store, Instant{}, Instant{} + 300_s, 1_s).found);
}

TEST_CASE("an evaluation has a budget, and says so when it is spent", "[promql]")
{
    const SeriesStore store = example();
    const std::string spent = "error: query processing would load too many samples into memory in query execution";
    EvaluationSettings poor;
    poor.most_work = 1'000;
    CHECK(answer(store, "sum_over_time(requests_total[10m])", 600, poor).find("error") == std::string::npos);
    CHECK(answer(store, "sum_over_time(requests_total[10m:1s])", 600, poor) == spent);
    CHECK(answer(store, "max_over_time(vector(1)[100y:1ms])", 600) == spent);
    CHECK(answer(store, "max_over_time(max_over_time(max_over_time(vector(1)[1y:1s])[1y:1s])[1y:1s])", 600) == spent);
}

TEST_CASE("reading thinned history is told", "[promql]")
{
    SeriesStore store;
    store.most_samples = 500;
    std::vector<double> values(1'000, 1.0);
    load(store, {{"__name__", "x"}}, values, 1'000);
    CHECK(evaluate(parse("x").config, store, Instant{} + 999_s).from_thinned == false);
    CHECK(evaluate(parse("count_over_time(x[10m])").config, store, Instant{} + 999_s).from_thinned);
}
