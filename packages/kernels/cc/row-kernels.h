// Kernels on the rows of matrices. Results do not depend on the number of threads. All throw std::bad_alloc.
#pragma once
#include <cstdint>

struct Search {
  std::int64_t queries, bank, features;  // rows and columns
  std::int64_t k;                        // from 1 to the rows of the bank
};

// The kernels of one instruction set.
struct RowKernels {
  // For each query [queries, features] the k rows of the bank [bank, features] with the largest products, the
  // largest first; of equal ones the lower row first; NaN last. Outputs are [queries, k].
  void (*nearest)(const Search&, const float* queries, const float* bank, float* products, std::int32_t* rows);
};

// Those of the instruction set that chooseInstructionSet() chooses.
const RowKernels& chooseRowKernels();
