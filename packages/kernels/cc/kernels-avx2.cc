#include "kernels.h"

extern const InstructionSet avx2{"AVX2", kernelsOf<F2>(), kernelsOf<F4>()};
