#include "instruction-set.h"
#include "row-kernels.h"

extern const RowKernels rowsBase;
#if defined(__x86_64__)
extern const InstructionSet avx2, avx512;
extern const RowKernels rowsAvx2, rowsAvx512;

const RowKernels& chooseRowKernels() {
  const InstructionSet* chosen = &chooseInstructionSet();
  return chosen == &avx512 ? rowsAvx512 : chosen == &avx2 ? rowsAvx2 : rowsBase;
}
#else
const RowKernels& chooseRowKernels() { return rowsBase; }
#endif
