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
    CHECK(mean_seconds([](std::uint64_t i) { return pareto(draw(5, stream, i), 20_ms, 3000); }) == Catch::Approx(0.020).epsilon(0.02));
    // The mean of a log-normal is median * e^(sigma^2 / 2).
    CHECK(mean_seconds([](std::uint64_t i) { return lognormal(draw(5, stream, 2 * i), draw(5, stream, 2 * i + 1), 20_ms, 500); }) ==
          Catch::Approx(0.020 * std::exp(0.125)).epsilon(0.01));
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
