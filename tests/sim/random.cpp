#include "sim/distribution.hpp"
#include "sim/random.hpp"

#include <array>
#include <bit>
#include <cmath>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

using namespace evenkeel;

namespace {

constexpr std::uint64_t many = 200'000;
constexpr Stream stream{Purpose::service_time, 3};

template <class Draw>
double mean_seconds(Draw draw_one)
{
    double sum = 0;
    for (std::uint64_t i = 0; i < many; ++i) sum += seconds(draw_one(i));
    return sum / static_cast<double>(many);
}

}  // namespace

TEST_CASE("a draw is a function of seed, stream and counter alone", "[sim]")
{
    CHECK(draw(1, stream, 7) == draw(1, stream, 7));
    CHECK(draw(1, stream, 7) != draw(2, stream, 7));
    CHECK(draw(1, stream, 7) != draw(1, stream, 8));
    CHECK(draw(1, stream, 7) != draw(1, {Purpose::service_time, 4}, 7));
    CHECK(draw(1, stream, 7) != draw(1, {Purpose::arrival_gap, 3}, 7));
}

TEST_CASE("draws of neighbouring counters and streams are spread evenly and unrelated", "[sim]")
{
    std::array<std::int64_t, 64> by_counter{};
    std::array<std::int64_t, 64> by_owner{};
    std::int64_t equal_bits = 0;
    for (std::uint32_t i = 0; i < many; ++i) {
        const std::uint64_t a = draw(1, stream, i);
        const std::uint64_t b = draw(1, {Purpose::service_time, i}, 0);
        ++by_counter[below(a, 64)];
        ++by_owner[below(b, 64)];
        equal_bits += std::popcount(~(a ^ draw(1, stream, i + 1)));
    }
    // Chi-square with 63 degrees of freedom: above 114 once in ten thousand.
    const auto chi_square = [](const std::array<std::int64_t, 64>& counts) {
        const double expected = static_cast<double>(many) / 64.0;
        double sum = 0;
        for (const std::int64_t n : counts) sum += (static_cast<double>(n) - expected) * (static_cast<double>(n) - expected) / expected;
        return sum;
    };
    CHECK(chi_square(by_counter) < 114);
    CHECK(chi_square(by_owner) < 114);
    CHECK(static_cast<double>(equal_bits) / (64.0 * static_cast<double>(many)) == Catch::Approx(0.5).epsilon(0.002));
}

TEST_CASE("each distribution has the mean it promises", "[sim]")
{
    CHECK(mean_seconds([](std::uint64_t i) { return exponential(draw(5, stream, i), 20_ms); }) == Catch::Approx(0.020).epsilon(0.01));
    CHECK(mean_seconds([](std::uint64_t i) { return uniform(draw(5, stream, i), 10_ms, 30_ms); }) == Catch::Approx(0.020).epsilon(0.01));
    CHECK(mean_seconds([](std::uint64_t i) { return pareto(draw(5, stream, i), 20_ms, 3'000'000); }) == Catch::Approx(0.020).epsilon(0.02));
    // The mean of a log-normal is median * e^(sigma^2 / 2).
    CHECK(mean_seconds([](std::uint64_t i) { return lognormal(draw(5, stream, 2 * i), draw(5, stream, 2 * i + 1), 20_ms, 500'000); }) ==
          Catch::Approx(0.020 * std::exp(0.125)).epsilon(0.01));
}

TEST_CASE("each distribution has the mean and the variance it promises", "[sim]")
{
    struct Case {
        Distribution distribution;
        double mean;
        double scv;         ///< variance / mean²
    };
    // Hyperexponential: mean p a + (1 - p) b, second moment 2 (p a² + (1 - p) b²). Log-normal: exp(sigma²) - 1.
    const Case cases[] = {
        {{DistributionKind::fixed, 20_ms, {}, 0}, 0.020, 0},
        {{DistributionKind::exponential, 20_ms, {}, 0}, 0.020, 1},
        {{DistributionKind::uniform, 10_ms, 30_ms, 0}, 0.020, 1.0 / 12},
        {{DistributionKind::erlang, 20_ms, {}, 1'000'000}, 0.020, 1},
        {{DistributionKind::erlang, 20_ms, {}, 2'000'000}, 0.020, 0.5},
        {{DistributionKind::erlang, 20_ms, {}, 4'000'000}, 0.020, 0.25},
        {{DistributionKind::erlang, 20_ms, {}, 100'000'000}, 0.020, 0.01},
        {{DistributionKind::hyperexponential, 5_ms, 155_ms, 900'000}, 0.020, 2 * (0.9 * 25 + 0.1 * 24025) / 400 - 1},
        {{DistributionKind::hyperexponential, 10_ms, 30_ms, 0}, 0.030, 1},
        {{DistributionKind::hyperexponential, 10_ms, 30_ms, 1'000'000}, 0.010, 1},
        {{DistributionKind::lognormal, 20_ms, {}, 500'000}, 0.020 * std::exp(0.125), std::exp(0.25) - 1},
    };
    for (const Case& each : cases) {
        double sum = 0;
        double squares = 0;
        for (std::uint64_t i = 0; i < many; ++i) {
            const double value = seconds(sample(each.distribution, 5, stream, i));
            sum += value;
            squares += value * value;
        }
        const double mean = sum / static_cast<double>(many);
        INFO(static_cast<int>(each.distribution.kind) << " " << each.distribution.shape_millionths);
        CHECK(mean == Catch::Approx(each.mean).epsilon(0.015));
        CHECK(squares / static_cast<double>(many) / (mean * mean) - 1 == Catch::Approx(each.scv).epsilon(0.04).margin(1e-9));
    }
}

TEST_CASE("the phases of an Erlang duration are its own, whatever else is drawn", "[sim]")
{
    const Distribution two{DistributionKind::erlang, 20_ms, {}, 2'000'000};
    CHECK(sample(two, 1, stream, 7) == sample(two, 1, stream, 7));
    CHECK(sample(two, 1, stream, 7) != sample(two, 1, stream, 8));
    CHECK(sample(two, 1, stream, 7) != sample(two, 2, stream, 7));
}

TEST_CASE("a uniform duration reaches both of its ends and nothing beyond", "[sim]")
{
    bool least = false;
    bool most = false;
    for (std::uint64_t i = 0; i < 1000; ++i) {
        const Duration d = uniform(draw(9, stream, i), 3_ns, 6_ns);
        REQUIRE(d >= 3_ns);
        REQUIRE(d <= 6_ns);
        least = least || d == 3_ns;
        most = most || d == 6_ns;
    }
    CHECK(least);
    CHECK(most);
}
