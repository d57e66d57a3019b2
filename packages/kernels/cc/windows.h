// The windows of a convolution, each a row of a matrix: a window's pixels lie in rows of the map, and the channels of
// neighboring pixels beside each other, so that a row of a window is copied at once.
#pragma once
#include "lanes.h"
#include "window-convolution.h"

namespace {

struct Windows {
  int height, width, channels;     // of the maps that are read
  int down, across;                // windows of an image
  int tapsDown, tapsAcross;        // pixels of a window
  int step, top, left;             // window (i, j) begins at pixel (i * step + top, j * step + left)
  int depth() const { return tapsDown * tapsAcross * channels; }
  int ofImage() const { return down * across; }
};

// The windows that the forward pass and the filter's gradient see.
Windows forwardWindows(const WindowShape& s) {
  const int border = (s.kernel - 1) / 2;
  return {s.height, s.width, s.inChannels, s.outHeight(), s.outWidth(), s.kernel, s.kernel, s.stride, -border, -border};
}

template <class T>
INLINE void copyFloats(const T* from, float* to, int count) {
  int i = 0;
  for (; i + W <= count; i += W) store(to + i, load(from + i));
  for (; i < count; i++) {
    to[i] = Narrow::from(from + i);
    __asm__ volatile("");
  }
}

// Elements k0 .. k0 + depth of `count` windows from number `first` on, zeros where they lie outside of the map.
template <class T>
ONCE void packWindows(const Windows& w, const T* x, Index first, int count, int k0, int depth, float* to, Index row) {
  const int run = w.tapsAcross * w.channels;  // of a row of pixels
  const Index image = static_cast<Index>(w.height) * w.width * w.channels;
  Index n = first / w.ofImage();
  int i = static_cast<int>(first % w.ofImage()) / w.across, j = static_cast<int>(first % w.across);
  for (int at = 0; at < count; at++, to += row) {
    const int left = j * w.step + w.left;
    // Of a row of pixels, in elements.
    const int inside = least(run, (w.width - left) * w.channels), outside = left < 0 ? -left * w.channels : 0;
    for (int k = k0; k < k0 + depth;) {
      const int tap = k / run, begin = k - tap * run, end = least(run, k0 + depth - tap * run);
      const int y = i * w.step + w.top + tap;
      float* out = to + (k - k0);
      if (y < 0 || y >= w.height) {
        std::memset(out, 0, (end - begin) * sizeof(float));
      } else {
        const T* from = x + n * image + (static_cast<Index>(y) * w.width + left) * w.channels;
        int e = begin;
        for (; e < end && e < outside; e++) out[e - begin] = 0;
        const int stop = least(end, inside);
        if (e < stop) copyFloats(from + e, out + (e - begin), stop - e);
        for (e = e < stop ? stop : e; e < end; e++) out[e - begin] = 0;
      }
      k += end - begin;
    }
    if (++j == w.across) {
      j = 0;
      if (++i == w.down) i = 0, n++;
    }
  }
}

}  // namespace
