#include "update.h"

#include <cmath>

#include "parallel.h"

namespace {

// Elements of a task. Sums are added up in these blocks too.
constexpr std::int64_t BLOCK = 1 << 14;
// Waking threads takes as long as changing some thousand numbers.
constexpr std::int64_t SMALL = 1 << 15;

struct Block {
  std::size_t of;  // the part
  std::int64_t begin, size;
};

template <class Item>
std::vector<Block> blocksOf(const std::vector<Item>& items) {
  std::vector<Block> blocks;
  for (std::size_t i = 0; i < items.size(); i++)
    for (std::int64_t begin = 0; begin < items[i].size; begin += BLOCK) {
      const std::int64_t left = items[i].size - begin;
      blocks.push_back({i, begin, left < BLOCK ? left : BLOCK});
    }
  return blocks;
}

template <class Run>
void forEach(const std::vector<Block>& blocks, const Run& run) {
  std::int64_t all = 0;
  for (const Block& block : blocks) all += block.size;
  const OnThisThread alone(all < SMALL);
  parallel(static_cast<int>(blocks.size()), [&](int task) { run(blocks[task], task); });
}

double sumOfSquares(const float* x, std::int64_t size) {
  double sums[8] = {};
  std::int64_t i = 0;
  for (; i + 8 <= size; i += 8)
    for (int j = 0; j < 8; j++) sums[j] += static_cast<double>(x[i + j]) * x[i + j];
  for (int j = 0; i < size; i++, j++) sums[j] += static_cast<double>(x[i]) * x[i];
  return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
}

void adam(const float* numbers, float scale, const Variable& variable, const Block& block) {
  const float rate = numbers[0], decay = numbers[1], keep = numbers[2], epsilon = numbers[3];
  const float share1 = 1.0f - numbers[4], share2 = 1.0f - numbers[5];
  float* __restrict value = variable.value + block.begin;
  float* __restrict first = variable.moments[0] + block.begin;
  float* __restrict second = variable.moments[1] + block.begin;
  const float* __restrict source = variable.source + block.begin;
  const bool decays = decay != 0;
  for (std::int64_t i = 0; i < block.size; i++) {
    const float before = value[i] * keep, scaled = source[i] * scale;
    const float g = decays ? scaled + before * decay : scaled;
    const float m = first[i] + (g - first[i]) * share1;
    const float v = second[i] + (g * g - second[i]) * share2;
    first[i] = m;
    second[i] = v;
    value[i] = before - m * rate / (std::sqrt(v) + epsilon);
  }
}

void sgd(const float* numbers, float scale, const Variable& variable, const Block& block) {
  const float rate = numbers[0], decay = numbers[1], momentum = numbers[2];
  float* __restrict value = variable.value + block.begin;
  float* __restrict velocity = variable.moments[0] + block.begin;
  const float* __restrict source = variable.source + block.begin;
  for (std::int64_t i = 0; i < block.size; i++) {
    const float g = source[i] * scale + value[i] * decay;
    const float moved = velocity[i] * momentum + g;
    velocity[i] = moved;
    value[i] = value[i] - moved * rate;
  }
}

// `rate` is the layer's.
void lars(const float* numbers, float scale, float rate, const Variable& variable, const Block& block) {
  const float decay = variable.isLayer ? numbers[1] : 0, momentum = numbers[2];
  float* __restrict value = variable.value + block.begin;
  float* __restrict velocity = variable.moments[0] + block.begin;
  const float* __restrict source = variable.source + block.begin;
  for (std::int64_t i = 0; i < block.size; i++) {
    const float g = source[i] * scale + value[i] * decay;
    const float moved = velocity[i] * momentum + g * rate;
    velocity[i] = moved;
    value[i] = value[i] - moved;
  }
}

void towards(const float* numbers, float scale, const Variable& variable, const Block& block) {
  const float rate = numbers[0];
  float* __restrict value = variable.value + block.begin;
  const float* __restrict source = variable.source + block.begin;
  for (std::int64_t i = 0; i < block.size; i++)
    value[i] = value[i] - (value[i] - source[i] * scale) * rate;
}

// LARS's rate of each variable: that of the step, for layers times trust * |value| / (|gradient| + decay * |value|),
// where both are above 0.
std::vector<float> layerRates(const float* numbers, float scale, const std::vector<Variable>& variables,
                              const std::vector<Block>& blocks) {
  std::vector<double> ofValues(blocks.size()), ofSources(blocks.size());
  forEach(blocks, [&](const Block& block, int task) {
    const Variable& one = variables[block.of];
    if (!one.isLayer) return;
    ofValues[task] = sumOfSquares(one.value + block.begin, block.size);
    ofSources[task] = sumOfSquares(one.source + block.begin, block.size);
  });
  std::vector<double> values(variables.size()), sources(variables.size());
  for (std::size_t i = 0; i < blocks.size(); i++) {
    values[blocks[i].of] += ofValues[i];
    sources[blocks[i].of] += ofSources[i];
  }
  std::vector<float> rates(variables.size(), numbers[0]);
  for (std::size_t i = 0; i < variables.size(); i++) {
    const float length = static_cast<float>(std::sqrt(values[i]));
    const float force = static_cast<float>(std::sqrt(sources[i]) * scale) + length * numbers[1];
    if (variables[i].isLayer && length > 0 && force > 0) rates[i] = length * numbers[3] / force * numbers[0];
  }
  return rates;
}

}  // namespace

void update(Rule rule, const float* numbers, float scale, const std::vector<Variable>& variables) {
  const std::vector<Block> blocks = blocksOf(variables);
  std::vector<float> rates;
  if (rule == Rule::lars) rates = layerRates(numbers, scale, variables, blocks);
  forEach(blocks, [&](const Block& block, int) {
    const Variable& one = variables[block.of];
    switch (rule) {
      case Rule::adam: return adam(numbers, scale, one, block);
      case Rule::sgd: return sgd(numbers, scale, one, block);
      case Rule::lars: return lars(numbers, scale, rates[block.of], one, block);
      case Rule::towards: return towards(numbers, scale, one, block);
    }
  });
}

double norm(const std::vector<Part>& parts) {
  const std::vector<Block> blocks = blocksOf(parts);
  std::vector<double> sums(blocks.size());
  forEach(blocks, [&](const Block& block, int task) {
    sums[task] = sumOfSquares(parts[block.of].at + block.begin, block.size);
  });
  double all = 0;
  for (double sum : sums) all += sum;
  return std::sqrt(all);
}
