#include "register-ops.h"

#include <new>

#include "../convolution.h"
#include "status.h"

namespace {

class Input {
 public:
  Input(TF_OpKernelContext* context, int index, Status& status) {
    TF_GetInput(context, index, &tensor_, status.it);
    if (status.isOk() && TF_NumDims(tensor_) != 4)
      TF_SetStatus(status.it, TF_INVALID_ARGUMENT, "inputs must have four dimensions");
  }
  ~Input() {
    if (tensor_) TF_DeleteTensor(tensor_);
  }
  int64_t length(int axis) const { return TF_Dim(tensor_, axis); }
  const void* data() const { return TF_TensorData(tensor_); }
  bool isHalf() const { return TF_TensorType(tensor_) == TF_BFLOAT16; }

 private:
  TF_Tensor* tensor_ = nullptr;
};

enum class Op { forward, inputGradient, filterGradient };

void* create(TF_OpKernelConstruction* construction) {
  Status status;
  int32_t tile = 0;
  TF_OpKernelConstruction_GetAttrInt32(construction, "tile", &tile, status.it);
  if (status.isOk() && tile != 2 && tile != 4) TF_SetStatus(status.it, TF_INVALID_ARGUMENT, "tile must be 2 or 4");
  if (!status.isOk()) TF_OpKernelConstruction_Failure(construction, status.it);
  const InstructionSet& set = chooseInstructionSet();
  return const_cast<Kernels*>(tile == 2 ? &set.tiles2 : &set.tiles4);
}

// The convolution that the inputs of an op describe. Returns whether they fit each other.
bool shapeOf(Op op, const Input& a, const Input& b, Shape& shape) {
  const bool isFilterGradient = op == Op::filterGradient;
  const int64_t in = isFilterGradient ? a.length(3) : b.length(2), out = b.length(3);
  constexpr int64_t MOST = 1 << 30;
  for (int64_t length : {a.length(0), a.length(1), a.length(2), in, out})
    if (length > MOST) return false;
  shape = {static_cast<int>(a.length(0)), static_cast<int>(a.length(1)), static_cast<int>(a.length(2)),
           static_cast<int>(in), static_cast<int>(out)};
  if (!takes(shape)) return false;
  if (isFilterGradient)
    return b.length(0) == shape.rows && b.length(1) == shape.height && b.length(2) == shape.width;
  return b.length(0) == 3 && b.length(1) == 3 && a.length(3) == (op == Op::forward ? in : out);
}

template <Op op>
void compute(void* kernel, TF_OpKernelContext* context) {
  const auto& kernels = *static_cast<const Kernels*>(kernel);
  Status status;
  const Input a(context, 0, status);
  if (!status.isOk()) return TF_OpKernelContext_Failure(context, status.it);
  const Input b(context, 1, status);
  if (!status.isOk()) return TF_OpKernelContext_Failure(context, status.it);
  Shape s;
  if (!shapeOf(op, a, b, s)) {
    TF_SetStatus(status.it, TF_INVALID_ARGUMENT,
                 "shapes must fit a 3x3 convolution of stride 1 with multiples of 16 channels");
    return TF_OpKernelContext_Failure(context, status.it);
  }
  constexpr bool isFilter = op == Op::filterGradient;
  const int64_t maps[4] = {s.rows, s.height, s.width, op == Op::forward ? s.outChannels : s.inChannels};
  const int64_t filter[4] = {3, 3, s.inChannels, s.outChannels};
  const int64_t* lengths = isFilter ? filter : maps;
  const bool isHalf = a.isHalf();
  const TF_DataType type = isHalf && !isFilter ? TF_BFLOAT16 : TF_FLOAT;
  const size_t bytes = TF_DataTypeSize(type) * lengths[0] * lengths[1] * lengths[2] * lengths[3];
  TF_Tensor* output = TF_AllocateOutput(context, 0, type, lengths, 4, bytes, status.it);
  if (!status.isOk()) return TF_OpKernelContext_Failure(context, status.it);
  void* to = TF_TensorData(output);
  try {
    if (bytes == 0) {
      // Nothing to compute.
    } else if (isFilter) {
      kernels.filterGradient[isHalf](s, a.data(), b.data(), static_cast<float*>(to));
    } else {
      const auto run = op == Op::forward ? kernels.forward[isHalf] : kernels.inputGradient[isHalf];
      run(s, a.data(), static_cast<const float*>(b.data()), to);
    }
  } catch (const std::bad_alloc&) {
    TF_SetStatus(status.it, TF_RESOURCE_EXHAUSTED, "too little memory for a convolution");
    TF_OpKernelContext_Failure(context, status.it);
  }
  TF_DeleteTensor(output);
}

struct Definition {
  const char *name, *first, *second, *output;
  void (*compute)(void*, TF_OpKernelContext*);
};

std::string add(const Definition& one) {
  if (isRegistered(one.name)) return "";
  Status status;
  auto* op = TF_NewOpDefinitionBuilder(one.name);
  for (auto input : {one.first, one.second}) TF_OpDefinitionBuilderAddInput(op, input);
  TF_OpDefinitionBuilderAddOutput(op, one.output);
  TF_OpDefinitionBuilderAddAttr(op, "T: {float, bfloat16} = DT_FLOAT");
  TF_OpDefinitionBuilderAddAttr(op, "tile: int = 4");
  TF_OpDefinitionBuilderSetShapeInferenceFunction(op, &TF_ShapeInferenceContextSetUnknownShape);
  TF_RegisterOpDefinition(op, status.it);
  if (status.isOk()) {
    auto* builder = TF_NewKernelBuilder(one.name, "CPU", create, one.compute, [](void*) {});
    TF_RegisterKernelBuilder(one.name, builder, status.it);
  }
  return status.isOk() ? "" : std::string(one.name) + ": " + TF_Message(status.it);
}

}  // namespace

std::string registerOps() {
  const Definition definitions[] = {
      {"JsslConv3x3V1", "x: T", "filter: float", "y: T", compute<Op::forward>},
      {"JsslConv3x3InputGradientV1", "dy: T", "filter: float", "dx: T", compute<Op::inputGradient>},
      {"JsslConv3x3FilterGradientV1", "x: T", "dy: T", "d_filter: float", compute<Op::filterGradient>},
  };
  for (const auto& one : definitions) {
    const std::string error = add(one);
    if (!error.empty()) return error;
  }
  return "";
}
