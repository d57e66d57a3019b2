// The one-dimensional transforms of F(M,3): M outputs of a filter of 3 from N = M + 2 inputs, with N products
// in place of 3 M. In two dimensions each is taken along the columns, then along the rows.
#pragma once
#include "vector.h"

namespace {

// At the points 0, +-a, +-b and infinity. a = 1/sqrt(2), b = sqrt(2) rounds half as much as the usual 1, 2;
// ab = 1, which the transforms use.
struct F4 {
  static constexpr int M = 4, N = 6;
  static constexpr float a = 0.70710678118654752f, b = 1.41421356237309505f, a2 = 0.5f, b2 = 2.0f;
  static constexpr float atA = 1 / (2 * a2 * (a2 - b2)), atB = 1 / (2 * b2 * (b2 - a2));

  static INLINE void pair(V even, V odd, V& plus, V& minus) {
    plus = even + odd;
    minus = even - odd;
  }
  static INLINE void input(const V* d, V* r) {
    r[0] = d[0] - (a2 + b2) * d[2] + d[4];
    pair(d[4] - b2 * d[2], a * (d[3] - b2 * d[1]), r[1], r[2]);
    pair(d[4] - a2 * d[2], b * (d[3] - a2 * d[1]), r[3], r[4]);
    r[5] = d[1] - (a2 + b2) * d[3] + d[5];
  }
  static INLINE void filter(const V* g, V* r) {
    r[0] = g[0];
    pair(atA * (g[0] + a2 * g[2]), (a * atA) * g[1], r[1], r[2]);
    pair(atB * (g[0] + b2 * g[2]), (b * atB) * g[1], r[3], r[4]);
    r[5] = g[2];
  }
  static INLINE void output(const V* m, V* y) {
    const V evenA = m[1] + m[2], oddA = a * (m[1] - m[2]);
    const V evenB = m[3] + m[4], oddB = b * (m[3] - m[4]);
    y[0] = m[0] + evenA + evenB;
    y[1] = oddA + oddB;
    y[2] = a2 * evenA + b2 * evenB;
    y[3] = a2 * oddA + b2 * oddB + m[5];
  }
  // The transpose of `output`: of a gradient at the outputs.
  static INLINE void outputGradient(const V* d, V* r) {
    r[0] = d[0];
    pair(d[0] + a2 * d[2], a * (d[1] + a2 * d[3]), r[1], r[2]);
    pair(d[0] + b2 * d[2], b * (d[1] + b2 * d[3]), r[3], r[4]);
    r[5] = d[3];
  }
  // The transpose of `filter`: to a gradient at the filter.
  static INLINE void filterGradient(const V* m, V* g) {
    const V evenA = atA * (m[1] + m[2]), oddA = (a * atA) * (m[1] - m[2]);
    const V evenB = atB * (m[3] + m[4]), oddB = (b * atB) * (m[3] - m[4]);
    g[0] = m[0] + evenA + evenB;
    g[1] = oddA + oddB;
    g[2] = a2 * evenA + b2 * evenB + m[5];
  }
};

// At the points 0, +-1 and infinity.
struct F2 {
  static constexpr int M = 2, N = 4;

  static INLINE void input(const V* d, V* r) {
    r[0] = d[0] - d[2];
    r[1] = d[1] + d[2];
    r[2] = d[2] - d[1];
    r[3] = d[3] - d[1];
  }
  static INLINE void filter(const V* g, V* r) {
    const V even = 0.5f * (g[0] + g[2]), odd = 0.5f * g[1];
    r[0] = g[0];
    r[1] = even + odd;
    r[2] = even - odd;
    r[3] = g[2];
  }
  static INLINE void output(const V* m, V* y) {
    y[0] = m[0] + m[1] + m[2];
    y[1] = m[1] - m[2] + m[3];
  }
  static INLINE void outputGradient(const V* d, V* r) {
    r[0] = d[0];
    r[1] = d[0] + d[1];
    r[2] = d[0] - d[1];
    r[3] = d[1];
  }
  static INLINE void filterGradient(const V* m, V* g) {
    const V even = 0.5f * (m[1] + m[2]);
    g[0] = m[0] + even;
    g[1] = 0.5f * (m[1] - m[2]);
    g[2] = even + m[3];
  }
};

}  // namespace
