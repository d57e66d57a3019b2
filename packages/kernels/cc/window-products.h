// The forward pass and the gradient for the input of a convolution: windows times filters.
#pragma once
#include "filter-panels.h"

namespace {

constexpr int BLOCK_WINDOWS = 96, BLOCK_DEPTH = 256, BLOCK_COLUMNS = 512;  // of a product in a thread's cache

// Where products go: that of window (i, j) to pixel (i * step + top, j * step + left).
struct Pixels {
  int height, width, step, top, left;
};

[[maybe_unused]] bool isSmall(const WindowShape& s) {
  return 1.0 * s.kernel * s.kernel * s.rows * s.outHeight() * s.outWidth() * s.inChannels * s.outChannels < 4e6;
}

template <class T>
void multiplyWindows(const Windows& w, int rows, const T* x, const FilterPanels& filter, const Pixels& pixels, T* y) {
  const int depth = w.depth(), channels = filter.columns;
  const Index windows = static_cast<Index>(rows) * w.ofImage();
  const int blocks = quotientUp(windows, BLOCK_WINDOWS), ranges = quotientUp(channels, BLOCK_COLUMNS);
  parallel(blocks * ranges, [&](int task) {
    const Index first = static_cast<Index>(task / ranges) * BLOCK_WINDOWS;
    const int count = static_cast<int>(windows - first < BLOCK_WINDOWS ? windows - first : BLOCK_WINDOWS);
    const int c0 = task % ranges * BLOCK_COLUMNS, columns = least(BLOCK_COLUMNS, channels - c0);
    const int blockDepth = least(depth, BLOCK_DEPTH);
    const Index aRow = blockDepth + PAD, mRow = quotientUp(columns, PANEL) * PANEL + PAD;
    float* a = scratch(Slot::inputs, count * aRow);
    float* m = scratch(Slot::outputs, count * mRow);
    for (int k0 = 0; k0 < depth; k0 += blockDepth) {
      const int part = least(blockDepth, depth - k0);
      packWindows(w, x, first, count, k0, part, a, aRow);
      for (int n = 0; n < columns; n += PANEL)
        multiply(k0 > 0, count, PANEL, part, {a, aRow, 1}, {filter.panel(c0 + n, k0), PANEL}, {m + n, mRow});
    }
    Index image = first / w.ofImage();
    int i = static_cast<int>(first % w.ofImage()) / w.across, j = static_cast<int>(first % w.across);
    for (int at = 0; at < count; at++) {
      const Index row = image * pixels.height + i * pixels.step + pixels.top;
      T* to = y + (row * pixels.width + j * pixels.step + pixels.left) * channels + c0;
      const float* from = m + at * mRow;
      eachLane(columns, [&](auto lanes, int c) INLINE_LAMBDA {
        typedef decltype(lanes) L;
        L::to(to + c, L::from(from + c));
      });
      if (++j == w.across) {
        j = 0;
        if (++i == w.down) i = 0, image++;
      }
    }
  });
}

template <class T>
void windowForward(const WindowShape& s, const void* x, const float* filter, void* y) {
  const Windows w = forwardWindows(s);
  if (static_cast<Index>(s.rows) * w.ofImage() == 0) return;
  const OnThisThread here(isSmall(s));
  const FilterPanels panels{scratch(Slot::filters, panelsSize(w.depth(), s.outChannels)), w.depth(), s.outChannels};
  packRows(filter, panels);
  multiplyWindows(w, s.rows, static_cast<const T*>(x), panels, {w.down, w.across, 1, 0, 0}, static_cast<T*>(y));
}

// The pixels of an axis whose distance to the kernel's first tap has the same remainder by the stride: they see the
// same taps.
struct Phase {
  int first, count;  // pixels first, first + stride, ...
  int taps;          // remainder, remainder + stride, ... below the kernel
  int remainder;
  int begin;  // the output pixel of the last tap, for the first pixel
  Phase(int remainder, int size, int kernel, int stride) : remainder(remainder) {
    const int border = (kernel - 1) / 2;
    first = (remainder - border % stride + stride) % stride;
    count = first < size ? (size - first - 1) / stride + 1 : 0;
    taps = remainder < kernel ? (kernel - remainder - 1) / stride + 1 : 0;
    begin = (first + border - remainder) / stride - (taps - 1);
  }
};

// dx at a pixel is the product of the outputs that saw it with the taps by which they did: one product for each of
// stride x stride phases.
template <class T>
void windowInputGradient(const WindowShape& s, const void* dy, const float* filter, void* dx) {
  const Index elements = static_cast<Index>(s.rows) * s.height * s.width * s.inChannels;
  if (elements == 0) return;
  if (s.kernel < s.stride) std::memset(dx, 0, elements * sizeof(T));
  const OnThisThread here(isSmall(s));
  for (int down = 0; down < s.stride; down++)
    for (int across = 0; across < s.stride; across++) {
      const Phase y(down, s.height, s.kernel, s.stride), x(across, s.width, s.kernel, s.stride);
      if (y.count * x.count * y.taps * x.taps == 0) continue;
      const Windows w{s.outHeight(), s.outWidth(), s.outChannels, y.count, x.count, y.taps, x.taps, 1, y.begin, x.begin};
      const FilterPanels panels{scratch(Slot::filters, panelsSize(w.depth(), s.inChannels)), w.depth(), s.inChannels};
      for (int i = 0; i < y.taps; i++)
        for (int j = 0; j < x.taps; j++) {
          const int tapDown = down + (y.taps - 1 - i) * s.stride, tapAcross = across + (x.taps - 1 - j) * s.stride;
          const Index matrix = static_cast<Index>(tapDown) * s.kernel + tapAcross;
          packTransposed(filter + matrix * s.inChannels * s.outChannels, s.outChannels,
                         (i * x.taps + j) * s.outChannels, panels);
        }
      multiplyWindows(w, s.rows, static_cast<const T*>(dy), panels, {s.height, s.width, s.stride, y.first, x.first},
                      static_cast<T*>(dx));
    }
}

}  // namespace
