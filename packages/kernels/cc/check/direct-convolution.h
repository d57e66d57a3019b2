// Convolutions of any kernel and stride in plain loops with float64 sums, to compare with.
#pragma once
#include <vector>

#include "../convolution.h"
#include "../window-convolution.h"

// A 3x3 convolution of stride 1.
inline WindowShape windowsOf(const Shape& s) { return {s.rows, s.height, s.width, s.inChannels, s.outChannels, 3, 1}; }

struct DirectConvolution {
  std::vector<double> forward, inputGradient, filterGradient;

  DirectConvolution(const WindowShape& s, const std::vector<float>& x, const std::vector<float>& filter,
                    const std::vector<float>& dy)
      : forward(dy.size()), inputGradient(x.size()), filterGradient(filter.size()) {
    const int border = (s.kernel - 1) / 2;
    for (int n = 0; n < s.rows; n++)
      for (int i = 0; i < s.outHeight(); i++)
        for (int j = 0; j < s.outWidth(); j++)
          for (int tap = 0; tap < s.kernel * s.kernel; tap++) {
            const int py = i * s.stride + tap / s.kernel - border, px = j * s.stride + tap % s.kernel - border;
            if (py < 0 || px < 0 || py >= s.height || px >= s.width) continue;
            const long in = ((static_cast<long>(n) * s.height + py) * s.width + px) * s.inChannels;
            const long out = ((static_cast<long>(n) * s.outHeight() + i) * s.outWidth() + j) * s.outChannels;
            for (int c = 0; c < s.inChannels; c++)
              for (int d = 0; d < s.outChannels; d++) {
                const long at = (static_cast<long>(tap) * s.inChannels + c) * s.outChannels + d;
                forward[out + d] += static_cast<double>(x[in + c]) * filter[at];
                inputGradient[in + c] += static_cast<double>(dy[out + d]) * filter[at];
                filterGradient[at] += static_cast<double>(x[in + c]) * dy[out + d];
              }
          }
  }
};
