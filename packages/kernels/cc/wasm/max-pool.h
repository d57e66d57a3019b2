// Max-pool 3x3 of stride 2 without padding, and its gradient, which goes to the first of equal pixels. Maps are NHWC.
#pragma once
#include "../exponential.h"
#include "../lanes.h"

namespace {

INLINE float larger(float a, float b) { return b > a ? b : a; }

struct Pool {
  int rows, height, width, channels;
  int down() const { return height < 3 ? 0 : (height - 1) / 2; }
  int across() const { return width < 3 ? 0 : (width - 1) / 2; }

  // Calls run(output's offset, input's offset, whether it is the window's first) for each pixel of each window, in order.
  template <class Run>
  void each(const Run& run) const {
    Index out = 0;
    for (int n = 0; n < rows; n++)
      for (int i = 0; i < down(); i++)
        for (int j = 0; j < across(); j++, out += channels)
          for (int tap = 0; tap < 9; tap++) {
            const int y = 2 * i + tap / 3, x = 2 * j + tap % 3;
            run(out, ((static_cast<Index>(n) * height + y) * width + x) * channels, tap == 0);
          }
  }
};

void maxPool(const Pool& pool, const float* x, float* y) {
  pool.each([&](Index out, Index in, bool isFirst) {
    if (isFirst) std::memcpy(y + out, x + in, pool.channels * sizeof(float));
    else
      eachLane(pool.channels, [&](auto lanes, int c) INLINE_LAMBDA {
        typedef decltype(lanes) L;
        L::to(y + out + c, larger(L::from(y + out + c), L::from(x + in + c)));
      });
  });
}

// `open` [channels]: 1 as long as a window's gradient has not gone to a pixel.
void maxPoolGradient(const Pool& pool, const float* dy, const float* x, const float* y, float* open, float* dx) {
  const Index size = static_cast<Index>(pool.rows) * pool.height * pool.width * pool.channels;
  std::memset(dx, 0, size * sizeof(float));
  pool.each([&](Index out, Index in, bool isFirst) {
    if (isFirst)
      for (int c = 0; c < pool.channels; c++) open[c] = 1;
    eachLane(pool.channels, [&](auto lanes, int c) INLINE_LAMBDA {
      typedef decltype(lanes) L;
      const auto before = L::from(open + c);
      // y is the largest, so that it exceeds every pixel but those that are equal.
      const auto after = L::wherePositive(L::from(y + out + c) - L::from(x + in + c), before);
      L::to(open + c, after);
      L::to(dx + in + c, L::from(dx + in + c) + L::wherePositive(before - after, L::from(dy + out + c)));
    });
  });
}

}  // namespace
