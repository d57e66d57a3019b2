#pragma once
#include "../row-kernels.h"

// Compares the Jaccard loss and its gradients with plain loops in float64, on one thread and on three, which must give
// the same bits. Returns the number of shapes that fail.
int checkLoss(const char* name, const RowKernels&, unsigned seed);
