// e^x of vectors, for x of at most 0.
#pragma once
#include "vector.h"

namespace {

typedef std::int32_t Ints __attribute__((vector_size(W * sizeof(std::int32_t))));

// a where the mask's lane is set, else b.
INLINE V select(Ints mask, V a, V b) {
  return reinterpret_cast<V>((reinterpret_cast<Ints>(a) & mask) | (reinterpret_cast<Ints>(b) & ~mask));
}
// The larger; a if either is NaN.
INLINE V larger(V a, V b) { return select(b > a, b, a); }

// Within two units in the last place; 0 below -87, where results would lose digits; NaN of NaN.
INLINE V exponential(V x) {
  const Ints isTiny = x < splat(-87.0f);
  const V bounded = select(isTiny, splat(-87.0f), x);
  // x = n ln 2 + r with |r| of at most ln 2 / 2. Adding 1.5 * 2^23 rounds to a whole number, in the low bits.
  const V magic = splat(12582912.0f), shifted = bounded * splat(1.44269504f) + magic, n = shifted - magic;
  const V r = (bounded - n * splat(0.693359375f)) + n * splat(2.12194440e-4f);
  V sum = splat(1.9875691500e-4f);
  for (float c : {1.3981999507e-3f, 8.3334519073e-3f, 4.1665795894e-2f, 1.6666665459e-1f, 5.0000001201e-1f})
    sum = sum * r + splat(c);
  const V fraction = sum * r * r + r + splat(1.0f);
  const Ints exponent = (reinterpret_cast<Ints>(shifted) - reinterpret_cast<Ints>(magic) + 127) << 23;
  return select(isTiny, V{}, fraction * reinterpret_cast<V>(exponent));
}

}  // namespace
