// The kernels as functions that JavaScript calls, with addresses of float32 numbers. Shapes come as the numbers of
// `Shape`, `WindowShape` and so on, in their order.
#include "../batch-norm-kernels.h"
#include "../filter-gradient.h"
#include "../forward-and-input-gradient.h"
#include "../jaccard-loss.h"
#include "../nearest-rows.h"
#include "../update.h"
#include "../window-filter-gradient.h"
#include "../window-products.h"
#include "elementwise.h"
#include "max-pool.h"

#define EXPORT extern "C" __attribute__((visibility("default")))

namespace {

enum Direction { forward, inputGradient, filterGradientOfBoth };

template <class F>
void convolveBy(Direction direction, const Shape& s, const float* a, const float* b, float* c) {
  switch (direction) {
    case forward: return convolve<F, false, float>(s, a, b, c);
    case inputGradient: return convolve<F, true, float>(s, a, b, c);
    case filterGradientOfBoth: return filterGradient<F, float>(s, a, b, c);
  }
}

}  // namespace

// tile: 2 or 4. a, b, c: as `Kernels` takes them.
EXPORT void winograd(Direction direction, int tile, int rows, int height, int width, int inChannels, int outChannels,
                     const float* a, const float* b, float* c) {
  const Shape s{rows, height, width, inChannels, outChannels};
  return tile == 4 ? convolveBy<F4>(direction, s, a, b, c) : convolveBy<F2>(direction, s, a, b, c);
}

EXPORT void windows(Direction direction, int rows, int height, int width, int inChannels, int outChannels, int kernel,
                    int stride, const float* a, const float* b, float* c) {
  const WindowShape s{rows, height, width, inChannels, outChannels, kernel, stride};
  switch (direction) {
    case forward: return windowForward<float>(s, a, b, c);
    case inputGradient: return windowInputGradient<float>(s, a, b, c);
    case filterGradientOfBoth: return windowFilterGradient<float>(s, a, b, c);
  }
}

EXPORT void measureNorm(int pixels, int channels, int groups, const float* x, float* statistics) {
  measure<float>({pixels, channels, groups, 0, false}, x, statistics);
}

// residual: or null.
EXPORT void applyNorm(int pixels, int channels, int groups, float epsilon, bool withRelu, const float* x,
                      const float* residual, const float* scale, const float* offset, const float* statistics, float* y) {
  normalize<float>({pixels, channels, groups, epsilon, withRelu}, x, residual, scale, offset, statistics, y);
}

// dOther, y (where there is no ReLU) and dResidual: or null.
EXPORT void normGradients(int pixels, int channels, int groups, float epsilon, const float* dy, const float* dOther,
                          const float* x, const float* y, const float* scale, const float* statistics, float* dx,
                          float* dResidual, float* dScale, float* dOffset) {
  normGradient<float>({pixels, channels, groups, epsilon, y != nullptr},
                      {dy, dOther, x, y, scale, statistics, dx, dResidual, dScale, dOffset});
}

EXPORT void addMaps(int count, const float* a, const float* b, float* y) { add(count, a, b, y); }
EXPORT void reluOf(int count, const float* x, float* y) { relu(count, x, y); }
EXPORT void reluGradientOf(int count, const float* dy, const float* y, float* dx) { reluGradient(count, dy, y, dx); }
EXPORT void average(int rows, int height, int width, int channels, const float* x, float* y) {
  averageMaps(rows, height, width, channels, x, y);
}
EXPORT void repeat(int rows, int pixels, int channels, const float* x, float* y) {
  repeatPixels(rows, pixels, channels, x, y);
}
EXPORT void pool(int rows, int height, int width, int channels, const float* x, float* y) {
  maxPool({rows, height, width, channels}, x, y);
}
EXPORT void poolGradient(int rows, int height, int width, int channels, const float* dy, const float* x, const float* y,
                         float* dx) {
  maxPoolGradient({rows, height, width, channels}, dy, x, y, scratch(Slot::columns, channels), dx);
}

// For each variable six numbers in `table`: addresses of the value, its two moments (or 0) and the source, the size,
// and whether it is a layer.
EXPORT void updateAll(Rule rule, const float* numbers, float scale, const std::uint32_t* table, int count) {
  std::vector<Variable> variables(count);
  const auto at = [](std::uint32_t address) { return reinterpret_cast<float*>(address); };
  for (Variable& one : variables) {
    one = {at(table[0]), {at(table[1]), at(table[2])}, at(table[3]), static_cast<std::int64_t>(table[4]), table[5] != 0};
    table += 6;
  }
  update(rule, numbers, scale, variables);
}

// For each part two numbers in `table`: its address and its size.
EXPORT double normOfAll(const std::uint32_t* table, int count) {
  std::vector<Part> parts(count);
  for (Part& one : parts) {
    one = {reinterpret_cast<const float*>(table[0]), static_cast<std::int64_t>(table[1])};
    table += 2;
  }
  return norm(parts);
}

EXPORT void nearestRows(int queries, int bank, int features, int k, const float* from, const float* to, float* products,
                        std::int32_t* rows) {
  nearest({queries, bank, features, k}, from, to, products, rows);
}

// numbers: the temperatures of the three terms, then their weights. mask: or null. totals [4]: the loss, and its terms.
EXPORT void lossOf(int rows, int columns, const float* positivesP, const float* negativesP, const float* positivesN,
                   const float* negativesN, const float* mask, const float* numbers, float* totals, float* states) {
  const Contrast c{rows, columns, {positivesP, positivesN}, {negativesP, negativesN}, mask,
                   {1 / numbers[0], 1 / numbers[1], 1 / numbers[2]}};
  std::vector<double> terms(3 * rows);
  jaccardLoss(c, states, terms.data());
  double loss = 0;
  for (int term = 0; term < 3; term++) {
    double sum = 0;
    for (int row = 0; row < rows; row++) sum += terms[3 * row + term];
    totals[1 + term] = static_cast<float>(sum / rows);
    loss += sum / rows * static_cast<double>(numbers[3 + term]);
  }
  totals[0] = static_cast<float>(loss);
}

// gradients [4]: of the loss and of its terms.
EXPORT void lossGradient(int rows, int columns, const float* positivesP, const float* negativesP,
                         const float* positivesN, const float* negativesN, const float* mask, const float* numbers,
                         const float* states, const float* gradients, float* ofPositivesP, float* ofNegativesP,
                         float* ofPositivesN, float* ofNegativesN) {
  const Contrast c{rows, columns, {positivesP, positivesN}, {negativesP, negativesN}, mask,
                   {1 / numbers[0], 1 / numbers[1], 1 / numbers[2]}};
  float factors[3];
  for (int term = 0; term < 3; term++) {
    const float gradient = gradients[0] * numbers[3 + term] + gradients[1 + term];
    factors[term] = gradient * c.inverseTemperatures[term] / static_cast<float>(rows);
  }
  jaccardLossGradient(c, states, factors, {{ofPositivesP, ofPositivesN}, {ofNegativesP, ofNegativesN}});
}
