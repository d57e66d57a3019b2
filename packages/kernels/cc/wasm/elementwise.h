// What a backbone needs besides convolutions and batch norms. On other systems these are TensorFlow's.
#pragma once
#include "../lanes.h"

namespace {

void add(int count, const float* a, const float* b, float* y) {
  eachLane(count, [&](auto lanes, int i) INLINE_LAMBDA {
    typedef decltype(lanes) L;
    L::to(y + i, L::from(a + i) + L::from(b + i));
  });
}

void relu(int count, const float* x, float* y) {
  eachLane(count, [&](auto lanes, int i) INLINE_LAMBDA {
    typedef decltype(lanes) L;
    L::to(y + i, L::zeroBelow(0, L::from(x + i)));
  });
}

// dx = dy where the output is above zero, else 0.
void reluGradient(int count, const float* dy, const float* y, float* dx) {
  eachLane(count, [&](auto lanes, int i) INLINE_LAMBDA {
    typedef decltype(lanes) L;
    L::to(dx + i, L::wherePositive(L::from(y + i), L::from(dy + i)));
  });
}

// Maps [rows, height, width, channels] -> their means over height and width, summed row by row.
void averageMaps(int rows, int height, int width, int channels, const float* x, float* y) {
  const float share = 1.0f / static_cast<float>(height * width);
  for (int n = 0; n < rows; n++, y += channels)
    eachLane(channels, [&](auto lanes, int c) INLINE_LAMBDA {
      typedef decltype(lanes) L;
      auto sum = L::zero();
      for (int i = 0; i < height; i++) {
        auto row = L::zero();
        const float* from = x + (static_cast<Index>(n) * height + i) * width * channels + c;
        for (int j = 0; j < width; j++) row += L::from(from + static_cast<Index>(j) * channels);
        sum += row;
      }
      L::to(y + c, sum * share);
    });
}

// Each of `rows` vectors `pixels` times.
void repeatPixels(int rows, int pixels, int channels, const float* x, float* y) {
  for (int n = 0; n < rows; n++, x += channels)
    for (int i = 0; i < pixels; i++, y += channels) std::memcpy(y, x, channels * sizeof(float));
}

}  // namespace
