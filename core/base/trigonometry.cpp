// Angles and hyperbolic functions of base/math.hpp.

#include <array>
#include <cmath>

#include "base/double_double.hpp"
#include "base/math.hpp"

namespace evenkeel::math {

namespace {

constexpr DoubleDouble half_pi{0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54};
constexpr DoubleDouble pi{0x1.921fb54442d18p+1, 0x1.1a62633145c07p-53};

/// The bits of 2/pi after the binary point, 64 a word: enough for the largest double.
constexpr std::array<std::uint64_t, 20> two_over_pi{
    0xa2f9836e4e441529, 0xfc2757d1f534ddc0, 0xdb6295993c439041, 0xfe5163abdebbc561, 0xb7246e3a424dd2e0,
    0x06492eea09d1921c, 0xfe1deb1cb129a73e, 0xe88235f52ebb4484, 0xe99c7026b45f7e41, 0x3991d639835339f4,
    0x9c845f8bbdf9283b, 0x1ff897ffde05980f, 0xef2f118b5a0a6d1f, 0x6d367ecf27cb09b7, 0x4f463f669e5fea2d,
    0x7527bac7ebe5f17b, 0x3d0739f78a5292ea, 0x6bfb5fb11f8d5d08, 0x56033046fc7b6bab, 0xf0cfbc209af4361d};

/// 64 bits of 2/pi from a bit position on; before the binary point (negative positions) they are 0.
std::uint64_t bits_of_two_over_pi(int position)
{
    const auto word = [](int i) { return i < 0 || i >= 20 ? std::uint64_t{0} : two_over_pi[static_cast<std::size_t>(i)]; };
    const int first = position >= 0 ? position / 64 : -((63 - position) / 64);
    const int shift = position - first * 64;
    return shift == 0 ? word(first) : (word(first) << shift) | (word(first + 1) >> (64 - shift));
}

struct Product {
    std::uint64_t upper = 0;
    std::uint64_t lower = 0;
};
Product multiply(std::uint64_t a, std::uint64_t b)
{
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(a) * b;
    return {static_cast<std::uint64_t>(product >> 64), static_cast<std::uint64_t>(product)};
}

/// x = quadrant * pi/2 + rest, |rest| <= pi/4; the quadrant modulo 4.
struct Angle {
    int quadrant = 0;
    DoubleDouble rest;
};

/// Payne and Hanek's reduction: the product of x's mantissa with those 192 bits of 2/pi that can matter, in whole
/// numbers; bits worth a multiple of 4 quadrants are never formed. Exact enough for every double, so one path serves all.
Angle reduce(double x)
{
    const double size = magnitude(x);
    if (size <= 0.7853981633974483) return {0, {x, 0.0}};
    const std::uint64_t bits = bits_of(size);
    const std::uint64_t mantissa = (bits & mantissa_mask) | (mantissa_mask + 1);
    const int exponent = static_cast<int>(bits >> 52) - 1075;  // size = mantissa * 2^exponent
    // Bit number p of 2/pi is worth 2^(exponent - p - 1) quadrants per unit of the mantissa; start where that is 2^1.
    const int from = exponent - 2;
    const Product low = multiply(mantissa, bits_of_two_over_pi(from + 128));
    const Product middle = multiply(mantissa, bits_of_two_over_pi(from + 64));
    std::uint64_t second = middle.lower + low.upper;
    const std::uint64_t carry = second < middle.lower ? 1 : 0;
    std::uint64_t first = mantissa * bits_of_two_over_pi(from) + middle.upper + carry;
    // first.second is the number of quadrants as 2 + 126 bits; round to the nearest whole quadrant.
    const bool up = (first & (std::uint64_t{1} << 61)) != 0;
    int quadrant = static_cast<int>(first >> 62) + (up ? 1 : 0);
    first <<= 2;
    first |= second >> 62;
    second <<= 2;
    if (up) {
        first = ~first;
        second = ~second + 1;
        if (second == 0) ++first;
    }
    // Three pieces of at most 53 bits are exact doubles.
    const double a = static_cast<double>(first >> 11) * 0x1p-53;
    const double b = static_cast<double>(((first & 0x7ff) << 42) | (second >> 22)) * 0x1p-106;
    const double c = static_cast<double>(second & 0x3f'ffff) * 0x1p-128;
    DoubleDouble rest = (quick_sum(a, b) + c) * half_pi;
    if (up != (x < 0.0)) rest = {-rest.high, -rest.low};
    if (x < 0.0) quadrant = -quadrant;
    return {quadrant & 3, rest};
}

/// sin(r) for |r| <= pi/4: Taylor's series, the low part of the angle through the derivative.
double sine_of(DoubleDouble r)
{
    const double x = r.high;
    const double z = x * x;
    const double tail = z * (1.0 / 120 + z * (-1.0 / 5040 + z * (1.0 / 362880 + z * (-1.0 / 39916800 + z * (1.0 / 6227020800 +
                        z * (-1.0 / 1307674368000 + z * (1.0 / 355687428096000)))))));
    return x + (r.low * (1.0 - 0.5 * z) + x * z * (tail - 1.0 / 6));
}

double cosine_of(DoubleDouble r)
{
    const double x = r.high;
    const double z = x * x;
    const double tail = z * z * (1.0 / 24 + z * (-1.0 / 720 + z * (1.0 / 40320 + z * (-1.0 / 3628800 + z * (1.0 / 479001600 +
                        z * (-1.0 / 87178291200 + z * (1.0 / 20922789888000)))))));
    const double half = 0.5 * z;
    const double one_less = 1.0 - half;
    return one_less + (((1.0 - one_less) - half) + (tail - x * r.low));
}

/// atan(i/8), so that a series is only needed up to 1/16.
constexpr std::array<DoubleDouble, 9> atan_of_eighths{{{0.0, 0.0},
                                                       {0x1.fd5ba9aac2f6ep-4, -0x1.cd37686760c17p-59},
                                                       {0x1.f5b75f92c80ddp-3, 0x1.8ab6e3cf7afbdp-57},
                                                       {0x1.6f61941e4def1p-2, -0x1.c63aae6f6e918p-56},
                                                       {0x1.dac670561bb4fp-2, 0x1.a2b7f222f65e2p-56},
                                                       {0x1.1e00babdefeb4p-1, -0x1.928df287a668fp-58},
                                                       {0x1.4978fa3269ee1p-1, 0x1.2419a87f2a458p-56},
                                                       {0x1.700a7c5784634p-1, -0x1.8c34d25aadef6p-56},
                                                       {0x1.921fb54442d18p-1, 0x1.1a62633145c07p-55}}};

/// The angle of the ratio rise/run in [0, pi/4], 0 <= rise <= run, with a little more than double precision.
DoubleDouble angle_below_diagonal(double rise, double run)
{
    const DoubleDouble ratio = quotient(rise, run);
    const double eighths = std::floor(ratio.high * 8.0 + 0.5);
    const double c = eighths / 8.0;
    const DoubleDouble above = ratio + -c;
    const DoubleDouble below = ratio * c + 1.0;
    const double first = above.high / below.high;
    const DoubleDouble back = exact_product(first, below.high);
    const DoubleDouble t = quick_sum(first, (((above.high - back.high) - back.low) + above.low - first * below.low) / below.high);
    const double z = t.high * t.high;
    const double tail = t.high * z * (-1.0 / 3 + z * (1.0 / 5 + z * (-1.0 / 7 + z * (1.0 / 9 + z * (-1.0 / 11 + z * (1.0 / 13))))));
    return atan_of_eighths[static_cast<std::size_t>(eighths)] + (t + tail);
}

/// The angle of the point (run, rise) of the first quadrant, from the run's axis; not both 0, neither infinite.
DoubleDouble angle_in_quadrant(double rise, double run)
{
    // Powers of two that bring both near 1 change no ratio and keep the error-free products in range.
    const double larger = rise > run ? rise : run;
    const int power = 1023 - static_cast<int>(bits_of(larger) >> 52);
    rise = scale(rise, power);
    run = scale(run, power);
    if (rise <= run) return angle_below_diagonal(rise, run);
    const DoubleDouble rest = angle_below_diagonal(run, rise);
    return half_pi + DoubleDouble{-rest.high, -rest.low};
}

/// ln(1 + u) with the rounding of 1 + u made good.
double ln_of_one_plus(double u)
{
    const double w = 1.0 + u;
    if (w == 1.0 || w == infinity) return w == 1.0 ? u : w;
    return ln(w) + (u - (w - 1.0)) / w;
}

/// sinh(x) for |x| <= 1 by its series.
double sinh_near_zero(double x)
{
    const double z = x * x;
    return x + x * z * (1.0 / 6 + z * (1.0 / 120 + z * (1.0 / 5040 + z * (1.0 / 362880 + z * (1.0 / 39916800 +
               z * (1.0 / 6227020800 + z * (1.0 / 1307674368000 + z * (1.0 / 355687428096000))))))));
}

}  // namespace

double sin(double x)
{
    if (is_nan(x) || magnitude(x) == infinity) return not_a_number;
    if (magnitude(x) < 0x1p-27) return x;
    const Angle angle = reduce(x);
    const double value = (angle.quadrant & 1) != 0 ? cosine_of(angle.rest) : sine_of(angle.rest);
    return (angle.quadrant & 2) != 0 ? -value : value;
}

double cos(double x)
{
    if (is_nan(x) || magnitude(x) == infinity) return not_a_number;
    const Angle angle = reduce(x);
    const double value = (angle.quadrant & 1) != 0 ? sine_of(angle.rest) : cosine_of(angle.rest);
    return angle.quadrant == 1 || angle.quadrant == 2 ? -value : value;
}

double tan(double x)
{
    if (is_nan(x) || magnitude(x) == infinity) return not_a_number;
    if (magnitude(x) < 0x1p-27) return x;
    const Angle angle = reduce(x);
    const double sine = sine_of(angle.rest);
    const double cosine = cosine_of(angle.rest);
    return (angle.quadrant & 1) != 0 ? -cosine / sine : sine / cosine;
}

double atan2(double y, double x)
{
    if (is_nan(x) || is_nan(y)) return not_a_number;
    double rise = magnitude(y);
    double run = magnitude(x);
    if (rise == infinity || run == infinity) {
        const double infinite_run = run == infinity ? 1.0 : 0.0;
        rise = rise == infinity ? 1.0 : 0.0;
        run = infinite_run;
    }
    if (!is_negative(x) && rise < run * 0x1p-27) return y / x;
    DoubleDouble angle;
    if (rise != 0.0) angle = angle_in_quadrant(rise, run);
    if (is_negative(x)) angle = pi + DoubleDouble{-angle.high, -angle.low};
    return with_sign_of(round_to_double(angle), y);
}

double atan(double x) { return atan2(x, 1.0); }

double asin(double x)
{
    if (magnitude(x) < 0x1p-27) return x;
    if (!(magnitude(x) <= 1.0)) return not_a_number;
    return atan2(x, std::sqrt((1.0 - x) * (1.0 + x)));
}

double acos(double x)
{
    if (!(magnitude(x) <= 1.0)) return not_a_number;
    return atan2(std::sqrt((1.0 - x) * (1.0 + x)), x);
}

double sinh(double x)
{
    const double size = magnitude(x);
    if (is_nan(x) || size <= 1.0) return sinh_near_zero(x);
    if (size <= 709.0) return with_sign_of(0.5 * (exp(size) - exp(-size)), x);
    const double half = exp(size * 0.5);  // e^x itself would overflow before sinh does
    return with_sign_of(0.5 * half * half, x);
}

double cosh(double x)
{
    const double size = magnitude(x);
    if (size > 709.0) {
        const double half = exp(size * 0.5);
        return 0.5 * half * half;
    }
    return 0.5 * (exp(size) + exp(-size));
}

double tanh(double x)
{
    const double size = magnitude(x);
    if (is_nan(x)) return x;
    if (size <= 1.0) return sinh_near_zero(x) / cosh(x);
    if (size > 22.0) return with_sign_of(1.0, x);
    return with_sign_of(1.0 - 2.0 / (exp(2.0 * size) + 1.0), x);
}

double asinh(double x)
{
    const double size = magnitude(x);
    if (is_nan(x) || size == infinity || size < 0x1p-28) return x;
    if (size > 0x1p28) return with_sign_of(ln(size) + 0x1.62e42fefa39efp-1, x);
    const double square = size * size;
    return with_sign_of(ln_of_one_plus(size + square / (1.0 + std::sqrt(1.0 + square))), x);
}

double acosh(double x)
{
    if (!(x >= 1.0)) return not_a_number;
    if (x > 0x1p28) return x == infinity ? x : ln(x) + 0x1.62e42fefa39efp-1;
    const double above = x - 1.0;
    return ln_of_one_plus(above + std::sqrt(above * (x + 1.0)));
}

double atanh(double x)
{
    const double size = magnitude(x);
    if (!(size <= 1.0)) return not_a_number;
    if (size == 1.0) return with_sign_of(infinity, x);
    if (size < 0x1p-28) return x;
    return with_sign_of(0.5 * ln_of_one_plus(2.0 * size + 2.0 * size * size / (1.0 - size)), x);
}

}  // namespace evenkeel::math
