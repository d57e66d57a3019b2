#include "check-loss.h"

#include <cmath>
#include <cstdio>
#include <limits>
#include <random>
#include <vector>

#include "../parallel.h"

namespace {

using Floats = std::vector<float>;

struct Outputs {
  Floats states, positives[2], negatives[2];
  std::vector<double> terms;
  bool operator==(const Outputs& o) const {
    return terms == o.terms && positives[0] == o.positives[0] && positives[1] == o.positives[1] &&
           negatives[0] == o.negatives[0] && negatives[1] == o.negatives[1];
  }
};

Outputs compute(const RowKernels& kernels, const Contrast& c, const float* factors) {
  Outputs out;
  out.states.assign(6 * c.rows, NAN);
  out.terms.assign(3 * c.rows, NAN);
  ContrastGradients to;
  for (int head = 0; head < 2; head++) {
    out.positives[head].assign(c.rows, NAN);
    out.negatives[head].assign(c.rows * c.columns, NAN);
    to.positives[head] = out.positives[head].data();
    to.negatives[head] = out.negatives[head].data();
  }
  kernels.jaccardLoss(c, out.states.data(), out.terms.data());
  kernels.jaccardLossGradient(c, out.states.data(), factors, to);
  return out;
}

// The largest error of terms, and of gradients relative to the factors' size.
double worstError(const Contrast& c, const float* factors, const Outputs& out) {
  double worst = 0;
  const auto see = [&](double actual, double exact, double scale) {
    const double error = std::abs(actual - exact) / scale;
    if (!(error <= worst)) worst = error;
  };
  const std::int64_t count = c.columns + 1;
  std::vector<double> of[3], total(count), gradients[3];
  for (std::int64_t row = 0; row < c.rows; row++) {
    for (auto& values : of) values.assign(count, 0);
    for (auto& values : gradients) values.assign(count, 0);
    for (std::int64_t i = 0; i < count; i++) {
      const std::int64_t at = row * c.columns + i - 1;
      of[1][i] = i == 0 ? c.positives[0][row] : c.negatives[0][at];
      of[2][i] = i == 0 ? c.positives[1][row] : c.negatives[1][at];
      const double common = std::fmax(0, 1 + of[1][i]);
      total[i] = common + std::fmax(0, 2 - 2 * of[2][i]);
      of[0][i] = total[i] == 0 ? 0 : common / total[i];
    }
    for (int t = 0; t < 3; t++) {
      double sum = 0;
      std::vector<double> powers(count);
      for (std::int64_t i = 0; i < count; i++) {
        const double mask = i > 0 && c.mask ? c.mask[row * c.columns + i - 1] : 0;
        sum += powers[i] = std::exp((of[t][i] - of[t][0] + mask) * c.inverseTemperatures[t]);
      }
      see(out.terms[3 * row + t], std::log(sum), 1);
      for (std::int64_t i = 0; i < count; i++) gradients[t][i] = factors[t] * (powers[i] / sum - (i == 0));
    }
    for (std::int64_t i = 0; i < count; i++) {
      const double scaled = total[i] == 0 ? 0 : gradients[0][i] / total[i];
      const double exact[2] = {gradients[1][i] + scaled * (1 - of[0][i]), gradients[2][i] + 2 * scaled * of[0][i]};
      // Near a total of 0 the cosines' roundings count; the similarities here stay away from it, or are exact.
      for (int head = 0; head < 2; head++)
        see(i == 0 ? out.positives[head][row] : out.negatives[head][row * c.columns + i - 1], exact[head],
            1 + std::abs(exact[head]));
    }
  }
  return worst;
}

}  // namespace

int checkLoss(const char* name, const RowKernels& kernels, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> cosine(-0.95f, 0.95f);
  int failures = 0;
  double worst = 0;
  for (std::int64_t columns : {1, 7, 16, 100, 4097})
    for (bool isMasked : {false, true}) {
      const std::int64_t rows = 9;
      Floats values[4], mask;
      for (int i = 0; i < 4; i++) {
        values[i].resize(i < 2 ? rows : rows * columns);
        for (float& value : values[i]) value = cosine(random);
      }
      // The limits: J of 0/0, 0 and 1.
      values[0][0] = -1, values[1][0] = 1;
      values[2][0] = -1, values[3][0] = 1;
      values[2].back() = 1, values[3].back() = 1;
      for (std::int64_t i = 0; isMasked && i < rows * columns; i++)
        mask.push_back(random() % 3 == 0 ? -std::numeric_limits<float>::infinity() : 0);
      const Contrast c{rows, columns, {values[0].data(), values[1].data()}, {values[2].data(), values[3].data()},
                       isMasked ? mask.data() : nullptr, {1 / 0.05f, 1 / 0.2f, 2}};
      const float factors[3] = {0.8f, 0.1f, 0.2f};
      useThreads(1);
      const Outputs one = compute(kernels, c, factors);
      useThreads(3);
      const double error = worstError(c, factors, one);
      // Similarities of 1 / 0.05 in float32 are off by 20 * 6e-8.
      const bool fails = !(error <= 4e-6) || !(one == compute(kernels, c, factors));
      failures += fails;
      if (!(error <= worst)) worst = error;
    }
  std::printf("%s: Jaccard loss, worst error %.1e, %d failed\n", name, worst, failures);
  return failures;
}
