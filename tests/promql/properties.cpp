#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "promql/stores.hpp"
#include "seeds.hpp"
#include "sim/random.hpp"

using namespace evenkeel;
using namespace evenkeel::promql;

namespace {

/// Draws one after the other from a seed.
struct Chance {
    std::uint64_t seed = 0;
    std::uint64_t next = 0;

    std::uint32_t below(std::uint32_t bound) { return evenkeel::below(draw(seed, {Purpose::workload, 7}, next++), bound); }
    template <std::size_t N>
    std::string one_of(const char* const (&choices)[N])
    {
        return choices[below(N)];
    }
};

struct Plan {
    Labels labels;
    std::vector<Sample> samples;
};

/// A handful of series: counters with resets, gauges, gaps, stale markers, NaN and infinities.
std::vector<Plan> random_series(Chance& chance)
{
    std::vector<Plan> plans;
    for (const char* name : {"a", "b"})
        for (const char* job : {"x", "y", "z"}) {
            if (chance.below(4) == 0) continue;
            Plan plan{{{"__name__", name}, {"job", job}, {"le", chance.one_of({"1", "2.5", "+Inf"})}}, {}};
            double value = 0.0;
            for (std::int64_t at_ms = chance.below(15'000); at_ms < 600'000; at_ms += 1'000 + chance.below(30'000)) {
                const std::uint32_t what = chance.below(40);
                value = what == 0 ? 0.0 : value + chance.below(1'000) / 7.0;
                if (what == 1)
                    plan.samples.push_back(stale_marker(at_ms));
                else
                    plan.samples.push_back(sample(at_ms, what == 2 ? std::nan("") : what == 3 ? HUGE_VAL : value));
            }
            plans.push_back(std::move(plan));
        }
    return plans;
}

SeriesStore store_of(const std::vector<Plan>& plans)
{
    SeriesStore store;
    for (const Plan& plan : plans) {
        const SeriesId id = find_or_add(store, plan.labels);
        for (const Sample& s : plan.samples) append(store, id, s);
    }
    return store;
}

std::string random_range(Chance& chance, int depth);

std::string random_vector(Chance& chance, int depth)
{
    const std::string selector =
        chance.one_of({"a", "b", "a{job=\"x\"}", "b{job!=\"y\"}", "{__name__=~\"a|b\"}", "a offset 1m", "b @ 300", "a @ end()"});
    if (depth <= 0) return selector;
    const auto deeper = [&] { return random_vector(chance, depth - 1); };
    switch (chance.below(9)) {
    case 0: return "(" + deeper() + ")";
    case 1:
        return chance.one_of({"sum", "avg", "min", "max", "count", "stddev", "group"}) +
               chance.one_of({"", " by (job) ", " without (le) "}) + "(" + deeper() + ")";
    case 2:
        return chance.one_of({"topk", "bottomk", "quantile"}) + "(" + chance.one_of({"1", "0.5", "2"}) + ", " + deeper() + ")";
    case 3:
        return "(" + deeper() + chance.one_of({" + ", " * ", " - ", " / ", " > ", " == bool "}) +
               chance.one_of({"2", "0", "time()", "scalar(a{job=\"x\"})"}) + ")";
    case 4:
        return "(" + deeper() +
               chance.one_of(
                   {" + on(job) ", " and ", " or ", " unless on(job) ", " / ignoring(le) ", " > on(job) group_left() "}) +
               deeper() + ")";
    case 5:
        return chance.one_of({"abs", "ceil", "sqrt", "ln", "sort", "absent", "timestamp", "-", "sgn", "month"}) + "(" + deeper() +
               ")";
    case 6:
        return chance.one_of({"rate", "increase", "delta", "irate", "deriv", "avg_over_time", "max_over_time", "stddev_over_time",
                              "last_over_time", "changes", "resets", "absent_over_time", "count_over_time"}) +
               "(" + random_range(chance, depth - 1) + ")";
    case 7: return "histogram_quantile(0.9, " + deeper() + ")";
    default: return "label_replace(" + deeper() + ", \"job\", \"$1\", \"le\", \"(.).*\")";
    }
}

std::string random_range(Chance& chance, int depth)
{
    if (chance.below(2) == 0)
        return chance.one_of({"a", "b", "{__name__=~\"a|b\"}"}) + chance.one_of({"[1m]", "[90s]", "[5m] offset 30s"});
    return "(" + random_vector(chance, depth) + ")" + chance.one_of({"[2m:30s]", "[1m:7s]", "[3m:]"});
}

bool same(const Sample& a, const Sample& b)
{
    const bool both_nan = std::isnan(a.value()) && std::isnan(b.value());
    return a.at_ms == b.at_ms && (both_nan || a.bits == b.bits);
}

}  // namespace

TEST_CASE("a chart is the instants' answers, one after the other", "[promql][properties]")
{
    int answers = 0;
    for (std::uint64_t seed = 0; seed < seed_count(400); ++seed) {
        Chance chance{seed, 0};
        const SeriesStore store = store_of(random_series(chance));
        const std::string expression = random_vector(chance, 4);
        const Parsed<Query> parsed = parse(expression);
        INFO("seed " << seed << ": " << expression);
        REQUIRE(parsed.diagnostics.empty());
        if (expression.find("end()") != std::string::npos) continue;  // is the chart's end, not the instant's
        const Evaluation chart = evaluate_range(parsed.config, store, Instant{} + 300_s, Instant{} + 360_s, 20_s);
        if (!chart.ok()) continue;
        Matrix expected;
        for (std::int64_t at_s = 300; at_s <= 360; at_s += 20) {
            const Evaluation now = evaluate(parsed.config, store, Instant{at_s * ns_per_s});
            REQUIRE(now.ok());
            for (const Element& element : std::get<Vector>(now.value)) {
                auto curve =
                    std::find_if(expected.begin(), expected.end(), [&](const Curve& c) { return *c.labels == *element.labels; });
                if (curve == expected.end()) curve = expected.insert(expected.end(), Curve{element.labels, {}});
                curve->samples.push_back(sample(at_s * 1000, element.value));
            }
        }
        std::sort(expected.begin(), expected.end(),
                  [](const Curve& a, const Curve& b) { return compare(*a.labels, *b.labels) < 0; });
        const auto& curves = std::get<Matrix>(chart.value);
        REQUIRE(curves.size() == expected.size());
        for (std::size_t i = 0; i < curves.size(); ++i) {
            CHECK(*curves[i].labels == *expected[i].labels);
            REQUIRE(curves[i].samples.size() == expected[i].samples.size());
            for (std::size_t s = 0; s < curves[i].samples.size(); ++s) CHECK(same(curves[i].samples[s], expected[i].samples[s]));
            ++answers;
        }
    }
    CHECK((answers > 100 || seed_count(400) < 400));
}

TEST_CASE("the order in which series were added does not change one bit of an answer", "[promql][properties]")
{
    for (std::uint64_t seed = 0; seed < seed_count(400); ++seed) {
        Chance chance{seed, 1'000'000};
        std::vector<Plan> plans = random_series(chance);
        const std::string expression = random_vector(chance, 4);
        const Parsed<Query> parsed = parse(expression);
        const std::string before = promql::testing::to_text(evaluate(parsed.config, store_of(plans), Instant{} + 400_s));
        std::reverse(plans.begin(), plans.end());
        INFO("seed " << seed << ": " << expression);
        CHECK(promql::testing::to_text(evaluate(parsed.config, store_of(plans), Instant{} + 400_s)) == before);
    }
}

TEST_CASE("an instant vector never has one label set twice", "[promql][properties]")
{
    for (std::uint64_t seed = 0; seed < seed_count(400); ++seed) {
        Chance chance{seed, 2'000'000};
        const SeriesStore store = store_of(random_series(chance));
        const std::string expression = random_vector(chance, 4);
        const Evaluation evaluation = evaluate(parse(expression).config, store, Instant{} + 400_s);
        if (!evaluation.ok()) continue;
        std::vector<Labels> all;
        for (const Element& element : std::get<Vector>(evaluation.value)) all.push_back(*element.labels);
        std::sort(all.begin(), all.end(), [](const Labels& a, const Labels& b) { return compare(a, b) < 0; });
        INFO("seed " << seed << ": " << expression);
        CHECK(std::adjacent_find(all.begin(), all.end()) == all.end());
    }
}

TEST_CASE("increase is rate times the range, up to rounding", "[promql][properties]")
{
    for (std::uint64_t seed = 0; seed < seed_count(100); ++seed) {
        Chance chance{seed, 3'000'000};
        const SeriesStore store = store_of(random_series(chance));
        const auto values = [&](std::string_view expression) {
            return std::get<Vector>(evaluate(parse(expression).config, store, Instant{} + 400_s).value);
        };
        const Vector rates = values("rate(a[3m]) * 180");
        const Vector increases = values("increase(a[3m])");
        REQUIRE(rates.size() == increases.size());
        for (std::size_t i = 0; i < rates.size(); ++i) {
            const double difference = std::fabs(rates[i].value - increases[i].value);
            INFO("seed " << seed);
            CHECK((difference <= 1e-12 * std::fabs(increases[i].value) || !std::isfinite(increases[i].value)));
        }
    }
}

TEST_CASE("a text of any words is read or refused at a place inside it", "[promql][properties]")
{
    for (std::uint64_t seed = 0; seed < seed_count(3'000); ++seed) {
        Chance chance{seed, 4'000'000};
        std::string text;
        for (std::uint32_t words = chance.below(12); words > 0; --words)
            text += chance.one_of({"a",     "sum",        "(",      ")",  "[5m]", "[5m:1m]", "{",       "}",    "job=\"x\"",
                                   ",",     "+",          "-",      "^",  "==",   "bool",    "and",     "on",   "by",
                                   "(job)", "group_left", "offset", "5m", "@",    "1",       "start()", "rate", "\"s\"",
                                   "\n",    "#",          "'",      "[",  "]",    ":",       "!=",      "=~"}) +
                    " ";
        const Parsed<Query> parsed = parse(text);
        INFO("seed " << seed << ": " << text);
        for (const Diagnostic& diagnostic : parsed.diagnostics) {
            for (const char* name : {"{item}", "{character}", "{text}", "{context}", "{expected}", "{got}", "{name}", "{number}"})
                CHECK(diagnostic.what.find(name) == std::string::npos);
            if (text.empty()) continue;
            CHECK(diagnostic.at.line >= 1);
            CHECK(diagnostic.at.line <= 1 + std::count(text.begin(), text.end(), '\n'));
            CHECK(diagnostic.at.column <= static_cast<int>(text.size()) + 1);
        }
        if (parsed.diagnostics.empty()) CHECK(evaluate(parsed.config, SeriesStore{}, Instant{}).diagnostics.size() <= 1);
    }
}
