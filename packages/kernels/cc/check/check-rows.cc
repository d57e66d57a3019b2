#include "check-rows.h"

#include <cmath>
#include <cstdio>
#include <random>
#include <vector>

#include "../parallel.h"

namespace {

struct Found {
  std::vector<float> products;
  std::vector<std::int32_t> rows;
  bool operator==(const Found& other) const { return products == other.products && rows == other.rows; }
};

Found search(const RowKernels& kernels, const Search& s, const std::vector<float>& queries,
             const std::vector<float>& bank) {
  Found found{std::vector<float>(s.queries * s.k, NAN), std::vector<std::int32_t>(s.queries * s.k, -1)};
  kernels.nearest(s, queries.data(), bank.data(), found.products.data(), found.rows.data());
  return found;
}

// Each product is near the exact one, they fall, equal ones' rows rise, and no other row is better than the last.
bool isRight(const Search& s, const std::vector<float>& queries, const std::vector<float>& bank, const Found& found) {
  for (std::int64_t query = 0; query < s.queries; query++) {
    const float* products = &found.products[query * s.k];
    const std::int32_t* rows = &found.rows[query * s.k];
    std::vector<char> isFound(s.bank);
    for (std::int64_t at = 0; at < s.k; at++) {
      if (rows[at] < 0 || rows[at] >= s.bank || isFound[rows[at]]) return false;
      isFound[rows[at]] = 1;
      if (at > 0 && !(products[at - 1] > products[at] || (products[at - 1] == products[at] && rows[at - 1] < rows[at])))
        return false;
    }
    for (std::int64_t row = 0, at = 0; row < s.bank; row++) {
      double product = 0, scale = 0;
      for (std::int64_t i = 0; i < s.features; i++) {
        const double one = static_cast<double>(queries[query * s.features + i]) * bank[row * s.features + i];
        product += one;
        scale += std::abs(one);
      }
      const double tolerance = 1e-6 * scale + 1e-30;
      if (!isFound[row]) {
        if (product > products[s.k - 1] + tolerance) return false;
        continue;
      }
      for (at = 0; rows[at] != row;) at++;
      if (!(std::abs(products[at] - product) <= tolerance)) return false;
    }
  }
  return true;
}

}  // namespace

int checkRows(const char* name, const RowKernels& kernels, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  int failures = 0;
  const Search searches[] = {{70, 1500, 33, 5},  {1, 1, 1, 1},     {300, 97, 600, 97}, {33, 2000, 8, 700},
                             {0, 10, 4, 3},      {17, 5, 300, 2},  {260, 300, 16, 1}};
  for (const Search& s : searches) {
    std::vector<float> queries(s.queries * s.features), bank(s.bank * s.features);
    for (auto* values : {&queries, &bank})
      for (float& value : *values) value = normal(random);
    // Equal rows: the products of the second half are those of the first.
    for (std::int64_t i = bank.size() / 2 / s.features * s.features, from = 0; i < s.bank * s.features; i++, from++)
      bank[i] = bank[from];
    useThreads(1);
    const Found one = search(kernels, s, queries, bank);
    useThreads(3);
    const bool fails = !(one == search(kernels, s, queries, bank)) || !isRight(s, queries, bank, one);
    failures += fails;
    if (fails) std::printf("%s: the nearest %d of %d rows of %d features for %d queries: failed\n", name, int(s.k),
                           int(s.bank), int(s.features), int(s.queries));
  }
  std::printf("%s: %d searches failed\n", name, failures);
  return failures;
}
