#include "../instruction-set.h"
#include "direct-batch-norm.h"
#include "direct-convolution.h"
#include "values.h"

namespace {

// Values in [-1, 1) that bfloat16 holds exactly, by Lehmer's generator.
Floats numbers(long count, std::uint64_t& state) {
  Floats values(count);
  for (auto& value : values) {
    state = state * 48271 % 0x7fffffff;
    value = static_cast<float>(static_cast<int>(state % 256) - 128) / 128;
  }
  return values;
}

// Whether the error's length is at most so much of the exact result's; false for NaN.
bool isNear(const Floats& actual, const std::vector<double>& exact, double tolerance) {
  return error(actual, exact) <= tolerance;
}

// float32 gets within some 1e-6, bfloat16 within 2^-9.
constexpr double SINGLE = 1e-5, HALF = 4e-3;

bool normalizesCorrectly(const NormKernels& kernels) {
  // Two groups; whole vectors and channels besides.
  const NormShape shape{70, 19, 2, 1e-5f, true};
  const std::size_t size = 70 * 19;
  std::uint64_t state = 2;
  const Floats x = numbers(size, state), residual = numbers(size, state), dy = numbers(size, state),
               other = numbers(size, state), scale = numbers(19, state), offset = numbers(19, state);
  Floats statistics(4 * 19), y(size), dx(size), dResidual(size), dScale(19), dOffset(19);
  kernels.measure[0](shape, x.data(), statistics.data());
  kernels.normalize[0](shape, x.data(), residual.data(), scale.data(), offset.data(), statistics.data(), y.data());
  kernels.gradient[0](shape, {dy.data(), other.data(), x.data(), y.data(), scale.data(), statistics.data(), dx.data(),
                              dResidual.data(), dScale.data(), dOffset.data()});
  const DirectBatchNorm exact(shape, x, residual, scale, offset, dy, other, y);
  return isNear(y, exact.y, SINGLE) && isNear(dx, exact.dx, SINGLE) && isNear(dScale, exact.dScale, SINGLE) &&
         isNear(dOffset, exact.dOffset, SINGLE) && isNear(dResidual, exact.dResidual, SINGLE);
}

bool multipliesWindowsCorrectly(const WindowKernels& kernels) {
  // Channels beside whole vectors; a last row and column that the stride leaves out of some windows.
  const WindowShape shape{2, 6, 5, 11, 19, 3, 2};
  std::uint64_t state = 3;
  const Floats x = numbers(2 * 6 * 5 * 11, state), filter = numbers(9 * 11 * 19, state),
               dy = numbers(2 * 3 * 3 * 19, state);
  Floats y(dy.size()), dx(x.size()), dFilter(filter.size());
  kernels.forward[0](shape, x.data(), filter.data(), y.data());
  kernels.inputGradient[0](shape, dy.data(), filter.data(), dx.data());
  kernels.filterGradient[0](shape, x.data(), dy.data(), dFilter.data());
  const DirectConvolution exact(shape, x, filter, dy);
  return isNear(y, exact.forward, SINGLE) && isNear(dx, exact.inputGradient, SINGLE) &&
         isNear(dFilter, exact.filterGradient, SINGLE);
}

}  // namespace

bool computesCorrectly(const InstructionSet& set) {
  // Sides that are no multiple of a tile's; as few channels as there may be, and another number of them.
  const Shape shape{2, 5, 6, 16, 48};
  const long pixels = 2 * 5 * 6;
  std::uint64_t state = 1;
  Floats x = numbers(pixels * 16, state), dy = numbers(pixels * 48, state);
  const Floats filter = numbers(9 * 16 * 48, state);
  const Halves xHalf = cutToHalves(x), dyHalf = cutToHalves(dy);
  const DirectConvolution exact(windowsOf(shape), x, filter, dy);
  for (const Kernels* kernels : {&set.tiles2, &set.tiles4}) {
    Floats y(dy.size()), dx(x.size()), dFilter(filter.size());
    Halves yHalf(dy.size()), dxHalf(x.size());
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
  return multipliesWindowsCorrectly(set.windows) && normalizesCorrectly(set.norm);
}
