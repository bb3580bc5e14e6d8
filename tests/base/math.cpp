#include "base/math.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include <catch2/catch_test_macros.hpp>

#include "base/hash.hpp"
#include "sim/random.hpp"

namespace {

using namespace evenkeel;

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

std::uint64_t bits(double x)
{
    std::uint64_t word = 0;
    std::memcpy(&word, &x, sizeof word);
    return word;
}
double from_bits(std::uint64_t word)
{
    double x = 0.0;
    std::memcpy(&x, &word, sizeof x);
    return x;
}

std::uint64_t number(std::uint64_t n) { return draw(7, {Purpose::workload, 0}, n); }

/// The n-th of a series of points in [least, most).
double point(std::uint64_t n, double least, double most) { return least + (most - least) * unit(number(n)); }

/// A double of any size, never NaN or infinite.
double any_double(std::uint64_t n)
{
    const double x = from_bits(number(n));
    return std::isfinite(x) ? x : 1.0;
}

/// How far an answer is from the truth, in units of the last place of the truth as a double.
double ulps(double got, long double truth)
{
    const double nearest = static_cast<double>(truth);
    if (std::isnan(nearest)) return std::isnan(got) ? 0.0 : inf;
    if (std::isinf(nearest) || !std::isfinite(got)) return got == nearest ? 0.0 : inf;
    int exponent = 0;
    std::frexp(truth, &exponent);
    const long double ulp = std::ldexp(1.0L, std::max(exponent - 53, -1074));
    return static_cast<double>(std::fabs(static_cast<long double>(got) - truth) / ulp);
}

constexpr std::uint64_t points = 100'000;

template <class Function, class Truth>
double worst(Function function, Truth truth, double least, double most)
{
    double most_ulps = 0.0;
    for (std::uint64_t n = 0; n < points; ++n) {
        const double x = point(n, least, most);
        most_ulps = std::max(most_ulps, ulps(function(x), truth(static_cast<long double>(x))));
    }
    return most_ulps;
}

template <class Function, class Truth>
double worst_anywhere(Function function, Truth truth)
{
    double most_ulps = 0.0;
    for (std::uint64_t n = 0; n < points; ++n) {
        const double x = any_double(n);
        most_ulps = std::max(most_ulps, ulps(function(x), truth(static_cast<long double>(x))));
    }
    return most_ulps;
}

bool same(double a, double b) { return std::isnan(a) ? std::isnan(b) : bits(a) == bits(b); }

}  // namespace

TEST_CASE("logarithms are within 1 ulp, and powers of the base are exact", "[base][math]")
{
    const auto truth = [](long double x) { return std::log(x); };
    CHECK(worst(math::ln, truth, 0.0, 1.0) < 1.0);
    CHECK(worst(math::ln, truth, 0.5, 2.0) < 1.0);
    CHECK(worst_anywhere(math::ln, truth) < 1.0);
    CHECK(worst(
              math::log2, [](long double x) { return std::log2(x); }, 0.0, 10.0) < 0.51);
    CHECK(worst(
              math::log10, [](long double x) { return std::log10(x); }, 0.0, 10.0) < 0.51);
    double power = 1.0;
    for (int i = 0; i <= 22; ++i, power *= 10.0) CHECK(math::log10(power) == i);
    for (int i = -1074; i < 1024; ++i) CHECK(math::log2(std::ldexp(1.0, i)) == i);
    CHECK(same(math::ln(0.0), -inf));
    CHECK(same(math::ln(-1.0), no_number));
    CHECK(same(math::ln(inf), inf));
    CHECK(same(math::ln(1.0), 0.0));
}

TEST_CASE("exp is within 1 ulp and goes through the denormals to zero", "[base][math]")
{
    const auto truth = [](long double x) { return std::exp(x); };
    CHECK(worst(math::exp, truth, -1.0, 1.0) < 1.0);
    CHECK(worst(math::exp, truth, -745.0, 709.7) < 1.0);
    CHECK(math::exp(0.0) == 1.0);
    CHECK(math::exp(-745.1) > 0.0);
    CHECK(math::exp(-746.0) == 0.0);
    CHECK(math::exp(710.0) == inf);
    CHECK(same(math::exp(-inf), 0.0));
    CHECK(same(math::exp(no_number), no_number));
}

TEST_CASE("pow is within 1 ulp, and a power of whole numbers that is a double is exact", "[base][math]")
{
    double most_ulps = 0.0;
    for (std::uint64_t n = 0; n < points; ++n) {
        const double x = point(2 * n, 0.0, 20.0);
        const double y = point(2 * n + 1, -30.0, 30.0);
        most_ulps =
            std::max(most_ulps, ulps(math::pow(x, y), std::pow(static_cast<long double>(x), static_cast<long double>(y))));
    }
    CHECK(most_ulps < 1.0);
    for (int base = 2; base < 60; ++base) {
        double product = 1.0;
        for (int exponent = 0; product < 9e15; ++exponent, product *= base) CHECK(math::pow(base, exponent) == product);
    }
}

