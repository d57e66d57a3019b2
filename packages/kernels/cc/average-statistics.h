#pragma once
#include "batch-norm.h"

// Mean and unbiased variance [channels], averaged over the groups, of their statistics.
inline void averageStatistics(const NormShape& s, const float* statistics, float* mean, float* variance) {
  const double count = static_cast<double>(s.groupPixels()), unbiased = count > 1 ? count / (count - 1) : 1;
  for (int c = 0; c < s.channels; c++) {
    double meanSum = 0, varianceSum = 0;
    for (int group = 0; group < s.groups; group++) {
      meanSum += static_cast<double>(Statistics::mean(statistics, s, group)[c]);
      varianceSum += static_cast<double>(Statistics::variance(statistics, s, group)[c]);
    }
    mean[c] = static_cast<float>(meanSum / s.groups);
    variance[c] = static_cast<float>(varianceSum * unbiased / s.groups);
  }
}
