#pragma once
// A number as the unevaluated sum of two doubles: about 106 bits, from plain additions and multiplications only. The
// error-free sums and products are Knuth's and Dekker's; they need rounding to nearest and no contraction into FMA.

#include <cstdint>
#include <cstring>

namespace evenkeel::math {

/// high + low, where low is at most half an ulp of high.
struct DoubleDouble {
    double high = 0.0;
    double low = 0.0;
};

/// The sum of two doubles without error, when |a| >= |b| or a is zero.
inline DoubleDouble quick_sum(double a, double b)
{
    const double sum = a + b;
    return {sum, b - (sum - a)};
}

/// The sum of two doubles without error.
inline DoubleDouble exact_sum(double a, double b)
{
    const double sum = a + b;
    const double from_b = sum - a;
    return {sum, (a - (sum - from_b)) + (b - from_b)};
}

/// The product of two doubles without error, as long as nothing overflows (|a|, |b| below 2^500) or vanishes.
inline DoubleDouble exact_product(double a, double b)
{
    constexpr double splitter = 134217729.0;  // 2^27 + 1: halves of 26 bits
    const double a_scaled = splitter * a;
    const double a_high = a_scaled - (a_scaled - a);
    const double a_low = a - a_high;
    const double b_scaled = splitter * b;
    const double b_high = b_scaled - (b_scaled - b);
    const double b_low = b - b_high;
    const double product = a * b;
    return {product, ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low};
}

inline DoubleDouble operator+(DoubleDouble a, DoubleDouble b)
{
    const DoubleDouble high = exact_sum(a.high, b.high);
    return quick_sum(high.high, high.low + (a.low + b.low));
}
inline DoubleDouble operator+(DoubleDouble a, double b)
{
    const DoubleDouble high = exact_sum(a.high, b);
    return quick_sum(high.high, high.low + a.low);
}
inline DoubleDouble operator*(DoubleDouble a, DoubleDouble b)
{
    const DoubleDouble high = exact_product(a.high, b.high);
    return quick_sum(high.high, high.low + (a.high * b.low + a.low * b.high));
}
inline DoubleDouble operator*(DoubleDouble a, double b)
{
    const DoubleDouble high = exact_product(a.high, b);
    return quick_sum(high.high, high.low + a.low * b);
}
/// The quotient of two doubles to about 100 bits.
inline DoubleDouble quotient(double a, double b)
{
    const double first = a / b;
    const DoubleDouble back = exact_product(first, b);
    return quick_sum(first, ((a - back.high) - back.low) / b);
}
inline double round_to_double(DoubleDouble a) { return a.high + a.low; }

inline std::uint64_t bits_of(double x)
{
    std::uint64_t bits = 0;
    std::memcpy(&bits, &x, sizeof bits);
    return bits;
}
inline double double_of(std::uint64_t bits)
{
    double x = 0.0;
    std::memcpy(&x, &bits, sizeof x);
    return x;
}

inline constexpr double infinity = __builtin_huge_val();
inline constexpr double not_a_number = __builtin_nan("");
inline constexpr std::uint64_t sign_bit = 0x8000'0000'0000'0000u;
inline constexpr std::uint64_t mantissa_mask = 0x000f'ffff'ffff'ffffu;

inline bool is_nan(double x) { return x != x; }
inline bool is_negative(double x) { return (bits_of(x) & sign_bit) != 0; }
inline double magnitude(double x) { return double_of(bits_of(x) & ~sign_bit); }
inline double with_sign_of(double value, double sign)
{
    return double_of((bits_of(value) & ~sign_bit) | (bits_of(sign) & sign_bit));
}

/// x times 2^power, rounded once at the end even where the result is denormal.
double scale(double x, int power);

}  // namespace evenkeel::math
