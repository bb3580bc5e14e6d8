#include "base/math.hpp"

#include <cmath>

#include "base/double_double.hpp"

namespace evenkeel::math {

namespace {

constexpr DoubleDouble ln_2{0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56};
constexpr DoubleDouble one_over_ln_2{0x1.71547652b82fep+0, 0x1.777d0ffda0d24p-56};
constexpr DoubleDouble one_over_ln_10{0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57};

/// The upper 32 bits of ln 2, so that its product with an exponent is exact, and the rest.
constexpr double ln_2_upper = 0x1.62e42fee00000p-1;
constexpr double ln_2_rest = 0x1.a39ef35793c76p-33;

/// x = mantissa * 2^exponent with the mantissa in [sqrt(1/2), sqrt(2)); x positive and finite.
struct Parts {
    double mantissa = 1.0;
    int exponent = 0;
};
Parts parts_of(double x)
{
    int exponent = 0;
    if (x < 0x1p-1022) {
        x *= 0x1p54;
        exponent = -54;
    }
    const std::uint64_t bits = bits_of(x);
    exponent += static_cast<int>(bits >> 52) - 1023;
    double mantissa = double_of((bits & mantissa_mask) | (std::uint64_t{1023} << 52));
    if (mantissa >= 0x1.6a09e667f3bcdp+0) {
        mantissa *= 0.5;
        ++exponent;
    }
    return {mantissa, exponent};
}

/// 2/3 + 2/5 z + 2/7 z^2 + ...: the series of 2 atanh(s) with z = s^2, without its first term 2s and divided by s z.
double atanh_tail(double z)
{
    return 2.0 / 3 + z * (2.0 / 5 + z * (2.0 / 7 + z * (2.0 / 9 + z * (2.0 / 11 + z * (2.0 / 13 +
           z * (2.0 / 15 + z * (2.0 / 17 + z * (2.0 / 19 + z * (2.0 / 21)))))))));
}

/// True, with the answer, where a logarithm is not a plain number.
bool is_special_logarithm(double x, double& answer)
{
    if (is_nan(x)) answer = x;
    else if (x == 0.0) answer = -infinity;
    else if (x < 0.0) answer = not_a_number;
    else if (x == infinity) answer = infinity;
    else return false;
    return true;
}

/// ln(m) = 2 atanh((m-1)/(m+1)) to about 2^-68 of its value: the first terms of the series in double-double.
DoubleDouble ln_of_mantissa(double m)
{
    const double f = m - 1.0;  // exact: m is within a factor of two of 1
    const DoubleDouble sum = exact_sum(m, 1.0);
    const double first = f / sum.high;
    const DoubleDouble back = exact_product(first, sum.high);
    const DoubleDouble s = quick_sum(first, (((f - back.high) - back.low) - first * sum.low) / sum.high);
    const DoubleDouble z = s * s;
    const double tail = z.high * z.high * z.high * (2.0 / 9 + z.high * (2.0 / 11 + z.high * (2.0 / 13 + z.high * (2.0 / 15 +
                        z.high * (2.0 / 17 + z.high * (2.0 / 19 + z.high * (2.0 / 21 + z.high * (2.0 / 23 +
                        z.high * (2.0 / 25 + z.high * (2.0 / 27))))))))));
    DoubleDouble series = z * quotient(2.0, 7.0) + quotient(2.0, 5.0);
    series = z * series + quotient(2.0, 3.0);
    series = z * series + 2.0;
    return s * (series + tail * z.high);
}

/// e^r for |r| <= 0.35 to about 2^-66: six terms in double-double, the small rest in double.
DoubleDouble exp_of_rest(DoubleDouble r)
{
    const double h = r.high;
    const double tail = 1.0 / 720 + h * (1.0 / 5040 + h * (1.0 / 40320 + h * (1.0 / 362880 + h * (1.0 / 3628800 +
                        h * (1.0 / 39916800 + h * (1.0 / 479001600 + h * (1.0 / 6227020800 + h * (1.0 / 87178291200))))))));
    DoubleDouble series = r * tail + quotient(1.0, 120.0);
    series = r * series + quotient(1.0, 24.0);
    series = r * series + quotient(1.0, 6.0);
    series = r * series + 0.5;
    series = r * series + 1.0;
    return r * series + 1.0;
}

/// e^x for a double-double x with |x| < 800.
double exp_of(DoubleDouble x)
{
    const double k = std::floor(x.high * one_over_ln_2.high + 0.5);
    const DoubleDouble r = x + (ln_2 * -k);
    return scale(round_to_double(exp_of_rest(r)), static_cast<int>(k));
}

bool is_whole(double x) { return std::floor(x) == x; }
bool is_odd(double x) { return magnitude(x) < 0x1p53 && is_whole(x) && std::floor(x * 0.5) * 2.0 != x; }

/// The answers IEEE 754 lays down for pow; true when there was one.
bool is_special_power(double x, double y, double& answer)
{
    if (y == 0.0 || x == 1.0) answer = 1.0;
    else if (is_nan(x) || is_nan(y)) answer = not_a_number;
    else if (y == 1.0) answer = x;
    else if (x == 0.0) {
        const double size = y < 0.0 ? infinity : 0.0;
        answer = is_odd(y) ? with_sign_of(size, x) : size;
    } else if (magnitude(y) == infinity) {
        if (x == -1.0) answer = 1.0;
        else answer = (magnitude(x) < 1.0) == (y > 0.0) ? 0.0 : infinity;
    } else if (magnitude(x) == infinity) {
        const double size = y < 0.0 ? 0.0 : infinity;
        answer = is_odd(y) ? with_sign_of(size, x) : size;
    } else if (x < 0.0 && !is_whole(y)) answer = not_a_number;
    else return false;
    return true;
}

}  // namespace

double scale(double x, int power)
{
    while (power > 1000) {
        x *= 0x1p1000;
        power -= 1000;
        if (x == 0.0 || magnitude(x) == infinity) return x;
    }
    if (power < -1000) {
        if (power < -2200) return x * 0.0;
        // Down to the last normal power first, so that the one multiplication below rounds alone.
        while (power < -1900) {
            x *= 0x1p-900;
            power += 900;
        }
        const int normal = power + 960;
        return x * double_of(static_cast<std::uint64_t>(1023 + normal) << 52) * 0x1p-960;
    }
    return x * double_of(static_cast<std::uint64_t>(1023 + power) << 52);
}

double ln(double x)
{
    double answer = 0.0;
    if (is_special_logarithm(x, answer)) return answer;
    const auto [m, exponent] = parts_of(x);
    const double f = m - 1.0;
    const double k = exponent;
    // ln(1+f) = f - f^2/2 + s (f^2/2 + s^2 ...), s = f/(2+f): the large terms f and f^2/2 carry next to no error.
    const double s = f / (2.0 + f);
    const double z = s * s;
    const double half_square = 0.5 * f * f;
    const double correction = s * (half_square + z * atanh_tail(z));
    return k * ln_2_upper - ((half_square - (correction + k * ln_2_rest)) - f);
}

double log2(double x)
{
    double answer = 0.0;
    if (is_special_logarithm(x, answer)) return answer;
    const auto [m, exponent] = parts_of(x);
    return round_to_double(ln_of_mantissa(m) * one_over_ln_2 + static_cast<double>(exponent));
}

double log10(double x)
{
    double answer = 0.0;
    if (is_special_logarithm(x, answer)) return answer;
    const auto [m, exponent] = parts_of(x);
    return round_to_double((ln_2 * static_cast<double>(exponent) + ln_of_mantissa(m)) * one_over_ln_10);
}

double exp(double x)
{
    if (is_nan(x)) return x;
    if (x > 709.782712893384) return infinity;
    if (x < -745.1332191019412) return 0.0;
    const double k = std::floor(x * one_over_ln_2.high + 0.5);
    const double high = x - k * ln_2_upper;
    const double low = k * ln_2_rest;
    const double r = high - low;
    // r (e^r + 1)/(e^r - 1) = 2 + r^2/6 - r^4/360 + ...: Bernoulli's numbers; c is r minus that without its 2.
    const double z = r * r;
    const double c = r - z * (1.0 / 6 + z * (-1.0 / 360 + z * (1.0 / 15120 + z * (-1.0 / 604800 + z * (1.0 / 23950080 +
                     z * (-691.0 / 653837184000.0))))));
    const double result = 1.0 - ((low - (r * c) / (2.0 - c)) - high);
    return scale(result, static_cast<int>(k));
}

double pow(double x, double y)
{
    double answer = 0.0;
    if (is_special_power(x, y, answer)) return answer;
    const double sign = x < 0.0 && is_odd(y) ? -1.0 : 1.0;
    const auto [m, exponent] = parts_of(magnitude(x));
    const DoubleDouble ln_x = ln_2 * static_cast<double>(exponent) + ln_of_mantissa(m);
    // Far outside the range of doubles the product itself need not be exact (and Dekker's split must not overflow).
    const double rough = ln_x.high * y;
    if (rough > 710.0) return sign * infinity;
    if (rough < -746.0) return sign * 0.0;
    if (magnitude(y) < 0x1p-100) return sign * (1.0 + rough);
    return sign * exp_of(ln_x * y);
}

double fmod(double x, double y)
{
    if (is_nan(x) || is_nan(y) || y == 0.0 || magnitude(x) == infinity) return not_a_number;
    const double size = magnitude(x);
    const double by = magnitude(y);
    if (size < by) return x;
    // Long division on whole mantissas: value = mantissa * 2^(exponent - 1075), one bit of the quotient a step.
    const auto split = [](double v, std::uint64_t& mantissa, int& exponent) {
        const std::uint64_t bits = bits_of(v);
        exponent = static_cast<int>(bits >> 52);
        mantissa = bits & mantissa_mask;
        if (exponent == 0) exponent = 1;
        else mantissa |= std::uint64_t{1} << 52;
    };
    std::uint64_t rest = 0;
    std::uint64_t divisor = 0;
    int exponent = 0;
    int divisor_exponent = 0;
    split(size, rest, exponent);
    split(by, divisor, divisor_exponent);
    rest %= divisor;
    for (; exponent > divisor_exponent && rest != 0; --exponent) {
        rest <<= 1;
        if (rest >= divisor) rest -= divisor;
    }
    return with_sign_of(scale(static_cast<double>(rest), divisor_exponent - 1075), x);
}

}  // namespace evenkeel::math
