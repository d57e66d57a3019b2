#include "op.h"

#include <new>

Call::~Call() {
  for (TF_Tensor* one : inputs_)
    if (one) TF_DeleteTensor(one);
  for (TF_Tensor* one : outputs_)
    if (one) TF_DeleteTensor(one);
}

bool Call::open(int inputs) {
  for (; inputCount_ < inputs; inputCount_++) {
    TF_GetInput(context_, inputCount_, &inputs_[inputCount_], status_.it);
    if (status_.isOk()) continue;
    TF_OpKernelContext_Failure(context_, status_.it);
    return false;
  }
  return true;
}

bool Call::isVector(int input, int64_t elements) const { return rank(input) == 1 && length(input, 0) == elements; }

bool Call::haveSameShape(int one, int other) const {
  if (rank(one) != rank(other)) return false;
  for (int axis = 0; axis < rank(one); axis++)
    if (length(one, axis) != length(other, axis)) return false;
  return true;
}

TF_Tensor* Call::output(int index, TF_DataType type, const int64_t* lengths, int rank) {
  size_t bytes = TF_DataTypeSize(type);
  for (int axis = 0; axis < rank; axis++) bytes *= lengths[axis];
  TF_Tensor* made = TF_AllocateOutput(context_, index, type, lengths, rank, bytes, status_.it);
  if (status_.isOk()) return outputs_[outputCount_++] = made;
  TF_OpKernelContext_Failure(context_, status_.it);
  return nullptr;
}

void* Call::allocate(int index, TF_DataType type, std::initializer_list<int64_t> lengths) {
  TF_Tensor* made = output(index, type, lengths.begin(), static_cast<int>(lengths.size()));
  return made ? TF_TensorData(made) : nullptr;
}

void* Call::allocateLike(int index, int input) {
  int64_t lengths[8];
  for (int axis = 0; axis < rank(input); axis++) lengths[axis] = length(input, axis);
  TF_Tensor* made = output(index, TF_TensorType(inputs_[input]), lengths, rank(input));
  return made ? TF_TensorData(made) : nullptr;
}

bool Call::allocateEmpty(int index, TF_DataType type) {
  const int64_t none = 0;
  return output(index, type, &none, 1) != nullptr;
}

void Call::fail(TF_Code code, const char* message) {
  TF_SetStatus(status_.it, code, message);
  TF_OpKernelContext_Failure(context_, status_.it);
}

void compute(Call& call, void (*run)(Call&, const void*), const void* kernel) {
  try {
    run(call, kernel);
  } catch (const std::bad_alloc&) {
    call.fail(TF_RESOURCE_EXHAUSTED, "too little memory for an op of @jssl/kernels");
  }
}

namespace {

// A second registration of a name would end the process: by this library in another thread of Node, or by
// a copy of it.
bool isRegistered(const char* name) {
  Status status;
  TF_Buffer* kernels = TF_GetRegisteredKernelsForOp(name, status.it);
  const bool found = status.isOk() && kernels && kernels->length > 0;
  if (kernels) TF_DeleteBuffer(kernels);
  return found;
}

std::string registerOp(const Definition& one) {
  if (isRegistered(one.name)) return "";
  Status status;
  auto* op = TF_NewOpDefinitionBuilder(one.name);
  for (auto input : one.inputs) TF_OpDefinitionBuilderAddInput(op, input);
  for (auto output : one.outputs) TF_OpDefinitionBuilderAddOutput(op, output);
  for (auto attribute : one.attributes) TF_OpDefinitionBuilderAddAttr(op, attribute);
  TF_OpDefinitionBuilderSetIsStateful(op, one.isStateful);
  TF_OpDefinitionBuilderSetShapeInferenceFunction(op, &TF_ShapeInferenceContextSetUnknownShape);
  TF_RegisterOpDefinition(op, status.it);
  if (status.isOk()) {
    auto* builder = TF_NewKernelBuilder(one.name, "CPU", one.create, one.compute, one.destroy);
    TF_RegisterKernelBuilder(one.name, builder, status.it);
  }
  return status.isOk() ? "" : std::string(one.name) + ": " + TF_Message(status.it);
}

}  // namespace

std::string registerAll(const std::vector<Definition>& ops) {
  for (const Definition& one : ops) {
    const std::string error = registerOp(one);
    if (!error.empty()) return error;
  }
  return "";
}
