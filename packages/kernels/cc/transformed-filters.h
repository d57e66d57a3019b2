// Filters -> their tiles: a filter of 3x3 for each pair of channels becomes one of N x N.
#pragma once
#include "convolution.h"
#include "tile-transforms.h"

namespace {

// W x W filters, from channel k0 of the maps that go in and channel n0 of those that come out ->
// u[position * plane + k * stride + n]. Turned: those of the input gradient, which go from output channels to
// input channels, with the taps in reverse.
template <class F, bool Turned>
ONCE void transformFilters(const Shape& s, const float* filter, int k0, int n0, float* u, Index plane, Index stride) {
  constexpr int N = F::N;
  V taps[9][W];
  for (int tap = 0; tap < 9; tap++) {
    const Index matrix = static_cast<Index>(Turned ? 8 - tap : tap) * s.inChannels;
    const float* from = filter + (Turned ? (matrix + n0) * s.outChannels + k0 : (matrix + k0) * s.outChannels + n0);
    for (int i = 0; i < W; i++) taps[tap][i] = load(from + static_cast<Index>(i) * s.outChannels);
    if (Turned) transpose(taps[tap]);
  }
  for (int k = 0; k < W; k++) {
    V half[3][N];
    for (int j = 0; j < 3; j++) {
      const V g[3] = {taps[j][k], taps[3 + j][k], taps[6 + j][k]};
      F::filter(g, half[j]);
    }
#pragma GCC unroll 6
    for (int i = 0; i < N; i++) {
      const V g[3] = {half[0][i], half[1][i], half[2][i]};
      V r[N];
      F::filter(g, r);
      for (int j = 0; j < N; j++) store(u + (i * N + j) * plane + k * stride, r[j]);
    }
  }
}

}  // namespace
