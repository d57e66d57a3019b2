// What the kernels need of a system, for WebAssembly: one thread, and the memory of the module that they are loaded
// beside. There is no C library.
#include <new>

#include "../parallel.h"
#include "../scratch.h"

#define IMPORT(name) __attribute__((import_module("env"), import_name(name)))

// Of the other module; `allocate` does not return where there is too little memory.
extern "C" IMPORT("allocate") void* allocateBeside(std::size_t bytes);
extern "C" IMPORT("release") void releaseBeside(void*);

void runTasks(int tasks, void (*run)(const void*, int), const void* context) {
  for (int task = 0; task < tasks; task++) run(context, task);
}
int threadCount() { return 1; }
OnThisThread::OnThisThread(bool) : before_(false) {}
OnThisThread::~OnThisThread() {}

namespace {

struct Buffer {
  char* data;
  std::size_t floats;
};
Buffer buffers[5];

}  // namespace

float* scratch(Slot slot, std::size_t floats) {
  constexpr std::size_t ALIGNMENT = 64;
  Buffer& buffer = buffers[static_cast<int>(slot)];
  if (buffer.floats < floats) {
    char* before = buffer.data;
    buffer = {nullptr, 0};
    releaseBeside(before);
    buffer = {static_cast<char*>(allocateBeside(floats * sizeof(float) + ALIGNMENT)), floats};
  }
  const auto address = reinterpret_cast<std::size_t>(buffer.data);
  return reinterpret_cast<float*>((address + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
}

void* operator new(std::size_t bytes) { return allocateBeside(bytes); }
void operator delete(void* p) noexcept { releaseBeside(p); }
void operator delete(void* p, std::size_t) noexcept { releaseBeside(p); }

// Called by std::vector where a length is impossible.
namespace std {
inline namespace __1 {
[[noreturn]] void __libcpp_verbose_abort(const char*, ...) noexcept { __builtin_trap(); }
}  // namespace __1
}  // namespace std
