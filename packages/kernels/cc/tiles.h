// Between maps and transformed tiles. A map is cut into rows of tiles of M x M outputs, "strips": strip s is
// row s % down of the tiles of image s / down. Transformed tiles are v[position * plane + tile * stride +
// channel], with N x N positions.
#pragma once
#include "convolution.h"
#include "scratch.h"
#include "tile-transforms.h"

namespace {

struct Tiles {
  int height, width;
  int down, across;  // tiles of an image
  int strips;        // of the batch
  Tiles(const Shape& s, int m)
      : height(s.height),
        width(s.width),
        down(quotientUp(s.height, m)),
        across(quotientUp(s.width, m)),
        strips(s.rows * down) {}
  Index pixel(int y, int x) const { return static_cast<Index>(y) * width + x; }
  Index image(int strip) const { return static_cast<Index>(strip / down) * height * width; }
};

// A strip of x with a border of one pixel -> its tiles.
template <class F, class T>
ONCE void inputStrip(const Tiles& t, const T* x, int channels, int strip, float* v, Index plane, Index stride) {
  constexpr int M = F::M, N = F::N;
  const int columns = t.across * M + 2, top = strip % t.down * M - 1;
  const T* image = x + t.image(strip) * channels;
  V* half = reinterpret_cast<V*>(scratch(Slot::columns, static_cast<std::size_t>(columns) * N * W));
  for (int c = 0; c < channels; c += W) {
    // Columns first, each once though tiles overlap.
    for (int j = 0; j < columns; j++) {
      V d[N];
      for (int i = 0; i < N; i++) {
        const int py = top + i, px = j - 1;
        if (py >= 0 && py < t.height && px >= 0 && px < t.width) {
          const T* from = image + t.pixel(py, px) * channels + c;
          d[i] = load(from);
          __builtin_prefetch(from + W);
        } else {
          d[i] = V{};
        }
      }
      F::input(d, half + j * N);
    }
    for (int tile = 0; tile < t.across; tile++) {
      const V* from = half + tile * M * N;
      float* to = v + tile * stride + c;
#pragma GCC unroll 6
      for (int i = 0; i < N; i++) {
        V d[N], r[N];
        for (int j = 0; j < N; j++) d[j] = from[j * N + i];
        F::input(d, r);
        for (int j = 0; j < N; j++) store(to + (i * N + j) * plane, r[j]);
      }
    }
  }
}

// A strip of dy -> its tiles, for the filter gradient.
template <class F, class T>
ONCE void gradientStrip(const Tiles& t, const T* dy, int channels, int strip, float* v, Index plane, Index stride) {
  constexpr int M = F::M, N = F::N;
  const int top = strip % t.down * M;
  const T* image = dy + t.image(strip) * channels;
  for (int tile = 0; tile < t.across; tile++) {
    for (int c = 0; c < channels; c += W) {
      V half[M][N];
      for (int j = 0; j < M; j++) {
        V d[M];
        for (int i = 0; i < M; i++) {
          const int py = top + i, px = tile * M + j;
          d[i] = py < t.height && px < t.width ? load(image + t.pixel(py, px) * channels + c) : V{};
        }
        F::outputGradient(d, half[j]);
      }
      float* to = v + tile * stride + c;
#pragma GCC unroll 6
      for (int i = 0; i < N; i++) {
        V d[M], r[N];
        for (int j = 0; j < M; j++) d[j] = half[j][i];
        F::outputGradient(d, r);
        for (int j = 0; j < N; j++) store(to + (i * N + j) * plane, r[j]);
      }
    }
  }
}

// The products of a strip's tiles -> channels first .. first + count of the strip in y, which has `channels`.
template <class F, class T>
ONCE void outputStrip(const Tiles& t, const float* m, Index plane, Index stride, int strip, T* y, int channels,
                 int first, int count) {
  constexpr int M = F::M, N = F::N;
  const int top = strip % t.down * M;
  T* image = y + t.image(strip) * channels + first;
  for (int tile = 0; tile < t.across; tile++) {
    for (int c = 0; c < count; c += W) {
      const float* from = m + tile * stride + c;
      V half[N][M];
#pragma GCC unroll 6
      for (int j = 0; j < N; j++) {
        V d[N];
        for (int i = 0; i < N; i++) d[i] = load(from + (i * N + j) * plane);
        F::output(d, half[j]);
      }
#pragma GCC unroll 4
      for (int i = 0; i < M; i++) {
        V d[N], r[M];
        for (int j = 0; j < N; j++) d[j] = half[j][i];
        F::output(d, r);
        const int py = top + i;
        for (int j = 0; j < M; j++) {
          const int px = tile * M + j;
          if (py < t.height && px < t.width) store(image + t.pixel(py, px) * channels + c, r[j]);
        }
      }
    }
  }
}

}  // namespace
