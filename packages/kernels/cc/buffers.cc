#include "buffers.h"

#include <cstdlib>
#include <memory>
#include <new>
#include <vector>

namespace {

struct Free {
  void operator()(float* data) const { std::free(data); }
};

struct Buffer {
  std::unique_ptr<float, Free> data;
  std::ptrdiff_t floats;
  bool isUsed;
};

std::vector<Buffer>& buffers() {
  static thread_local std::vector<Buffer> all;
  return all;
}

}  // namespace

Buffers::~Buffers() {
  for (Buffer& one : buffers()) one.isUsed = false;
}

float* Buffers::take(std::ptrdiff_t floats) {
  Buffer* smallest = nullptr;
  for (Buffer& one : buffers())
    if (!one.isUsed && one.floats >= floats && (!smallest || one.floats < smallest->floats)) smallest = &one;
  if (!smallest) {
    constexpr std::size_t LINE = 64;
    const std::size_t bytes = (floats * sizeof(float) + LINE - 1) / LINE * LINE;
    std::unique_ptr<float, Free> data(static_cast<float*>(std::aligned_alloc(LINE, bytes)));
    if (!data) throw std::bad_alloc();
    buffers().push_back({std::move(data), floats, false});
    smallest = &buffers().back();
  }
  smallest->isUsed = true;
  return smallest->data.get();
}

void Buffers::give(const float* data) {
  for (Buffer& one : buffers())
    if (one.data.get() == data) one.isUsed = false;
}
