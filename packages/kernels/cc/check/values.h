// Values to check kernels with, and how far results are from exact ones.
#pragma once
#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

typedef std::vector<float> Floats;
typedef std::vector<std::uint16_t> Halves;

// Cuts values to what bfloat16 holds.
inline Halves cutToHalves(Floats& values) {
  Halves result(values.size());
  for (std::size_t i = 0; i < values.size(); i++) {
    std::uint32_t bits;
    std::memcpy(&bits, &values[i], 4);
    result[i] = static_cast<std::uint16_t>(bits >> 16);
    bits &= 0xffff0000u;
    std::memcpy(&values[i], &bits, 4);
  }
  return result;
}

inline Floats widened(const Halves& halves) {
  Floats result(halves.size());
  for (std::size_t i = 0; i < halves.size(); i++) {
    const std::uint32_t bits = static_cast<std::uint32_t>(halves[i]) << 16;
    std::memcpy(&result[i], &bits, 4);
  }
  return result;
}

// The length of the error relative to that of the exact result.
inline double error(const Floats& actual, const std::vector<double>& exact) {
  double difference = 0, length = 0;
  for (std::size_t i = 0; i < exact.size(); i++) {
    difference += (actual[i] - exact[i]) * (actual[i] - exact[i]);
    length += exact[i] * exact[i];
  }
  return difference == 0 ? 0 : std::sqrt(difference / length);
}

inline bool areSame(const Floats& one, const Floats& other) {
  return one.size() == other.size() &&
         (one.empty() || std::memcmp(one.data(), other.data(), one.size() * sizeof(float)) == 0);
}
