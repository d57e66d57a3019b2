// The best products of some queries so far.
#pragma once
#include <cstddef>
#include <cstdint>

class Candidates {
 public:
  // Throws std::bad_alloc.
  Candidates(std::ptrdiff_t queries, std::ptrdiff_t k);
  ~Candidates();
  Candidates(const Candidates&) = delete;

  // What a product has to exceed to be among the k best; NaN as long as any may be.
  float least(std::ptrdiff_t query) const;

  // Keeps a product that is not at most `least`, of a row after all rows so far. Returns what `least` is then.
  float add(std::ptrdiff_t query, float product, std::int32_t row);

  // The k best, the largest first, of equal ones the lower row first, NaN last.
  void write(std::ptrdiff_t query, float* products, std::int32_t* rows);

 private:
  struct Lists;
  Lists* lists_;
};
