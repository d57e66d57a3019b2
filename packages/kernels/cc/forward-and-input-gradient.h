// The forward pass and the gradient for the input, which is the forward pass of dy with turned filters.
#pragma once
#include "matrix-product.h"
#include "parallel.h"
#include "tiles.h"
#include "transformed-filters.h"

namespace {

constexpr int BLOCK_TILES = 32;  // that go from input to output together; 24 to 96 are as fast
constexpr Index CACHED_FILTERS = 16 << 20;  // bytes of transformed filters that a cache may hold
constexpr int FEW_TILES = 256;

// Channels of the maps that go in and of those that come out.
template <bool Turned>
struct Channels {
  int in, out;
  explicit Channels(const Shape& s)
      : in(Turned ? s.outChannels : s.inChannels), out(Turned ? s.inChannels : s.outChannels) {}
};

// Few tiles and many channels, where transformed filters would go through memory: each panel of output
// channels is transformed just before its only use, and threads share out the panels.
template <class F, bool Turned, class T>
void convolveDeep(const Shape& s, const Tiles& t, const T* x, const float* filter, T* y) {
  constexpr int P = F::N * F::N, DEPTH = 128;
  const Channels<Turned> channels(s);
  const int tiles = t.strips * t.across;
  const Index vRow = channels.in + PAD, vPlane = tiles * vRow + PAD;
  float* v = scratch(Slot::inputs, P * vPlane);
  parallel(t.strips, [&](int strip) {
    inputStrip<F>(t, x, channels.in, strip, v + static_cast<Index>(strip) * t.across * vRow, vPlane, vRow);
  });
  parallel(quotientUp(channels.out, PANEL), [&](int panel) {
    const int n0 = panel * PANEL, columns = least(PANEL, channels.out - n0);
    const Index mPlane = static_cast<Index>(tiles) * PANEL + PAD, uPlane = DEPTH * PANEL + PAD;
    float* m = scratch(Slot::outputs, P * mPlane);
    float* u = scratch(Slot::filters, P * uPlane);
    for (int k0 = 0; k0 < channels.in; k0 += DEPTH) {
      const int depth = least(DEPTH, channels.in - k0);
      for (int k = 0; k < depth; k += W)
        for (int n = 0; n < columns; n += W)
          transformFilters<F, Turned>(s, filter, k0 + k, n0 + n, u + k * PANEL + n, uPlane, PANEL);
      for (int p = 0; p < P; p++)
        multiply(k0 > 0, tiles, columns, depth, {v + p * vPlane + k0, vRow, 1}, {u + p * uPlane, PANEL},
                 {m + p * mPlane, PANEL});
    }
    for (int strip = 0; strip < t.strips; strip++)
      outputStrip<F>(t, m + static_cast<Index>(strip) * t.across * PANEL, mPlane, PANEL, strip, y, channels.out, n0,
                     columns);
  });
}

// Filters are transformed once; then each block of tiles goes from input to output on one thread, in its
// cache.
template <class F, bool Turned, class T>
void convolveBlocks(const Shape& s, const Tiles& t, const T* x, const float* filter, T* y) {
  constexpr int P = F::N * F::N;
  const Channels<Turned> channels(s);
  // u[panel][position][k][column]
  const Index matrix = static_cast<Index>(P) * channels.in;
  float* u = scratch(Slot::filters, matrix * channels.out);
  parallel(quotientUp(channels.out, PANEL), [&](int panel) {
    const int n0 = panel * PANEL, columns = least(PANEL, channels.out - n0);
    const Index plane = static_cast<Index>(channels.in) * columns;
    for (int k = 0; k < channels.in; k += W)
      for (int n = 0; n < columns; n += W)
        transformFilters<F, Turned>(s, filter, k, n0 + n, u + matrix * n0 + k * columns + n, plane, columns);
  });
  const int block = static_cast<int>(most(1, BLOCK_TILES / t.across));
  parallel(quotientUp(t.strips, block), [&](int at) {
    const int first = at * block, strips = least(block, t.strips - first), tiles = strips * t.across;
    const Index vRow = channels.in + PAD, vPlane = tiles * vRow + PAD;
    const Index mRow = channels.out + PAD, mPlane = tiles * mRow + PAD;
    float* v = scratch(Slot::inputs, P * vPlane);
    float* m = scratch(Slot::outputs, P * mPlane);
    for (int i = 0; i < strips; i++)
      inputStrip<F>(t, x, channels.in, first + i, v + i * t.across * vRow, vPlane, vRow);
    for (int n0 = 0; n0 < channels.out; n0 += PANEL) {
      const int columns = least(PANEL, channels.out - n0);
      for (int p = 0; p < P; p++)
        multiply(false, tiles, columns, channels.in, {v + p * vPlane, vRow, 1},
                 {u + matrix * n0 + static_cast<Index>(p) * channels.in * columns, columns},
                 {m + p * mPlane + n0, mRow});
    }
    for (int i = 0; i < strips; i++)
      outputStrip<F>(t, m + i * t.across * mRow, mPlane, mRow, first + i, y, channels.out, 0, channels.out);
  });
}

template <class F, bool Turned, class T>
void convolve(const Shape& s, const void* input, const float* filter, void* output) {
  const Tiles t(s, F::M);
  if (t.strips == 0 || t.across == 0) return;
  const T* x = static_cast<const T*>(input);
  T* y = static_cast<T*>(output);
  const OnThisThread here(isSmall(s));
  const Index filterBytes = 4 * static_cast<Index>(F::N * F::N) * s.inChannels * s.outChannels;
  if (filterBytes > CACHED_FILTERS && static_cast<Index>(t.strips) * t.across <= FEW_TILES)
    convolveDeep<F, Turned>(s, t, x, filter, y);
  else
    convolveBlocks<F, Turned>(s, t, x, filter, y);
}

}  // namespace
