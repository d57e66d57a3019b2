#include "kernels.h"

extern const InstructionSet avx512 = instructionSet("AVX-512");
