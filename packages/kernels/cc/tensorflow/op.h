// What the ops without attributes of their own have in common.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "status.h"

namespace {

class Inputs {
 public:
  Inputs(TF_OpKernelContext* context, Status& status) {
    for (int i = 0, count = TF_NumInputs(context); i < count && status.isOk(); i++) {
      TF_Tensor* tensor = nullptr;
      TF_GetInput(context, i, &tensor, status.it);
      if (status.isOk()) tensors_.push_back(tensor);
    }
  }
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

struct Op {
  const char* name;
  std::vector<const char*> attributes, inputs, outputs;
  void (*compute)(void*, TF_OpKernelContext*);
  void* (*create)(TF_OpKernelConstruction*) = [](TF_OpKernelConstruction*) -> void* { return nullptr; };
  void (*destroy)(void*) = [](void*) {};
};

inline std::string registerOne(const Op& one) {
  if (isRegistered(one.name)) return "";
  Status status;
  auto* op = TF_NewOpDefinitionBuilder(one.name);
  for (auto attribute : one.attributes) TF_OpDefinitionBuilderAddAttr(op, attribute);
  for (auto input : one.inputs) TF_OpDefinitionBuilderAddInput(op, input);
  for (auto output : one.outputs) TF_OpDefinitionBuilderAddOutput(op, output);
  TF_OpDefinitionBuilderSetIsStateful(op, true);
  TF_OpDefinitionBuilderSetShapeInferenceFunction(op, &TF_ShapeInferenceContextSetUnknownShape);
  TF_RegisterOpDefinition(op, status.it);
  if (status.isOk()) {
    auto* builder = TF_NewKernelBuilder(one.name, "CPU", one.create, one.compute, one.destroy);
    TF_RegisterKernelBuilder(one.name, builder, status.it);
  }
  return status.isOk() ? "" : std::string(one.name) + ": " + TF_Message(status.it);
}

// Returns what went wrong, or nothing.
template <class Ops>
std::string registerAll(const Ops& ops) {
  for (const Op& one : ops) {
    const std::string error = registerOne(one);
    if (!error.empty()) return error;
  }
  return "";
}

}  // namespace
