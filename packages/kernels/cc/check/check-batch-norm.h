#pragma once
#include "../instruction-set.h"

// Compares batch norms of random shapes, groups and types with float64, on one thread and on three. Prints what
// fails and the worst errors. Returns how many fail.
int checkBatchNorm(const InstructionSet&, int count, unsigned seed);
