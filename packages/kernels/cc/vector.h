// Vectors of W float32, by GCC's and Clang's vector extensions: the compiler's -m flags choose W, and with
// it AVX-512, AVX2, SSE or NEON. Included by kernels-*.cc alone. Everything that these files compile is in
// unnamed namespaces and takes no templates of the standard library: the linker could else keep the AVX-512
// version of a function that every processor runs.
#pragma once
#include <cstdint>
#include <cstring>
#include <utility>

#define INLINE inline __attribute__((always_inline))
// Compiled once, not again wherever it is called.
#define ONCE __attribute__((noinline))

namespace {

// Each register block of a product is ROWS x COLUMNS vectors; its sums have to fit the registers.
#if defined(JSSL_LANES)  // a check of other widths than the processor's
constexpr int W = JSSL_LANES, ROWS = JSSL_LANES == 16 ? 12 : 6;
#elif defined(__AVX512F__)
constexpr int W = 16, ROWS = 12;  // 24 of 32 registers
#elif defined(__AVX__)
constexpr int W = 8, ROWS = 6;  // 12 of 16
#elif defined(__aarch64__)
constexpr int W = 4, ROWS = 12;  // 24 of 32
#elif defined(__wasm__)
constexpr int W = 4, ROWS = 4;  // with more rows V8 runs out of x64's 16
#else
constexpr int W = 4, ROWS = 6;  // 12 of 16
#endif
constexpr int COLUMNS = 2;

typedef float V __attribute__((vector_size(W * sizeof(float))));
typedef std::ptrdiff_t Index;

INLINE V load(const float* p) {
  V v;
  std::memcpy(&v, p, sizeof v);
  return v;
}
INLINE void store(float* p, V v) { std::memcpy(p, &v, sizeof v); }

// A vector of equal values. V{} + value would be another number for -0, and costs an addition.
INLINE V splat(float value) { return value - V{}; }

// bfloat16: the upper half of a float32.
typedef std::uint16_t Half;
typedef Half HalfV __attribute__((vector_size(W * sizeof(Half))));
typedef std::uint32_t Bits __attribute__((vector_size(W * sizeof(std::uint32_t))));

INLINE V load(const Half* p) {
  HalfV half;
  std::memcpy(&half, p, sizeof half);
  return reinterpret_cast<V>(__builtin_convertvector(half, Bits) << 16);
}
// Rounds to nearest, ties to even. Infinity stays; a NaN stays one, as its quiet bit is set.
INLINE void store(Half* p, V v) {
  const Bits bits = reinterpret_cast<Bits>(v);
  const Bits rounded = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
  const Bits isNan = reinterpret_cast<Bits>(v != v);
  const HalfV half = __builtin_convertvector((rounded & ~isNan) | ((bits >> 16 | 0x40) & isNan), HalfV);
  std::memcpy(p, &half, sizeof half);
}

template <int S, int... L>
INLINE void swapLanes(V& low, V& high, std::integer_sequence<int, L...>) {
  const V l = __builtin_shufflevector(low, high, ((L & S) ? W + L - S : L)...);
  const V h = __builtin_shufflevector(low, high, ((L & S) ? W + L : L + S)...);
  low = l;
  high = h;
}

// Transposes W vectors in place.
template <int S = 1>
INLINE void transpose(V* v) {
  if constexpr (S < W) {
    for (int i = 0; i < W; i++)
      if (!(i & S)) swapLanes<S>(v[i], v[i | S], std::make_integer_sequence<int, W>());
    transpose<2 * S>(v);
  }
}

INLINE int least(int a, int b) { return a < b ? a : b; }
INLINE Index most(Index a, Index b) { return a > b ? a : b; }
INLINE int quotientUp(Index a, Index b) { return static_cast<int>((a + b - 1) / b); }

}  // namespace
