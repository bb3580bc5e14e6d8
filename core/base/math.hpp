#pragma once
// Functions beyond + - * / sqrt that give the same bits with every compiler, natively and in WebAssembly: plain
// arithmetic on doubles, no libm. Each states its greatest error, and tests/base/math.cpp holds it against long double.
// For the low-order bits the build must not fuse multiplication and addition (-ffp-contract=off).

namespace evenkeel::math {

/// Natural logarithm, within 1 ulp (measured 0.87). ln(0) = -Inf, of a negative number or NaN: NaN, of +Inf: +Inf.
double ln(double x);
/// To base 2 and 10: the nearest double but for near ties (measured 0.501 ulp); powers of the base come out exact.
double log2(double x);
double log10(double x);

/// e to the x, within 1 ulp (measured 0.89). Overflow gives +Inf, underflow goes through the denormals to 0.
double exp(double x);

/// x to the y with the special cases of IEEE 754 (and Go's math.Pow), within 1 ulp (measured 0.6, among denormals 0.75);
/// a power that is a double is exact.
double pow(double x, double y);

/// Exact remainder with the sign of x, as C's fmod.
double fmod(double x, double y);

/// Radians, any size (the reduction is exact): sin and cos within 1 ulp (measured 0.79), tan within 2.5 (2.2).
double sin(double x);
double cos(double x);
double tan(double x);

/// asin and acos within 2 ulp (measured 1.5), NaN outside [-1, 1]; atan and atan2 within 1 (0.63), with C's special cases.
double asin(double x);
double acos(double x);
double atan(double x);
double atan2(double y, double x);

/// Within 3.5 ulp (measured 3.0).
double sinh(double x);
double cosh(double x);
double tanh(double x);
double asinh(double x);
double acosh(double x);
double atanh(double x);

}  // namespace evenkeel::math
