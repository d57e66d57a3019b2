#include <cmath>
#include <cstdint>
#include <vector>

#include "direct-convolution.h"

namespace {

// Values in [-1, 1) that bfloat16 holds exactly, by Lehmer's generator.
std::vector<float> numbers(long count, std::uint64_t& state) {
  std::vector<float> values(count);
  for (auto& value : values) {
    state = state * 48271 % 0x7fffffff;
    value = static_cast<float>(static_cast<int>(state % 256) - 128) / 128;
  }
  return values;
}

std::vector<std::uint16_t> halves(const std::vector<float>& values) {
  std::vector<std::uint16_t> result;
  for (float value : values) {
    union { float number; std::uint32_t bits; } one{value};
    result.push_back(static_cast<std::uint16_t>(one.bits >> 16));
  }
  return result;
}

// Whether the error's length is at most so much of the exact result's.
bool isNear(const std::vector<float>& actual, const std::vector<double>& exact, double tolerance) {
  double error = 0, length = 0;
  for (std::size_t i = 0; i < exact.size(); i++) {
    error += (actual[i] - exact[i]) * (actual[i] - exact[i]);
    length += exact[i] * exact[i];
  }
  return error <= tolerance * tolerance * length;  // false for NaN
}

std::vector<float> widened(const std::vector<std::uint16_t>& values) {
  std::vector<float> result;
  for (std::uint16_t value : values) {
    union { std::uint32_t bits; float number; } one{static_cast<std::uint32_t>(value) << 16};
    result.push_back(one.number);
  }
  return result;
}

}  // namespace

bool computesCorrectly(const InstructionSet& set) {
  // Sides that are no multiple of a tile's; as few channels as there may be, and another number of them.
  const Shape shape{2, 5, 6, 16, 48};
  const long pixels = 2 * 5 * 6;
  std::uint64_t state = 1;
  const auto x = numbers(pixels * 16, state), filter = numbers(9 * 16 * 48, state), dy = numbers(pixels * 48, state);
  const auto xHalf = halves(x), dyHalf = halves(dy);
  const DirectConvolution exact(shape, x, filter, dy);
  // float32 gets within some 1e-6, bfloat16 within 2^-9.
  constexpr double SINGLE = 1e-5, HALF = 4e-3;
  for (const Kernels* kernels : {&set.tiles2, &set.tiles4}) {
    std::vector<float> y(dy.size()), dx(x.size()), dFilter(filter.size());
    std::vector<std::uint16_t> yHalf(dy.size()), dxHalf(x.size());
    kernels->forward[0](shape, x.data(), filter.data(), y.data());
    kernels->inputGradient[0](shape, dy.data(), filter.data(), dx.data());
    kernels->filterGradient[0](shape, x.data(), dy.data(), dFilter.data());
    if (!isNear(y, exact.forward, SINGLE) || !isNear(dx, exact.inputGradient, SINGLE)) return false;
    if (!isNear(dFilter, exact.filterGradient, SINGLE)) return false;
    kernels->forward[1](shape, xHalf.data(), filter.data(), yHalf.data());
    kernels->inputGradient[1](shape, dyHalf.data(), filter.data(), dxHalf.data());
    kernels->filterGradient[1](shape, xHalf.data(), dyHalf.data(), dFilter.data());
    if (!isNear(widened(yHalf), exact.forward, HALF) || !isNear(widened(dxHalf), exact.inputGradient, HALF))
      return false;
    if (!isNear(dFilter, exact.filterGradient, SINGLE)) return false;
  }
  return true;
}
