// TensorFlow's status, freed with its scope, and what else all ops need.
#pragma once
#include <vector>

#include "c-api.h"

using Tensors = std::vector<TF_Tensor*>;

namespace {

struct Status {
  TF_Status* it = TF_NewStatus();
  ~Status() { TF_DeleteStatus(it); }
  bool isOk() const { return TF_GetCode(it) == TF_OK; }
};

// A second registration of a name would end the process: by this library in another thread of Node, or by
// a copy of it.
inline bool isRegistered(const char* name) {
  Status status;
  TF_Buffer* kernels = TF_GetRegisteredKernelsForOp(name, status.it);
  const bool found = status.isOk() && kernels && kernels->length > 0;
  if (kernels) TF_DeleteBuffer(kernels);
  return found;
}

}  // namespace
