#pragma once
#include "../instruction-set.h"

// Compares layers that run in one call, and their gradients, with float64, on one thread and on three, and layers that
// don't fit with what is refused. Prints what fails and the worst error. Returns how many fail.
int checkNetwork(const InstructionSet&, unsigned seed);
