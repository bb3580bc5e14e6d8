#pragma once
// Functions beyond + - * / sqrt that give the same bits with every compiler, natively and in WebAssembly: plain
// arithmetic on doubles, no libm. Each states its greatest error, and tests/base/math.cpp holds it.

namespace evenkeel::math {

/// Natural logarithm, within 1 ulp. ln(0) = -Inf, of a negative number or NaN: NaN, of +Inf: +Inf.
double ln(double x);
double log2(double x);
double log10(double x);

/// e to the x, within 1 ulp. Overflow gives +Inf, underflow goes through the denormals to 0.
double exp(double x);

/// x to the y with the special cases of IEEE 754 (and Go's math.Pow), within 2 ulp.
double pow(double x, double y);

/// Exact remainder with the sign of x, as C's fmod.
double fmod(double x, double y);

double sin(double x);
double cos(double x);
double tan(double x);
double asin(double x);
double acos(double x);
double atan(double x);
double atan2(double y, double x);
double sinh(double x);
double cosh(double x);
double tanh(double x);
double asinh(double x);
double acosh(double x);
double atanh(double x);

}  // namespace evenkeel::math
