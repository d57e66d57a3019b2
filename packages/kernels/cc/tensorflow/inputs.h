// All inputs of an op that takes any number of tensors, which are freed with them.
#pragma once
#include <cstdint>
#include <utility>
#include <vector>

#include "status.h"

using Tensors = std::vector<TF_Tensor*>;

class Inputs {
 public:
  Inputs(TF_OpKernelContext* context, Status& status) {
    for (int i = 0, count = TF_NumInputs(context); i < count && status.isOk(); i++) {
      TF_Tensor* tensor = nullptr;
      TF_GetInput(context, i, &tensor, status.it);
      if (status.isOk()) tensors_.push_back(tensor);
    }
  }
  Inputs(const Inputs&) = delete;
  ~Inputs() {
    for (TF_Tensor* tensor : tensors_) TF_DeleteTensor(tensor);
  }
  std::size_t count() const { return tensors_.size(); }
  TF_Tensor* operator[](std::size_t i) const { return tensors_[i]; }
  Tensors release() { return std::move(tensors_); }

 private:
  Tensors tensors_;
};

inline std::int64_t sizeOf(const TF_Tensor* tensor) { return TF_TensorElementCount(tensor); }
inline float* floatsOf(const TF_Tensor* tensor) { return static_cast<float*>(TF_TensorData(tensor)); }

inline void fail(TF_OpKernelContext* context, Status& status, TF_Code code, const char* message) {
  TF_SetStatus(status.it, code, message);
  TF_OpKernelContext_Failure(context, status.it);
}
