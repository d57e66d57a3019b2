// Convolutions of any odd kernel and stride by matrix products, padded by (kernel - 1) / 2 zeros on every side as in
// PyTorch. Maps are NHWC, filters HWIO with any number of channels.
#pragma once

struct WindowShape {
  int rows, height, width;  // batch, and sides of the input
  int inChannels, outChannels;
  int kernel, stride;

  int outHeight() const { return height == 0 ? 0 : (height - 1) / stride + 1; }
  int outWidth() const { return width == 0 ? 0 : (width - 1) / stride + 1; }
};

// For maps in float32 and in bfloat16, as in `Kernels`; filters, their gradients and all arithmetic are float32.
// Results do not depend on the number of threads. All throw std::bad_alloc.
struct WindowKernels {
  void (*forward[2])(const WindowShape&, const void* x, const float* filter, void* y);
  void (*inputGradient[2])(const WindowShape&, const void* dy, const float* filter, void* dx);
  void (*filterGradient[2])(const WindowShape&, const void* x, const void* dy, float* dFilter);
};
