#include "kernels.h"

extern const InstructionSet avx512{"AVX-512", kernelsOf<F2>(), kernelsOf<F4>()};
