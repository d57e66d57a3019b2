// Filters as the right side of a product: panels of PANEL columns, u[panel][k][column], with zeros behind the last
// column.
#pragma once
#include "matrix-product.h"
#include "parallel.h"
#include "scratch.h"
#include "windows.h"

namespace {

struct FilterPanels {
  float* at;
  int depth, columns;
  const float* panel(int n0, int k0) const {
    return at + static_cast<Index>(n0) * depth + static_cast<Index>(k0) * PANEL;
  }
};

Index panelsSize(int depth, int columns) { return static_cast<Index>(quotientUp(columns, PANEL)) * PANEL * depth; }

// A row-major matrix [depth, columns].
void packRows(const float* from, const FilterPanels& to) {
  parallel(quotientUp(to.columns, PANEL), [&](int panel) {
    const int n0 = panel * PANEL, columns = least(PANEL, to.columns - n0);
    float* out = to.at + static_cast<Index>(n0) * to.depth;
    for (int k = 0; k < to.depth; k++, out += PANEL) {
      copyFloats(from + static_cast<Index>(k) * to.columns + n0, out, columns);
      for (int n = columns; n < PANEL; n++) out[n] = 0;
    }
  });
}

// The transpose of a row-major matrix [columns, depth], as rows k0 .. k0 + depth.
void packTransposed(const float* from, int depth, int k0, const FilterPanels& to) {
  parallel(quotientUp(to.columns, PANEL), [&](int panel) {
    const int n0 = panel * PANEL, columns = least(PANEL, to.columns - n0);
    float* out = to.at + static_cast<Index>(n0) * to.depth + static_cast<Index>(k0) * PANEL;
    for (int n = 0; n < PANEL; n += W)
      for (int k = 0; k < depth; k += W) {
        if (n + W <= columns && k + W <= depth) {
          V block[W];
          for (int i = 0; i < W; i++) block[i] = load(from + static_cast<Index>(n0 + n + i) * depth + k);
          transpose(block);
          for (int i = 0; i < W; i++) store(out + static_cast<Index>(k + i) * PANEL + n, block[i]);
          continue;
        }
        for (int i = k; i < least(k + W, depth); i++)
          for (int c = n; c < n + W; c++)
            out[static_cast<Index>(i) * PANEL + c] = c < columns ? from[static_cast<Index>(n0 + c) * depth + i] : 0;
      }
  });
}

}  // namespace
