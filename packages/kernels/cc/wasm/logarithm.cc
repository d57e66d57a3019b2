// The natural logarithm, which the Jaccard loss takes of a sum of powers: of numbers above 0, to the last digit or two.
#include <cstdint>
#include <cstring>

extern "C" double log(double x) {
  if (!(x > 0) || x > 1.7976931348623157e308) return x == 0 ? -__builtin_inf() : x > 0 ? x : __builtin_nan("");
  double scale = 0;
  if (x < 2.2250738585072014e-308) x *= 0x1p54, scale = -54;
  std::uint64_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  // x = 2^exponent * m, with m from sqrt(1/2) to sqrt(2).
  std::int64_t exponent = static_cast<std::int64_t>(bits >> 52) - 1023;
  bits = (bits & 0xfffffffffffffull) | 0x3ff0000000000000ull;
  double m;
  std::memcpy(&m, &bits, sizeof m);
  if (m > 1.4142135623730951) m /= 2, exponent++;
  // log m = 2 artanh(s) with s = (m - 1) / (m + 1), at most 0.172.
  const double s = (m - 1) / (m + 1), square = s * s;
  double sum = 0;
  for (int power = 23; power >= 3; power -= 2) sum = (sum + 1.0 / power) * square;
  const double n = scale + static_cast<double>(exponent);
  // ln 2 in two parts, the first of which is exact when multiplied by n.
  return n * 6.93147180369123816490e-01 + (2 * s + (2 * s * sum + n * 1.90821492927058770002e-10));
}
