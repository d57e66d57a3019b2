#include <cstring>
#include <new>

#include "../update.h"
#include "inputs.h"
#include "op.h"
#include "taken-tensors.h"

namespace {

TakenTensors& taken() {
  static TakenTensors* it = new TakenTensors;  // never freed: ops may run while a process exits
  return *it;
}

TF_Tensor* copyOf(const TF_Tensor* tensor) {
  std::vector<std::int64_t> lengths(TF_NumDims(tensor));
  for (std::size_t i = 0; i < lengths.size(); i++) lengths[i] = TF_Dim(tensor, static_cast<int>(i));
  const std::size_t bytes = TF_TensorByteSize(tensor);
  TF_Tensor* copy = TF_AllocateTensor(TF_FLOAT, lengths.data(), TF_NumDims(tensor), bytes);
  if (!copy) throw std::bad_alloc();
  if (bytes > 0) std::memcpy(TF_TensorData(copy), TF_TensorData(tensor), bytes);
  return copy;
}

void take(void*, TF_OpKernelContext* context) {
  Status status;
  Inputs inputs(context, status);
  if (!status.isOk()) return TF_OpKernelContext_Failure(context, status.it);
  TF_Tensor* output = TF_AllocateOutput(context, 0, TF_INT64, nullptr, 0, sizeof(std::int64_t), status.it);
  if (!status.isOk()) return TF_OpKernelContext_Failure(context, status.it);
  const std::int64_t number = taken().put(inputs.release());
  std::memcpy(TF_TensorData(output), &number, sizeof number);
  TF_DeleteTensor(output);
}

std::int64_t numberIn(const Inputs& inputs) {
  std::int64_t number;
  std::memcpy(&number, TF_TensorData(inputs[0]), sizeof number);
  return number;
}

// Makes the tensors an op's outputs.
void give(TF_OpKernelContext* context, const Tensors& tensors, Status& status) {
  for (std::size_t i = 0; i < tensors.size(); i++) {
    if (status.isOk()) TF_SetOutput(context, static_cast<int>(i), tensors[i], status.it);
    TF_DeleteTensor(tensors[i]);
  }
  if (!status.isOk()) TF_OpKernelContext_Failure(context, status.it);
}

void giveBack(void*, TF_OpKernelContext* context) {
  Status status;
  const Inputs inputs(context, status);
  if (!status.isOk()) return TF_OpKernelContext_Failure(context, status.it);
  give(context, taken().take(numberIn(inputs)), status);
}

// What is wrong with the inputs of an update, or nothing.
const char* problemOf(Rule rule, const Tensors& tensors, const Inputs& inputs, std::size_t sources) {
  if (tensors.size() != sources * (1 + momentsOf(rule))) return "sources must be one for each value";
  if (sizeOf(inputs[1]) != numbersOf(rule) || sizeOf(inputs[2]) != 1) return "there must be the rule's numbers";
  for (std::size_t i = 0; i < tensors.size(); i++)
    if (sizeOf(tensors[i]) != sizeOf(inputs[3 + i % sources])) return "a value and its source must have one shape";
  return nullptr;
}

// Puts copies in the places of tensors that others hold, too.
void makeExclusive(Tensors& tensors) {
  for (TF_Tensor*& tensor : tensors) {
    if (TF_TensorMaybeMove(tensor) != nullptr) continue;
    TF_Tensor* copy = copyOf(tensor);
    TF_DeleteTensor(tensor);
    tensor = copy;
  }
}

template <Rule rule>
void computeUpdate(void*, TF_OpKernelContext* context) {
  Status status;
  const Inputs inputs(context, status);
  if (!status.isOk()) return TF_OpKernelContext_Failure(context, status.it);
  const std::int64_t number = numberIn(inputs);
  Tensors tensors = taken().take(number);
  const std::size_t sources = inputs.count() - 3;
  const char* problem = problemOf(rule, tensors, inputs, sources);
  TF_Code code = TF_INVALID_ARGUMENT;
  try {
    if (!problem) {
      makeExclusive(tensors);
      std::vector<Variable> variables(sources);
      for (std::size_t i = 0; i < sources; i++) {
        Variable& one = variables[i];
        one = {floatsOf(tensors[i]), {}, floatsOf(inputs[3 + i]), sizeOf(tensors[i]), TF_NumDims(tensors[i]) > 1};
        for (int moment = 0; moment < momentsOf(rule); moment++)
          one.moments[moment] = floatsOf(tensors[(1 + moment) * sources + i]);
      }
      update(rule, floatsOf(inputs[1]), *floatsOf(inputs[2]), variables);
      return give(context, tensors, status);
    }
  } catch (const std::bad_alloc&) {
    problem = "too little memory for an update";
    code = TF_RESOURCE_EXHAUSTED;
  }
  taken().putBack(number, std::move(tensors));
  fail(context, status, code, problem);
}

void computeNorm(void*, TF_OpKernelContext* context) {
  Status status;
  const Inputs inputs(context, status);
  if (!status.isOk()) return TF_OpKernelContext_Failure(context, status.it);
  TF_Tensor* output = TF_AllocateOutput(context, 0, TF_FLOAT, nullptr, 0, sizeof(float), status.it);
  if (!status.isOk()) return TF_OpKernelContext_Failure(context, status.it);
  try {
    std::vector<Part> parts(inputs.count());
    for (std::size_t i = 0; i < parts.size(); i++) parts[i] = {floatsOf(inputs[i]), sizeOf(inputs[i])};
    *floatsOf(output) = static_cast<float>(norm(parts));
  } catch (const std::bad_alloc&) {
    fail(context, status, TF_RESOURCE_EXHAUSTED, "too little memory for a norm");
  }
  TF_DeleteTensor(output);
}

Definition updateBy(const char* name, void (*compute)(void*, TF_OpKernelContext*)) {
  return {name,
          {"taken: int64", "numbers: float", "scale: float", "sources: S * float"},
          {"tensors: N * float"},
          {"N: int >= 1", "S: int >= 1"},
          createNothing, compute, keep, true};
}

}  // namespace

// Ops that change many tensors in one call:
//   JsslTakeV1(tensors: N) -> taken             keeps the tensors, under a number
//   JsslGiveV1(taken) -> tensors: N             gives them back as they are
//   JsslAdamV1(taken, numbers, scale, sources: S) -> tensors: N
//   JsslSgdV1, JsslLarsV1, JsslTowardsV1        alike; see update.h for the rules and their numbers
//   JsslNormV1(tensors: N) -> norm
// The tensors taken are S values, then S of each moment. Between taking and changing, the caller deletes its own
// handles: a tensor whose memory nobody else holds then is changed in place, any other is copied first. An op that
// fails leaves the tensors to JsslGiveV1.
std::string registerUpdates() {
  const std::vector<const char*> count = {"N: int >= 1"};
  return registerAll({
      {"JsslTakeV1", {"tensors: N * float"}, {"taken: int64"}, count, createNothing, take, keep, true},
      {"JsslGiveV1", {"taken: int64"}, {"tensors: N * float"}, count, createNothing, giveBack, keep, true},
      {"JsslNormV1", {"tensors: N * float"}, {"norm: float"}, count, createNothing, computeNorm, keep},
      updateBy("JsslAdamV1", computeUpdate<Rule::adam>),
      updateBy("JsslSgdV1", computeUpdate<Rule::sgd>),
      updateBy("JsslLarsV1", computeUpdate<Rule::lars>),
      updateBy("JsslTowardsV1", computeUpdate<Rule::towards>),
  });
}
