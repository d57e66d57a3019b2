// A thread pool: parallel(tasks, run) calls run(task) for each task on all threads. What a task itself shares
// out runs on its own thread.
#pragma once
#include "convolution.h"

// As many as TF_NUM_INTRAOP_THREADS says, else as the processor has cores. Throws std::bad_alloc if a task
// did.
void runTasks(int tasks, void (*run)(const void* context, int task), const void* context);

int threadCount();

// For checks: the number of threads from here on.
void useThreads(int count);

// While it lives, and if `on`: what this thread shares out runs on this thread.
class OnThisThread {
 public:
  explicit OnThisThread(bool on);
  ~OnThisThread();

 private:
  bool before_;
};

namespace {

template <class Run>
void parallel(int tasks, const Run& run) {
  runTasks(tasks, [](const void* context, int task) { (*static_cast<const Run*>(context))(task); }, &run);
}

// Waking threads is not worth it for less than some 20 microseconds.
[[maybe_unused]] bool isSmall(const Shape& s) {
  return 9.0 * s.rows * s.height * s.width * s.inChannels * s.outChannels < 4e6;
}

}  // namespace
