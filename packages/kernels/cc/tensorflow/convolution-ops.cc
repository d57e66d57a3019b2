#include "../instruction-set.h"
#include "op.h"

namespace {

enum class Direction { forward, inputGradient, filterGradient };

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
bool shapeOf(Direction direction, const Call& call, Shape& shape) {
  const bool isFilterGradient = direction == Direction::filterGradient;
  const int64_t in = isFilterGradient ? call.length(0, 3) : call.length(1, 2), out = call.length(1, 3);
  constexpr int64_t MOST = 1 << 30;
  for (int64_t length : {call.length(0, 0), call.length(0, 1), call.length(0, 2), in, out})
    if (length > MOST) return false;
  shape = {static_cast<int>(call.length(0, 0)), static_cast<int>(call.length(0, 1)),
           static_cast<int>(call.length(0, 2)), static_cast<int>(in), static_cast<int>(out)};
  if (!takes(shape)) return false;
  if (isFilterGradient)
    return call.length(1, 0) == shape.rows && call.length(1, 1) == shape.height && call.length(1, 2) == shape.width;
  return call.length(1, 0) == 3 && call.length(1, 1) == 3 &&
         call.length(0, 3) == (direction == Direction::forward ? in : out);
}

template <Direction direction>
void run(Call& call, const void* kernel) {
  const auto& kernels = *static_cast<const Kernels*>(kernel);
  if (call.rank(0) != 4 || call.rank(1) != 4)
    return call.fail(TF_INVALID_ARGUMENT, "inputs must have four dimensions");
  Shape s;
  if (!shapeOf(direction, call, s))
    return call.fail(TF_INVALID_ARGUMENT,
                     "shapes must fit a 3x3 convolution of stride 1 with multiples of 16 channels");
  const bool isHalf = call.isHalf(0);
  if constexpr (direction == Direction::filterGradient) {
    void* to = call.allocate(0, TF_FLOAT, {3, 3, s.inChannels, s.outChannels});
    if (to) kernels.filterGradient[isHalf](s, call.data(0), call.data(1), static_cast<float*>(to));
  } else {
    constexpr bool isForward = direction == Direction::forward;
    void* to = call.allocate(0, isHalf ? TF_BFLOAT16 : TF_FLOAT,
                             {s.rows, s.height, s.width, isForward ? s.outChannels : s.inChannels});
    const auto convolve = isForward ? kernels.forward[isHalf] : kernels.inputGradient[isHalf];
    if (to && call.data(0)) convolve(s, call.data(0), call.floats(1), to);
  }
}

template <Direction direction>
void computeConvolution(void* kernel, TF_OpKernelContext* context) {
  Call call(context);
  if (call.open(2)) compute(call, run<direction>, kernel);
}

}  // namespace

// Attributes: T, float or bfloat16, the type of x, y and their gradients; tile, 2 or 4, of F(tile x tile, 3x3).
std::string registerConvolutions() {
  const std::vector<const char*> attributes = {"T: {float, bfloat16} = DT_FLOAT", "tile: int = 4"};
  const auto keep = [](void*) {};
  return registerAll({
      {"JsslConv3x3V3", {"x: T", "filter: float"}, {"y: T"}, attributes, create,
       computeConvolution<Direction::forward>, keep},
      {"JsslConv3x3InputGradientV3", {"dy: T", "filter: float"}, {"dx: T"}, attributes, create,
       computeConvolution<Direction::inputGradient>, keep},
      {"JsslConv3x3FilterGradientV3", {"x: T", "dy: T"}, {"d_filter: float"}, attributes, create,
       computeConvolution<Direction::filterGradient>, keep},
  });
}