TEST_CASE("pow has the special cases that IEEE 754 lays down", "[base][math]")
{
    const double values[] = {0.0, -0.0, 1.0,  -1.0,      2.0,   -2.0,   3.0,    -3.0,    0.5, -0.5,
                             2.5, inf,  -inf, no_number, 1e300, -1e300, 1e-310, -1e-310, 1e18};
    for (const double x : values)
        for (const double y : values) {
            INFO(x << " ^ " << y);
            CHECK((same(math::pow(x, y), std::pow(x, y)) || ulps(math::pow(x, y), std::pow(x, y)) < 1.0));
        }
}

TEST_CASE("fmod is C's fmod, bit for bit", "[base][math]")
{
    for (std::uint64_t n = 0; n < points; ++n) {
        const double x = any_double(2 * n);
        const double y = n % 2 == 0 ? any_double(2 * n + 1) : x * point(2 * n + 1, -1.0, 1.0);
        if (!same(math::fmod(x, y), std::fmod(x, y))) FAIL("fmod(" << x << ", " << y << ")");
    }
    CHECK(same(math::fmod(-10.0, 4.0), -2.0));
    CHECK(same(math::fmod(1.0, 0.0), no_number));
    CHECK(same(math::fmod(1.0, inf), 1.0));
}

TEST_CASE("the functions of angles hold their stated errors for angles of any size", "[base][math]")
{
    const auto sin_truth = [](long double x) { return std::sin(x); };
    const auto cos_truth = [](long double x) { return std::cos(x); };
    const auto tan_truth = [](long double x) { return std::tan(x); };
    CHECK(worst(math::sin, sin_truth, -10.0, 10.0) < 1.0);
    CHECK(worst(math::cos, cos_truth, -10.0, 10.0) < 1.0);
    CHECK(worst(math::tan, tan_truth, -10.0, 10.0) < 2.5);
    CHECK(worst_anywhere(math::sin, sin_truth) < 1.0);
    CHECK(worst_anywhere(math::cos, cos_truth) < 1.0);
    CHECK(worst_anywhere(math::tan, tan_truth) < 2.5);
    CHECK(same(math::sin(-0.0), -0.0));
    CHECK(same(math::sin(inf), no_number));
}

TEST_CASE("the inverse functions of angles hold their stated errors", "[base][math]")
{
    CHECK(worst(
              math::asin, [](long double x) { return std::asin(x); }, -1.0, 1.0) < 2.0);
    CHECK(worst(
              math::acos, [](long double x) { return std::acos(x); }, -1.0, 1.0) < 2.0);
    CHECK(worst(
              math::atan, [](long double x) { return std::atan(x); }, -10.0, 10.0) < 1.0);
    CHECK(worst_anywhere(math::atan, [](long double x) { return std::atan(x); }) < 1.0);
    const double values[] = {0.0, -0.0, 1.0, -1.0, inf, -inf, no_number, 5e-324, 1e308, -3.0};
    for (const double y : values)
        for (const double x : values) {
            INFO("atan2(" << y << ", " << x << ")");
            CHECK((same(math::atan2(y, x), std::atan2(y, x)) || ulps(math::atan2(y, x), std::atan2(y, x)) < 1.0));
        }
    CHECK(same(math::asin(1.5), no_number));
}

TEST_CASE("the hyperbolic functions hold their stated errors", "[base][math]")
{
    CHECK(worst(
              math::sinh, [](long double x) { return std::sinh(x); }, -3.0, 3.0) < 3.5);
    CHECK(worst(
              math::sinh, [](long double x) { return std::sinh(x); }, -710.4, 710.4) < 3.5);
    CHECK(worst(
              math::cosh, [](long double x) { return std::cosh(x); }, -710.4, 710.4) < 3.5);
    CHECK(worst(
              math::tanh, [](long double x) { return std::tanh(x); }, -3.0, 3.0) < 3.5);
    CHECK(worst(
              math::asinh, [](long double x) { return std::asinh(x); }, -3.0, 3.0) < 3.5);
    CHECK(worst(
              math::acosh, [](long double x) { return std::acosh(x); }, 1.0, 3.0) < 3.5);
    CHECK(worst(
              math::atanh, [](long double x) { return std::atanh(x); }, -1.0, 1.0) < 3.5);
    CHECK(same(math::tanh(-inf), -1.0));
    CHECK(same(math::atanh(1.0), inf));
    CHECK(same(math::acosh(0.5), no_number));
}

TEST_CASE("every function gives the same bits with every compiler", "[base][math][determinism]")
{
    Hash hash;
    const auto take = [&](double x) { hash.word(x == x ? bits(x) : 1); };
    for (std::uint64_t n = 0; n < 10'000; ++n) {
        const double x = point(n, 0.0, 30.0);
        const double small = point(n + 1, -1.0, 1.0);
        for (const double y :
             {math::ln(x), math::log2(x), math::log10(x), math::exp(x), math::pow(x, small), math::fmod(x, small), math::sin(x),
              math::cos(x), math::tan(x), math::asin(small), math::acos(small), math::atan(x), math::atan2(small, x),
              math::sinh(x), math::cosh(x), math::tanh(small), math::asinh(x), math::acosh(x + 1.0), math::atanh(small)})
            take(y);
    }
    CHECK(hash.value() == 0xb371d068c5a3d14cu);
}
