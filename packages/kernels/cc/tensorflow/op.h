// What the ops have in common: inputs, outputs and registration by TensorFlow's C API.
#pragma once
#include <initializer_list>
#include <string>
#include <vector>

#include "status.h"

// A call of an op: its inputs, and its outputs as they are allocated.
class Call {
 public:
  explicit Call(TF_OpKernelContext* context) : context_(context) {}
  Call(const Call&) = delete;
  ~Call();

  // Whether all inputs of an op are there. Fails the op if not.
  bool open(int inputs);
  int rank(int input) const { return TF_NumDims(inputs_[input]); }
  int64_t length(int input, int axis) const { return TF_Dim(inputs_[input], axis); }
  int64_t elements(int input) const { return TF_TensorElementCount(inputs_[input]); }
  bool isHalf(int input) const { return TF_TensorType(inputs_[input]) == TF_BFLOAT16; }
  // An input's values; null where it has none.
  const void* data(int input) const { return elements(input) > 0 ? TF_TensorData(inputs_[input]) : nullptr; }
  const float* floats(int input) const { return static_cast<const float*>(data(input)); }
  // Whether an input is a vector of so many elements.
  bool isVector(int input, int64_t elements) const;
  bool haveSameShape(int one, int other) const;

  // The memory of output `index`. Null without memory, and then the op has failed.
  void* allocate(int index, TF_DataType, std::initializer_list<int64_t> lengths);
  void* allocateLike(int index, int input);
  // An output without elements. Returns false where the op has failed.
  bool allocateEmpty(int index, TF_DataType);
  void fail(TF_Code, const char* message);

 private:
  static constexpr int MOST = 6;
  TF_OpKernelContext* context_;
  Status status_;
  int inputCount_ = 0, outputCount_ = 0;
  TF_Tensor *inputs_[MOST] = {}, *outputs_[MOST] = {};
  TF_Tensor* output(int index, TF_DataType, const int64_t* lengths, int rank);
};

// Runs what may throw std::bad_alloc.
void compute(Call&, void (*run)(Call&, const void* kernel), const void* kernel);

// For ops without settings.
inline void* createNothing(TF_OpKernelConstruction*) { return nullptr; }
inline void keep(void*) {}

struct Definition {
  const char* name;
  std::vector<const char*> inputs, outputs, attributes;
  void* (*create)(TF_OpKernelConstruction*);
  void (*compute)(void*, TF_OpKernelContext*);
  void (*destroy)(void*);
  // Whether an op does more than compute its outputs from its inputs.
  bool isStateful = false;
};

// Registers ops, each once in a process. Returns what went wrong, or nothing.
std::string registerAll(const std::vector<Definition>&);

// The ops of each file. Return what went wrong, or nothing.
std::string registerConvolutions();
std::string registerWindowConvolutions();
std::string registerBatchNorm();
std::string registerUpdates();
std::string registerNearest();
std::string registerJaccardLoss();
std::string registerNetwork();
