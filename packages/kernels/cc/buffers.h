// Memory of a thread that is kept from call to call.
#pragma once
#include <cstddef>

// Buffers that are in use until they are given back or the object ends.
class Buffers {
 public:
  Buffers() = default;
  Buffers(const Buffers&) = delete;
  ~Buffers();
  // So many floats, aligned to 64 bytes, of unknown values, where others were given back if that is large enough. Throws
  // std::bad_alloc.
  float* take(std::ptrdiff_t floats);
  // Gives a buffer back. Other memory is left alone.
  void give(const float* data);
};
