// Buffers of a thread that are kept from call to call.
#pragma once
#include <cstddef>

enum class Slot { inputs, outputs, filters, columns, sums };

// So many floats, aligned to 64 bytes, of unknown values; the same at the next call. Throws std::bad_alloc.
float* scratch(Slot, std::size_t floats);
