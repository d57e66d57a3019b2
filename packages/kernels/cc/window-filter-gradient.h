// The gradient for the filter: windows, transposed, times dy.
#pragma once
#include "window-products.h"

namespace {

constexpr int GRADIENT_DEPTH = 256, GRADIENT_COLUMNS = 256, GRADIENT_WINDOWS = 128;
constexpr int LEAST_TASKS = 8;

// Blocks of the gradient are summed each by one thread. Where there are few blocks, the windows are cut into parts
// that are added up at the end; the parts follow from the shape alone.
template <class T>
void windowFilterGradient(const WindowShape& s, const void* input, const void* gradient, float* dFilter) {
  const T *x = static_cast<const T*>(input), *dy = static_cast<const T*>(gradient);
  const Windows w = forwardWindows(s);
  const int depth = w.depth(), columns = s.outChannels;
  const Index windows = static_cast<Index>(s.rows) * w.ofImage(), size = static_cast<Index>(depth) * columns;
  if (windows == 0) {
    std::memset(dFilter, 0, size * sizeof(float));
    return;
  }
  const OnThisThread here(isSmall(s));
  const int down = quotientUp(depth, GRADIENT_DEPTH), across = quotientUp(columns, GRADIENT_COLUMNS);
  const int chunks = quotientUp(windows, GRADIENT_WINDOWS);
  const int chunksOfPart = quotientUp(chunks, most(1, quotientUp(LEAST_TASKS, down * across)));
  const int parts = quotientUp(chunks, chunksOfPart);
  // A panel reaches beyond the last column, so sums have rows of their own.
  const Index row = quotientUp(columns, PANEL) * PANEL + PAD;
  float* sums = scratch(Slot::sums, parts * depth * row);
  parallel(parts * down * across, [&](int task) {
    const int part = task / (down * across), block = task % (down * across);
    const int k0 = block / across * GRADIENT_DEPTH, n0 = block % across * GRADIENT_COLUMNS;
    const int rows = least(GRADIENT_DEPTH, depth - k0), width = least(GRADIENT_COLUMNS, columns - n0);
    const int panels = quotientUp(width, PANEL);
    const Index aRow = rows + PAD, bPanel = GRADIENT_WINDOWS * PANEL + PAD;
    float* a = scratch(Slot::inputs, GRADIENT_WINDOWS * aRow);
    float* b = scratch(Slot::outputs, panels * bPanel);
    const int first = part * chunksOfPart;
    for (int chunk = first; chunk < least(first + chunksOfPart, chunks); chunk++) {
      const Index start = static_cast<Index>(chunk) * GRADIENT_WINDOWS;
      const int count = static_cast<int>(windows - start < GRADIENT_WINDOWS ? windows - start : GRADIENT_WINDOWS);
      packWindows(w, x, start, count, k0, rows, a, aRow);
      for (int i = 0; i < count; i++)
        for (int n = 0; n < width; n += PANEL) {
          const int inside = least(PANEL, width - n);
          float* to = b + n / PANEL * bPanel + i * PANEL;
          copyFloats(dy + (start + i) * columns + n0 + n, to, inside);
          for (int beyond = inside; beyond < PANEL; beyond++) to[beyond] = 0;
        }
      for (int panel = 0; panel < panels; panel++)
        multiply(chunk > first, rows, PANEL, count, {a, 1, aRow},
                 {b + panel * bPanel, PANEL},
                 {sums + (static_cast<Index>(part) * depth + k0) * row + n0 + panel * PANEL, row});
    }
  });
  parallel(quotientUp(depth, GRADIENT_DEPTH), [&](int block) {
    for (int k = block * GRADIENT_DEPTH; k < least(depth, (block + 1) * GRADIENT_DEPTH); k++)
      eachLane(columns, [&](auto lanes, int n) INLINE_LAMBDA {
        typedef decltype(lanes) L;
        auto sum = L::from(sums + k * row + n);
        for (int part = 1; part < parts; part++) sum += L::from(sums + (static_cast<Index>(part) * depth + k) * row + n);
        L::to(dFilter + static_cast<Index>(k) * columns + n, sum);
      });
  });
}

}  // namespace
