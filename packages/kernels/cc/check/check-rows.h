#pragma once
#include "../row-kernels.h"

// Compares the search for nearest rows with plain loops in float64, on one thread and on three, which must give the
// same bits. Returns the number of searches that fail.
int checkRows(const char* name, const RowKernels&, unsigned seed);
