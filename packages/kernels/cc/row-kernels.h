// Kernels on the rows of matrices. Results do not depend on the number of threads. All throw std::bad_alloc.
#pragma once
#include <cstdint>

struct Search {
  std::int64_t queries, bank, features;  // rows and columns
  std::int64_t k;                        // from 1 to the rows of the bank
};

// Cosines of heads p and n, in this order: of each row's positive [rows], and its negatives [rows, columns].
struct Contrast {
  std::int64_t rows, columns;
  const float *positives[2], *negatives[2];
  const float* mask;              // added to the negatives [rows, columns], 0 or -infinity; null for zeros
  float inverseTemperatures[3];   // of the terms J, p and n, as everything with three entries
};

struct ContrastGradients {
  float *positives[2], *negatives[2];
};

// The kernels of one instruction set.
struct RowKernels {
  // For each query [queries, features] the k rows of the bank [bank, features] with the largest products, the
  // largest first; of equal ones the lower row first; NaN last. Outputs are [queries, k].
  void (*nearest)(const Search&, const float* queries, const float* bank, float* products, std::int32_t* rows);
  // For each row its three cross entropies [rows, 3], and what the gradient needs [rows, 6].
  void (*jaccardLoss)(const Contrast&, float* states, double* terms);
  // The gradients of the sum of all terms, each multiplied by its factor, which includes 1 / temperature.
  void (*jaccardLossGradient)(const Contrast&, const float* states, const float* factors, const ContrastGradients&);
};

// Those of the instruction set that chooseInstructionSet() chooses.
const RowKernels& chooseRowKernels();
