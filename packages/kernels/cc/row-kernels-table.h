// The table of kernels that rows-*.cc compile, each for one instruction set.
#pragma once
#include "jaccard-loss.h"
#include "nearest-rows.h"

namespace {

constexpr RowKernels rowKernels{nearest, jaccardLoss, jaccardLossGradient};

}  // namespace
