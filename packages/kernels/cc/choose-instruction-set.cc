#include <cstdlib>
#include <cstring>

#include "instruction-set.h"

extern const InstructionSet base;
#if defined(__x86_64__)
extern const InstructionSet avx2, avx512;

namespace {

// As oneDNN takes it: a processor's newer instructions are left alone.
bool isLimitedTo(const char* name) {
  const char* limit = std::getenv("ONEDNN_MAX_CPU_ISA");
  return limit && std::strncmp(limit, name, std::strlen(name)) == 0;
}

const InstructionSet& best() {
  const bool hasAvx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  const bool isOld = isLimitedTo("SSE") || (isLimitedTo("AVX") && !isLimitedTo("AVX2") && !isLimitedTo("AVX512"));
  if (!hasAvx2 || isOld) return base;
  const bool hasAvx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
                         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq");
  return hasAvx512 && !isLimitedTo("AVX2") ? avx512 : avx2;
}

}  // namespace

const InstructionSet& chooseInstructionSet() {
  static const InstructionSet& chosen = best();
  return chosen;
}
#else
const InstructionSet& chooseInstructionSet() { return base; }
#endif
