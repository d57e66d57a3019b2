#include "signals.h"

// oneDNN's float32 product for x64 (jit_avx_gemm_f32, jit_avx512_common_gemm_f32) points the stack pointer to a buffer
// on the heap while it multiplies by more than some 250 rows. A signal handler that runs on this thread then pushes its
// frame below the buffer, over whatever the heap has there: Ctrl-C, a resized terminal, a child that ends, or Node's
// profiler can crash the process or change numbers.
#if defined(__linux__) && defined(__x86_64__)
#include <pthread.h>
#include <signal.h>

#include <cstddef>
#include <initializer_list>

namespace {

// Handlers that ask for it (SA_ONSTACK) run there: those of V8's profiler, which interrupts the thread that it watches.
void useAlternateStack() {
  stack_t current = {};
  if (sigaltstack(nullptr, &current) != 0 || !(current.ss_flags & SS_DISABLE)) return;
  constexpr std::size_t BYTES = 1 << 17;
  stack_t stack = {};
  stack.ss_sp = new char[BYTES];  // never freed: the thread may get a signal until its very end
  stack.ss_size = BYTES;
  sigaltstack(&stack, nullptr);
}

}  // namespace

void keepSignalsOffThisThread() {
  useAlternateStack();
  sigset_t signals;
  sigfillset(&signals);
  // What this thread causes itself, and what a profiler sends to it.
  for (const int own : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS, SIGPROF}) sigdelset(&signals, own);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}
#else
void keepSignalsOffThisThread() {}
#endif
