#pragma once
#include "../instruction-set.h"

// Compares convolutions of random shapes, kernels and strides with float64, on one thread and on three. Prints what
// fails and the worst errors. Returns how many fail.
int checkWindowConvolution(const InstructionSet&, int count, unsigned seed);
