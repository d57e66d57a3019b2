// Loops over channels of any number: whole vectors first, then one channel at a time.
#pragma once
#include "vector.h"

#define INLINE_LAMBDA __attribute__((always_inline))

namespace {

INLINE float widened(Half half) {
  const std::uint32_t bits = static_cast<std::uint32_t>(half) << 16;
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}
INLINE Half narrowed(float value) {
  std::uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  if (value != value) return static_cast<Half>(bits >> 16 | 0x40);
  return static_cast<Half>((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
}

// A vector of channels.
struct Wide {
  typedef V Value;
  static constexpr int LANES = W;
  template <class T>
  static INLINE V from(const T* p) {
    return load(p);
  }
  template <class T>
  static INLINE void to(T* p, V value) {
    store(p, value);
  }
  static INLINE V zero() { return V{}; }
  // Lanes of `value` where `sign` is above zero, else zero.
  static INLINE V wherePositive(V sign, V value) {
    return reinterpret_cast<V>(reinterpret_cast<Bits>(value) & reinterpret_cast<Bits>(sign > V{}));
  }
  // value, or 0 if it is below `least`; a NaN stays one.
  static INLINE V zeroBelow(float least, V value) {
    return reinterpret_cast<V>(reinterpret_cast<Bits>(value) & ~reinterpret_cast<Bits>(value < splat(least)));
  }
};

// A single channel.
struct Narrow {
  typedef float Value;
  static constexpr int LANES = 1;
  static INLINE float from(const float* p) { return *p; }
  static INLINE float from(const Half* p) { return widened(*p); }
  static INLINE void to(float* p, float value) { *p = value; }
  static INLINE void to(Half* p, float value) { *p = narrowed(value); }
  static INLINE float zero() { return 0; }
  static INLINE float wherePositive(float sign, float value) { return sign > 0 ? value : 0; }
  static INLINE float zeroBelow(float least, float value) { return value < least ? 0 : value; }
};

// Calls run(Wide{}, c) or run(Narrow{}, c) for channels c, c + 1, ... of a vector each, up to `channels`.
template <class Run>
INLINE void eachLane(int channels, const Run& run) {
  int c = 0;
  for (; c + W <= channels; c += W) run(Wide{}, c);
  for (; c < channels; c++) {
    run(Narrow{}, c);
    __asm__ volatile("");  // few channels are left: no vectors here, which take long to compile
  }
}

}  // namespace
