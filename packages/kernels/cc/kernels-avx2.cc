#include "kernels.h"

extern const InstructionSet avx2 = instructionSet("AVX2");
