// The nearest rows of each query, found while the products are computed: a small block of products is compared with
// each query's k-th best so far, and few products are ever kept.
#pragma once
#include "candidates.h"
#include "matrix-product.h"
#include "parallel.h"
#include "row-kernels.h"
#include "scratch.h"

namespace {

typedef std::int32_t Mask __attribute__((vector_size(W * sizeof(std::int32_t))));

// Whether any lane is set.
INLINE bool any(Mask mask) {
  std::uint64_t words[W / 2], all = 0;
  std::memcpy(words, &mask, sizeof mask);
  for (std::uint64_t word : words) all |= word;
  return all != 0;
}

// Queries of a task, which stay in the cache of a core while the bank passes by.
constexpr Index TASK = 256;
// Rows of the bank that stay there with them.
constexpr Index BANK = 8 * ROWS;
// Features of a panel of queries that fit the nearest cache.
constexpr Index DEPTH = 256;

// Panels of PANEL queries, each [features, PANEL]; zeros behind the last query.
void toPanels(const float* queries, Index count, Index features, float* panels) {
  for (Index panel = 0; panel < count; panel += PANEL, panels += features * PANEL)
    for (Index query = 0; query < PANEL; query++) {
      const float* from = queries + (panel + query) * features;
      for (Index i = 0; i < features; i++) panels[i * PANEL + query] = panel + query < count ? from[i] : 0;
    }
}

// Panels of ROWS rows of the bank, each [features, ROWS].
void packBank(const float* bank, int height, Index features, float* packed) {
  for (int row = 0; row < height; row += ROWS, packed += ROWS * features)
    for (int i = 0; i < ROWS && row + i < height; i++)
      for (Index k = 0; k < features; k++) packed[k * ROWS + i] = bank[(row + i) * features + k];
}

void nearestOfTask(const Search& s, Index count, const float* queries, const float* bank, float* products,
                   std::int32_t* rows) {
  const Index panels = quotientUp(count, PANEL);
  float* packed = scratch(Slot::inputs, panels * PANEL * s.features);
  toPanels(queries, count, s.features, packed);
  float* bankPanels = scratch(Slot::outputs, BANK * s.features);
  Candidates found(count, s.k);
  float least[TASK], block[BANK * PANEL];
  for (Index query = 0; query < TASK; query++) least[query] = found.least(query);
  for (Index begin = 0; begin < s.bank; begin += BANK) {
    const int height = static_cast<int>(s.bank - begin < BANK ? s.bank - begin : BANK);
    packBank(bank + begin * s.features, height, s.features, bankPanels);
    for (Index panel = 0; panel < panels; panel++) {
      for (Index from = 0; from < s.features; from += DEPTH) {
        const int depth = static_cast<int>(s.features - from < DEPTH ? s.features - from : DEPTH);
        for (int row = 0; row < height; row += ROWS) {
          const int share = height - row < ROWS ? height - row : ROWS;
          multiply(from > 0, share, PANEL, depth, {bankPanels + row * s.features + from * ROWS, 1, ROWS},
                   {packed + (panel * s.features + from) * PANEL, PANEL}, {block + row * PANEL, PANEL});
        }
      }
      for (int i = 0; i < height; i++)
        for (int j = 0; j < COLUMNS; j++) {
          const Index first = panel * PANEL + j * W;
          if (!any(~(load(block + i * PANEL + j * W) <= load(least + first)))) continue;
          for (Index query = first; query < first + W && query < count; query++) {
            const float product = block[i * PANEL + query - panel * PANEL];
            if (!(product <= least[query])) least[query] = found.add(query, product, static_cast<std::int32_t>(begin + i));
          }
        }
    }
  }
  for (Index query = 0; query < count; query++) found.write(query, products + query * s.k, rows + query * s.k);
}

// Fewer queries for a task where there are few, so that each thread has some; whole panels.
Index taskOf(const Search& s) {
  Index task = TASK;
  while (task > PANEL && s.queries < task * threadCount()) task /= 2;
  return task;
}

void nearest(const Search& s, const float* queries, const float* bank, float* products, std::int32_t* rows) {
  const Index task = taskOf(s);
  parallel(quotientUp(s.queries, task), [&](int at) {
    const Index first = at * task, count = s.queries - first < task ? s.queries - first : task;
    nearestOfTask(s, count, queries + first * s.features, bank, products + first * s.k, rows + first * s.k);
  });
}

}  // namespace
