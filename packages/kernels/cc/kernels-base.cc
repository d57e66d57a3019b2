// For processors without AVX2: what every processor of an architecture has.
#include "kernels.h"

#if defined(__aarch64__)
extern const InstructionSet base = instructionSet("NEON");
#else
extern const InstructionSet base = instructionSet("SSE");
#endif
