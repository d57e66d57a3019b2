#include "parallel.h"

#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <new>
#include <thread>
#include <vector>
#if defined(__x86_64__)
#include <immintrin.h>
#define RELAX() _mm_pause()
#else
#define RELAX() std::this_thread::yield()
#endif

namespace {

thread_local bool inTask = false;

struct Work {
  int tasks;
  void (*run)(const void*, int);
  const void* context;
};

class Pool {
 public:
  explicit Pool(int threads) {
    for (int i = 1; i < threads; i++) workers_.emplace_back([this] { serve(); });
  }
  ~Pool() {
    begin({});
    for (auto& worker : workers_) worker.join();
  }

  int threads() const { return static_cast<int>(workers_.size()) + 1; }

  void run(const Work& work) {
    std::lock_guard<std::mutex> one(callers_);
    begin(work);
    takeTasks();
    end();
    for (int spin = 0; busy_.load(std::memory_order_acquire) > 0; spin++) {
      if (spin < 20000) RELAX();
      else std::this_thread::yield();
    }
    if (failed_.exchange(false)) throw std::bad_alloc();
  }

 private:
  // Work without tasks ends the threads.
  void begin(const Work& work) {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      work_ = work;
      next_ = 0;
      isOpen_ = true;
      epoch_++;
    }
    wake_.notify_all();
  }

  // From here on no thread joins in: one that slept would keep the caller waiting for tasks that are done.
  void end() {
    std::lock_guard<std::mutex> lock(mutex_);
    isOpen_ = false;
  }

  void takeTasks() {
    inTask = true;
    for (int task; (task = next_.fetch_add(1)) < work_.tasks;) {
      try {
        if (!failed_) work_.run(work_.context, task);
      } catch (const std::bad_alloc&) {
        failed_ = true;
      }
    }
    inTask = false;
  }

  void serve() {
    for (unsigned seen = 0;;) {
      // The parts of one convolution follow each other within microseconds: spin shortly, then sleep.
      for (int spin = 0; spin < 4000 && epoch_.load(std::memory_order_acquire) == seen; spin++) RELAX();
      {
        std::unique_lock<std::mutex> lock(mutex_);
        wake_.wait(lock, [&] { return epoch_ != seen; });
        seen = epoch_;
        if (work_.tasks == 0) return;
        if (!isOpen_) continue;
        busy_.fetch_add(1, std::memory_order_relaxed);
      }
      takeTasks();
      busy_.fetch_sub(1, std::memory_order_release);
    }
  }

  std::vector<std::thread> workers_;
  std::mutex mutex_, callers_;
  std::condition_variable wake_;
  bool isOpen_ = false;  // Guarded by the mutex, as the work is.
  std::atomic<unsigned> epoch_{0};
  std::atomic<int> next_{0}, busy_{0};
  std::atomic<bool> failed_{false};
  Work work_{};
};

int defaultThreads() {
  const char* set = std::getenv("TF_NUM_INTRAOP_THREADS");
  const int wanted = set ? std::atoi(set) : 0;
  const int cores = static_cast<int>(std::thread::hardware_concurrency());
  return wanted > 0 ? wanted : cores > 0 ? cores : 1;
}

// Never freed: threads must not be joined while a process exits.
Pool*& pool() {
  static Pool* it = new Pool(defaultThreads());
  return it;
}

}  // namespace

void runTasks(int tasks, void (*run)(const void*, int), const void* context) {
  if (tasks > 1 && !inTask && pool()->threads() > 1) return pool()->run({tasks, run, context});
  for (int task = 0; task < tasks; task++) run(context, task);
}

int threadCount() { return pool()->threads(); }

void useThreads(int count) {
  delete pool();
  pool() = new Pool(count);
}

OnThisThread::OnThisThread(bool on) : before_(inTask) { inTask = inTask || on; }
OnThisThread::~OnThisThread() { inTask = before_; }
