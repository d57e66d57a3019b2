// For processors without AVX2: what every processor of an architecture has.
#include "kernels.h"

#if defined(__aarch64__)
extern const InstructionSet base{"NEON", kernelsOf<F2>(), kernelsOf<F4>()};
#else
extern const InstructionSet base{"SSE", kernelsOf<F2>(), kernelsOf<F4>()};
#endif
