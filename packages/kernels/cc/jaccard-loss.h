// The three cross entropies of the Jaccard loss (arXiv 2202.12921) with their gradients: over J, cos p and cos n, of
// picking each row's positive among its negatives. The backward pass computes the powers again, which takes less time
// than to write and read them.
#pragma once
#include "exponential.h"
#include "parallel.h"
#include "row-kernels.h"

namespace {

constexpr float MINUS_INFINITY = -__builtin_inff();

// Similarities of some candidates, what is added to each to leave some out, and for J its denominator.
struct Candidate {
  V of[3], mask, total;
};

INLINE void complete(Candidate& one) {
  const V common = larger(V{}, one.of[1] + splat(1.0f)), different = larger(V{}, splat(2.0f) - splat(2.0f) * one.of[2]);
  // NaN stays.
  const V p = select(one.of[1] != one.of[1], one.of[1], common), n = select(one.of[2] != one.of[2], one.of[2], different);
  one.total = p + n;
  one.of[0] = select(one.total == V{}, V{}, p / one.total);
}

INLINE Candidate positive(const Contrast& c, std::int64_t row) {
  Candidate one{{V{}, splat(c.positives[0][row]), splat(c.positives[1][row])}, V{}, V{}};
  complete(one);
  return one;
}

// Runs run(candidate, column, count) for all negatives of a row, W at a time; the last are filled up with candidates
// that are left out.
template <class Run>
INLINE void forEachNegative(const Contrast& c, std::int64_t row, const Run& run) {
  const float *p = c.negatives[0] + row * c.columns, *n = c.negatives[1] + row * c.columns;
  const float* mask = c.mask ? c.mask + row * c.columns : nullptr;
  std::int64_t column = 0;
  for (; column + W <= c.columns; column += W) {
    Candidate one{{V{}, load(p + column), load(n + column)}, mask ? load(mask + column) : V{}, V{}};
    complete(one);
    run(one, column, W);
  }
  const int left = static_cast<int>(c.columns - column);
  if (left == 0) return;
  float rest[3][W];
  for (int i = 0; i < W; i++) {
    rest[0][i] = i < left ? p[column + i] : 0;
    rest[1][i] = i < left ? n[column + i] : 0;
    rest[2][i] = i >= left ? MINUS_INFINITY : mask ? mask[column + i] : 0;
  }
  Candidate one{{V{}, load(rest[0]), load(rest[1])}, load(rest[2]), V{}};
  complete(one);
  run(one, column, left);
}

INLINE float lane(V v, int i) {
  float lanes[W];
  store(lanes, v);
  return lanes[i];
}

// Vectors that are added up before they are added to the sum of all: sums of many float32 lose digits.
constexpr int BATCH = 64;

void lossOfRow(const Contrast& c, std::int64_t row, float* state, double* terms) {
  const Candidate own = positive(c, row);
  V peaks[3] = {own.of[0], own.of[1], own.of[2]};
  forEachNegative(c, row, [&](const Candidate& one, std::int64_t, int) {
    for (int t = 0; t < 3; t++) peaks[t] = larger(peaks[t], one.of[t] + one.mask);
  });
  for (int t = 0; t < 3; t++) {
    state[t] = lane(peaks[t], 0);
    for (int i = 1; i < W; i++) state[t] = state[t] < lane(peaks[t], i) ? lane(peaks[t], i) : state[t];
  }
  V sums[3] = {}, batch[3] = {};
  int added = 0;
  forEachNegative(c, row, [&](const Candidate& one, std::int64_t, int) {
    for (int t = 0; t < 3; t++)
      batch[t] += exponential((one.of[t] + one.mask - splat(state[t])) * splat(c.inverseTemperatures[t]));
    if (++added < BATCH) return;
    for (int t = 0; t < 3; t++) sums[t] += batch[t], batch[t] = V{};
    added = 0;
  });
  for (int t = 0; t < 3; t++) {
    const float scaled = (lane(own.of[t], 0) - state[t]) * c.inverseTemperatures[t];
    double sum = lane(exponential(splat(scaled)), 0);
    for (int i = 0; i < W; i++) sum += static_cast<double>(lane(sums[t], i)) + lane(batch[t], i);
    state[3 + t] = static_cast<float>(1 / sum);
    terms[t] = __builtin_log(sum) - scaled;
  }
}

// The gradients of cos p and cos n of some candidates, from those of the three terms' scaled similarities.
INLINE void gradientsOf(const Candidate& one, const V* of, V& ofP, V& ofN) {
  // dJ/dcos p = (1 - J) / total, dJ/dcos n = 2 J / total; 0 where the total is.
  const V scaled = select(one.total == V{}, V{}, of[0] / one.total), part = scaled * one.of[0];
  ofP = of[1] + (scaled - part);
  ofN = of[2] + splat(2.0f) * part;
}

void gradientOfRow(const Contrast& c, std::int64_t row, const float* state, const float* factors,
                   const ContrastGradients& to) {
  const auto powers = [&](const Candidate& one, V* of) {
    for (int t = 0; t < 3; t++)
      of[t] = exponential((one.of[t] + one.mask - splat(state[t])) * splat(c.inverseTemperatures[t])) *
              splat(state[3 + t]);
  };
  V of[3], ofP, ofN;
  const Candidate own = positive(c, row);
  powers(own, of);
  for (int t = 0; t < 3; t++) of[t] = (of[t] - splat(1.0f)) * splat(factors[t]);
  gradientsOf(own, of, ofP, ofN);
  to.positives[0][row] = lane(ofP, 0);
  to.positives[1][row] = lane(ofN, 0);
  forEachNegative(c, row, [&](const Candidate& one, std::int64_t column, int count) {
    powers(one, of);
    for (int t = 0; t < 3; t++) of[t] *= splat(factors[t]);
    gradientsOf(one, of, ofP, ofN);
    float *p = to.negatives[0] + row * c.columns + column, *n = to.negatives[1] + row * c.columns + column;
    if (count == W) {
      store(p, ofP);
      store(n, ofN);
    } else {
      for (int i = 0; i < count; i++) p[i] = lane(ofP, i), n[i] = lane(ofN, i);
    }
  });
}

template <class Run>
void forEachRow(const Contrast& c, const Run& run) {
  // Waking threads takes longer than some thousand powers.
  const OnThisThread alone(c.rows * c.columns < 8192);
  parallel(static_cast<int>(c.rows), [&](int row) { run(row); });
}

void jaccardLoss(const Contrast& c, float* states, double* terms) {
  forEachRow(c, [&](int row) { lossOfRow(c, row, states + 6 * row, terms + 3 * row); });
}

void jaccardLossGradient(const Contrast& c, const float* states, const float* factors, const ContrastGradients& to) {
  forEachRow(c, [&](int row) { gradientOfRow(c, row, states + 6 * row, factors, to); });
}

}  // namespace
