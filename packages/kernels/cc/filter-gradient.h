// The gradient for the filter: G^T [ sum over tiles of (B^T x B) * (A dy A^T) ] G, one matrix product for
// each position of a tile.
#pragma once
#include "matrix-product.h"
#include "parallel.h"
#include "tiles.h"

namespace {

// Sums of some strips: tiles are transformed, then blocks of channels are summed, each in a thread's cache.
template <class F, class T>
void filterGradientOf(const Shape& s, const Tiles& t, const T* x, const T* dy, float* dFilter, int first,
                      int strips) {
  constexpr int P = F::N * F::N, N = F::N, BLOCK = 64, DEPTH = 128;
  const int tiles = strips * t.across;
  const Index vRow = s.inChannels + PAD, vPlane = tiles * vRow + PAD;
  const Index dRow = s.outChannels + PAD, dPlane = tiles * dRow + PAD;
  float* v = scratch(Slot::inputs, P * vPlane);
  float* d = scratch(Slot::outputs, P * dPlane);
  parallel(strips, [&](int i) {
    const Index at = static_cast<Index>(i) * t.across;
    inputStrip<F>(t, x, s.inChannels, first + i, v + at * vRow, vPlane, vRow);
    gradientStrip<F>(t, dy, s.outChannels, first + i, d + at * dRow, dPlane, dRow);
  });
  const int across = quotientUp(s.outChannels, BLOCK);
  parallel(quotientUp(s.inChannels, BLOCK) * across, [&](int task) {
    const int m0 = task / across * BLOCK, n0 = task % across * BLOCK;
    const int rows = least(BLOCK, s.inChannels - m0), columns = least(BLOCK, s.outChannels - n0);
    constexpr Index plane = BLOCK * BLOCK + PAD;
    float* u = scratch(Slot::filters, P * plane);
    for (int p = 0; p < P; p++)
      for (int k = 0; k < tiles; k += DEPTH)
        for (int n = 0; n < columns; n += PANEL)
          multiply(k > 0, rows, least(PANEL, columns - n), least(DEPTH, tiles - k),
                   {v + p * vPlane + k * vRow + m0, 1, vRow}, {d + p * dPlane + k * dRow + n0 + n, dRow},
                   {u + p * plane + n, BLOCK});
    for (int r = 0; r < rows; r++)
      for (int c = 0; c < columns; c += W) {
        V half[N][3];
#pragma GCC unroll 6
        for (int j = 0; j < N; j++) {
          V m[N];
          for (int i = 0; i < N; i++) m[i] = load(u + (i * N + j) * plane + r * BLOCK + c);
          F::filterGradient(m, half[j]);
        }
        for (int i = 0; i < 3; i++) {
          V m[N], g[3];
          for (int j = 0; j < N; j++) m[j] = half[j][i];
          F::filterGradient(m, g);
          for (int j = 0; j < 3; j++)
            store(dFilter + (static_cast<Index>(i * 3 + j) * s.inChannels + m0 + r) * s.outChannels + n0 + c, g[j]);
        }
      }
  });
}

constexpr Index PART_BYTES = 4 << 20;  // of transformed tiles that are summed together
constexpr Index LEAST_TILES = 128;     // so that a product is worth its transforms
constexpr Index SUMS_BYTES = 64 << 20;  // of all parts' sums

// Many tiles are summed in parts, each by one thread, and the parts added up at the end. The parts, and with
// them the order of the sums, follow from the shape alone, so that any number of threads gives the same.
template <class F, class T>
void filterGradient(const Shape& s, const void* input, const void* gradient, float* dFilter) {
  const T *x = static_cast<const T*>(input), *dy = static_cast<const T*>(gradient);
  const Tiles t(s, F::M);
  const Index size = 9 * static_cast<Index>(s.inChannels) * s.outChannels;
  if (t.strips == 0 || t.across == 0) {
    std::memset(dFilter, 0, size * sizeof(float));
    return;
  }
  const OnThisThread here(isSmall(s));
  const Index tileBytes = 4 * static_cast<Index>(F::N * F::N) * (s.inChannels + s.outChannels);
  const Index mostParts = most(4, SUMS_BYTES / (4 * size));
  const Index fitting = most(LEAST_TILES, PART_BYTES / tileBytes) / t.across;
  const int part = static_cast<int>(most(most(1, fitting), quotientUp(t.strips, mostParts)));
  const int parts = quotientUp(t.strips, part);
  if (parts < 4) return filterGradientOf<F, T>(s, t, x, dy, dFilter, 0, t.strips);
  float* sums = scratch(Slot::sums, parts * size);
  parallel(parts, [&](int p) {
    filterGradientOf<F, T>(s, t, x, dy, sums + p * size, p * part, least(part, t.strips - p * part));
  });
  parallel(9 * s.inChannels, [&](int row) {
    for (Index at = static_cast<Index>(row) * s.outChannels, end = at + s.outChannels; at < end; at += W) {
      V sum = load(sums + at);
      for (int p = 1; p < parts; p++) sum += load(sums + p * size + at);
      store(dFilter + at, sum);
    }
  });
}

}  // namespace
