// 3x3 convolutions of stride 1 with zeros around the image (padding SAME), by Winograd's minimal filtering
// (Lavin and Gray, Fast Algorithms for Convolutional Neural Networks, arXiv 1509.09308).
// Maps are NHWC, filters HWIO, as in TensorFlow.
#pragma once

struct Shape {
  int rows, height, width;  // batch, and sides of input and output alike
  int inChannels, outChannels;
};

// Whether the kernels take a convolution: whole vectors of every instruction set.
inline bool takes(const Shape& s) {
  return s.inChannels > 0 && s.outChannels > 0 && s.inChannels % 16 == 0 && s.outChannels % 16 == 0;
}

// The kernels of one instruction set and tile size. Arrays have an entry for maps in float32 and one for
// maps in bfloat16; filters, their gradients and all arithmetic are float32. Results do not depend on the
// number of threads. All throw std::bad_alloc.
struct Kernels {
  // y = x convolved with the filter
  void (*forward[2])(const Shape&, const void* x, const float* filter, void* y);
  // dx = dy convolved with the filter, turned and transposed
  void (*inputGradient[2])(const Shape&, const void* dy, const float* filter, void* dx);
  // dFilter = sum over the batch of x correlated with dy
  void (*filterGradient[2])(const Shape&, const void* x, const void* dy, float* dFilter);
};
