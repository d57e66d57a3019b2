// Batch norm (arXiv 1502.03167) of maps NHWC with what follows it in a ResNet: the sum with a shortcut, and ReLU.
#pragma once
#include <cstddef>

struct NormShape {
  std::ptrdiff_t pixels;  // of the batch, a multiple of `groups`
  int channels;           // any number
  int groups;             // equal parts of the batch with statistics of their own
  float epsilon;          // added to the variance
  bool relu;

  std::ptrdiff_t groupPixels() const { return pixels / groups; }
};

// The statistics of a group, [2][channels]: the mean, then the biased variance.
struct Statistics {
  static const float* mean(const float* all, const NormShape& s, int group) { return all + 2 * group * s.channels; }
  static const float* variance(const float* all, const NormShape& s, int group) {
    return all + (2 * group + 1) * s.channels;
  }
};

// What a gradient reads and writes. `dOther` is added to `dy`, and `dResidual` gets the gradient before the norm;
// each may be null.
template <class Map>
struct NormGradient {
  const Map *dy, *dOther, *x, *y;
  const float *scale, *statistics;
  Map *dx, *dResidual;
  float *dScale, *dOffset;
};

// For maps in float32 and in bfloat16, as in `Kernels`. Statistics and arithmetic are float32, sums over more
// than 32 pixels float64. Results do not depend on the number of threads. All throw std::bad_alloc.
struct NormKernels {
  // statistics [groups][2][channels] of x
  void (*measure[2])(const NormShape&, const void* x, float* statistics);
  // y = relu(normalized x + residual); `residual` may be null
  void (*normalize[2])(const NormShape&, const void* x, const void* residual, const float* scale, const float* offset,
                       const float* statistics, void* y);
  void (*gradient[2])(const NormShape&, const NormGradient<void>&);
};
